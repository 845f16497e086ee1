/**
 * Paying: the code that takes fuel and notices that it is spent.
 *
 *     f = fuel - amount;  fuel = f;  if (f < 0) f = exhausted()
 *
 * Fuel is a global, so that all functions and the host see it. A loop also keeps it in a local `f`: what a loop
 * then waits for is a register, not a store that it must load again.
 *
 * Owns        the bytes of a payment; the bounds that make one payment enough.
 * Invariants  - Fuel is at least 0 except inside a payment, and one payment takes less than 2^31: no wrapping.
 *             - A payment neither needs nor leaves operands: it fits between any two instructions.
 */
import { Opcode } from "./opcodes.ts";
import { type Writer, written } from "./writer.ts";

/**
 * Units of work on a straight path after which it pays. More means less code; less means that paths that meet, of
 * which the longest is charged, are told apart better.
 */
export const QUANTUM = 128;

const VOID_BLOCK = 0x40;

/** The code of payments in a function whose copy of the fuel is local `local`. */
export class Payment {
  private readonly fromLocal: Uint8Array;
  private readonly fromGlobal: Uint8Array;
  private readonly rest: Uint8Array;
  readonly reload: Uint8Array;

  /** `fuel`: the index of the global; `exhausted`: of the function that asks the host. */
  constructor(indices: { readonly fuel: number; readonly exhausted: number; readonly local: number }) {
    const { fuel, exhausted, local } = indices;
    this.fromLocal = written((to) => instruction(to, Opcode.localGet, local));
    this.fromGlobal = written((to) => instruction(to, Opcode.globalGet, fuel));
    this.rest = written((to) => {
      takeAndTest(to, indices);
      instruction(to, Opcode.call, exhausted);
      instruction(to, Opcode.localSet, local);
      to.byte(Opcode.end);
    });
    this.reload = written((to) => {
      instruction(to, Opcode.globalGet, fuel);
      instruction(to, Opcode.localSet, local);
    });
  }

  /** `known`: whether the local holds what the global does. Afterwards it does. */
  write(to: Writer, amount: number, known: boolean): void {
    to.bytes(known ? this.fromLocal : this.fromGlobal);
    to.byte(Opcode.i32Const);
    to.s32(amount);
    to.bytes(this.rest);
  }
}

/** From `fuel, amount` on the stack to an `if` that is entered when fuel is spent. */
export function takeAndTest(
  to: Writer,
  { fuel, local }: { readonly fuel: number; readonly local: number },
): void {
  to.byte(Opcode.i32Sub);
  instruction(to, Opcode.localTee, local);
  instruction(to, Opcode.globalSet, fuel);
  instruction(to, Opcode.localGet, local);
  to.bytes([Opcode.i32Const, 0, Opcode.i32LtS, Opcode.if, VOID_BLOCK]);
}

/** An instruction with one index. */
export function instruction(to: Writer, opcode: number, index: number): void {
  to.byte(opcode);
  to.u32(index);
}
