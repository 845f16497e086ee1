/**
 * The module of fuel: a global, and functions that reach it.
 *
 * Owns        the bytes of that module, which exports `global`, `get`, `set` and `pay`.
 * Not here    what the global is (fuel.ts).
 */
import { FUNCTION_KIND, GLOBAL_KIND, PREAMBLE, section, SECTION, vector } from "./made-module.ts";
import { Opcode } from "./rewriter/opcodes.ts";
import { instruction } from "./rewriter/payment.ts";
import { FunctionTypes, I32 } from "./rewriter/types.ts";
import { Writer } from "./rewriter/writer.ts";

const MUTABLE = 1;

export function fuelModule(): Uint8Array<ArrayBuffer> {
  const types = new FunctionTypes();
  const global = { name: "global", kind: GLOBAL_KIND, index: 0 };
  const functions = [
    { name: "get", type: types.add([], [I32]), write: get },
    { name: "set", type: types.add([I32], []), write: set },
    { name: "pay", type: types.add([I32], []), write: pay },
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
  vector(to, SECTION.code, functions, (content, { write }) => content.part(bodyOf(write)));
  return to.written;
}

function bodyOf(write: (to: Writer) => void): Writer {
  const to = new Writer();
  to.byte(0);
  write(to);
  to.byte(Opcode.end);
  return to;
}

const get = (to: Writer): void => instruction(to, Opcode.globalGet, 0);

function set(to: Writer): void {
  instruction(to, Opcode.localGet, 0);
  instruction(to, Opcode.globalSet, 0);
}

function pay(to: Writer): void {
  instruction(to, Opcode.globalGet, 0);
  instruction(to, Opcode.localGet, 0);
  to.byte(Opcode.i32Sub);
  instruction(to, Opcode.globalSet, 0);
}
