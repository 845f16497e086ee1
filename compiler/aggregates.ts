/**
 * Values of every type on their way into storage.
 *
 * Owns        evaluation of an expression directly into its destination.
 * Invariants  `evaluateInto` needs a destination that the expression does not read; `assign` is for any.
 * Not here    scalar operations (expressions.ts), addresses (places.ts), copying (copying.ts).
 */
import type binaryen from "binaryen";
import type { Expression, Place, Type } from "../language/ir.ts";
import { isScalar } from "../language/types.ts";
import { bindLet, isSaved, savedStorage } from "./conditions.ts";
import { copy, zero } from "./copying.ts";
import { value } from "./expressions.ts";
import type { FunctionBuilder } from "./function.ts";
import { isPlace, reads, rootOf, samePlace } from "./overlap.ts";
import { storageOf } from "./places.ts";
import { declaredFields, tagOf } from "./slots.ts";
import * as at from "./storage.ts";
import type { Storage } from "./storage.ts";

type Ref = binaryen.ExpressionRef;

/** Storage with the expression's value. */
export function materialise(f: FunctionBuilder, e: Expression, out: Ref[]): Storage {
  if (isSaved(e)) return savedStorage(f, e, out);
  const storage = f.temporary(e.type);
  evaluateInto(f, storage, e, out);
  return storage;
}

/** Evaluates the expression into storage that it does not read. */
export function evaluateInto(f: FunctionBuilder, target: Storage, e: Expression, out: Ref[]): void {
  if (isScalar(e.type)) {
    out.push(at.storeScalar(f, target, e.type, value(f, e)));
    return;
  }
  const into = at.pin(f, target, out);
  switch (e.kind) {
    case "zero":
      zero(f, into, e.type, out);
      return;
    case "construct":
      construct(f, into, e, out);
      return;
    case "update":
      evaluateInto(f, into, e.base, out);
      for (const { name, value: part } of executable(f, e)) {
        evaluateInto(f, at.fieldOf(f, into, e.type, name), part, out);
      }
      return;
    case "elements":
      e.elements.forEach((element, index) =>
        evaluateInto(f, constantElement(f, into, element.type, index), element, out),
      );
      return;
    case "conditional":
      out.push(
        f.m.if(value(f, e.condition), branchInto(f, into, e.whenTrue), branchInto(f, into, e.whenFalse)),
      );
      return;
    case "let":
      bindLet(f, e, out, () => evaluateInto(f, into, e.body, out));
      return;
    default:
      copy(f, into, storageOf(f, e, out), e.type, out);
  }
}

function branchInto(f: FunctionBuilder, target: Storage, e: Expression): Ref {
  const out: Ref[] = [];
  evaluateInto(f, target, e, out);
  return f.sequence(out);
}

function construct(
  f: FunctionBuilder,
  target: Storage,
  e: Expression & { readonly kind: "construct" },
  out: Ref[],
): void {
  if (e.variant !== undefined) out.push(at.storeTag(f, target, tagOf(f.program, e.type, e.variant)));
  for (const { name, value: part } of executable(f, e)) {
    evaluateInto(f, at.fieldOf(f, target, e.type, name, e.variant), part, out);
  }
}

/** The fields given that are not ghost. */
function executable(f: FunctionBuilder, e: Expression & { readonly kind: "construct" | "update" }) {
  const variant = e.kind === "construct" ? e.variant : undefined;
  const ghost = new Set(
    declaredFields(f.program, e.type, variant)
      .filter((field) => field.ghost)
      .map(({ name }) => name),
  );
  return e.fields.filter(({ name }) => !ghost.has(name));
}

function constantElement(f: FunctionBuilder, array: Storage, element: Type, index: number): Storage {
  if (array.kind === "locals") throw new Error("arrays live in memory");
  return at.displaced(array, index * f.layout.extent(element).size);
}

/** Evaluates the expression into storage that it may read. */
export function assign(f: FunctionBuilder, target: Place, e: Expression, out: Ref[]): void {
  if (e.kind === "update" && samePlace(e.base, target)) {
    updateInPlace(f, target, e, out);
    return;
  }
  // Places of one type are the same place or disjoint, so a copy needs no temporary.
  const direct = isScalar(e.type) || isPlace(e) || !reads(e).has(rootOf(target));
  const storage = storageOf(f, target, out);
  if (direct) {
    evaluateInto(f, storage, e, out);
    return;
  }
  const pinned = at.pin(f, storage, out);
  copy(f, pinned, temporaryWith(f, e, out), e.type, out);
}

/** `a = { ...a, x: 1 }` changes `a.x` alone; if the new values read `a`, all of them come first. */
function updateInPlace(
  f: FunctionBuilder,
  target: Place,
  e: Expression & { readonly kind: "update" },
  out: Ref[],
): void {
  const fields = executable(f, e);
  const place = (name: string, type: Type): Place => ({
    kind: "field",
    base: target,
    field: name,
    type,
    span: e.span,
  });
  if (fields.length === 1 || !fields.some((field) => reads(field.value).has(rootOf(target)))) {
    for (const { name, value: part } of fields) assign(f, place(name, part.type), part, out);
    return;
  }
  const values = fields.map((field) => temporaryWith(f, field.value, out));
  fields.forEach(({ name, value: part }, index) => {
    const from = values[index];
    if (from) copy(f, storageOf(f, place(name, part.type), out), from, part.type, out);
  });
}

/** A temporary with the value, even of a place. */
function temporaryWith(f: FunctionBuilder, e: Expression, out: Ref[]): Storage {
  const storage = f.temporary(e.type);
  evaluateInto(f, storage, e, out);
  return storage;
}

/** The value's slots as one WebAssembly value: nothing, one, or a tuple. */
export function slotsValue(f: FunctionBuilder, e: Expression): Ref {
  if (isScalar(e.type)) return value(f, e);
  const out: Ref[] = [];
  const storage = e.kind === "variable" ? f.variable(e.name) : undefined;
  const locals = storage?.kind === "locals" ? storage : materialiseSlots(f, e, out);
  return f.sequence([...out, slotsOfLocals(f, locals)]);
}

function materialiseSlots(f: FunctionBuilder, e: Expression, out: Ref[]): at.LocalsStorage {
  const storage = f.temporary(e.type);
  if (storage.kind === "memory") throw new Error(`a ${e.type.kind} has no slots`);
  evaluateInto(f, storage, e, out);
  return storage;
}

function slotsOfLocals(f: FunctionBuilder, { locals }: at.LocalsStorage): Ref {
  const slots = locals.map((local) => f.m.local.get(local, f.localType(local)));
  const [first] = slots;
  if (first === undefined) return f.m.nop();
  return slots.length === 1 ? first : f.m.tuple.make(slots);
}
