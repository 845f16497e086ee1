/**
 * The boundary to the host: what it passes becomes a value of its type before a function sees it.
 *
 * Owns        the functions between exports and the host, imports and the program.
 * Invariants  integers narrower than 32 bits keep their low bits, a boolean is true unless it is 0, and what is no
 *             member of its enum traps. So normalised slots (integers.ts) need no trust in the host. Where no type
 *             asks for it nothing stands between, and calls within the program never pay.
 * Not here    what contracts require of the host: nothing tests that.
 */
import binaryen from "binaryen";
import type { FunctionDeclaration, Type } from "../language/ir.ts";
import { bits } from "../language/build.ts";
import { executableParameters, resultType } from "./calls.ts";
import type { ModuleContext } from "./function.ts";
import { isNone, normalise } from "./integers.ts";
import { representation, slotType } from "./slots.ts";

type Ref = binaryen.ExpressionRef;

/** The name of the function that the host calls for this one of scalar signature. */
export function exportedName(context: ModuleContext, declaration: FunctionDeclaration): string {
  const { m } = context;
  const types = executableParameters(declaration).map(({ type }) => type);
  if (!types.some((type) => isNarrow(type))) return declaration.name;
  const slots = types.map((type) => slotType(representation(context.program, type)));
  const result = resultType(context, declaration);
  const name = `${declaration.name} (exported)`;
  const admitted = types.map((type, index) => admit(context, type, index));
  const inner = m.call(declaration.name, admitted, result);
  m.addFunction(name, binaryen.createType(slots), result, [], inner);
  return name;
}

/** Imports a machine function under the name by which the program calls it. */
export function importFunction(
  context: ModuleContext,
  declaration: FunctionDeclaration,
  importedName: string,
  parameters: readonly binaryen.Type[],
): void {
  const { m } = context;
  const [module, base] = importOf(importedName);
  const [type, result] = [binaryen.createType([...parameters]), resultType(context, declaration)];
  if (!isNarrow(declaration.result)) {
    m.addFunctionImport(declaration.name, module, base, type, result);
    return;
  }
  const name = `${declaration.name} (imported)`;
  m.addFunctionImport(name, module, base, type, result);
  const given = parameters.length;
  const passed = parameters.map((parameter, index) => m.local.get(index, parameter));
  const received = m.local.set(given, m.call(name, passed, result));
  const inner = m.block(null, [received, admit(context, declaration.result, given)], result);
  m.addFunction(declaration.name, type, result, [result], inner);
}

/** The module and the name of an import: "welkin.send" is of the module "welkin". */
function importOf(name: string): readonly [module: string, name: string] {
  const dot = name.indexOf(".");
  return dot < 0 ? ["machine", name] : [name.slice(0, dot), name.slice(dot + 1)];
}

function isNarrow(type: Type): boolean {
  if (type.kind === "integer") return bits(type.name) < 32;
  return type.kind === "bool" || type.kind === "enum";
}

/** The value of the type that the host means by what is in the local. */
function admit(context: ModuleContext, type: Type, local: number): Ref {
  const { m, program } = context;
  const name = representation(program, type);
  const given = (): Ref => m.local.get(local, slotType(name));
  if (type.kind === "bool") return m.i32.ne(given(), m.i32.const(0));
  if (type.kind !== "enum") return normalise(m, name, given());
  const values = program.enums.get(type.name)?.members.map(({ value }) => value) ?? [];
  return m.if(isNone(m, "u32", given, values), m.unreachable(), given());
}
