/**
 * Proof units of recursive specification functions: their definitions end (V209).
 *
 * Owns        the calls that could lead back, each with the conditions under which the definition needs its value.
 * Invariants  Nothing is taken from the definitions whose end is in question: in hypotheses and goals their calls
 *             are unknown values. (An endless definition, `f(n) = f(n) + 1`, proves anything, its own end too.)
 */
import type { Expression, Program, SpecDeclaration, Span } from "../../language/ir.ts";
import { binary, intLiteral, not, variable } from "../../language/build.ts";
import { operandsOf, subexpressions } from "../../language/walk.ts";
import { recursiveSpecs } from "../passive/callgraph.ts";
import { falls } from "../passive/measure.ts";
import { Names, Namer, nameOfKey, typeOfKey, variableOf } from "../passive/name.ts";
import type { Key, Scope } from "../passive/name.ts";
import { Bindings } from "../passive/exit.ts";
import { printExpression } from "../passive/print.ts";
import { boundBy, mapOperands } from "../passive/traverse.ts";
import type { ProofObligation, ProofUnit } from "../query.ts";
import { query } from "./question.ts";

type Call = Extract<Expression, { kind: "call" }>;

/** A call inside a definition, with what holds where its value is needed. */
interface Occurrence {
  readonly call: Call;
  readonly guards: readonly Expression[];
}

export function isRecursive(program: Program, spec: SpecDeclaration): boolean {
  return recursiveSpecs(program, spec.name).size > 0;
}

export function definitionUnit(program: Program, spec: SpecDeclaration): ProofUnit {
  const { name, sourceName, span } = spec;
  const circle = recursiveSpecs(program, name);
  const found: Occurrence[] = [];
  const requires = spec.requires.map(({ condition }) => condition);
  for (const [index, condition] of requires.entries()) {
    collect(condition, requires.slice(0, index), circle, found);
  }
  collect(spec.body, requires, circle, found);
  for (const measure of spec.decreases) collect(measure, requires, circle, found);
  const obligations = found.map((occurrence) => fallObligation(program, spec, occurrence, circle));
  return { name, sourceName, span, obligations };
}

function fallObligation(
  program: Program,
  spec: SpecDeclaration,
  { call, guards }: Occurrence,
  circle: ReadonlySet<string>,
): ProofObligation {
  const namer = new Namer(program, { module: spec.module });
  const scope = entryScope(program, spec.span);
  const callee = namer.spec(call.function);
  const own = ownNames(spec);
  const known = (e: Expression) => withoutCircle(namer.name(e, scope, own), circle, scope.names);
  const given = new Map(
    callee.parameters.map((parameter, index): [string, Expression] => {
      const argument = call.arguments[index];
      if (!argument) throw new Error(`${callee.name} is called without ${parameter.name}`);
      return [parameter.name, known(argument)];
    }),
  );
  const inside = new Bindings(given, scope);
  const measure = callee.decreases.map((e) => withoutCircle(namer.name(e, inside), circle, scope.names));
  const goal = falls(measure, spec.decreases.map(known), call.span);
  const within = { module: spec.module };
  const text = printExpression(call);
  return {
    code: "V209",
    span: call.span,
    text,
    query: query(guards.map(known), goal, within),
    kind: "proof",
  };
}

/** The module state and views that a definition reads. */
function entryScope(program: Program, span: Span): Scope & { readonly names: Names } {
  const names = new Names();
  const known = new Map<Key, Expression>();
  return {
    names,
    get old() {
      return this;
    },
    value(key) {
      const value = known.get(key);
      if (value) return value;
      if (key.startsWith("local ")) throw new Error(`${key} is not typed here`);
      const made = variableOf(names.fresh(nameOfKey(key), typeOfKey(program, key)), span);
      known.set(key, made);
      return made;
    },
  };
}

/** Parameters and what is bound inside: in the questions about the definition they stand for themselves. */
function ownNames(spec: SpecDeclaration): ReadonlySet<string> {
  const names = new Set(spec.parameters.map(({ name }) => name));
  for (const part of [spec.body, ...spec.decreases, ...spec.requires.map(({ condition }) => condition)]) {
    for (const e of subexpressions(part)) boundBy(e).forEach(({ name }) => names.add(name));
  }
  return names;
}

/**
 * The expression with an unknown value for each call of the circle. A binder around such a call is unknown as a
 * whole: the call has another value for each value of what is bound.
 */
function withoutCircle(e: Expression, circle: ReadonlySet<string>, names: Names): Expression {
  const binds = boundBy(e).length > 0 && mentions(e, circle);
  if (binds || (e.kind === "call" && circle.has(e.function))) {
    return variableOf(names.fresh("unknown", e.type), e.span);
  }
  return mapOperands(e, (operand) => withoutCircle(operand, circle, names));
}

function mentions(e: Expression, circle: ReadonlySet<string>): boolean {
  return subexpressions(e).some((part) => part.kind === "call" && circle.has(part.function));
}

/** Adds the calls of the circle in `e`, which is evaluated where `guards` hold. */
function collect(
  e: Expression,
  guards: readonly Expression[],
  circle: ReadonlySet<string>,
  found: Occurrence[],
): void {
  const into = (part: Expression, ...more: readonly Expression[]) =>
    collect(part, [...guards, ...more], circle, found);
  if (e.kind === "call" && circle.has(e.function)) found.push({ call: e, guards });
  switch (e.kind) {
    case "conditional":
      into(e.condition);
      into(e.whenTrue, e.condition);
      into(e.whenFalse, not(e.condition));
      return;
    case "binary":
      into(e.left);
      if (e.operator === "land" || e.operator === "implies") into(e.right, e.left);
      else if (e.operator === "lor") into(e.right, not(e.left));
      else into(e.right);
      return;
    case "let": {
      into(e.value);
      const { name, type } = e.variable;
      into(e.body, binary("eq", variable(name, type, e.span), e.value, e.span));
      return;
    }
    case "build": {
      into(e.length);
      const index = variable(e.variable.name, e.variable.type, e.span);
      const least = binary("le", intLiteral(0n, e.span), index, e.span);
      into(e.body, least, binary("lt", index, e.length, e.span));
      return;
    }
    case "quantifier":
      // Triggers have no value.
      into(e.body);
      return;
    default:
      for (const operand of operandsOf(e)) into(operand);
  }
}
