/**
 * Fuel: what the running thread has left.
 *
 * Owns        the one mutable global that all instances of a machine import, and how JavaScript reaches it: by functions of a
 *             module, since through the engine's own access it takes 25 ns, and bytes that are copied pay each time.
 * Not here    whose it is (thread.ts), who takes it (the rewriter's payments), the bytes of that module (fuel-module.ts).
 */
import { FUEL } from "./made.ts";

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
    const instance = new WebAssembly.Instance(new WebAssembly.Module(FUEL));
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
