/**
 * Selections: an `if` that only chooses what one local becomes, without a branch.
 *
 * Owns        `if (a && b) x = e` as `if (a) x = select(e, x, b)`, where `e` is cheap enough to compute in vain.
 * Why         a branch on data is mispredicted half of the time, which costs more than the work it saves.
 * Invariants  both choices are evaluated, so both must be unable to trap: verified code only, no division, no load.
 */
import type binaryen from "binaryen";
import type { Expression, Statement } from "../language/ir.ts";
import { isScalar } from "../language/types.ts";
import { value } from "./expressions.ts";
import type { FunctionBuilder } from "./function.ts";
import { loadScalar, storeScalar, type LocalsStorage } from "./storage.ts";

type Ref = binaryen.ExpressionRef;
type If = Extract<Statement, { readonly kind: "if" }>;
type Assignment = Extract<Statement, { readonly kind: "assign" }>;

/** The statement without a branch, or undefined if it has none. */
export function selection(f: FunctionBuilder, s: If): Ref | undefined {
  const whenTrue = onlyAssignment(s.whenTrue);
  const target = whenTrue && localOf(f, whenTrue.target);
  if (f.failure !== undefined || !whenTrue || !target || !isCheap(whenTrue.value, 1)) return undefined;
  if (s.whenFalse.length === 0) return select(f, s.condition, target, whenTrue.value, whenTrue.target);
  const whenFalse = onlyAssignment(s.whenFalse);
  const same = whenFalse && localOf(f, whenFalse.target)?.locals[0] === target.locals[0];
  if (!whenFalse || !same || !isCheap(whenFalse.value, 1)) return undefined;
  return select(f, s.condition, target, whenTrue.value, whenFalse.value);
}

function onlyAssignment(list: readonly Statement[]): Assignment | undefined {
  const executable = list.filter((s) => !("ghost" in s && s.ghost));
  const [only] = executable;
  return executable.length === 1 && only?.kind === "assign" && isScalar(only.target.type) ? only : undefined;
}

function localOf(f: FunctionBuilder, target: Expression): LocalsStorage | undefined {
  if (target.kind !== "variable") return undefined;
  const storage = f.variables.get(target.name);
  return storage?.kind === "locals" ? storage : undefined;
}

function select(
  f: FunctionBuilder,
  condition: Expression,
  target: LocalsStorage,
  whenTrue: Expression,
  whenFalse: Expression,
): Ref {
  const keeps = whenFalse.kind === "variable" && f.variables.get(whenFalse.name) === target;
  if (keeps && condition.kind === "binary" && condition.operator === "land") {
    return f.m.if(value(f, condition.left), select(f, condition.right, target, whenTrue, whenFalse));
  }
  const otherwise = keeps ? loadScalar(f, target, whenFalse.type) : value(f, whenFalse);
  const chosen = f.m.select(value(f, condition), value(f, whenTrue), otherwise);
  return storeScalar(f, target, whenTrue.type, chosen);
}

/** At most `depth` operations that cannot trap, on locals and constants. */
function isCheap(e: Expression, depth: number): boolean {
  switch (e.kind) {
    case "literal":
      return true;
    case "variable":
      return isScalar(e.type);
    case "wrapping":
      return depth > 0 && isCheap(e.left, depth - 1) && isCheap(e.right, depth - 1);
    case "binary":
      if (!["add", "sub", "and", "or", "xor", "shl", "shr"].includes(e.operator)) return false;
      return depth > 0 && isCheap(e.left, depth - 1) && isCheap(e.right, depth - 1);
    default:
      return false;
  }
}
