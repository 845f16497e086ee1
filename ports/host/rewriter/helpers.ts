/**
 * Functions that the rewriter adds to a module, after its own.
 *
 * Owns        `exhausted`, and one function for each bulk, growing or waiting instruction (by its indices) that is used: it
 *             pays for the length, then does the work, or has the host do it.
 * Invariants  the indices are above those of all functions of the original module, which therefore cannot name them.
 */
import type { MeterImports } from "./imports.ts";
import { Atomic, Bulk, Opcode, Prefix } from "./opcodes.ts";
import { instruction, takeAndTest, VOID_BLOCK } from "./payment.ts";
import { type Access, writeAccess } from "./operands.ts";
import { type FunctionTypes, I32, I64 } from "./types.ts";
import { Writer } from "./writer.ts";

/** A unit of fuel pays for 2^4 bytes, or for 2^1 entries of a table. */
const BYTES_SHIFT = 4;
const ENTRIES_SHIFT = 1;

/** A body's locals: one group, of one i32. */
const ONE_LOCAL = [1, 1, I32];

/** As LEB128. */
const MINUS_ONE = 0x7f;

export interface HelperContext {
  readonly types: FunctionTypes;
  /** The index of the first function after the module's own. */
  readonly firstIndex: number;
  /** The index of the fuel's global. */
  readonly fuel: number;
  readonly imports: MeterImports;
}

export class Helpers {
  private readonly context: HelperContext;
  private readonly byKey = new Map<string, number>();
  private readonly types: number[] = [];
  private readonly bodies = new Writer();
  /** The function () -> () that asks the host. */
  readonly exhausted: number;

  constructor(context: HelperContext) {
    this.context = context;
    this.exhausted = this.add([], [], (to) => {
      instruction(to, Opcode.call, context.imports.exhausted);
      instruction(to, Opcode.localTee, 0);
      to.bytes([Opcode.i32Const, 0, Opcode.i32LtS, Opcode.if, VOID_BLOCK, Opcode.unreachable, Opcode.end]);
      instruction(to, Opcode.localGet, 0);
      instruction(to, Opcode.globalSet, context.fuel);
    });
  }

  get count(): number {
    return this.types.length;
  }

  private add(parameters: readonly number[], results: readonly number[], code: (to: Writer) => void): number {
    const index = this.context.firstIndex + this.types.length;
    this.types.push(this.context.types.add(parameters, results));
    const body = new Writer();
    body.bytes(ONE_LOCAL);
    code(body);
    body.byte(Opcode.end);
    this.bodies.part(body);
    return index;
  }

  private once(key: string, add: () => number): number {
    const index = this.byKey.get(key) ?? add();
    this.byKey.set(key, index);
    return index;
  }

  /** memory.init, memory.copy, memory.fill, table.init or table.copy, all (i32, i32, i32) -> (). */
  bulk(opcode: number, first: number, second: number | undefined): number {
    const shift = opcode === Bulk.tableInit || opcode === Bulk.tableCopy ? ENTRIES_SHIFT : BYTES_SHIFT;
    return this.once(`${opcode} ${first} ${second}`, () =>
      this.add([I32, I32, I32], [], (to) => {
        this.payForLength(to, 2, shift);
        for (const parameter of [0, 1, 2]) instruction(to, Opcode.localGet, parameter);
        writeBulk(to, opcode, second === undefined ? [first] : [first, second]);
      }),
    );
  }

  /** table.fill: (i32, reference, i32) -> (). */
  fillTable(table: number, element: number): number {
    return this.once(`${Bulk.tableFill} ${table}`, () =>
      this.add([I32, element, I32], [], (to) => {
        this.payForLength(to, 2, ENTRIES_SHIFT);
        for (const parameter of [0, 1, 2]) instruction(to, Opcode.localGet, parameter);
        writeBulk(to, Bulk.tableFill, [table]);
      }),
    );
  }

  /** table.grow: (reference, i32) -> i32. The host grows by nulls, so that no reference passes through it. */
  growTable(table: number, element: number): number {
    return this.once(`${Bulk.tableGrow} ${table}`, () =>
      this.add([element, I32], [I32], (to) => {
        this.payForLength(to, 1, ENTRIES_SHIFT);
        instruction(to, Opcode.localGet, 1);
        to.byte(Opcode.i32Const);
        to.s32(table);
        instruction(to, Opcode.call, this.context.imports.growTable);
        instruction(to, Opcode.localTee, 2);
        to.bytes([Opcode.i32Const, MINUS_ONE, Opcode.i32Eq, Opcode.if, VOID_BLOCK]);
        to.bytes([Opcode.i32Const, MINUS_ONE, Opcode.return, Opcode.end]);
        for (const parameter of [2, 0, 1]) instruction(to, Opcode.localGet, parameter);
        writeBulk(to, Bulk.tableFill, [table]);
        instruction(to, Opcode.localGet, 2);
      }),
    );
  }

  /**
   * memory.atomic.notify, wait32 or wait64. A load traps where these would; the host does the rest. What is told a number
   * below zero traps: it was to wait, and its thread was ended, or could never be woken.
   */
  waiting(opcode: number, access: Access): number {
    const { call, load, alignment, parameters } = this.waitingParts(opcode);
    return this.once(`${Prefix.atomic} ${opcode} ${access.memory} ${access.offset}`, () =>
      this.add(parameters, [I32], (to) => {
        instruction(to, Opcode.localGet, 0);
        to.byte(Prefix.atomic);
        to.u32(load);
        writeAccess(to, alignment, access);
        to.byte(Opcode.drop);
        for (const parameter of parameters.keys()) instruction(to, Opcode.localGet, parameter);
        for (const constant of [access.offset, access.memory]) {
          to.byte(Opcode.i32Const);
          to.s32(constant);
        }
        instruction(to, Opcode.call, call);
        instruction(to, Opcode.localTee, parameters.length);
        to.bytes([Opcode.i32Const, 0, Opcode.i32LtS, Opcode.if, VOID_BLOCK, Opcode.unreachable, Opcode.end]);
        instruction(to, Opcode.localGet, parameters.length);
      }),
    );
  }

  private waitingParts(opcode: number) {
    const { notify, wait32, wait64 } = this.context.imports;
    const word = { load: Atomic.load32, alignment: 2 };
    if (opcode === Atomic.notify) return { ...word, call: notify, parameters: [I32, I32] };
    if (opcode === Atomic.wait32) return { ...word, call: wait32, parameters: [I32, I32, I64] };
    return { load: Atomic.load64, alignment: 3, call: wait64, parameters: [I32, I64, I64] };
  }

  /** Pays for the number in the local `length`. */
  private payForLength(to: Writer, length: number, shift: number): void {
    instruction(to, Opcode.globalGet, this.context.fuel);
    instruction(to, Opcode.localGet, length);
    to.bytes([Opcode.i32Const, shift, Opcode.i32ShrU]);
    takeAndTest(to, { fuel: this.context.fuel, exhausted: this.exhausted });
  }

  /** Type indices, for the function section. */
  writeTypes(to: Writer): void {
    for (const type of this.types) to.u32(type);
  }

  /** Bodies, for the code section. */
  writeBodies(to: Writer): void {
    to.bytes(this.bodies.written);
  }
}

function writeBulk(to: Writer, opcode: number, indices: readonly number[]): void {
  to.byte(Prefix.bulk);
  to.u32(opcode);
  for (const index of indices) to.u32(index);
}
