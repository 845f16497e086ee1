/**
 * The module of fuel: a global, and functions that reach it.
 *
 * Owns        the bytes of that module, which exports `global`, `get`, `set` and `pay`.
 * Not here    what the global is (fuel.ts).
 */
import {
  FUNCTION_KIND,
  functionOf,
  get,
  getGlobal,
  GLOBAL_KIND,
  PREAMBLE,
  section,
  SECTION,
  setGlobal,
  vector,
} from "./made-module.ts";
import { Opcode } from "./rewriter/opcodes.ts";
import { FunctionTypes, I32 } from "./rewriter/types.ts";
import { Writer } from "./rewriter/writer.ts";

const MUTABLE = 1;

export function fuelModule(): Uint8Array<ArrayBuffer> {
  const types = new FunctionTypes();
  const global = { name: "global", kind: GLOBAL_KIND, index: 0 };
  const paid = [...getGlobal(0), ...get(0), Opcode.i32Sub];
  const functions = [
    { name: "get", type: types.add([], [I32]), code: getGlobal(0) },
    { name: "set", type: types.add([I32], []), code: setGlobal(0, get(0)) },
    { name: "pay", type: types.add([I32], []), code: setGlobal(0, paid) },
  ];
  const exported = functions.map(({ name }, index) => ({ name, kind: FUNCTION_KIND, index }));
  const to = new Writer();
  to.bytes(PREAMBLE);
  section(to, SECTION.type, (content) => types.write(content));
  vector(to, SECTION.function, functions, (content, { type }) => content.u32(type));
  vector(to, SECTION.global, [global], (content) =>
    content.bytes([I32, MUTABLE, Opcode.i32Const, 0, Opcode.end]),
  );
  vector(to, SECTION.export, [global, ...exported], (content, { name, kind, index }) => {
    content.name(name);
    content.byte(kind);
    content.u32(index);
  });
  vector(to, SECTION.code, functions, (content, { code }) => content.part(functionOf(code)));
  return to.written;
}
