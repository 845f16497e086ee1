/**
 * The body of one function: parameters, statements, contracts.
 *
 * Owns        the storage of parameters; which variables need an address; the order of tests around a checked body.
 * Invariants  parameters keep their values (the front end sees to it), so `ensures` may read them at the return.
 * Not here    locals and the frame (function.ts).
 */
import binaryen from "binaryen";
import type { FunctionDeclaration, Span } from "../language/ir.ts";
import { executableStatements } from "../language/walk.ts";
import { executableParameters, resultType } from "./calls.ts";
import { entryTests, RESULT, returnTests } from "./contracts.ts";
import { copy } from "./copying.ts";
import { FunctionBuilder, passingOf, type ModuleContext } from "./function.ts";
import { rootOf } from "./overlap.ts";
import { slotsOf } from "./slots.ts";
import { BODY, statements } from "./statements.ts";
import type { Storage } from "./storage.ts";

type Ref = binaryen.ExpressionRef;

export interface Defined {
  readonly made: binaryen.FunctionRef;
  /** Where its expressions stem from. */
  readonly positions: readonly { readonly expression: Ref; readonly span: Span }[];
}

/** Makes the function and adds it to the module. */
export function defineFunction(context: ModuleContext, declaration: FunctionDeclaration): Defined {
  const f = new FunctionBuilder(context, declaration, addressedVariables(declaration));
  const result = resultType(context, declaration);
  return { made: f.finish(result, body(f, declaration, result)), positions: f.positions };
}

/** Variables that a reference argument points into need an address. */
function addressedVariables(declaration: FunctionDeclaration): ReadonlySet<string> {
  const names = new Set<string>();
  for (const s of executableStatements(declaration.body)) {
    if (s.kind !== "call") continue;
    for (const argument of s.arguments) {
      if (argument.kind !== "reference") continue;
      const [kind, name] = rootOf(argument.place).split(" ", 2);
      if (kind === "variable" && name !== undefined) names.add(name);
    }
  }
  return names;
}

function body(f: FunctionBuilder, declaration: FunctionDeclaration, result: binaryen.Type): Ref {
  const { m } = f;
  const entry: Ref[] = [];
  declareParameters(f, declaration, entry);
  const isChecked = declaration.mode === "checked";
  if (isChecked) {
    f.failure = () => m.unreachable();
    entry.push(...entryTests(f));
  }
  const end = result === binaryen.none ? [] : [m.unreachable()];
  const inner = m.block(BODY, [...entry, statements(f, declaration.body), ...end], result);
  return isChecked ? withReturnTests(f, inner, result) : inner;
}

function withReturnTests(f: FunctionBuilder, inner: Ref, result: binaryen.Type): Ref {
  const { m } = f;
  if (result === binaryen.none) return f.sequence([inner, ...returnTests(f)]);
  const kept = f.newLocal(result);
  const get = () => m.local.get(kept, result);
  const slots = f.newLocals(slotsOf(f.program, f.declaration.result) ?? []);
  const unpack = slots.locals.map((local, slot) =>
    m.local.set(local, slots.locals.length === 1 ? get() : m.tuple.extract(get(), slot)),
  );
  f.variables.set(RESULT, slots);
  return f.sequence([m.local.set(kept, inner), ...unpack, ...returnTests(f), get()]);
}

/** Parameters that need an address move from their slots into the frame. */
function declareParameters(f: FunctionBuilder, declaration: FunctionDeclaration, out: Ref[]): void {
  if (passingOf(f.program, declaration.result) === "destination") {
    f.variables.set(RESULT, pointerParameter(f, RESULT));
  }
  const moves: (() => void)[] = [];
  for (const { name, type, reference } of executableParameters(declaration)) {
    const slots = reference ? undefined : slotsOf(f.program, type);
    if (!slots) {
      f.variables.set(name, pointerParameter(f, name));
      continue;
    }
    const suffix = (slot: number) => (slots.length === 1 ? "" : `.${slot}`);
    const passed: Storage = {
      kind: "locals",
      locals: slots.map((slot, n) => f.newParameter(slot, name + suffix(n))),
    };
    f.variables.set(name, passed);
    if (f.addressed.has(name)) moves.push(() => copy(f, f.declareVariable(name, type), passed, type, out));
  }
  for (const move of moves) move();
}

function pointerParameter(f: FunctionBuilder, name: string): Storage {
  const local = f.newParameter(binaryen.i32, name);
  return { kind: "memory", pointer: { kind: "local", local }, offset: 0 };
}
