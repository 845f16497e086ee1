/**
 * The frame table: of every frame of memory, which page it is; where WebAssembly and JavaScript both reach it.
 *
 *     zero_frame(frame) {
 *       fuel -= costOf(FRAME_BYTES);
 *       if (!isNowhere(frame)) others.zeroFrame(frame);
 *     }
 *     translation_changed(space, page, count, before, after) {
 *       if (count === 1) {
 *         if (before === NONE && isNowhere(after) && (areNew || !marks[space]))
 *           return void (spaces[after] = space + 1, pages[after] = page);
 *         if (after === NONE && isPlain(before) && !marks[space]) return void (spaces[before] = NOWHERE);
 *       }
 *       others.translationChanged(space, page, count, before, after);
 *     }
 *     isPlain(frame) { return frame < frames && !marks[frame]; }
 *     isNowhere(frame) { return isPlain(frame) && spaces[frame] === NOWHERE; }
 *
 * Owns        the table, and the bytes of a module with these functions: what the kernel tells of a page does not leave
 *             WebAssembly where there is no more to do than to write it down. So it is with nearly all pages: those of memories,
 *             which are mapped before a memory reaches them, and unmapped when it is no more.
 * Invariants  what has a mark is left to others: a frame of which there is more to know than its page, and a space whose pages
 *             have their bytes somewhere.
 * Not here    what the others do (port.ts says who they are).
 */
import { costOf } from "./fuel.ts";
import { type Hearing, NONE } from "./kernel.ts";
import {
  call,
  type Code,
  equal,
  FUNCTION_KIND,
  get,
  getGlobal,
  GLOBAL_KIND,
  i32,
  MEMORY_KIND,
  moduleOf,
  setGlobal,
  when,
} from "./made-module.ts";
import { Opcode } from "./rewriter/opcodes.ts";
import { FunctionTypes, I32, I64 } from "./rewriter/types.ts";
import { written } from "./rewriter/writer.ts";
import { FRAME_BYTES } from "./sizes.ts";

/** Where there is no space; spaces count from 1 here, so that nothing needs to be written to begin with. */
export const NOWHERE = 0;

/** Bits of marks: the frame has a buffer; a device reaches it; it names a space whose pages have their bytes somewhere. */
export const BUFFERED = 1;
export const REACHED = 2;
export const HELD = 4;

/** What the kernel tells of pages, and who does what the functions here do not. */
export type Others = Pick<Hearing, "zeroFrame" | "translationChanged">;

const WASM_PAGE_BYTES = 65536;
const [PAGE_BYTES, SPACE_BYTES, MARK_BYTES] = [8, 4, 1];

export class FrameTable {
  readonly frames: number;
  /** By frame: the number of its page, its space plus one, its marks. */
  readonly pages: Float64Array;
  readonly spaces: Int32Array;
  private readonly marks: Uint8Array;
  /** 1 while pages are mapped that no memory reaches yet. */
  readonly areNew = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  private readonly memory: WebAssembly.Memory;
  private readonly fuel: WebAssembly.Global;

  /** `fuel`: of who runs, who pays for zeros. */
  constructor(frames: number, fuel: WebAssembly.Global) {
    this.frames = frames;
    this.fuel = fuel;
    const bytes = frames * (PAGE_BYTES + SPACE_BYTES + MARK_BYTES);
    const initial = Math.ceil(bytes / WASM_PAGE_BYTES);
    this.memory = new WebAssembly.Memory({ initial, maximum: initial });
    const { pages, spaces, marks } = offsetsFor(frames);
    this.pages = new Float64Array(this.memory.buffer, pages, frames);
    this.spaces = new Int32Array(this.memory.buffer, spaces, frames);
    this.marks = new Uint8Array(this.memory.buffer, marks, frames);
  }

  mark(frame: number, mark: number): void {
    this.marks[frame]! |= mark;
  }

  unmark(frame: number, mark: number): void {
    this.marks[frame]! &= ~mark;
  }

  /** Machine functions for the kernel, by their names. */
  functions(others: Others): WebAssembly.Exports {
    const { frames, memory, fuel, areNew } = this;
    const imports = { memory, fuel, areNew, ...others };
    return new WebAssembly.Instance(new WebAssembly.Module(binary(frames)), { [OTHERS]: imports }).exports;
  }
}

/** Where the arrays begin. */
const offsetsFor = (frames: number) => ({
  pages: 0,
  spaces: frames * PAGE_BYTES,
  marks: frames * (PAGE_BYTES + SPACE_BYTES),
});

// --- The module ----------------------------------------------------------------------------------------------

const OTHERS = "others";
const F64 = 0x7c;

/** Opcodes that only this module has. */
const Op = {
  f64Store: 0x39,
  i32Eqz: 0x45,
  i32LtU: 0x49,
  i32And: 0x71,
  i32Or: 0x72,
  f64ConvertI64U: 0xba,
} as const;

const all = (...conditions: readonly Code[]): Code =>
  conditions.reduce((before, each) => [...before, ...each, Op.i32And]);
const not = (condition: Code): Code => [...condition, Op.i32Eqz];

/** Functions and globals of the module by their indices: those of others, then its own. */
const [OTHER_ZERO, OTHER_CHANGED, IS_PLAIN, IS_NOWHERE] = [0, 1, 2, 3];
const [FUEL, ARE_NEW] = [0, 1];

/** What is at a frame's place in the arrays. */
function arrays(frames: number) {
  const offsets = offsetsFor(frames);
  const index = (frame: Code, size: number): Code => [...frame, ...i32(size), Opcode.i32Mul];
  const at = (opcode: number, alignment: number, offset: number): Code => [
    opcode,
    alignment,
    ...written((to) => to.u32(offset)),
  ];
  return {
    setPage: (frame: Code, to: Code): Code => [
      ...index(frame, PAGE_BYTES),
      ...to,
      ...at(Op.f64Store, 3, offsets.pages),
    ],
    setSpace: (frame: Code, to: Code): Code => [
      ...index(frame, SPACE_BYTES),
      ...to,
      ...at(Opcode.i32Store, 2, offsets.spaces),
    ],
    space: (frame: Code): Code => [...index(frame, SPACE_BYTES), ...at(Opcode.i32Load, 2, offsets.spaces)],
    hasMark: (frame: Code): Code => [...frame, ...at(Opcode.i32Load8U, 0, offsets.marks)],
  };
}

/** The functions of the module. */
function codes(frames: number) {
  const { setPage, setSpace, space, hasMark } = arrays(frames);
  /** A function that is 0 where the condition is not met. */
  const guarded = (condition: Code, then: Code): Code => [
    ...when(not(condition), [...i32(0), Opcode.return]),
    ...then,
  ];
  const isPlain = guarded([...get(0), ...i32(frames), Op.i32LtU], not(hasMark(get(0))));
  const isNowhere = guarded(call(IS_PLAIN, get(0)), equal(space(get(0)), i32(NOWHERE)));
  const zeroFrame = [
    ...setGlobal(FUEL, [...getGlobal(FUEL), ...i32(costOf(FRAME_BYTES)), Opcode.i32Sub]),
    ...when(not(call(IS_NOWHERE, get(0))), call(OTHER_ZERO, get(0))),
  ];

  const [SPACE, PAGE, COUNT, BEFORE, AFTER] = [0, 1, 2, 3, 4];
  const pageNumber = [...get(PAGE), Op.f64ConvertI64U];
  const hasBytes = hasMark(get(SPACE));
  const isNew = [...getGlobal(ARE_NEW), ...not(hasBytes), Op.i32Or];
  const enters = all(equal(get(BEFORE), i32(NONE)), call(IS_NOWHERE, get(AFTER)), isNew);
  const leaves = all(equal(get(AFTER), i32(NONE)), call(IS_PLAIN, get(BEFORE)), not(hasBytes));
  const translationChanged = [
    ...when(equal(get(COUNT), i32(1)), [
      ...when(enters, [
        ...setSpace(get(AFTER), [...get(SPACE), ...i32(1), Opcode.i32Add]),
        ...setPage(get(AFTER), pageNumber),
        Opcode.return,
      ]),
      ...when(leaves, [...setSpace(get(BEFORE), i32(NOWHERE)), Opcode.return]),
    ]),
    ...call(OTHER_CHANGED, get(SPACE), pageNumber, get(COUNT), get(BEFORE), get(AFTER)),
  ];
  return { isPlain, isNowhere, zeroFrame, translationChanged };
}

function binary(frames: number): Uint8Array<ArrayBuffer> {
  const types = new FunctionTypes();
  const { isPlain, isNowhere, zeroFrame, translationChanged } = codes(frames);
  const [asks, zeroes] = [types.add([I32], [I32]), types.add([I32], [])];
  const changes = types.add([I32, I64, I32, I32, I32], []);
  const tells = types.add([I32, F64, I32, I32, I32], []);
  return moduleOf(types, {
    from: OTHERS,
    imports: [
      { name: "zeroFrame", kind: FUNCTION_KIND, type: zeroes },
      { name: "translationChanged", kind: FUNCTION_KIND, type: tells },
      { name: "fuel", kind: GLOBAL_KIND },
      { name: "areNew", kind: GLOBAL_KIND },
      { name: "memory", kind: MEMORY_KIND },
    ],
    functions: [
      { name: "isPlain", type: asks, code: isPlain },
      { name: "isNowhere", type: asks, code: isNowhere },
      { name: "zero_frame", type: zeroes, code: zeroFrame },
      { name: "translation_changed", type: changes, code: translationChanged },
    ],
  });
}
