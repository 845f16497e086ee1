/**
 * Paying: the code that takes fuel and notices that it is spent.
 *
 *     fuel = fuel - amount;  if (fuel < 0) exhausted()
 *
 * Owns        the bytes of a payment; the bounds between which payments stand.
 * Invariants  - Fuel is at least 0 except inside a payment, and one payment takes less than 2^31: no wrapping.
 *             - A payment neither needs nor leaves operands, nor needs a local: it fits between any two instructions.
 * Measured    Fuel in a local as well (a register) was no faster: where it would matter, in the tightest loops,
 *             several iterations share a payment (tight-loop.ts), and elsewhere it takes a register from the program.
 */
import { Opcode } from "./opcodes.ts";
import { type Writer, written } from "./writer.ts";

/** Units of work on a straight path after which it pays. */
export const QUANTUM = 1024;

/**
 * Units of work by which a path may be longer than those that it meets, of which the longest is charged. More means less code; less
 * means that they are told apart better.
 */
export const UNEVEN = 128;

export const VOID_BLOCK = 0x40;

export interface FuelIndices {
  /** Of the global. */
  readonly fuel: number;
  /** Of the function () -> () that asks the host. */
  readonly exhausted: number;
}

export class Payment {
  private readonly before: Uint8Array;
  private readonly after: Uint8Array;

  constructor(indices: FuelIndices) {
    this.before = written((to) => {
      instruction(to, Opcode.globalGet, indices.fuel);
      to.byte(Opcode.i32Const);
    });
    this.after = written((to) => takeAndTest(to, indices));
  }

  write(to: Writer, amount: number): void {
    to.bytes(this.before);
    to.s32(amount);
    to.bytes(this.after);
  }
}

/** What follows when fuel and the amount are on the stack. */
export function takeAndTest(to: Writer, { fuel, exhausted }: FuelIndices): void {
  to.byte(Opcode.i32Sub);
  instruction(to, Opcode.globalSet, fuel);
  instruction(to, Opcode.globalGet, fuel);
  to.bytes([Opcode.i32Const, 0, Opcode.i32LtS, Opcode.if, VOID_BLOCK]);
  instruction(to, Opcode.call, exhausted);
  to.byte(Opcode.end);
}

/** An instruction with one index. */
export function instruction(to: Writer, opcode: number, index: number): void {
  to.byte(opcode);
  to.u32(index);
}
