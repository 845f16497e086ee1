/**
 * Frames: where the bytes of each are, as kernel/machine.ts speaks of them.
 *
 * Owns        of every frame, the page that it is; the bytes of frames that are in no memory.
 * Place       the bytes of a frame are in a memory of the process whose page it is, if one reaches so far; else, unless they
 *             are zeros, in a buffer here. So when pages change hands, bytes are copied.
 * Costs       the thread whose call it is pays for bytes that are copied or filled, beside the call itself.
 * Invariants  a frame has a buffer only while no memory has its bytes.
 * Not here    which page is which frame (the kernel), where memories lie in address spaces (charges.ts).
 */
import type { Hearing } from "./kernel.ts";
import { FRAME_BYTES } from "./sizes.ts";

/** Who has the bytes of pages: a process. */
export interface Pages {
  /** The bytes of a page; undefined if no memory has them. Valid until a memory grows. */
  bytesOf(page: number): Uint8Array | undefined;
}

type Machine = Pick<Hearing, "zeroFrame" | "copyBytes" | "translationChanged">;

/** Where there is no space; spaces count from 1 here, so that nothing needs to be written to begin with. */
const NOWHERE = 0;

/** Units of fuel for so many bytes, of the order of the nanoseconds that they take. */
const costOf = (bytes: number): number => 250 + (bytes >> 3);

export class Frames implements Machine {
  /** By frame: the space of its page, plus one; and the number of the page. */
  private readonly spaces: Int32Array;
  private readonly pages: Float64Array;
  private readonly holders = new Map<number, Pages>();
  private readonly buffers = new Map<number, Uint8Array>();

  private readonly pay: (fuel: number) => void;

  /** `pay` has the running thread pay fuel. */
  constructor(frames: number, pay: (fuel: number) => void) {
    this.pay = pay;
    this.spaces = new Int32Array(frames);
    this.pages = new Float64Array(frames);
  }

  /** The pages of a space have their bytes there from now on. */
  attach(space: number, pages: Pages): void {
    this.holders.set(space, pages);
  }

  /** The bytes of a space's pages are no more. */
  detach(space: number): void {
    this.holders.delete(space);
  }

  zeroFrame(frame: number): void {
    this.pay(costOf(FRAME_BYTES));
    this.clear(frame);
  }

  private clear(frame: number): void {
    this.inMemory(frame)?.fill(0);
    this.buffers.delete(frame);
  }

  copyBytes(from: number, fromOffset: number, to: number, toOffset: number, length: number): void {
    this.pay(costOf(length));
    const source = this.inMemory(from) ?? this.buffers.get(from);
    if (source) {
      const target = this.inMemory(to) ?? this.bufferOf(to);
      target.set(source.subarray(fromOffset, fromOffset + length), toOffset);
    } else {
      const target = this.inMemory(to) ?? this.buffers.get(to);
      target?.fill(0, toOffset, toOffset + length);
    }
  }

  translationChanged(space: number, page: bigint, before: number, after: number): void {
    if (before === after) return;
    const number = Number(page);
    if (before >= 0 && this.isAt(before, space, number)) this.leave(before);
    if (after >= 0) this.enter(after, space, number);
  }

  /** A frame is no page any more: what was in it is lost. */
  private leave(frame: number): void {
    this.clear(frame);
    this.spaces[frame] = NOWHERE;
  }

  /** A frame is this page, and may have been another one. */
  private enter(frame: number, space: number, page: number): void {
    const bytes = this.inMemory(frame) ?? this.buffers.get(frame);
    this.spaces[frame] = space + 1;
    this.pages[frame] = page;
    const there = this.inMemory(frame);
    if (bytes) (there ?? this.bufferOf(frame)).set(bytes);
    else there?.fill(0);
    if (there) this.buffers.delete(frame);
  }

  private isAt(frame: number, space: number, page: number): boolean {
    return this.spaces[frame] === space + 1 && this.pages[frame] === page;
  }

  /** The bytes of a frame that are in a memory. */
  private inMemory(frame: number): Uint8Array | undefined {
    const space = this.spaces[frame]!;
    return space === NOWHERE ? undefined : this.holders.get(space - 1)?.bytesOf(this.pages[frame]!);
  }

  /** The buffer of a frame: of zeros, if it is new. */
  private bufferOf(frame: number): Uint8Array {
    let buffer = this.buffers.get(frame);
    if (!buffer) this.buffers.set(frame, (buffer = new Uint8Array(FRAME_BYTES)));
    return buffer;
  }
}
