/**
 * Function bodies: payments put in, indices renamed, growing and bulk instructions replaced.
 *
 * A body is read once. Along each path the work that has not been paid for is counted, `owed`; where paths meet, the
 * larger counts. It is paid
 *   - before each branch back to a loop's header: so every cycle within a function pays,
 *   - before a function's exit, if more is owed than the call has paid for already: so every recursion pays,
 *   - before a loop is entered, so that no iteration pays for what came before,
 *   - when QUANTUM is reached on the way.
 * A module with exceptions pays before every call and throw, so that what unwinds owes nothing.
 *
 * Owns        the control stack, the count.
 * Invariants  - What a function has done exceeds what it has paid by less than QUANTUM and one instruction.
 *             - `known` only if the local copy of the fuel equals the global (payment.ts): a call ends that, a payment
 *               begins it. With exceptions it is never known, since a handler could be entered with an old copy.
 *             - The copy is a local after all others: no instruction of the original names it.
 * Not here    the bytes of a payment (payment.ts), validation (the engine's).
 */
import { RewriteError } from "./error.ts";
import type { Helpers } from "./helpers.ts";
import type { MeterImports } from "./imports.ts";
import {
  Atomic,
  Bulk,
  CALLEE_ALLOWANCE,
  Immediate,
  INSTRUCTIONS,
  type Instructions,
  Opcode,
  Prefix,
  PREFIXED,
} from "./opcodes.ts";
import { readAccess, skipImmediate } from "./operands.ts";
import { instruction, Payment, QUANTUM } from "./payment.ts";
import type { Reader } from "./reader.ts";
import type { Shape } from "./shape.ts";
import { type Arity, I32, readValueType } from "./types.ts";
import { Writer } from "./writer.ts";

/** `owed` where no path leads. */
const DEAD = -1;

/** Engines allow 50 000 locals; one is the rewriter's. */
const MAXIMUM_LOCALS = 49_999;

/** Locals that a call sets to zero for one unit of fuel. */
const LOCALS_PER_UNIT = 4;

/** What br_table may list; engines allow as many. */
const MAXIMUM_TARGETS = 65_520;

interface Frame {
  /** Of what opened it; `else` for the second arm of an `if`, `end` for the function. */
  readonly opcode: number;
  /** Values that a branch to its label carries. */
  readonly carried: number;
  /** At the label, over the branches to it so far. */
  owed: number;
  known: boolean;
  /** At the opening. */
  readonly entryOwed: number;
  readonly entryKnown: boolean;
}

export interface CodeContext {
  readonly shape: Shape;
  readonly helpers: Helpers;
  readonly imports: MeterImports;
  /** The index of the fuel's global. */
  readonly fuel: number;
}

export class CodeRewriter {
  private readonly context: CodeContext;
  private readonly exceptions: boolean;
  private readonly output = new Writer(1 << 16);
  private readonly locals = new Writer();
  private payments = new Map<number, Payment>();
  private reader!: Reader;
  private payment!: Payment;
  private frames: Frame[] = [];
  /** The index of the local copy of the fuel; the number of the function's own locals, with parameters. */
  private local = 0;
  /** Input before this position has been copied or replaced. */
  private copied = 0;
  private owed = 0;
  private known = false;

  constructor(context: CodeContext) {
    this.context = context;
    this.exceptions = context.shape.tags > 0;
  }

  /** Reads one body (after its size) and writes it with its size. */
  rewrite(reader: Reader, type: Arity, to: Writer): void {
    this.reader = reader;
    this.output.clear();
    this.locals.clear();
    this.readLocals(type.parameters);
    this.copied = reader.position;
    this.payment = this.paymentFor(this.local);
    this.owed = Math.floor(this.local / LOCALS_PER_UNIT);
    this.known = false;
    this.frames = [this.frame(Opcode.end, type.results)];
    while (this.frames.length > 0) this.instruction();
    reader.finish("function body");
    this.copyTo(reader.position);
    to.u32(this.locals.length + this.output.length);
    to.bytes(this.locals.written);
    to.bytes(this.output.written);
  }

  private readLocals(parameters: number): void {
    const { reader, locals } = this;
    const groups = reader.count();
    const start = reader.position;
    let total = parameters;
    for (let group = 0; group < groups; group += 1) {
      total += reader.u32();
      if (total > MAXIMUM_LOCALS) throw new RewriteError("limit", reader.position, `${total} locals`);
      readValueType(reader);
    }
    locals.u32(groups + 1);
    locals.copy(reader.bytes, start, reader.position);
    locals.bytes([1, I32]);
    this.local = total;
  }

  private paymentFor(local: number): Payment {
    const { fuel, helpers } = this.context;
    const payment = this.payments.get(local) ?? new Payment({ fuel, local, exhausted: helpers.exhausted });
    this.payments.set(local, payment);
    return payment;
  }

  private frame(opcode: number, carried: number): Frame {
    const { owed, known } = this;
    return { opcode, carried, owed: DEAD, known: true, entryOwed: owed, entryKnown: known };
  }

  // --- Counting and paying ---------------------------------------------------------------------------------

  private copyTo(position: number): void {
    this.output.copy(this.reader.bytes, this.copied, position);
    this.copied = position;
  }

  private owe(cost: number): void {
    if (this.owed !== DEAD) this.owed += cost;
  }

  /** Pays before the input at `position`. */
  private pay(position: number): void {
    if (this.owed <= 0) return;
    this.copyTo(position);
    this.payment.write(this.output, this.owed, this.known);
    this.owed = 0;
    this.known = !this.exceptions;
  }

  private payForExit(position: number): void {
    if (this.owed > CALLEE_ALLOWANCE) this.pay(position);
  }

  /** After an instruction that goes on to the next one. */
  private worked(cost: number): void {
    if (this.owed === DEAD) return;
    this.owed += cost;
    if (this.owed >= QUANTUM) this.pay(this.reader.position);
  }

  private arrive(frame: Frame, owed: number, known: boolean): void {
    if (owed === DEAD) return;
    frame.owed = Math.max(frame.owed, owed);
    frame.known &&= known;
  }

  private die(): void {
    this.owed = DEAD;
  }

  // --- Instructions ----------------------------------------------------------------------------------------

  private instruction(): void {
    const { reader } = this;
    const start = reader.position;
    const opcode = reader.byte();
    const prefixed = PREFIXED.get(opcode);
    if (prefixed) return this.prefixed(opcode, prefixed, start);
    const cost = INSTRUCTIONS.costs[opcode]!;
    const immediate = INSTRUCTIONS.immediates[opcode]!;
    switch (immediate) {
      case Immediate.unknown:
        throw unknownOpcode(start, opcode);
      case Immediate.local:
        this.checkLocal();
        return this.worked(cost);
      case Immediate.global:
        this.context.shape.globalIndex(reader.u32(), start);
        return this.worked(cost);
      case Immediate.function:
        return this.naming(opcode, start, cost);
      case Immediate.block:
      case Immediate.catches:
        return this.open(opcode, start, cost);
      case Immediate.label:
      case Immediate.labels:
        return this.branching(opcode, start, cost);
      default:
        skipImmediate(reader, immediate);
        return this.structural(opcode, start, cost);
    }
  }

  private checkLocal(): void {
    const offset = this.reader.position;
    const index = this.reader.u32();
    if (index >= this.local) throw new RewriteError("index", offset, `no local ${index}`);
  }

  /** Instructions with immediates that stay, some of which end a path or a block. */
  private structural(opcode: number, start: number, cost: number): void {
    switch (opcode) {
      case Opcode.else:
        return this.else(start);
      case Opcode.end:
        return this.end(start);
      case Opcode.catch:
      case Opcode.catchAll:
        return this.handler(start);
      case Opcode.unreachable:
        return this.die();
      case Opcode.return:
        this.owe(cost);
        this.payForExit(start);
        return this.die();
      case Opcode.throw:
      case Opcode.throwRef:
      case Opcode.returnCallIndirect:
        this.owe(cost);
        this.pay(start);
        return this.die();
      case Opcode.callIndirect:
        return this.called(start, cost);
      case Opcode.memoryGrow:
        return this.growMemory(start, cost);
      default:
        return this.worked(cost);
    }
  }

  /** call, return_call, ref.func. */
  private naming(opcode: number, start: number, cost: number): void {
    const index = this.context.shape.functionIndex(this.reader.u32(), start);
    if (opcode === Opcode.returnCall) {
      this.owe(cost);
      this.pay(start);
      this.die();
    } else if (opcode === Opcode.call) this.called(start, cost);
    else this.worked(cost);
    this.copyTo(start);
    instruction(this.output, opcode, index);
    this.copied = this.reader.position;
  }

  /** Pays before what calls, if it can throw; what is called changes the fuel. */
  private called(start: number, cost: number): void {
    this.owe(cost);
    if (this.exceptions || this.owed >= QUANTUM) this.pay(start);
    this.known = false;
  }

  /** Replaces the instruction that began at `start` by a call. */
  private replaceByCall(start: number, cost: number, index: number, constants: readonly number[] = []): void {
    this.called(start, cost);
    this.copyTo(start);
    for (const constant of constants) {
      this.output.byte(Opcode.i32Const);
      this.output.s32(constant);
    }
    instruction(this.output, Opcode.call, index);
    this.copied = this.reader.position;
  }

  private growMemory(start: number, cost: number): void {
    this.reader.position = start + 1;
    const memory = this.reader.u32();
    this.replaceByCall(start, cost, this.context.imports.growMemory, [memory]);
  }

  // --- Prefixed instructions -------------------------------------------------------------------------------

  private prefixed(prefix: number, { immediates, costs }: Instructions, start: number): void {
    const opcode = this.reader.u32();
    const immediate = immediates[opcode] ?? Immediate.unknown;
    if (immediate === Immediate.unknown) throw unknownOpcode(start, prefix, opcode);
    const cost = costs[opcode]!;
    if (prefix === Prefix.bulk && opcode >= Bulk.memoryInit) return this.bulk(opcode, immediate, start, cost);
    if (prefix === Prefix.atomic && opcode <= Atomic.wait64 && this.context.shape.shared)
      return this.waiting(opcode, start, cost);
    skipImmediate(this.reader, immediate);
    this.worked(cost);
  }

  private bulk(opcode: number, immediate: number, start: number, cost: number): void {
    const { reader } = this;
    const { helpers, shape } = this.context;
    const first = reader.u32();
    const second = immediate === Immediate.twoIndices ? reader.u32() : undefined;
    switch (opcode) {
      case Bulk.memoryInit:
      case Bulk.memoryCopy:
      case Bulk.memoryFill:
      case Bulk.tableInit:
      case Bulk.tableCopy:
        return this.replaceByCall(start, cost, helpers.bulk(opcode, first, second));
      case Bulk.tableFill:
        return this.replaceByCall(start, cost, helpers.fillTable(first, shape.elementType(first, start)));
      case Bulk.tableGrow:
        return this.replaceByCall(start, cost, helpers.growTable(first, shape.elementType(first, start)));
      default:
        return this.worked(cost);
    }
  }

  private waiting(opcode: number, start: number, cost: number): void {
    const { notify, wait32, wait64 } = this.context.imports;
    const { offset, memory } = readAccess(this.reader);
    const index = opcode === Atomic.notify ? notify : opcode === Atomic.wait32 ? wait32 : wait64;
    this.replaceByCall(start, cost, index, [offset, memory]);
  }

  // --- Blocks ----------------------------------------------------------------------------------------------

  private blockType(): Arity {
    const { reader } = this;
    const offset = reader.position;
    if ((reader.bytes[offset] ?? 0) === 0x40) {
      reader.byte();
      return { parameters: 0, results: 0 };
    }
    const byte = reader.bytes[offset] ?? 0;
    if ((byte & 0xc0) === 0x40) {
      readValueType(reader);
      return { parameters: 0, results: 1 };
    }
    return this.context.shape.types.arity(reader.s33(), offset);
  }

  private open(opcode: number, start: number, cost: number): void {
    const { parameters, results } = this.blockType();
    if (opcode === Opcode.loop) this.enterLoop(start);
    if (opcode === Opcode.try || opcode === Opcode.tryTable) this.requireTag(start);
    this.owe(cost);
    if (opcode === Opcode.tryTable) this.catches();
    this.frames.push(this.frame(opcode, opcode === Opcode.loop ? parameters : results));
  }

  private enterLoop(start: number): void {
    if (this.owed === DEAD) return;
    this.pay(start);
    if (this.known || this.exceptions) return;
    this.copyTo(start);
    this.output.bytes(this.payment.reload);
    this.known = true;
  }

  private requireTag(offset: number): void {
    if (!this.exceptions)
      throw new RewriteError("unsupported", offset, "exception handler in a module without tags");
  }

  /** The clauses of try_table. Their labels are counted from outside it; whoever throws has paid. */
  private catches(): void {
    const { reader } = this;
    const count = reader.count();
    for (let index = 0; index < count; index += 1) {
      const offset = reader.position;
      const kind = reader.byte();
      if (kind > 3) throw new RewriteError("unsupported", offset, `catch clause of kind ${kind}`);
      if (kind < 2) reader.u32();
      const target = this.target();
      if (this.owed !== DEAD) this.arrive(target, 0, false);
    }
  }

  private else(start: number): void {
    const frame = this.frames.pop();
    if (frame?.opcode !== Opcode.if) throw new RewriteError("malformed", start, "else without if");
    this.arrive(frame, this.owed, this.known);
    this.frames.push({ ...frame, opcode: Opcode.else });
    this.owed = frame.entryOwed;
    this.known = frame.entryKnown;
  }

  /** catch or catch_all. Whoever throws has paid. */
  private handler(start: number): void {
    const frame = this.frames.at(-1);
    if (frame?.opcode !== Opcode.try) throw new RewriteError("malformed", start, "catch without try");
    this.arrive(frame, this.owed, this.known);
    this.owed = frame.entryOwed === DEAD ? DEAD : 0;
    this.known = false;
  }

  private end(start: number): void {
    if (this.frames.length === 1) this.payForExit(start);
    const frame = this.frames.pop()!;
    if (frame.opcode === Opcode.loop) return;
    this.arrive(frame, this.owed, this.known);
    if (frame.opcode === Opcode.if) this.arrive(frame, frame.entryOwed, frame.entryKnown);
    this.owed = frame.owed;
    this.known = frame.known;
  }

  // --- Branches --------------------------------------------------------------------------------------------

  /** Reads a label. */
  private target(): Frame {
    const offset = this.reader.position;
    const depth = this.reader.u32();
    const frame = this.frames[this.frames.length - 1 - depth];
    if (!frame) throw new RewriteError("index", offset, `no label ${depth}`);
    return frame;
  }

  private branching(opcode: number, start: number, cost: number): void {
    switch (opcode) {
      case Opcode.br:
      case Opcode.brIf: {
        const target = this.target();
        this.owe(cost + target.carried);
        this.branchTo(target, start);
        if (opcode === Opcode.br) this.die();
        return;
      }
      case Opcode.brTable:
        return this.brTable(start, cost);
      case Opcode.rethrow:
        this.target();
        this.owe(cost);
        this.pay(start);
        return this.die();
      case Opcode.delegate:
        if (this.frames.at(-1)?.opcode !== Opcode.try)
          throw new RewriteError("malformed", start, "delegate without try");
        this.reader.u32();
        return this.end(start);
      default:
        throw new Error(`opcode ${opcode} does not branch`);
    }
  }

  private branchTo(target: Frame, start: number): void {
    this.payForBranch(target, start);
    this.arrive(target, this.owed, this.known);
  }

  private payForBranch(target: Frame, start: number): void {
    if (target.opcode === Opcode.loop) this.pay(start);
    else if (target.opcode === Opcode.end) this.payForExit(start);
  }

  /** Pays before it if any target needs that, then branches to all. */
  private brTable(start: number, cost: number): void {
    const { reader } = this;
    const count = reader.count();
    if (count > MAXIMUM_TARGETS) throw new RewriteError("limit", start, `${count} targets of br_table`);
    const first = reader.position;
    this.owe(cost + this.target().carried);
    reader.position = first;
    for (let index = 0; index <= count; index += 1) this.payForBranch(this.target(), start);
    reader.position = first;
    for (let index = 0; index <= count; index += 1) this.arrive(this.target(), this.owed, this.known);
    this.die();
  }
}

function unknownOpcode(offset: number, ...bytes: readonly number[]): RewriteError {
  const name = bytes.map((byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(" ");
  return new RewriteError("unsupported", offset, `unknown opcode ${name}`);
}
