/**
 * Fuel: what the running thread has left.
 *
 * Owns        the one mutable global that all instances of a machine import, and how JavaScript reaches it: by functions of a
 *             module, since through the engine's own access it takes 25 ns, and bytes that are copied pay each time.
 * Not here    whose it is (thread.ts), who takes it (the rewriter's payments).
 */
import { FUNCTION_KIND, GLOBAL_KIND, PREAMBLE, section, SECTION, vector } from "./made-module.ts";
import { Opcode } from "./rewriter/opcodes.ts";
import { instruction } from "./rewriter/payment.ts";
import { FunctionTypes, I32 } from "./rewriter/types.ts";
import { Writer } from "./rewriter/writer.ts";

const MUTABLE = 1;

interface Exports {
  readonly global: WebAssembly.Global<"i32">;
  get(): number;
  set(units: number): void;
  pay(units: number): void;
}

export class Fuel {
  /** What modules import. */
  readonly global: WebAssembly.Global<"i32">;
  private readonly exports: Exports;

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(binary()));
    this.exports = instance.exports as unknown as Exports;
    this.global = this.exports.global;
  }

  get left(): number {
    return this.exports.get();
  }

  set left(units: number) {
    this.exports.set(units);
  }

  /** Takes so much. What is missing then, the running thread asks for when it next pays. */
  pay(units: number): void {
    this.exports.pay(units);
  }
}

function binary(): Uint8Array<ArrayBuffer> {
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
