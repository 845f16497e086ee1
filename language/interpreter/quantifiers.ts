/**
 * The values over which a quantifier must be tried.
 *
 *     forall i, j: 0 <= i && i < j && j < n  implies  p(i, j)        tries 0 <= i < j < n
 *     exists f: owned.has(f) && q(f)                                 tries the members of owned
 *
 * Owns        the search of ranges in the body of a quantifier, and the enumeration of assignments.
 * Invariants  a value that is left out cannot decide the quantifier. Where no range is found, the integers are divided
 *             into intervals on which the body is the same (interval.ts); where this finds nothing either, some
 *             samples are tried, which may decide it, and then the enumeration ends as undefined.
 * Not here    evaluation of the body (evaluate.ts).
 */
import type { Expression, Variable } from "../ir.ts";
import { rangeOfType } from "../obligations.ts";
import type { Evaluator, Scope } from "./evaluate.ts";
import { Halt, undefinedOrRethrow } from "./outcome.ts";
import type { Value } from "./value.ts";
import { membersOf } from "./interval.ts";
import { Interval, UNKNOWN, asInteger } from "./value.ts";

/** Something that holds, or does not, whenever the body decides the quantifier. */
interface Fact {
  readonly condition: Expression;
  readonly truth: boolean;
}

export interface Quantified {
  readonly variables: readonly Variable[];
  readonly body: Expression;
}

/** Ranges longer than this are not tried. */
const LONGEST = 1n << 17n;
const SAMPLES = [0n, 1n, 2n, 3n, -1n, 5n, 8n, 255n];

/** The scopes in which the body may have the truth value `decisive`. */
export function* assignments(
  evaluator: Evaluator,
  quantified: Quantified,
  decisive: boolean,
  scope: Scope,
): Generator<Scope, void> {
  const inner: Variable[] = [];
  const facts = factsOf(quantified.body, decisive, inner);
  const locals = new Map(scope.locals);
  for (const variable of [...quantified.variables, ...inner]) locals.set(variable.name, UNKNOWN);
  const search: Search = { evaluator, facts, inner, body: quantified.body, decisive };
  const complete = yield* bind(search, quantified.variables, { ...scope, locals });
  if (!complete) throw Halt.undefined(quantified.body.span, "the quantifier ranges over too much");
}

/** What holds whenever the condition has this truth value. It may speak of `inner` variables too. */
function factsOf(condition: Expression, truth: boolean, inner: Variable[]): readonly Fact[] {
  if (condition.kind === "not") return factsOf(condition.operand, !truth, inner);
  if (condition.kind === "quantifier" && (condition.quantifier === "exists") === truth) {
    inner.push(...condition.variables);
    return factsOf(condition.body, truth, inner);
  }
  if (condition.kind === "binary") {
    const { operator, left, right } = condition;
    if (operator === (truth ? "land" : "lor"))
      return [...factsOf(left, truth, inner), ...factsOf(right, truth, inner)];
    if (operator === "implies" && !truth)
      return [...factsOf(left, true, inner), ...factsOf(right, false, inner)];
  }
  return [{ condition, truth }];
}

/** What does not change while the variables are bound. */
interface Search {
  readonly evaluator: Evaluator;
  readonly facts: readonly Fact[];
  /** Variables of quantifiers inside, through which ranges may be found, but which are not bound. */
  readonly inner: readonly Variable[];
  readonly body: Expression;
  readonly decisive: boolean;
}

/** Binds the variables, the one with the fewest values first. False if not all values were tried. */
function* bind(search: Search, unbound: readonly Variable[], scope: Scope): Generator<Scope, boolean> {
  if (unbound.length === 0) {
    yield scope;
    return true;
  }
  const { evaluator, facts } = search;
  const ranges = rangesOf(search, unbound, scope);
  let least: { variable: Variable; values: Values; complete: boolean } | undefined;
  for (const variable of unbound) {
    const members = membersFor(evaluator, variable, facts, scope);
    const values = members ?? valuesOf(evaluator, variable, ranges.get(variable.name));
    const found = values ?? samplesOf(evaluator, variable, ranges.get(variable.name));
    const better = !least || (values !== undefined && !least.complete);
    if (better || (values !== undefined && found.size < least!.values.size))
      least = { variable, values: found, complete: values !== undefined };
  }
  if (!least) throw new Error("there is a variable to bind");
  const { variable, values } = least;
  const range = ranges.get(variable.name);
  if (!least.complete && range && unbound.length === 1) return yield* divide(search, variable, range, scope);
  const rest = unbound.filter((other) => other !== variable);
  let { complete } = least;
  for (const value of values.each()) {
    evaluator.fuel.spend();
    const inside = { ...scope, locals: new Map(scope.locals).set(variable.name, value) };
    if (!(yield* bind(search, rest, inside))) complete = false;
  }
  return complete;
}

/** Divides the range of the last variable until the body has one truth value on each part. */
function* divide(
  { evaluator, body, decisive }: Search,
  variable: Variable,
  range: Range,
  scope: Scope,
): Generator<Scope, boolean> {
  const parts = [new Interval(range.min, range.max)];
  let complete = true;
  for (let part = parts.pop(); part; part = parts.pop()) {
    evaluator.fuel.spend();
    const bind = (value: Value) => ({ ...scope, locals: new Map(scope.locals).set(variable.name, value) });
    const { min, max } = part;
    if (min !== undefined && min === max) {
      yield bind(min);
      continue;
    }
    try {
      if (evaluator.condition(body, bind(part)) === decisive) yield bind(part);
    } catch (thrown) {
      const { split } = undefinedOrRethrow(thrown);
      const within =
        split !== undefined && (min === undefined || min <= split) && (max === undefined || split <= max);
      if (within) parts.push(...partsAround(part, split));
      else if (min !== undefined && max !== undefined && max - min < LONGEST)
        for (const value of counting(min, max)) yield bind(value);
      else {
        complete = false;
        for (const sample of samplesOf(evaluator, variable, { min, max }).each()) yield bind(sample);
      }
    }
  }
  return complete;
}

/** What lies below the value, the value, what lies above it. */
function partsAround({ min, max }: Interval, value: bigint): readonly Interval[] {
  const parts = [new Interval(value, value)];
  if (min === undefined || min < value) parts.push(new Interval(min, value - 1n));
  if (max === undefined || value < max) parts.push(new Interval(value + 1n, max));
  return parts;
}

interface Values {
  readonly size: number;
  each(): Iterable<Value>;
}

function listed(values: readonly Value[]): Values {
  return { size: values.length, each: () => values };
}

/** The members of a set, sequence or map that the variable must be in. */
function membersFor(
  evaluator: Evaluator,
  variable: Variable,
  facts: readonly Fact[],
  scope: Scope,
): Values | undefined {
  for (const { condition, truth } of facts) {
    if (!truth || condition.kind !== "builtin") continue;
    const [whole, member] = condition.arguments;
    if (!["set.has", "seq.contains", "map.has"].includes(condition.name)) continue;
    if (!whole || !member || !isVariable(stripped(member), variable)) continue;
    const container = attempt(() => evaluator.evaluate(whole, scope));
    if (container === undefined) continue;
    return listed(membersOf(container).filter((value) => fits(evaluator, variable, value)));
  }
  return undefined;
}

/** A set of integers may hold some that a variable of a narrower type cannot be. */
function fits(evaluator: Evaluator, variable: Variable, value: Value): boolean {
  const range = rangeOfType(evaluator.program, variable.type);
  return !range || (asInteger(value) >= range.min && asInteger(value) <= range.max);
}

interface Range {
  min: bigint | undefined;
  max: bigint | undefined;
}

function valuesOf(evaluator: Evaluator, variable: Variable, range: Range | undefined): Values | undefined {
  const { type } = variable;
  if (type.kind === "bool") return listed([false, true]);
  if (type.kind === "enum")
    return listed(evaluator.program.enums.get(type.name)?.members.map((member) => member.value) ?? []);
  if (range?.min === undefined || range.max === undefined) return undefined;
  const { min, max } = range;
  if (max - min >= LONGEST) return undefined;
  return { size: Number(max - min) + 1, each: () => counting(min, max) };
}

function* counting(min: bigint, max: bigint): Generator<bigint> {
  for (let i = min; i <= max; i += 1n) yield i;
}

function samplesOf(evaluator: Evaluator, variable: Variable, range: Range | undefined): Values {
  if (!range) return listed([evaluator.zeros.of(variable.type)]);
  const { min, max } = range;
  const near = [
    ...SAMPLES,
    ...(min === undefined ? [] : [min, min + 1n]),
    ...(max === undefined ? [] : [max]),
  ];
  const within = near.filter(
    (value) => (min === undefined || value >= min) && (max === undefined || value <= max),
  );
  return listed([...new Set(within)]);
}

/** What the types and comparisons say about each integer variable; through each other too. */
function rangesOf(
  { evaluator, facts, inner }: Search,
  unbound: readonly Variable[],
  scope: Scope,
): ReadonlyMap<string, Range> {
  const variables = [...unbound, ...inner];
  const ranges = new Map<string, Range>();
  for (const { name, type } of variables) {
    const range = rangeOfType(evaluator.program, type);
    if (range || type.kind === "int") ranges.set(name, { min: range?.min, max: range?.max });
  }
  const orders = facts.flatMap((fact) => ordersOf(evaluator, fact, ranges, scope));
  for (let round = 0; round < variables.length; round += 1) for (const order of orders) narrow(order, ranges);
  return ranges;
}

/** A variable plus an amount, or an amount. */
interface Term {
  readonly variable: string | undefined;
  readonly amount: bigint;
}

/** `less <= greater + gap`. */
interface Order {
  readonly less: Term;
  readonly greater: Term;
  readonly gap: bigint;
}

function ordersOf(
  evaluator: Evaluator,
  fact: Fact,
  ranges: ReadonlyMap<string, Range>,
  scope: Scope,
): readonly Order[] {
  const { condition, truth } = fact;
  if (condition.kind !== "binary" || !["lt", "le", "gt", "ge", "eq", "ne"].includes(condition.operator))
    return [];
  if (!["int", "integer", "enum"].includes(condition.left.type.kind)) return [];
  const left = termOf(evaluator, condition.left, ranges, scope);
  const right = left && termOf(evaluator, condition.right, ranges, scope);
  if (!left || !right || (left.variable ?? right.variable) === undefined) return [];
  const below = (gap: bigint) => ({ less: left, greater: right, gap });
  const above = (gap: bigint) => ({ less: right, greater: left, gap });
  switch (condition.operator) {
    case "lt":
      return truth ? [below(-1n)] : [above(0n)];
    case "le":
      return truth ? [below(0n)] : [above(-1n)];
    case "gt":
      return truth ? [above(-1n)] : [below(0n)];
    case "ge":
      return truth ? [above(0n)] : [below(-1n)];
    default:
      return (condition.operator === "eq") === truth ? [below(0n), above(0n)] : [];
  }
}

function termOf(
  evaluator: Evaluator,
  e: Expression,
  ranges: ReadonlyMap<string, Range>,
  scope: Scope,
): Term | undefined {
  const bare = stripped(e);
  if (bare.kind === "variable" && ranges.has(bare.name)) return { variable: bare.name, amount: 0n };
  const value = attempt(() => evaluator.evaluate(bare, scope));
  if (value !== undefined)
    return typeof value === "bigint" ? { variable: undefined, amount: value } : undefined;
  if (bare.kind !== "binary" || bare.type.kind !== "int") return undefined;
  if (bare.operator !== "add" && bare.operator !== "sub") return undefined;
  const left = termOf(evaluator, bare.left, ranges, scope);
  const right = left && termOf(evaluator, bare.right, ranges, scope);
  if (!left || !right) return undefined;
  if (bare.operator === "sub")
    return right.variable === undefined ? { ...left, amount: left.amount - right.amount } : undefined;
  if (left.variable !== undefined && right.variable !== undefined) return undefined;
  return { variable: left.variable ?? right.variable, amount: left.amount + right.amount };
}

function narrow({ less, greater, gap }: Order, ranges: ReadonlyMap<string, Range>): void {
  const most = greater.variable === undefined ? 0n : ranges.get(greater.variable)!.max;
  const least = less.variable === undefined ? 0n : ranges.get(less.variable)!.min;
  if (less.variable !== undefined && most !== undefined) {
    const range = ranges.get(less.variable)!;
    const max = most + greater.amount + gap - less.amount;
    if (range.max === undefined || max < range.max) range.max = max;
  }
  if (greater.variable !== undefined && least !== undefined) {
    const range = ranges.get(greater.variable)!;
    const min = least + less.amount - gap - greater.amount;
    if (range.min === undefined || min > range.min) range.min = min;
  }
}

/** Conversions that must fit change no value. */
function stripped(e: Expression): Expression {
  return e.kind === "convert" && e.mode === "exact" ? stripped(e.operand) : e;
}

function isVariable(e: Expression, variable: Variable): boolean {
  return e.kind === "variable" && e.name === variable.name;
}

/** The value, or nothing where it depends on what is not bound yet. */
function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (thrown) {
    undefinedOrRethrow(thrown);
    return undefined;
  }
}
