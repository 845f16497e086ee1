/**
 * Frames: where the bytes of each are, as kernel/machine.ts speaks of them.
 *
 * Owns        of every frame, the page that it is; the bytes of frames that are in no memory.
 * Place       the bytes of a frame are in a memory of the process whose page it is, if one reaches so far; else, unless they
 *             are zeros, in a buffer here. So when pages change hands, bytes are copied.
 * Copies      that follow each other, as those of the pages of a range do, are made at once: when one does not follow, and at
 *             the end of the kernel's call, where `finish` must be called.
 * Costs       the thread whose call it is pays for bytes that are copied or filled, beside the call itself.
 * Invariants  a frame has a buffer only while no memory has its bytes. Between calls no copy is pending.
 * Not here    which page is which frame (the kernel), where memories lie in address spaces (charges.ts).
 */
import type { Hearing } from "./kernel.ts";
import { FRAME_BYTES } from "./sizes.ts";

/** Where the bytes of a page begin. Copies of single bytes are frequent, so places are used again rather than made. */
export interface Place {
  /** All of the memory that has them, until it grows. */
  bytes: Uint8Array;
  offset: number;
}

/** Who has the bytes of pages: a process. */
export interface Pages {
  /** Says where the bytes of a page are; false if no memory has them. */
  find(page: number, place: Place): boolean;
}

type Machine = Pick<Hearing, "zeroFrame" | "copyBytes" | "translationChanged">;

/** Where there is no space; spaces count from 1 here, so that nothing needs to be written to begin with. */
const NOWHERE = 0;

/** Units of fuel for so many bytes, of the order of the nanoseconds that they take. */
const costOf = (bytes: number): number => 250 + (bytes >> 3);

/** So few bytes are copied one by one: quicker than to make a view of them. */
const FEW = 16;

const nowhere = (): Place => ({ bytes: new Uint8Array(), offset: 0 });

export class Frames implements Machine {
  /** By frame: the space of its page, plus one; and the number of the page. */
  private readonly spaces: Int32Array;
  private readonly pages: Float64Array;
  private readonly holders = new Map<number, Pages>();
  private readonly buffers = new Map<number, Uint8Array>();
  /** Between what is copied now. */
  private readonly source = nowhere();
  private readonly target = nowhere();
  /** The copy that is pending: so many bytes, from one place to another. */
  private readonly pending = { length: 0, from: nowhere(), to: nowhere() };
  /** 1 if there is one: for WebAssembly. */
  readonly isPending = new WebAssembly.Global({ value: "i32", mutable: true }, 0);

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
    this.finish();
    this.clear(frame);
  }

  private clear(frame: number): void {
    this.inMemory(frame)?.fill(0);
    this.buffers.delete(frame);
  }

  copyBytes(from: number, fromOffset: number, to: number, toOffset: number, length: number): void {
    this.pay(costOf(length));
    const { source, target } = this;
    if (this.find(from, source)) {
      if (!this.find(to, target)) target.bytes = this.bufferOf(to);
      source.offset += fromOffset;
      target.offset += toOffset;
      if (this.follows(source, target)) this.pending.length += length;
      else this.begin(length, fromOffset + length === FRAME_BYTES || toOffset + length === FRAME_BYTES);
    } else if (this.find(to, target)) {
      this.finish();
      target.bytes.fill(0, target.offset + toOffset, target.offset + toOffset + length);
    }
  }

  /** Makes the copy that is pending. */
  finish(): void {
    const { length, from, to } = this.pending;
    if (length === 0) return;
    copy(from, to, length);
    this.pending.length = 0;
    this.isPending.value = 0;
  }

  /** Do source and target follow what is pending? */
  private follows(source: Place, target: Place): boolean {
    const { length, from, to } = this.pending;
    return (
      length > 0 &&
      source.bytes === from.bytes &&
      target.bytes === to.bytes &&
      source.offset === from.offset + length &&
      target.offset === to.offset + length
    );
  }

  /** Copies from source to target, now or when it is known whether another copy follows. */
  private begin(length: number, mayGoOn: boolean): void {
    const { source, target, pending } = this;
    this.finish();
    if (!mayGoOn) {
      copy(source, target, length);
      return;
    }
    Object.assign(pending.from, source);
    Object.assign(pending.to, target);
    pending.length = length;
    this.isPending.value = 1;
  }

  translationChanged(space: number, page: bigint, count: number, before: number, after: number): void {
    if (before === after) return;
    this.finish();
    for (let index = 0; index < count; index += 1) {
      const number = Number(page) + index;
      if (before >= 0 && this.isAt(before + index, space, number)) this.leave(before + index);
      if (after >= 0) this.enter(after + index, space, number);
    }
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
    const { source } = this;
    if (!this.findInMemory(frame, source)) return undefined;
    return source.bytes.subarray(source.offset, source.offset + FRAME_BYTES);
  }

  private findInMemory(frame: number, place: Place): boolean {
    const space = this.spaces[frame]!;
    if (space === NOWHERE) return false;
    return this.holders.get(space - 1)?.find(this.pages[frame]!, place) ?? false;
  }

  /** Says where the bytes of a frame are; false if they are zeros that are nowhere. */
  private find(frame: number, place: Place): boolean {
    if (this.findInMemory(frame, place)) return true;
    place.offset = 0;
    const buffer = this.buffers.get(frame);
    if (buffer) place.bytes = buffer;
    return buffer !== undefined;
  }

  /** The buffer of a frame: of zeros, if it is new. */
  private bufferOf(frame: number): Uint8Array {
    let buffer = this.buffers.get(frame);
    if (!buffer) this.buffers.set(frame, (buffer = new Uint8Array(FRAME_BYTES)));
    return buffer;
  }
}

function copy(source: Place, target: Place, length: number): void {
  if (length <= FEW && source.bytes !== target.bytes) {
    for (let i = 0; i < length; i += 1) target.bytes[target.offset + i] = source.bytes[source.offset + i]!;
  } else {
    target.bytes.set(source.bytes.subarray(source.offset, source.offset + length), target.offset);
  }
}
