/**
 * What the model of a random program calls: Kernel TypeScript's operators, in plain JavaScript.
 *
 * Owns        a second, independent definition of every operator and of stores into places.
 * Invariants  it shares no code with the interpreter or the compiler, or it would find none of their errors.
 */

/** Thrown by the model where an obligation does not hold. */
export class Refusal {}

/** Thrown where the model has run for too long. */
export class Exhausted {}

const WIDTHS: Readonly<Record<string, bigint>> = {
  u8: 8n,
  u16: 16n,
  u32: 32n,
  u64: 64n,
  i8: 8n,
  i16: 16n,
  i32: 32n,
  i64: 64n,
};

function check(holds: boolean): void {
  if (!holds) throw new Refusal();
}

function width(type: string): bigint {
  const bits = WIDTHS[type];
  if (bits === undefined) throw new Error(`no type ${type}`);
  return bits;
}

/** The value modulo 2^width, in the range of the type. */
function wrap(type: string, value: bigint): bigint {
  const modulus = 2n ** width(type);
  const low = ((value % modulus) + modulus) % modulus;
  return type.startsWith("i") && low >= modulus / 2n ? low - modulus : low;
}

function exact(type: string, value: bigint): bigint {
  check(wrap(type, value) === value);
  return value;
}

function nonzero(divisor: bigint): bigint {
  check(divisor !== 0n);
  return divisor;
}

function amount(type: string, count: bigint): bigint {
  check(count >= 0n && count < width(type));
  return count;
}

type Stored = bigint | boolean | string | Stored[] | { [field: string]: Stored };

/** Puts a value into the object that a place is, so that other names of the place see it. */
function store(place: Stored, value: Stored): void {
  if (typeof place !== "object" || typeof value !== "object") throw new Error("scalars are assigned");
  const copy = structuredClone(value);
  const target = place as Record<string, Stored>;
  for (const name of Object.keys(target)) if (!(name in copy)) delete target[name];
  for (const [name, part] of Object.entries(copy)) {
    const before = target[name];
    if (typeof before === "object" && typeof part === "object") store(before, part);
    else target[name] = part;
  }
}

/** A fresh model; it refuses to make more than `limit` calls of `tick`, which every loop round does. */
export function modelFunctions(limit: number) {
  let left = limit;
  return {
    add: (type: string, a: bigint, b: bigint) => exact(type, a + b),
    sub: (type: string, a: bigint, b: bigint) => exact(type, a - b),
    mul: (type: string, a: bigint, b: bigint) => exact(type, a * b),
    div: (type: string, a: bigint, b: bigint) => exact(type, a / nonzero(b)),
    rem: (_type: string, a: bigint, b: bigint) => a % nonzero(b),
    and: (_type: string, a: bigint, b: bigint) => a & b,
    or: (_type: string, a: bigint, b: bigint) => a | b,
    xor: (_type: string, a: bigint, b: bigint) => a ^ b,
    shl: (type: string, a: bigint, b: bigint) => wrap(type, a << amount(type, b)),
    shr: (type: string, a: bigint, b: bigint) => a >> amount(type, b),
    negate: (type: string, a: bigint) => exact(type, -a),
    complement: (type: string, a: bigint) => wrap(type, -a - 1n),
    wrap,
    from: exact,
    member: (value: bigint, members: readonly bigint[]) => {
      check(members.includes(value));
      return value;
    },
    position: (index: bigint, length: number) => {
      check(index >= 0n && index < BigInt(length));
      return Number(index);
    },
    variant: (union: { kind: string }, tag: string) => {
      check(union.kind === tag);
      return union;
    },
    store,
    copy: (value: Stored) => structuredClone(value),
    check,
    tick: () => {
      left -= 1;
      if (left < 0) throw new Exhausted();
    },
  };
}
