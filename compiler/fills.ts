/**
 * Fills: loops that give every element of a part of an array one byte pattern, as one bulk operation.
 *
 * Owns        `while (i < n) { a[i] = v; i += 1 }` as `memory.fill`, where `v` is a constant whose bytes are equal.
 * Invariants  verified code only: there every `a[i]` is in range and `i += 1` does not overflow, so the elements
 *             from `i` to `n` exist and the loop ends with `i === n`.
 */
import type binaryen from "binaryen";
import type { Expression, Place, Statement, Type } from "../language/ir.ts";
import { isProof, subexpressions } from "../language/walk.ts";
import { value } from "./expressions.ts";
import type { FunctionBuilder } from "./function.ts";
import { constant, MEMORY } from "./integers.ts";
import { storageOf } from "./places.ts";
import { addressOf } from "./storage.ts";

type Ref = binaryen.ExpressionRef;
type Assignment = Extract<Statement, { readonly kind: "assign" }>;

/** The parts of a loop `while (!exit) { body; step }`. */
export interface Rounds {
  readonly exit: Expression;
  readonly body: readonly Statement[];
  readonly step: readonly Statement[];
}

/** The loop as a bulk operation, or undefined if it is none. */
export function fill(f: FunctionBuilder, { exit, body, step }: Rounds): Ref | undefined {
  const bound = exit.kind === "not" ? exit.operand : undefined;
  const [store, next, ...others] = [...body, ...step].filter(
    (s) => !("ghost" in s && s.ghost) && !isProof(s),
  );
  if (bound?.kind !== "binary" || bound.operator !== "lt" || !isIndex(bound.left)) return undefined;
  if (others.length > 0 || !store || !next || !isIncrement(next, bound.left.name)) return undefined;
  const filled = isFixed(bound.right, bound.left.name) ? filledPlace(store, bound.left.name) : undefined;
  if (!filled) return undefined;
  return bulk(f, filled, bound.left, bound.right, exit);
}

function isIndex(e: Expression): e is Expression & { readonly kind: "variable" } {
  return e.kind === "variable" && e.type.kind === "integer" && e.type.name === "u32";
}

/** `i = i + 1`. */
function isIncrement(s: Statement, name: string): boolean {
  if (s.kind !== "assign" || s.target.kind !== "variable" || s.target.name !== name) return false;
  const { value: sum } = s;
  if (sum.kind !== "binary" || sum.operator !== "add") return false;
  const isOne = sum.right.kind === "literal" && sum.right.value === 1n;
  return isOne && sum.left.kind === "variable" && sum.left.name === name;
}

/** A bound or an array that no round changes: constants, locals and module state, without the index. */
function isFixed(e: Expression, name: string): boolean {
  return [...subexpressions(e)].every((part) =>
    part.kind === "variable" ? part.name !== name : part.kind === "literal",
  );
}

interface Filled {
  readonly place: Place;
  readonly element: Type;
  readonly byte: number;
}

/** `a[i] = v` where `a` is a variable or module state. */
function filledPlace(s: Statement, name: string): Filled | undefined {
  if (s.kind !== "assign" || s.target.kind !== "index") return undefined;
  const { base, index } = s.target;
  if (base.kind !== "variable" && base.kind !== "global") return undefined;
  if (index.kind !== "variable" || index.name !== name) return undefined;
  const byte = byteOf(s);
  return byte === undefined ? undefined : { place: s.target, element: s.target.type, byte };
}

/** The byte that the value consists of. */
function byteOf({ value: stored, target }: Assignment): number | undefined {
  if (stored.kind === "zero") return 0;
  if (stored.kind !== "literal") return undefined;
  if (BigInt(stored.value) === 0n) return 0;
  const isByte =
    target.type.kind === "bool" || (target.type.kind === "integer" && target.type.name.endsWith("8"));
  return isByte ? Number(BigInt.asUintN(8, BigInt(stored.value))) : undefined;
}

function bulk(
  f: FunctionBuilder,
  { place, element, byte }: Filled,
  index: Expression & { readonly kind: "variable" },
  bound: Expression,
  exit: Expression,
): Ref {
  const { m } = f;
  const out: Ref[] = [];
  const storage = f.variable(index.name);
  if (storage.kind !== "locals" || storage.locals[0] === undefined)
    throw new Error("an index that is no local");
  const count = m.i32.sub(value(f, bound), value(f, index));
  const bytes = m.i32.mul(count, constant(m, "u32", BigInt(f.layout.extent(element).size)));
  const from = addressOf(f, storageOf(f, place, out));
  out.push(
    m.memory.fill(from, m.i32.const(byte), bytes, MEMORY),
    m.local.set(storage.locals[0], value(f, bound)),
  );
  return m.if(m.i32.eqz(value(f, exit)), f.sequence(out));
}
