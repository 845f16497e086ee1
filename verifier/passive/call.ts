/**
 * Calls of functions and lemmas, by their contracts.
 *
 * Owns        preconditions, the fall of the recursion measure, what is unknown after the call and what is known.
 * Invariants  The callee sees its reference parameters as values of its own that go back to the caller's places;
 *             alias.ts proves that nobody can tell the difference.
 *             Its contract speaks of other modules' state through views only. A condition that does not is never
 *             proved and never known.
 */
import type { Expression, FunctionDeclaration, Span, Statement } from "../../language/ir.ts";
import { subexpressions } from "../../language/walk.ts";
import { checkAliases } from "./alias.ts";
import { recursiveFunctions } from "./callgraph.ts";
import { functionOf } from "./change.ts";
import { effectsOf, keepsView, keptViews, type Effect } from "./effect.ts";
import { Bindings, checkInvariants, invariantsOf } from "./exit.ts";
import type { Flow } from "./flow.ts";
import { checkFall } from "./measure.ts";
import { TOKEN, localKey, nameOfKey, viewKey, type Scope } from "./name.ts";
import { checkConversions, checkOperations } from "./operation.ts";
import { checkStore, checkViewChange } from "./permission.ts";
import { locate, read, replace, type Location } from "./place.ts";
import { store } from "./store.ts";

type CallStatement = Extract<Statement, { kind: "call" }>;

/** A parameter during a call: its value, and where that goes back to. */
export interface Passed {
  readonly name: string;
  readonly value: Expression;
  readonly location: Location | undefined;
}

export function runCall(s: CallStatement, flow: Flow): void {
  const { builder } = flow;
  const callee = functionOf(builder.namer, s.function);
  const passed = passArguments(s, callee, flow);
  const state = flow.snapshot();
  const before = new Bindings(new Map(passed.map(({ name, value }) => [name, value])), state);
  const effects = effectsOf(callee.modifies, builder.namer, (place) => locate(place, builder.namer, before));
  checkBefore(s, callee, before, flow);
  checkAliases(flow, callee, passed, effects, s.span);
  const after = applyEffects(flow, effects, passed, s.span);
  if (s.result) {
    const result = flow.unknown(s.result.name, s.result.type, s.span);
    after.set("result", result);
    flow.set(localKey(s.result.name), result);
  }
  assumeAfter(callee, passed, before, new Bindings(after, flow.snapshot(), before), flow);
}

function passArguments(s: CallStatement, callee: FunctionDeclaration, flow: Flow): readonly Passed[] {
  const ghost = s.ghost || flow.builder.function.mode === "lemma";
  return callee.parameters.map((parameter, index): Passed => {
    const argument = s.arguments[index];
    if (!argument) throw new Error(`${callee.name} is called without ${parameter.name}`);
    const e = argument.kind === "value" ? argument.value : argument.place;
    if (ghost || parameter.ghost) checkConversions(flow, e);
    else checkOperations(flow, e);
    const value = flow.define(parameter.name, flow.name(e));
    const location = argument.kind === "reference" ? locate(e, flow.builder.namer, flow) : undefined;
    return { name: parameter.name, value, location };
  });
}

/** Does the module own what it promises to hold around calls of this function? */
function keepsInvariants(flow: Flow, callee: FunctionDeclaration): boolean {
  const own = callee.module === flow.builder.function.module;
  return own && callee.exported && callee.mode !== "machine";
}

function checkBefore(s: CallStatement, callee: FunctionDeclaration, before: Scope, flow: Flow): void {
  const { span } = s;
  for (const clause of callee.requires) {
    const head = { code: "V201", span, related: clause.span } as const;
    if (isHiddenFrom(flow, clause.condition)) flow.refuse(head, clause.text);
    else flow.checkClause(head, clause, before);
  }
  if (keepsInvariants(flow, callee)) checkInvariants(flow, span);
  if (!recursiveFunctions(flow.builder.program, flow.builder.function.name).has(callee.name)) return;
  const { builder } = flow;
  const measure = (f: FunctionDeclaration, scope: Scope) =>
    f.decreases.map((e) => builder.namer.name(e, scope));
  checkFall(flow, { code: "V209", span }, measure(callee, before), measure(builder.function, builder));
}

/** Does the condition mention state of another module otherwise than through a view? */
function isHiddenFrom(flow: Flow, condition: Expression): boolean {
  const { program, function: declaration } = flow.builder;
  return subexpressions(condition).some((e) => {
    if (e.kind === "global") return program.globals.get(e.name)?.module !== declaration.module;
    if (e.kind !== "call") return false;
    const spec = flow.builder.namer.spec(e.function);
    return spec.reads.length > 0 && !spec.exported && spec.module !== declaration.module;
  });
}

/** Makes unknown what the callee may change; the values of its parameters then. */
function applyEffects(
  flow: Flow,
  effects: readonly Effect[],
  passed: readonly Passed[],
  span: Span,
): Map<string, Expression> {
  const values = new Map(passed.map(({ name, value }) => [name, value]));
  const { program } = flow.builder;
  for (const effect of effects) {
    if (effect.kind === "view") {
      checkViewChange(flow, effect.view, span);
      flow.set(viewKey(effect.view), flow.unknown(effect.view, TOKEN, span));
      continue;
    }
    const { root, path } = effect.location;
    const name = nameOfKey(root);
    const parameter = root.startsWith("local ") ? values.get(name) : undefined;
    const whole = parameter ?? flow.value(root);
    const part = flow.unknown(name, read(whole, path).type, span);
    if (!parameter) {
      checkStore(flow, effect.location, span);
      store(flow, effect.location, part);
      continue;
    }
    const target = passed.find((other) => other.name === name)?.location;
    if (target) checkStore(flow, { root: target.root, path: [...target.path, ...path] }, span);
    values.set(name, flow.define(name, replace(program, parameter, path, part)));
  }
  giveBack(flow, passed, values);
  return values;
}

/** Stores the reference parameters that have changed back to where they came from. */
function giveBack(flow: Flow, passed: readonly Passed[], values: ReadonlyMap<string, Expression>): void {
  for (const { name, value, location } of passed) {
    const now = values.get(name);
    if (location && now && now !== value) store(flow, location, now);
  }
}

function assumeAfter(
  callee: FunctionDeclaration,
  passed: readonly Passed[],
  before: Scope,
  after: Scope,
  flow: Flow,
): void {
  const { namer, program } = flow.builder;
  for (const { condition } of callee.ensures) {
    if (!isHiddenFrom(flow, condition)) flow.assume(namer.name(condition, after));
  }
  if (callee.module !== flow.builder.function.module) return;
  if (keepsInvariants(flow, callee)) {
    for (const { condition } of invariantsOf(program, callee.module)) flow.assume(flow.name(condition));
  }
  // What the caller changes through references, the callee does not see as the view's state.
  const through = passed.map(({ location }) => location && nameOfKey(location.root));
  for (const view of keptViews(callee.modifies, namer)) {
    if (view.reads.some((name) => through.includes(name))) continue;
    flow.assume(keepsView(view, namer, before, flow.snapshot()));
  }
}
