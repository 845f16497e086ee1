/**
 * Arithmetic of machine integers in WebAssembly: the one file that knows widths and signs.
 *
 * Owns        operators, comparisons, conversions, loads and stores of each integer type, and the exact tests of
 *             whether an operation overflows.
 * Invariants  operands and results are normalised: an i32 slot holds its value sign- or zero-extended from its type's
 *             width. Exact operations of verified code fit their type, so they need no normalising.
 *             Operands that appear twice are thunks: a Binaryen expression belongs to one parent.
 * Not here    mathematical integers (exact.ts), when to test (checks.ts).
 */
import binaryen from "binaryen";
import type { ArithmeticOperator, BitOperator, ComparisonOperator, IntegerName } from "../language/ir.ts";
import { bits, range, signed } from "../language/build.ts";
import { slotType } from "./slots.ts";

type Ref = binaryen.ExpressionRef;
type Module = binaryen.Module;

function operations(m: Module, name: IntegerName) {
  return bits(name) === 64 ? m.i64 : m.i32;
}

export function constant(m: Module, name: IntegerName, value: bigint): Ref {
  return bits(name) === 64
    ? m.i64.const(BigInt.asIntN(64, value))
    : m.i32.const(Number(BigInt.asIntN(32, value)));
}

/** Makes the low bits of an i32 slot a value of the type. */
export function normalise(m: Module, name: IntegerName, value: Ref): Ref {
  switch (name) {
    case "u8":
      return m.i32.and(value, m.i32.const(0xff));
    case "u16":
      return m.i32.and(value, m.i32.const(0xffff));
    case "i8":
      return m.i32.extend8_s(value);
    case "i16":
      return m.i32.extend16_s(value);
    default:
      return value;
  }
}

/** The result of an operation whose exact result is known to fit. Shift counts are below the width. */
export function operate(
  m: Module,
  operator: ArithmeticOperator | BitOperator,
  name: IntegerName,
  left: Ref,
  right: Ref,
): Ref {
  const type = operations(m, name);
  switch (operator) {
    case "add":
    case "sub":
    case "mul":
    case "and":
    case "or":
    case "xor":
      return type[operator](left, right);
    case "div":
      return signed(name) ? type.div_s(left, right) : type.div_u(left, right);
    case "rem":
      return signed(name) ? type.rem_s(left, right) : type.rem_u(left, right);
    case "shl":
      return normalise(m, name, type.shl(left, right));
    case "shr":
      return signed(name) ? type.shr_s(left, right) : type.shr_u(left, right);
  }
}

export function wrapping(
  m: Module,
  operator: "add" | "sub" | "mul",
  name: IntegerName,
  left: Ref,
  right: Ref,
): Ref {
  return normalise(m, name, operate(m, operator, name, left, right));
}

export function negate(m: Module, name: IntegerName, value: Ref): Ref {
  return operate(m, "sub", name, constant(m, name, 0n), value);
}

export function complement(m: Module, name: IntegerName, value: Ref): Ref {
  const ones = signed(name) ? -1n : range(name).max;
  return operate(m, "xor", name, value, constant(m, name, ones));
}

export function compare(
  m: Module,
  operator: ComparisonOperator,
  name: IntegerName,
  left: Ref,
  right: Ref,
): Ref {
  const type = operations(m, name);
  switch (operator) {
    case "eq":
    case "ne":
      return type[operator](left, right);
    default:
      return type[`${operator}_${signed(name) ? "s" : "u"}`](left, right);
  }
}

/** The slot of a value of type `to` with the low bits of a value of type `from`. */
export function convertWrapping(m: Module, from: IntegerName, to: IntegerName, value: Ref): Ref {
  const low = convertFitting(m, from, to, value);
  return fits(from, to) ? low : normalise(m, to, low);
}

/** The same for a value that is known to fit. */
export function convertFitting(m: Module, from: IntegerName, to: IntegerName, value: Ref): Ref {
  if (slotType(from) === slotType(to)) return value;
  if (bits(from) === 64) return m.i32.wrap(value);
  return signed(from) ? m.i64.extend_s(value) : m.i64.extend_u(value);
}

/** Does every value of the one type fit the other? */
export function fits(from: IntegerName, to: IntegerName): boolean {
  const [source, target] = [range(from), range(to)];
  return source.min >= target.min && source.max <= target.max;
}

export function load(m: Module, name: IntegerName, offset: number, pointer: Ref): Ref {
  switch (name) {
    case "u8":
      return m.i32.load8_u(offset, 1, pointer, MEMORY);
    case "i8":
      return m.i32.load8_s(offset, 1, pointer, MEMORY);
    case "u16":
      return m.i32.load16_u(offset, 2, pointer, MEMORY);
    case "i16":
      return m.i32.load16_s(offset, 2, pointer, MEMORY);
    case "u32":
    case "i32":
      return unsigned(m.i32.load(offset, 4, pointer, MEMORY));
    case "u64":
    case "i64":
      return m.i64.load(offset, 8, pointer, MEMORY);
  }
}

/** What of Binaryen's interface its types leave out. */
const { Load } = binaryen as unknown as { Load: { setSigned(load: Ref, signed: boolean): void } };

/**
 * Of a load of all bits the sign says nothing, and is none in modules that Binaryen has read. Those that are made it takes for
 * signed: where it joins them with a zero extension, what it makes extends the sign.
 */
function unsigned(load: Ref): Ref {
  Load.setSigned(load, false);
  return load;
}

export function store(m: Module, name: IntegerName, offset: number, pointer: Ref, value: Ref): Ref {
  switch (bits(name)) {
    case 8:
      return m.i32.store8(offset, 1, pointer, value, MEMORY);
    case 16:
      return m.i32.store16(offset, 2, pointer, value, MEMORY);
    case 32:
      return m.i32.store(offset, 4, pointer, value, MEMORY);
    case 64:
      return m.i64.store(offset, 8, pointer, value, MEMORY);
  }
}

/** The one memory: its name within Binaryen, and that of its export. */
export const MEMORY = "memory";

// --- Tests: i32, not 0 where the exact result does not fit -----------------------------------------------

type Thunk = () => Ref;

export function overflows(
  m: Module,
  operator: "add" | "sub" | "mul" | "div",
  name: IntegerName,
  left: Thunk,
  right: Thunk,
): Ref {
  if (operator === "div") return divisionOverflows(m, name, left, right);
  switch (bits(name)) {
    case 8:
    case 16: {
      // The exact result has at most 32 bits, as an unsigned number where the type is unsigned.
      const exact = () => m.i32[operator](left(), right());
      if (signed(name)) return m.i32.ne(normalise(m, name, exact()), exact());
      return m.i32.gt_u(exact(), constant(m, name, range(name).max));
    }
    case 32: {
      const wide = (value: Ref) => convertFitting(m, name, "i64", value);
      const exact = () => m.i64[operator](wide(left()), wide(right()));
      if (signed(name)) return m.i64.ne(m.i64.extend32_s(exact()), exact());
      return m.i64.gt_u(exact(), m.i64.const(range(name).max));
    }
    case 64:
      return signed(name)
        ? signed64Overflows(m, operator, left, right)
        : unsigned64Overflows(m, operator, left, right);
  }
}

function unsigned64Overflows(m: Module, operator: "add" | "sub" | "mul", left: Thunk, right: Thunk): Ref {
  switch (operator) {
    case "add":
      return m.i64.lt_u(m.i64.add(left(), right()), left());
    case "sub":
      return m.i64.lt_u(left(), right());
    case "mul": {
      const product = m.i64.mul(left(), right());
      const inverse = m.i64.ne(m.i64.div_u(product, left()), right());
      return m.if(m.i64.eqz(left()), m.i32.const(0), inverse);
    }
  }
}

function signed64Overflows(m: Module, operator: "add" | "sub" | "mul", left: Thunk, right: Thunk): Ref {
  const sign = (value: Ref) => m.i64.lt_s(value, m.i64.const(0n));
  switch (operator) {
    case "add": {
      // The sum has another sign than both operands.
      const sum = () => m.i64.add(left(), right());
      return sign(m.i64.and(m.i64.xor(left(), sum()), m.i64.xor(right(), sum())));
    }
    case "sub": {
      const difference = m.i64.sub(left(), right());
      return sign(m.i64.and(m.i64.xor(left(), right()), m.i64.xor(left(), difference)));
    }
    case "mul": {
      const inverse = m.i64.ne(m.i64.div_s(m.i64.mul(left(), right()), left()), right());
      // -1 aside, since its quotient traps where the product overflows.
      const byOthers = m.if(m.i64.eqz(left()), m.i32.const(0), inverse);
      return m.if(isValue(m, "i64", left, -1n), isValue(m, "i64", right, range("i64").min), byOthers);
    }
  }
}

function divisionOverflows(m: Module, name: IntegerName, left: Thunk, right: Thunk): Ref {
  if (!signed(name)) return m.i32.const(0);
  return m.i32.and(isValue(m, name, left, range(name).min), isValue(m, name, right, -1n));
}

export function negationOverflows(m: Module, name: IntegerName, operand: Thunk): Ref {
  return isValue(m, name, operand, range(name).min);
}

export function isValue(m: Module, name: IntegerName, operand: Thunk, value: bigint): Ref {
  return compare(m, "eq", name, operand(), constant(m, name, value));
}

/** Is the value none of these, of which all lie in the range of its type? */
export function isNone(m: Module, name: IntegerName, operand: Thunk, values: readonly bigint[]): Ref {
  return runs(values)
    .map(({ min, max }) => outside(m, name, operand, min, max))
    .reduce((a, b) => m.i32.and(a, b), m.i32.const(1));
}

/** The values as ranges without gaps. */
function runs(values: readonly bigint[]): readonly { min: bigint; max: bigint }[] {
  const found: { min: bigint; max: bigint }[] = [];
  for (const value of [...new Set(values)].sort((a, b) => (a < b ? -1 : 1))) {
    const last = found.at(-1);
    if (last?.max === value - 1n) last.max = value;
    else found.push({ min: value, max: value });
  }
  return found;
}

/** Is the value outside `[min, max]`, of which both lie in the range of its type? */
export function outside(m: Module, name: IntegerName, operand: Thunk, min: bigint, max: bigint): Ref {
  const { min: least, max: greatest } = range(name);
  const below = compare(m, "lt", name, operand(), constant(m, name, min));
  const above = compare(m, "gt", name, operand(), constant(m, name, max));
  if (min <= least) return max >= greatest ? m.i32.const(0) : above;
  return max >= greatest ? below : m.i32.or(below, above);
}
