/**
 * Fuel: what the running thread has left.
 *
 * Owns        the one mutable global that all instances of a machine import, and how JavaScript reaches it: by functions of a
 *             module, since through the engine's own access it takes 25 ns, and bytes that are copied pay each time.
 * Not here    whose it is (thread.ts), who takes it (the rewriter's payments).
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

/** Units for so many bytes that are copied or filled, of the order of the nanoseconds that they take. */
export const costOf = (bytes: number): number => 250 + (bytes >> 3);

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
