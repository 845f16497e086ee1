/**
 * What is owed on the paths through a function body.
 *
 * Owns        the control stack; the work that has not been paid for, `owed`, at the present instruction and at each
 *             label. Where paths meet, the larger counts.
 * Invariants  `owed` is at least what any path to the present instruction has done since it last paid.
 * Not here    where it is paid (code.ts).
 */
import { RewriteError } from "./error.ts";
import { Opcode } from "./opcodes.ts";
import type { Arity } from "./types.ts";

/** `owed` where no path leads. */
const DEAD = -1;

export interface Frame {
  /** Of what opened it; `else` for the second arm of an `if`, `end` for the function. */
  readonly opcode: number;
  /** Values that a branch to its label carries. */
  readonly carried: number;
  /** Whether its opening is reached; what is owed there. */
  readonly opened: number;
  /** At the label, over the branches to it so far. */
  arrived: number;
}

export class Paths {
  private readonly frames: Frame[] = [];
  /** Units of work. */
  private current = 0;

  /** `owed`: on entry. */
  constructor(results: number, owed: number) {
    this.current = owed;
    this.open(Opcode.end, { parameters: 0, results });
  }

  get owed(): number {
    return Math.max(this.current, 0);
  }

  get dead(): boolean {
    return this.current === DEAD;
  }

  get depth(): number {
    return this.frames.length;
  }

  owe(cost: number): void {
    if (this.current !== DEAD) this.current += cost;
  }

  /** All has been paid but for so much; or an exception has come, and who throws has paid. */
  paid(rest = 0): void {
    if (this.current !== DEAD) this.current = rest;
  }

  /** Nothing follows, up to the next label. */
  leave(): void {
    this.current = DEAD;
  }

  /** The frame of a label. */
  target(depth: number, offset: number): Frame {
    const frame = this.frames[this.frames.length - 1 - depth];
    if (!frame) throw new RewriteError("index", offset, `no label ${depth}`);
    return frame;
  }

  /** A branch from here to the frame's label. */
  branch(frame: Frame): void {
    frame.arrived = Math.max(frame.arrived, this.current);
  }

  /** A branch that an exception takes, out of what is about to open here. */
  branchPaid(frame: Frame): void {
    if (!this.dead) frame.arrived = Math.max(frame.arrived, 0);
  }

  open(opcode: number, { parameters, results }: Arity): void {
    const carried = opcode === Opcode.loop ? parameters : results;
    this.frames.push({ opcode, carried, opened: this.current, arrived: DEAD });
  }

  else(offset: number): void {
    const frame = this.innermost(Opcode.if, offset);
    this.branch(frame);
    this.frames[this.frames.length - 1] = { ...frame, opcode: Opcode.else };
    this.current = frame.opened;
  }

  /** A handler of the innermost `try`. */
  handle(offset: number): void {
    const frame = this.innermost(Opcode.try, offset);
    this.branch(frame);
    this.current = frame.opened;
    this.paid();
  }

  end(): void {
    const frame = this.frames.pop()!;
    if (frame.opcode === Opcode.loop) return;
    this.branch(frame);
    this.current = frame.opcode === Opcode.if ? Math.max(frame.arrived, frame.opened) : frame.arrived;
  }

  innermost(opcode: number, offset: number): Frame {
    const frame = this.frames.at(-1);
    if (frame?.opcode !== opcode)
      throw new RewriteError("malformed", offset, "else, catch or delegate outside its block");
    return frame;
  }
}
