/**
 * A compiled program, running.
 *
 * Owns        instantiation, and calls with IR values: every integer a bigint, signed or not as its type says.
 */
import { compile, type CompileOptions } from "../compile.ts";
import type { Program, Type } from "../../language/ir.ts";
import { bits, signed } from "../../language/build.ts";
import { representation } from "../slots.ts";

export type Scalar = bigint | boolean;

export interface Instance {
  /** Calls by IR name. */
  call(name: string, ...given: Scalar[]): Scalar | undefined;
  readonly memory: DataView;
  readonly exports: WebAssembly.Exports;
}

export function run(program: Program, options: Partial<CompileOptions> = {}, imports = {}): Instance {
  const { binary } = compile(program, { entry: "main", exportAll: true, ...options });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { machine: imports });
  const { memory } = exports as { memory: WebAssembly.Memory };
  return {
    call: (name, ...given) => call(program, exports, name, given),
    memory: new DataView(memory.buffer),
    exports,
  };
}

function call(program: Program, exports: WebAssembly.Exports, name: string, given: readonly Scalar[]) {
  const declaration = program.functions.get(name);
  const callee = exports[name];
  if (!declaration || typeof callee !== "function") throw new Error(`no export ${name}`);
  const types = declaration.parameters.filter(({ ghost }) => !ghost).map(({ type }) => type);
  const passed = given.map((value, index) => toWebAssembly(program, types[index], value));
  const result: unknown = callee(...passed);
  return declaration.result.kind === "void"
    ? undefined
    : fromWebAssembly(program, declaration.result, result);
}

function toWebAssembly(program: Program, type: Type | undefined, value: Scalar): bigint | number {
  if (!type) throw new Error("too many arguments");
  const is64 = bits(representation(program, type)) === 64;
  return is64 ? BigInt(value) : Number(value);
}

function fromWebAssembly(program: Program, type: Type, value: unknown): Scalar {
  if (type.kind === "bool") {
    if (value !== 0 && value !== 1) throw new Error(`a boolean of ${String(value)}`);
    return value === 1;
  }
  const name = representation(program, type);
  // A result that is not normalised must show, so narrow types are read as 32 bits.
  const width = Math.max(32, bits(name));
  const whole = BigInt(value as number | bigint);
  return signed(name) ? BigInt.asIntN(width, whole) : BigInt.asUintN(width, whole);
}
