/**
 * What holds where a function begins and what it owes where it returns.
 *
 * Owns      the scope of a contract; entry assumptions; postconditions, module invariants and kept views at return.
 * Not here  the contracts of callees (call.ts).
 */
import type { Clause, Expression, ModuleDeclaration, Program, Span } from "../../language/ir.ts";
import { keepsView, keptViews } from "./effect.ts";
import type { Flow } from "./flow.ts";
import { globalKey, localKey, nameOfKey, type Key, type Scope } from "./name.ts";
import { forgetGranted } from "./permission.ts";
import { same } from "./traverse.ts";

/** A scope in which a contract's own names stand before the state around it. */
export class Bindings implements Scope {
  readonly #locals: ReadonlyMap<string, Expression>;
  readonly #state: Scope;
  readonly #old: Scope | undefined;

  constructor(locals: ReadonlyMap<string, Expression>, state: Scope, old?: Scope) {
    this.#locals = locals;
    this.#state = state;
    this.#old = old;
  }

  get old(): Scope {
    return this.#old ?? this;
  }

  value(key: Key): Expression {
    if (!key.startsWith("local ")) return this.#state.value(key);
    const value = this.#locals.get(nameOfKey(key));
    if (!value) throw new Error(`a contract mentions ${key}, which it does not know`);
    return value;
  }
}

function moduleOf(program: Program, name: string): ModuleDeclaration {
  const declaration = program.modules.find((module) => module.name === name);
  if (!declaration) throw new Error(`no module ${name}`);
  return declaration;
}

/** The invariants of the module, which its exported functions and lemmas rely on and keep. */
export function invariantsOf(program: Program, module: string): readonly Clause[] {
  return moduleOf(program, module).invariants;
}

export function assumeEntry(flow: Flow): void {
  const { program, function: declaration } = flow.builder;
  const invariants = declaration.exported ? invariantsOf(program, declaration.module) : [];
  for (const { condition } of [...invariants, ...declaration.requires]) flow.assume(flow.name(condition));
}

/** The scope of an `ensures`: value parameters are as they were passed, reference parameters as they are now. */
function exitScope(flow: Flow, result: Expression | undefined): Scope {
  const { builder } = flow;
  const locals = new Map(
    builder.function.parameters.map(({ name, reference }) => [
      name,
      (reference ? flow : builder).value(localKey(name)),
    ]),
  );
  if (result) locals.set("result", result);
  return new Bindings(locals, flow, builder);
}

/** Goes from entry to exit by what the contract lets change, whatever the body does. The scope of its `ensures`. */
export function passContract(flow: Flow): Scope {
  assumeEntry(flow);
  forgetGranted(flow);
  const { result, span } = flow.builder.function;
  return exitScope(flow, result.kind === "void" ? undefined : flow.unknown("result", result, span));
}

/** As passContract, and what callers know then. */
export function believeContract(flow: Flow): void {
  const { function: declaration, namer } = flow.builder;
  const scope = passContract(flow);
  for (const { condition } of declaration.ensures) flow.assume(namer.name(condition, scope));
}

export function checkExit(flow: Flow, span: Span, result: Expression | undefined): void {
  const { function: declaration } = flow.builder;
  const scope = exitScope(flow, result);
  for (const clause of declaration.ensures) {
    flow.checkClause({ code: "V202", span, related: clause.span }, clause, scope);
  }
  checkOwed(flow, span);
}

/** What the module relies on beyond the contract: its invariants, and views that keep their values. */
export function checkOwed(flow: Flow, span: Span): void {
  if (flow.builder.function.exported) checkInvariants(flow, span);
  checkKeptViews(flow, span);
}

/** Proves the invariants of the function's own module here; one that nothing has touched since entry still holds. */
export function checkInvariants(flow: Flow, span: Span): void {
  const { program, function: declaration, namer } = flow.builder;
  for (const clause of invariantsOf(program, declaration.module)) {
    const unchanged = same(flow.name(clause.condition), namer.name(clause.condition, flow.builder));
    if (declaration.exported && unchanged) continue;
    flow.checkClause({ code: "V212", span, related: clause.span }, clause, flow);
  }
}

function checkKeptViews(flow: Flow, span: Span): void {
  const { builder } = flow;
  const changed = (name: string) => !same(flow.value(globalKey(name)), builder.value(globalKey(name)));
  for (const view of keptViews(builder.function.modifies, builder.namer)) {
    if (!view.reads.some(changed)) continue;
    const goal = keepsView(view, builder.namer, builder, flow);
    flow.check({ code: "V207", span, related: view.span }, `${view.sourceName} keeps its value`, goal);
  }
}
