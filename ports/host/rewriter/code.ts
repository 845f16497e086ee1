/**
 * Function bodies: payments put in, indices renamed, growing, waiting and bulk instructions replaced by calls.
 *
 * A body is read once. What is owed along each path (paths.ts) is paid
 *   - before each branch back to a loop's header, down to what was owed when the loop was entered: so every cycle within a
 *     function pays, and no iteration pays for what came before,
 *   - before a function's exit, down to what the call has paid for already: so every recursion pays,
 *   - where paths meet, by one that has become UNEVEN longer than others, so that those do not pay for it,
 *   - when QUANTUM is reached on the way.
 * A module with exceptions pays before every call and throw, so that what unwinds owes nothing.
 *
 * Owns        which instruction changes, and how.
 * Invariants  what a call has done exceeds what it has paid by less than QUANTUM and one instruction.
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
  WAITING_COST,
} from "./opcodes.ts";
import { readAccess, skipImmediate } from "./operands.ts";
import { Paths, type Frame } from "./paths.ts";
import { instruction, Payment, QUANTUM, UNEVEN, VOID_BLOCK } from "./payment.ts";
import type { Reader } from "./reader.ts";
import type { Shape } from "./shape.ts";
import { copiesOf, findTightLoop, type TightLoop } from "./tight-loop.ts";
import { type Arity, readValueType } from "./types.ts";
import { Writer } from "./writer.ts";

/** As engines have it. */
const MAXIMUM_LOCALS = 50_000;

/** Locals that a call sets to zero for one unit of fuel. */
const LOCALS_PER_UNIT = 4;

const NOTHING: Arity = { parameters: 0, results: 0 };
const ONE_RESULT: Arity = { parameters: 0, results: 1 };

export interface CodeContext {
  readonly shape: Shape;
  readonly helpers: Helpers;
  readonly imports: MeterImports;
}

export class BodyRewriter {
  private readonly context: CodeContext;
  private readonly payment: Payment;
  private readonly exceptions: boolean;
  private readonly output = new Writer(1 << 12);
  private reader!: Reader;
  private paths!: Paths;
  /** Input before this position has been copied or replaced. */
  private copied = 0;
  /** Frames that were put between a tight loop and its body: labels that are not of the body are so much deeper. */
  private deeper = 0;
  private bodyDepth = 0;

  constructor(context: CodeContext) {
    const { shape, helpers } = context;
    this.context = context;
    this.payment = new Payment({ fuel: shape.fuel, exhausted: helpers.exhausted });
    this.exceptions = shape.tags > 0;
  }

  /** Reads one body (after its size) and writes it with its size. */
  rewrite(reader: Reader, type: Arity, to: Writer): void {
    this.reader = reader;
    this.output.clear();
    this.copied = reader.position;
    const locals = type.parameters + readLocals(reader);
    this.paths = new Paths(type.results, Math.floor(locals / LOCALS_PER_UNIT));
    while (this.paths.depth > 0) this.instruction();
    reader.finish("function body");
    this.copyTo(reader.position);
    to.part(this.output);
  }

  // --- Output ----------------------------------------------------------------------------------------------

  private copyTo(position: number): void {
    this.output.copy(this.reader.bytes, this.copied, position);
    this.copied = position;
  }

  /** Replaces the input from `start` to the present position by what `write` writes. */
  private replace(start: number, write: (to: Writer) => void): void {
    this.copyTo(start);
    write(this.output);
    this.copied = this.reader.position;
  }

  /** Pays before the input at `position` what is owed beyond `rest`. */
  private pay(position: number, rest = 0): void {
    const { owed } = this.paths;
    if (owed <= rest) return;
    this.copyTo(position);
    this.payment.write(this.output, owed - rest);
    this.paths.paid(rest);
  }

  private payForExit(position: number): void {
    this.pay(position, CALLEE_ALLOWANCE);
  }

  /** Where a block or an arm of an `if` ends at `position`: others may have come to its label, or may still come. */
  private payForMeeting(position: number): void {
    const frame = this.paths.target(0, position);
    const isAlone = frame.opcode === Opcode.block && frame.arrived < 0;
    if (frame.opcode !== Opcode.loop && !isAlone) this.pay(position, this.restAt(frame));
  }

  /** After an instruction that goes on to the next one. */
  private worked(cost: number): void {
    this.paths.owe(cost);
    if (this.paths.owed >= QUANTUM) this.pay(this.reader.position);
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
        reader.u32();
        return this.worked(cost);
      case Immediate.global:
        return this.global(opcode, start, cost);
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

  private global(opcode: number, start: number, cost: number): void {
    const index = this.context.shape.globalIndex(this.reader.u32(), start);
    this.replace(start, (to) => instruction(to, opcode, index));
    this.worked(cost);
  }

  /** Instructions with immediates that stay, some of which end a path or a block. */
  private structural(opcode: number, start: number, cost: number): void {
    switch (opcode) {
      case Opcode.else:
        this.payForMeeting(start);
        return this.paths.else(start);
      case Opcode.end:
        if (this.paths.depth === 1) this.payForExit(start);
        else this.payForMeeting(start);
        return this.paths.end();
      case Opcode.catch:
      case Opcode.catchAll:
        return this.paths.handle(start);
      case Opcode.unreachable:
        return this.paths.leave();
      case Opcode.return:
        this.paths.owe(cost);
        this.payForExit(start);
        return this.paths.leave();
      case Opcode.throw:
      case Opcode.throwRef:
        return this.leaving(start, cost);
      case Opcode.returnCallIndirect:
        return this.leaving(start, cost + this.context.shape.referenceCost);
      case Opcode.callIndirect:
        return this.calling(start, cost + this.context.shape.referenceCost);
      case Opcode.memoryGrow:
        return this.growMemory(start, cost);
      default:
        return this.worked(cost);
    }
  }

  /** Pays for all, and leaves. */
  private leaving(start: number, cost: number): void {
    this.paths.owe(cost);
    this.pay(start);
    this.paths.leave();
  }

  private calling(start: number, cost: number): void {
    this.paths.owe(cost);
    if (this.exceptions || this.paths.owed >= QUANTUM) this.pay(start);
  }

  /** call, return_call, ref.func. */
  private naming(opcode: number, start: number, cost: number): void {
    const { shape } = this.context;
    const original = this.reader.u32();
    const index = shape.functionIndex(original, start);
    const whole = cost + (shape.importCosts[original] ?? 0);
    if (opcode === Opcode.returnCall) this.leaving(start, whole);
    else if (opcode === Opcode.call) this.calling(start, whole);
    else this.paths.owe(cost);
    this.replace(start, (to) => instruction(to, opcode, index));
  }

  /** Replaces the instruction that began at `start` by a call with additional constant arguments. */
  private replaceByCall(start: number, cost: number, { index, constants }: Replacement): void {
    this.calling(start, cost);
    this.replace(start, (to) => {
      for (const constant of constants) {
        to.byte(Opcode.i32Const);
        to.s32(constant);
      }
      instruction(to, Opcode.call, index);
    });
  }

  private growMemory(start: number, cost: number): void {
    this.reader.position = start + 1;
    const memory = this.context.shape.memoryIndex(this.reader.u32(), start);
    this.replaceByCall(start, cost, { index: this.context.imports.growMemory, constants: [memory] });
  }

  // --- Prefixed instructions -------------------------------------------------------------------------------

  private prefixed(prefix: number, { immediates, costs }: Instructions, start: number): void {
    const opcode = this.reader.u32();
    const immediate = immediates[opcode] ?? Immediate.unknown;
    if (immediate === Immediate.unknown) throw unknownOpcode(start, prefix, opcode);
    const cost = costs[opcode]!;
    if (prefix === Prefix.bulk && opcode >= Bulk.memoryInit)
      return this.bulk(opcode, immediate, { start, cost });
    if (prefix === Prefix.atomic && opcode <= Atomic.wait64 && this.context.shape.shared)
      return this.waiting(opcode, start, cost);
    skipImmediate(this.reader, immediate);
    this.worked(cost);
  }

  private bulk(opcode: number, immediate: number, { start, cost }: { start: number; cost: number }): void {
    const { reader } = this;
    const { helpers, shape } = this.context;
    const first = reader.u32();
    const second = immediate === Immediate.twoIndices ? reader.u32() : undefined;
    const call = (index: number) => this.replaceByCall(start, cost, { index, constants: [] });
    switch (opcode) {
      case Bulk.memoryInit:
      case Bulk.memoryCopy:
      case Bulk.memoryFill:
      case Bulk.tableInit:
      case Bulk.tableCopy:
        return call(helpers.bulk(opcode, first, second));
      case Bulk.tableFill:
        return call(helpers.fillTable(first, shape.elementType(first, start)));
      case Bulk.tableGrow:
        return call(helpers.growTable(first, shape.elementType(first, start)));
      default:
        return this.worked(cost);
    }
  }

  private waiting(opcode: number, start: number, cost: number): void {
    const access = readAccess(this.reader);
    this.context.shape.memoryIndex(access.memory, start);
    const index = this.context.helpers.waiting(opcode, access);
    this.replaceByCall(start, cost + WAITING_COST, { index, constants: [] });
  }

  // --- Blocks ----------------------------------------------------------------------------------------------

  private blockType(): Arity {
    const { reader } = this;
    const offset = reader.position;
    const first = reader.byte();
    if (first === VOID_BLOCK) return NOTHING;
    reader.position = offset;
    // One byte with bit 6 set: a negative number, which is a value type.
    if ((first & 0xc0) === 0x40) readValueType(reader);
    else return this.context.shape.types.arity(reader.s33(), offset);
    return ONE_RESULT;
  }

  private open(opcode: number, start: number, cost: number): void {
    const type = this.blockType();
    if (opcode === Opcode.try || opcode === Opcode.tryTable) this.requireTag(start);
    const tight = opcode === Opcode.loop && type === NOTHING ? findTightLoop(this.reader) : undefined;
    this.paths.owe(cost);
    if (tight && copiesOf(tight, this.paths.owed) === 0) this.pay(start);
    if (opcode === Opcode.tryTable) this.catches();
    this.paths.open(opcode, type);
    if (tight) this.tightLoop(tight);
  }

  /** The body of a tight loop, up to its end. */
  private tightLoop(tight: TightLoop): void {
    const { reader } = this;
    const { branch, conditional } = tight;
    const copies = copiesOf(tight, this.paths.owed);
    const body = reader.position;
    this.copyTo(body);
    this.bodyDepth = this.paths.depth;
    for (let copy = 1; copy <= copies; copy += 1) {
      reader.position = this.copied = body;
      while (reader.position < branch) this.instruction();
      this.copyTo(branch);
      if (conditional && copy < copies) this.openCopy();
    }
    this.instruction();
    this.copyTo(reader.position);
    for (; this.deeper > 0; this.deeper -= 1) {
      this.output.byte(Opcode.end);
      this.paths.end();
    }
  }

  private openCopy(): void {
    this.output.bytes([Opcode.if, VOID_BLOCK]);
    this.paths.owe(1);
    this.paths.open(Opcode.if, NOTHING);
    this.deeper += 1;
  }

  private requireTag(offset: number): void {
    if (!this.exceptions)
      throw new RewriteError("unsupported", offset, "exception handler in a module without tags");
  }

  /** The clauses of try_table. Their labels are counted from outside it. */
  private catches(): void {
    const { reader } = this;
    const count = reader.count();
    for (let index = 0; index < count; index += 1) {
      const offset = reader.position;
      const kind = reader.byte();
      if (kind > CATCH_ALL_WITH_REFERENCE)
        throw new RewriteError("unsupported", offset, `catch clause ${kind}`);
      if (kind < CATCH_ALL) reader.u32();
      this.paths.branchPaid(this.paths.target(reader.u32(), offset));
    }
  }

  // --- Branches --------------------------------------------------------------------------------------------

  private branching(opcode: number, start: number, cost: number): void {
    switch (opcode) {
      case Opcode.br:
      case Opcode.brIf:
        return this.branch(opcode, start, cost);
      case Opcode.brTable:
        return this.brTable(start, cost);
      case Opcode.rethrow:
        this.reader.u32();
        return this.leaving(start, cost);
      case Opcode.delegate:
        this.reader.u32();
        this.paths.innermost(Opcode.try, start);
        return this.paths.end();
      default:
        throw new Error(`opcode ${opcode} does not branch`);
    }
  }

  private branch(opcode: number, start: number, cost: number): void {
    const label = this.reader.u32();
    const depth = this.deepened(label);
    const target = this.paths.target(depth, start);
    this.paths.owe(cost + target.carried);
    this.payForBranches([target], start);
    this.paths.branch(target);
    if (opcode === Opcode.br) this.paths.leave();
    if (depth !== label) this.replace(start, (to) => instruction(to, opcode, depth));
  }

  /** The label as counted in the output. */
  private deepened(label: number): number {
    const inBody = this.paths.depth - this.bodyDepth - this.deeper;
    return this.deeper > 0 && label >= inBody ? label + this.deeper : label;
  }

  private payForBranches(targets: readonly Frame[], start: number): void {
    const rest = targets.reduce((least, target) => Math.min(least, this.restAt(target)), Infinity);
    this.pay(start, rest);
  }

  /** What may be owed where a path arrives at a label. */
  private restAt({ opcode, opened, arrived }: Frame): number {
    if (opcode === Opcode.loop) return Math.max(opened, 0);
    if (opcode === Opcode.end) return CALLEE_ALLOWANCE;
    const others = Math.max(opened, arrived, 0);
    return this.paths.owed > others + UNEVEN ? others : Infinity;
  }

  /** Pays before it if any target needs that, then branches to all. */
  private brTable(start: number, cost: number): void {
    const { reader, paths } = this;
    const count = reader.count();
    const targets: Frame[] = [];
    for (let index = 0; index <= count; index += 1) targets.push(paths.target(reader.u32(), start));
    paths.owe(cost + targets[0]!.carried);
    this.payForBranches(targets, start);
    for (const target of targets) paths.branch(target);
    paths.leave();
  }
}

/** A call instead of an instruction. */
interface Replacement {
  readonly index: number;
  readonly constants: readonly number[];
}

/** Kinds of clauses of try_table: those below CATCH_ALL name a tag. */
const CATCH_ALL = 2;
const CATCH_ALL_WITH_REFERENCE = 3;

/** Passes over the declarations of locals, and gives their number. */
function readLocals(reader: Reader): number {
  const groups = reader.count();
  let total = 0;
  for (let group = 0; group < groups; group += 1) {
    total += reader.u32();
    if (total > MAXIMUM_LOCALS) throw new RewriteError("limit", reader.position, `${total} locals`);
    readValueType(reader);
  }
  return total;
}

function unknownOpcode(offset: number, ...bytes: readonly number[]): RewriteError {
  const name = bytes.map((byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(" ");
  return new RewriteError("unsupported", offset, `unknown opcode ${name}`);
}
