/**
 * Intervals: all the integers of a range at once, in the body of a quantifier.
 *
 *     forall n: members.has(n) === (n < 64 && isSet(word, n))
 *     n above 64, and above every member: both sides are false, whatever isSet says
 *
 * Owns        operations whose result is the same for the whole interval.
 * Invariants  where the result differs within the interval, the run is undefined and `split` says where to divide it;
 *             where nothing is known, it is undefined without.
 * Not here    the division (quantifiers.ts).
 */
import type { BuiltinName, Expression, Program, Span } from "../ir.ts";
import { rangeOfType } from "../obligations.ts";
import { Halt } from "./outcome.ts";
import type { Value } from "./value.ts";
import { Interval, MapValue, SetValue, asArray, asInteger } from "./value.ts";

type Kind<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** A binary operation of which one operand at least is an interval. */
export function binaryOnInterval(e: Kind<"binary">, left: Value, right: Value): Value {
  const [a, b] = [asInterval(left), asInterval(right)];
  switch (e.operator) {
    case "add":
      return shifted(e, a, b, 1n);
    case "sub":
      return shifted(e, a, b, -1n);
    case "lt":
      return below(e.span, a, b, 1n);
    case "le":
      return below(e.span, a, b, 0n);
    case "gt":
      return below(e.span, b, a, 1n);
    case "ge":
      return below(e.span, b, a, 0n);
    case "eq":
      return same(e.span, a, b);
    case "ne":
      return !same(e.span, a, b);
    default:
      throw differs(e.span, undefined);
  }
}

/** A conversion that keeps the value. */
export function convertInterval(program: Program, e: Kind<"convert">, interval: Interval): Interval {
  if (e.type.kind === "int" && e.mode === "exact") return interval;
  const range = rangeOfType(program, e.type);
  const fits =
    range &&
    interval.min !== undefined &&
    interval.max !== undefined &&
    interval.min >= range.min &&
    interval.max <= range.max;
  if (!fits || e.type.kind !== "integer") throw differs(e.span, undefined);
  return interval;
}

/** Membership and counts: of an interval without members they are known. */
export function builtinOnInterval(name: BuiltinName, operands: readonly Value[], span: Span): Value {
  const [container, interval] = operands;
  if (container === undefined || !(interval instanceof Interval) || operands.length !== 2)
    throw differs(span, undefined);
  const absent = ABSENT.get(name);
  if (absent === undefined) throw differs(span, undefined);
  const inside = membersOf(container).find(
    (member) => typeof member === "bigint" && contains(interval, member),
  );
  if (inside !== undefined) throw differs(span, asInteger(inside));
  return absent;
}

const ABSENT: ReadonlyMap<BuiltinName, Value> = new Map<BuiltinName, Value>([
  ["set.has", false],
  ["map.has", false],
  ["seq.contains", false],
  ["seq.count", 0n],
  ["seq.indexOf", -1n],
]);

/** The members of a set, the keys of a map, the elements of a sequence. */
export function membersOf(container: Value): readonly Value[] {
  if (container instanceof SetValue) return [...container.members.values()];
  if (container instanceof MapValue) return [...container.entries.values()].map((entry) => entry.key);
  return asArray(container);
}

function asInterval(value: Value): Interval {
  return value instanceof Interval ? value : new Interval(asInteger(value), asInteger(value));
}

function contains({ min, max }: Interval, value: bigint): boolean {
  return (min === undefined || min <= value) && (max === undefined || value <= max);
}

function single({ min, max }: Interval): bigint | undefined {
  return min === max ? min : undefined;
}

/** The interval moved by a known amount, as mathematical integers are. */
function shifted(e: Kind<"binary">, a: Interval, b: Interval, sign: bigint): Interval {
  const amount = single(b);
  if (amount !== undefined && e.type.kind === "int") return moved(a, sign * amount);
  const other = single(a);
  if (other !== undefined && sign === 1n && e.type.kind === "int") return moved(b, other);
  throw differs(e.span, undefined);
}

function moved({ min, max, moved: before }: Interval, amount: bigint): Interval {
  return new Interval(
    min === undefined ? undefined : min + amount,
    max === undefined ? undefined : max + amount,
    before + amount,
  );
}

/** `a + gap <= b`, if it has one answer. */
function below(span: Span, a: Interval, b: Interval, gap: bigint): boolean {
  if (a.max !== undefined && b.min !== undefined && a.max + gap <= b.min) return true;
  if (a.min !== undefined && b.max !== undefined && a.min + gap > b.max) return false;
  throw differs(span, boundary(a, b));
}

function same(span: Span, a: Interval, b: Interval): boolean {
  const apart =
    (a.max !== undefined && b.min !== undefined && a.max < b.min) ||
    (b.max !== undefined && a.min !== undefined && b.max < a.min);
  if (apart) return false;
  throw differs(span, boundary(a, b));
}

/** Where the quantified variable is to be divided so that the comparison has one answer on each side. */
function boundary(a: Interval, b: Interval): bigint | undefined {
  const [left, right] = [single(a), single(b)];
  if (right !== undefined) return right - a.moved;
  return left === undefined ? undefined : left - b.moved;
}

function differs(span: Span, split: bigint | undefined): Halt {
  return new Halt({ kind: "undefined", span, reason: "the quantifier ranges over too much" }, split);
}
