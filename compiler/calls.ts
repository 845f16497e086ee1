/**
 * Calls of executable and machine functions.
 *
 * Owns        the passing of arguments and results: scalars and small aggregates in slots, references as addresses,
 *             other results through a destination that the caller gives.
 * Invariants  a destination is storage that nothing else names. A checked caller tests that references do not overlap,
 *             and what the callee requires, unless the callee is checked and does so itself.
 */
import binaryen from "binaryen";
import type {
  Argument,
  FunctionDeclaration,
  Parameter,
  Place,
  Span,
  Statement,
  Variable,
} from "../language/ir.ts";
import { evaluateInto } from "./aggregates.ts";
import { requirementTests } from "./contracts.ts";
import { failIf } from "./checks.ts";
import { copy } from "./copying.ts";
import { passingOf, type FunctionBuilder } from "./function.ts";
import { rootOf } from "./overlap.ts";
import { storageOf } from "./places.ts";
import { slotsOf } from "./slots.ts";
import { addressOf, pin, type LocalsStorage, type Storage } from "./storage.ts";

type Ref = binaryen.ExpressionRef;

/** The WebAssembly type of a result. */
export function resultType(f: Pick<FunctionBuilder, "program">, callee: FunctionDeclaration): binaryen.Type {
  const slots = slotsOf(f.program, callee.result) ?? [];
  return slots.length === 0 ? binaryen.none : binaryen.createType([...slots]);
}

/** The WebAssembly types of one parameter: an address, or slots. */
export function parameterTypes(
  f: Pick<FunctionBuilder, "program">,
  parameter: Parameter,
): readonly binaryen.Type[] {
  return (parameter.reference ? undefined : slotsOf(f.program, parameter.type)) ?? [binaryen.i32];
}

/** Which pool owns a frame is ghost, so a reference to a pool is nothing at run time. */
export function executableParameters(declaration: FunctionDeclaration): readonly Parameter[] {
  return declaration.parameters.filter(isExecutable);
}

function isExecutable({ ghost, type }: Parameter): boolean {
  return !ghost && type.kind !== "pool";
}

export function call(f: FunctionBuilder, s: Extract<Statement, { readonly kind: "call" }>, out: Ref[]): void {
  const callee = f.program.functions.get(s.function);
  if (!callee) throw new Error(`no function ${s.function}`);
  const tests = f.failure !== undefined && callee.mode !== "checked";
  const passed = argumentsOf(callee, s.arguments).map(({ parameter, argument }) => ({
    parameter,
    argument,
    storage: argumentStorage(f, argument, out),
  }));
  if (f.failure !== undefined) out.push(...overlapTests(f, passed, s.span));
  if (tests) out.push(...requirementTests(f, callee, passed, s.span));
  const operands = passed.flatMap(({ storage }) => operandsOf(f, storage));
  invoke(f, callee, operands, s.result, out);
}

interface Passed {
  readonly argument: Argument;
  readonly storage: Storage;
}

/**
 * Tests of the references of which the callee may change one. What it changes or reads of module state itself, the
 * front end keeps apart from them by their roots.
 */
function overlapTests(f: FunctionBuilder, passed: readonly Passed[], span: Span): readonly Ref[] {
  const references = passed.flatMap(({ argument, storage }) =>
    argument.kind === "reference" ? [{ ...argument, storage }] : [],
  );
  return references.flatMap((a, index) =>
    references
      .slice(index + 1)
      .filter((b) => (a.mutable || b.mutable) && rootOf(a.place) === rootOf(b.place))
      .map((b) => failIf(f, span, overlaps(f, a, b))),
  );
}

interface Located {
  readonly place: Place;
  readonly storage: Storage;
}

/** The distance from the start of one to the start of the other, modulo 2^32, is less than the size of the first. */
function overlaps(f: FunctionBuilder, a: Located, b: Located): Ref {
  const { i32 } = f.m;
  const startsIn = (inner: Located, outer: Located): Ref =>
    i32.lt_u(
      i32.sub(addressOf(f, inner.storage), addressOf(f, outer.storage)),
      i32.const(f.layout.extent(outer.place.type).size),
    );
  return i32.or(startsIn(a, b), startsIn(b, a));
}

/** Pairs of executable parameters and arguments. */
function argumentsOf(callee: FunctionDeclaration, all: readonly Argument[]) {
  return callee.parameters.flatMap((parameter, index) => {
    const argument = all[index];
    if (!argument) throw new Error(`no argument for ${parameter.name} of ${callee.name}`);
    return isExecutable(parameter) ? [{ parameter, argument }] : [];
  });
}

function argumentStorage(f: FunctionBuilder, argument: Argument, out: Ref[]): Storage {
  if (argument.kind === "reference") return pin(f, storageOf(f, argument.place, out), out);
  const slots = slotsOf(f.program, argument.value.type);
  const isVariable = argument.value.kind === "variable";
  if (slots && isVariable) {
    const storage = storageOf(f, argument.value, out);
    if (storage.kind === "locals") return storage;
  }
  return copied(f, argument, out);
}

/** A value argument is the callee's own. */
function copied(f: FunctionBuilder, argument: Argument & { readonly kind: "value" }, out: Ref[]): Storage {
  const storage = f.temporary(argument.value.type);
  evaluateInto(f, storage, argument.value, out);
  return storage;
}

function operandsOf(f: FunctionBuilder, storage: Storage): readonly Ref[] {
  if (storage.kind === "memory") return [addressOf(f, storage)];
  return storage.locals.map((local) => f.m.local.get(local, f.localType(local)));
}

function invoke(
  f: FunctionBuilder,
  callee: FunctionDeclaration,
  operands: readonly Ref[],
  result: Variable | undefined,
  out: Ref[],
): void {
  const { m } = f;
  const type = resultType(f, callee);
  switch (passingOf(f.program, callee.result)) {
    case "none":
      if (result) f.declareVariable(result.name, result.type);
      out.push(m.call(callee.name, operands, binaryen.none));
      return;
    case "destination": {
      const storage = result ? f.declareVariable(result.name, result.type) : f.temporary(callee.result);
      out.push(m.call(callee.name, [addressOf(f, storage), ...operands], binaryen.none));
      return;
    }
    case "slots":
      if (!result) out.push(m.drop(m.call(callee.name, operands, type)));
      else receive(f, result, type, m.call(callee.name, operands, type), out);
  }
}

/** The result of a call in slots becomes a variable. */
function receive(f: FunctionBuilder, result: Variable, type: binaryen.Type, called: Ref, out: Ref[]): void {
  const variable = f.declareVariable(result.name, result.type);
  const slots = variable.kind === "locals" ? variable : f.newLocals(slotsOf(f.program, result.type) ?? []);
  out.push(...unpacked(f, slots, type, called));
  if (variable.kind === "memory") copy(f, variable, slots, result.type, out);
}

function unpacked(
  f: FunctionBuilder,
  { locals }: LocalsStorage,
  type: binaryen.Type,
  called: Ref,
): readonly Ref[] {
  const [only] = locals;
  if (locals.length === 1 && only !== undefined) return [f.m.local.set(only, called)];
  const tuple = f.newLocal(type);
  const parts = locals.map((local, slot) =>
    f.m.local.set(local, f.m.tuple.extract(f.m.local.get(tuple, type), slot)),
  );
  return [f.m.local.set(tuple, called), ...parts];
}
