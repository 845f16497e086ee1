/**
 * Frames: where the bytes of each are, as kernel/machine.ts speaks of them.
 *
 * Owns        of every frame, the page that it is; the bytes of frames that are in no memory.
 * Place       the bytes of a frame are in a memory of the process whose page it is, if one reaches so far; else, unless they
 *             are zeros, in a buffer here. So when pages change hands, bytes are copied.
 * Invariants  a frame has a buffer only while no memory has its bytes.
 * Not here    which page is which frame (the kernel), where memories lie in address spaces (charges.ts).
 */
import type { Hearing } from "./kernel.ts";
import { FRAME_BYTES } from "./sizes.ts";

/** Who has the bytes of pages: a process. */
export interface Pages {
  /** The bytes of a page; undefined if no memory has them. Valid until a memory grows. */
  bytesOf(page: number): Uint8Array | undefined;
  /** Is the page paid for since the engine keeps something, which it does whether or not the page is mapped? */
  needs(page: number): boolean;
}

type Machine = Pick<Hearing, "zeroFrame" | "copyBytes" | "translationChanged">;

/** Where there is no space; spaces count from 1 here, so that nothing needs to be written to begin with. */
const NOWHERE = 0;

/** Buffers that are kept for the next frames. */
const SPARE = 16;

export class Frames implements Machine {
  /** By frame: the space of its page, plus one; and the number of the page. */
  private readonly spaces: Int32Array;
  private readonly pages: Float64Array;
  private readonly holders = new Map<number, Pages>();
  private readonly buffers = new Map<number, Uint8Array>();
  private readonly spare: Uint8Array[] = [];

  constructor(frames: number) {
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

  /** Has the page of a space to stay mapped, so that what the engine keeps is paid for? */
  isNeeded(space: number, page: number): boolean {
    return this.holders.get(space)?.needs(page) ?? false;
  }

  zeroFrame(frame: number): void {
    this.inMemory(frame)?.fill(0);
    this.release(frame);
  }

  copyBytes(from: number, fromOffset: number, to: number, toOffset: number, length: number): void {
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
    if (before >= 0 && this.isAt(before, space, number)) this.leave(before, after >= 0);
    if (after >= 0) this.enter(after, space, number);
  }

  /** A frame is no page any more; what is in it is needed only if it is to be one again. */
  private leave(frame: number, keep: boolean): void {
    const bytes = this.inMemory(frame);
    this.spaces[frame] = NOWHERE;
    if (keep && bytes) this.bufferOf(frame).set(bytes);
    if (!keep) {
      bytes?.fill(0);
      this.release(frame);
    }
  }

  /** A frame is this page, and may have been another one. */
  private enter(frame: number, space: number, page: number): void {
    const bytes = this.inMemory(frame) ?? this.buffers.get(frame);
    this.spaces[frame] = space + 1;
    this.pages[frame] = page;
    const there = this.inMemory(frame);
    if (!there) {
      if (bytes && !this.buffers.has(frame)) this.bufferOf(frame).set(bytes);
      return;
    }
    if (bytes) there.set(bytes);
    else there.fill(0);
    this.release(frame);
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
    if (!buffer) {
      buffer = this.spare.pop() ?? new Uint8Array(FRAME_BYTES);
      this.buffers.set(frame, buffer);
    }
    return buffer;
  }

  /** A frame needs no buffer. */
  private release(frame: number): void {
    const buffer = this.buffers.get(frame);
    if (!buffer) return;
    this.buffers.delete(frame);
    if (this.spare.length >= SPARE) return;
    buffer.fill(0);
    this.spare.push(buffer);
  }
}
