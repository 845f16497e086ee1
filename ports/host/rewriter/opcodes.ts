/**
 * All instructions: what follows each opcode, and what it costs.
 *
 *     WebAssembly 2.0 (numbers, sign extension, saturating conversions, multi-value, references, bulk memory, SIMD),
 *     threads, tail calls, multi-memory, relaxed SIMD, exceptions (both encodings).
 *
 * Owns        one table of ranges of opcodes; a look-up of it per prefix.
 * Invariants  an opcode that is not in the table is refused: its immediates are unknown, and what a later engine
 *             reads differently from the rewriter would escape metering.
 * Not here    what the rewriter does with an instruction (code.ts).
 * Source      WebAssembly 2.0, section 5.4 (instructions), and the documents of the proposals named.
 */

/** What follows an opcode. */
export const Immediate = {
  none: 0,
  block: 1,
  label: 2,
  labels: 3,
  function: 4,
  typeAndTable: 5,
  local: 6,
  global: 7,
  /** One index that stays as it is: of a table, an element segment, a data segment, a tag. */
  index: 8,
  twoIndices: 9,
  /** Alignment, a memory's index if bit 6 is set there, offset. */
  access: 10,
  s32: 11,
  s64: 12,
  fourBytes: 13,
  eightBytes: 14,
  sixteenBytes: 15,
  heapType: 16,
  valueTypes: 17,
  lane: 18,
  accessAndLane: 19,
  catches: 20,
  zero: 21,
  unknown: 255,
} as const;

type Kind = keyof typeof Immediate;

/** Opcodes by the names of the text format, those that the rewriter treats one by one. */
export const Opcode = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  catch: 0x07,
  throw: 0x08,
  rethrow: 0x09,
  throwRef: 0x0a,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  delegate: 0x18,
  catchAll: 0x19,
  drop: 0x1a,
  tryTable: 0x1f,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load: 0x28,
  i64Load: 0x29,
  i32Load8U: 0x2d,
  i32Load16U: 0x2f,
  i32Store: 0x36,
  i64Store: 0x37,
  i32Store8: 0x3a,
  i32Store16: 0x3b,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eq: 0x46,
  i32LtS: 0x48,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32ShrU: 0x76,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i32WrapI64: 0xa7,
  refNull: 0xd0,
  refFunc: 0xd2,
} as const;

/** Opcodes after the prefix 0xfc. */
export const Bulk = {
  memoryInit: 8,
  memoryCopy: 10,
  memoryFill: 11,
  tableInit: 12,
  tableCopy: 14,
  tableGrow: 15,
  tableFill: 17,
} as const;

/** Opcodes after the prefix 0xfe. */
export const Atomic = { notify: 0, wait32: 1, wait64: 2, load32: 0x10, load64: 0x11 } as const;

/** What waiting and waking cost where the host does them, of the order of what the processor does in it. */
export const WAITING_COST = 2000;

export const Prefix = { bulk: 0xfc, vector: 0xfd, atomic: 0xfe } as const;

/**
 * What calling costs, in units of fuel; a unit is about one simple instruction. It covers CALLEE_ALLOWANCE units of
 * the callee, which it may owe when it returns.
 */
export const CALL_COST = 18;
export const CALLEE_ALLOWANCE = 16;

/** First opcode, last opcode, what follows it, its cost. Structure costs nothing: engines make no code for it. */
type Row = readonly [first: number, last: number, immediate: Kind, cost: number];

const PLAIN: readonly Row[] = [
  [0x00, 0x01, "none", 0], // unreachable nop
  [0x02, 0x02, "block", 0], // block
  [0x03, 0x03, "block", 1], // loop
  [0x04, 0x04, "block", 1], // if
  [0x05, 0x05, "none", 0], // else
  [0x06, 0x06, "block", 1], // try
  [0x07, 0x07, "index", 1], // catch
  [0x08, 0x08, "index", 4000], // throw: unwinds, microseconds
  [0x09, 0x09, "label", 4000], // rethrow
  [0x0a, 0x0a, "none", 4000], // throw_ref
  [0x0b, 0x0b, "none", 0], // end
  [0x0c, 0x0d, "label", 1], // br br_if
  [0x0e, 0x0e, "labels", 4], // br_table
  [0x0f, 0x0f, "none", 1], // return
  [0x10, 0x10, "function", CALL_COST], // call
  [0x11, 0x11, "typeAndTable", CALL_COST + 4], // call_indirect
  [0x12, 0x12, "function", CALL_COST], // return_call
  [0x13, 0x13, "typeAndTable", CALL_COST + 4], // return_call_indirect
  [0x18, 0x18, "label", 0], // delegate
  [0x19, 0x19, "none", 1], // catch_all
  [0x1a, 0x1b, "none", 1], // drop select
  [0x1c, 0x1c, "valueTypes", 1], // select with types
  [0x1f, 0x1f, "catches", 1], // try_table
  [0x20, 0x22, "local", 1], // local.get local.set local.tee
  [0x23, 0x24, "global", 1], // global.get global.set
  [0x25, 0x26, "index", 4], // table.get table.set
  [0x28, 0x3e, "access", 1], // loads and stores
  [0x3f, 0x3f, "index", 1], // memory.size
  [0x40, 0x40, "index", CALL_COST], // memory.grow
  [0x41, 0x41, "s32", 1], // i32.const
  [0x42, 0x42, "s64", 1], // i64.const
  [0x43, 0x43, "fourBytes", 1], // f32.const
  [0x44, 0x44, "eightBytes", 1], // f64.const
  [0x45, 0x6c, "none", 1], // comparisons; i32 clz to mul
  [0x6d, 0x70, "none", 8], // i32.div i32.rem
  [0x71, 0x7e, "none", 1], // i32 and to rotr; i64 clz to mul
  [0x7f, 0x82, "none", 12], // i64.div i64.rem
  [0x83, 0x8a, "none", 1], // i64 and to rotr
  [0x8b, 0x90, "none", 1], // f32 abs to nearest
  [0x91, 0x91, "none", 6], // f32.sqrt
  [0x92, 0x94, "none", 1], // f32 add sub mul
  [0x95, 0x95, "none", 4], // f32.div
  [0x96, 0x98, "none", 2], // f32 min max copysign
  [0x99, 0x9e, "none", 1], // f64 abs to nearest
  [0x9f, 0x9f, "none", 8], // f64.sqrt
  [0xa0, 0xa2, "none", 1], // f64 add sub mul
  [0xa3, 0xa3, "none", 5], // f64.div
  [0xa4, 0xa6, "none", 2], // f64 min max copysign
  [0xa7, 0xc4, "none", 1], // conversions, sign extension
  [0xd0, 0xd0, "heapType", 1], // ref.null
  [0xd1, 0xd1, "none", 1], // ref.is_null
  [0xd2, 0xd2, "function", 4], // ref.func
];

/** Those whose work depends on a length are also charged for it (helpers.ts). */
const BULK: readonly Row[] = [
  [0, 7, "none", 2], // saturating conversions
  [8, 8, "twoIndices", CALL_COST], // memory.init
  [9, 9, "index", CALL_COST], // data.drop
  [10, 10, "twoIndices", CALL_COST], // memory.copy
  [11, 11, "index", CALL_COST], // memory.fill
  [12, 12, "twoIndices", CALL_COST], // table.init
  [13, 13, "index", CALL_COST], // elem.drop
  [14, 14, "twoIndices", CALL_COST], // table.copy
  [15, 15, "index", CALL_COST], // table.grow
  [16, 16, "index", 1], // table.size
  [17, 17, "index", CALL_COST], // table.fill
];

const VECTOR: readonly Row[] = [
  [0x00, 0x0b, "access", 1], // loads, v128.store
  [0x0c, 0x0d, "sixteenBytes", 1], // v128.const i8x16.shuffle
  [0x0e, 0x14, "none", 1], // swizzle, splats
  [0x15, 0x22, "lane", 1], // extract_lane replace_lane
  [0x23, 0x53, "none", 1], // comparisons, bitwise operations
  [0x54, 0x5b, "accessAndLane", 1], // load_lane store_lane
  [0x5c, 0x5d, "access", 1], // load32_zero load64_zero
  [0x5e, 0x99, "none", 1],
  [0x9b, 0xa1, "none", 1],
  [0xa3, 0xa4, "none", 1],
  [0xa7, 0xae, "none", 1],
  [0xb1, 0xb1, "none", 1],
  [0xb5, 0xba, "none", 1],
  [0xbc, 0xc1, "none", 1],
  [0xc3, 0xc4, "none", 1],
  [0xc7, 0xce, "none", 1],
  [0xd1, 0xd1, "none", 1],
  [0xd5, 0xe1, "none", 1],
  [0xe3, 0xed, "none", 2], // f32x4, division and roots among them
  [0xef, 0xff, "none", 2], // f64x2, conversions
  [0x100, 0x113, "none", 1], // relaxed
];

const ATOMIC: readonly Row[] = [
  [0x00, 0x02, "access", CALL_COST], // memory.atomic.notify wait32 wait64
  [0x03, 0x03, "zero", 8], // atomic.fence
  [0x10, 0x16, "access", 1], // atomic loads
  [0x17, 0x4e, "access", 8], // atomic stores, read-modify-write
];

/** Immediates and costs by opcode. */
export interface Instructions {
  readonly immediates: Uint8Array;
  readonly costs: Uint16Array;
}

function table(rows: readonly Row[], size: number): Instructions {
  const immediates = new Uint8Array(size).fill(Immediate.unknown);
  const costs = new Uint16Array(size);
  for (const [first, last, immediate, cost] of rows) {
    immediates.fill(Immediate[immediate], first, last + 1);
    costs.fill(cost, first, last + 1);
  }
  return { immediates, costs };
}

export const INSTRUCTIONS = table(PLAIN, 0x100);
export const PREFIXED: ReadonlyMap<number, Instructions> = new Map([
  [Prefix.bulk, table(BULK, 18)],
  [Prefix.vector, table(VECTOR, 0x114)],
  [Prefix.atomic, table(ATOMIC, 0x4f)],
]);
