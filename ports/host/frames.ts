/**
 * Frames: where the bytes of each are, as kernel/machine.ts speaks of them.
 *
 * Owns        the bytes of frames that are in no memory; what becomes of the bytes of a page that is another frame, or of a frame
 *             that is another page (which page each is stands in frame-table.ts).
 * Place       the bytes of a frame are in a memory of the process whose page it is, if one reaches so far; else, unless they
 *             are zeros, in a buffer here. So when pages change hands, bytes are copied.
 * Copies      that follow each other, as those of the pages of a range do, are made at once: when one does not follow, and at
 *             the end of the kernel's call, where `finish` must be called.
 * Costs       the thread whose call it is pays for bytes that are copied or filled, beside the call itself.
 * Invariants  a frame has a buffer only while no memory has its bytes. Between calls no copy is pending.
 * Not here    which page is which frame (the kernel), where memories lie in address spaces (charges.ts), memory of devices
 *             (device-memory.ts).
 */
import { BUFFERED, type FrameTable, HELD, NOWHERE } from "./frame-table.ts";
import { costOf, type Fuel } from "./fuel.ts";
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
  /** Is the page paid for since the engine keeps something, which it does whether or not the page is mapped? */
  needs(page: number): boolean;
}

type Payable = Pick<Fuel, "pay">;

type Machine = Pick<Hearing, "zeroFrame" | "copyBytes" | "translationChanged">;

/** So few bytes are copied one by one: quicker than to make a view of them. */
const FEW = 16;

/** Where a copy began: `inPage` bytes behind the beginning of a page of a space. */
interface Start extends Place {
  space: number;
  page: number;
  inPage: number;
}

const NO_BYTES = new Uint8Array();

const nowhere = (): Start => ({ bytes: NO_BYTES, offset: 0, space: NOWHERE, page: 0, inPage: 0 });

export class Frames implements Machine {
  private readonly table: FrameTable;
  /** Those of the table. */
  private readonly spaces: Int32Array;
  private readonly pages: Float64Array;
  private readonly holders = new Map<number, Pages>();
  private readonly buffers = new Map<number, Uint8Array>();
  /** Where a frame is that is looked at. */
  private readonly found = nowhere();
  /** How many bytes are pending to be copied, from where to where. */
  private length = 0;
  private readonly from = nowhere();
  private readonly to = nowhere();
  /** 1 if there are some: for WebAssembly. */
  readonly isPending = new WebAssembly.Global({ value: "i32", mutable: true }, 0);

  private readonly fuel: Payable;

  /** `fuel`: of the running thread. */
  constructor(table: FrameTable, fuel: Payable) {
    this.table = table;
    this.fuel = fuel;
    this.spaces = table.spaces;
    this.pages = table.pages;
  }

  /** The pages of a space have their bytes there from now on. */
  attach(space: number, pages: Pages): void {
    this.holders.set(space, pages);
    this.table.mark(space, HELD);
  }

  /** The bytes of a space's pages are no more: no place here keeps them. */
  detach(space: number): void {
    this.finish();
    for (const place of [this.found, this.from, this.to]) place.bytes = NO_BYTES;
    this.holders.delete(space);
    this.table.unmark(space, HELD);
  }

  /** Has the page of a space to stay mapped, so that what the engine keeps is paid for? */
  isNeeded(space: number, page: number): boolean {
    return this.holders.get(space)?.needs(page) ?? false;
  }

  /** The bytes of a page, if a memory has them. */
  bytesAt(space: number, page: number): Uint8Array | undefined {
    const { found } = this;
    if (this.holders.get(space)?.find(page, found) !== true) return undefined;
    return found.bytes.subarray(found.offset, found.offset + FRAME_BYTES);
  }

  zeroFrame(frame: number): void {
    this.finish();
    this.clear(frame);
  }

  /** Its bytes are zeros that are nowhere: it is no page, and has no buffer. */
  private isNowhere(frame: number): boolean {
    return this.spaces[frame] === NOWHERE && !this.buffers.has(frame);
  }

  private clear(frame: number): void {
    this.inMemory(frame)?.fill(0);
    this.dropBuffer(frame);
  }

  copyBytes(from: number, fromOffset: number, to: number, toOffset: number, length: number): void {
    if (this.goesOn(this.from, from, fromOffset, length) && this.goesOn(this.to, to, toOffset, length)) {
      this.length += length;
      return;
    }
    this.finish();
    if (this.begin(this.from, from, fromOffset)) {
      if (!this.begin(this.to, to, toOffset)) this.to.bytes = this.bufferOf(to);
      // Another one can follow only behind the end of a page.
      if (fromOffset + length === FRAME_BYTES || toOffset + length === FRAME_BYTES) {
        this.length = length;
        this.isPending.value = 1;
      } else this.copy(length);
    } else if (this.begin(this.to, to, toOffset)) {
      this.fuel.pay(costOf(length));
      this.to.bytes.fill(0, this.to.offset, this.to.offset + length);
    }
  }

  /** Fills `into` with bytes of a frame, from `offset` on. */
  read(frame: number, offset: number, into: Uint8Array): void {
    this.finish();
    const source = this.inMemory(frame) ?? this.buffers.get(frame);
    if (source) into.set(source.subarray(offset, offset + into.length));
    else into.fill(0);
  }

  /** Puts bytes into a frame, from `offset` on. */
  write(frame: number, offset: number, bytes: Uint8Array): void {
    this.finish();
    const target = this.inMemory(frame) ?? this.bufferOf(frame);
    target.set(bytes, offset);
  }

  /** Copies what is pending. */
  finish(): void {
    if (this.length === 0) return;
    this.copy(this.length);
    this.length = 0;
    this.isPending.value = 0;
  }

  private copy(length: number): void {
    this.fuel.pay(costOf(length));
    copy(this.from, this.to, length);
  }

  /** Is byte `offset` of a frame the next one of what is pending, and are so many behind it in the same memory? */
  private goesOn(start: Start, frame: number, offset: number, length: number): boolean {
    const end = start.inPage + this.length;
    return (
      this.length > 0 &&
      this.spaces[frame] === start.space &&
      this.pages[frame] === start.page + Math.floor(end / FRAME_BYTES) &&
      offset === end % FRAME_BYTES &&
      start.offset + this.length + length <= start.bytes.length
    );
  }

  /** A copy begins at byte `offset` of a frame; false if its bytes are zeros that are nowhere. */
  private begin(start: Start, frame: number, offset: number): boolean {
    const inMemory = this.findInMemory(frame, start);
    start.space = this.spaces[frame]!;
    start.page = this.pages[frame]!;
    start.inPage = offset;
    const buffer = inMemory ? start.bytes : this.buffers.get(frame);
    if (buffer) start.bytes = buffer;
    start.offset = (inMemory ? start.offset : 0) + offset;
    return buffer !== undefined;
  }

  translationChanged(space: number, page: number, count: number, before: number, after: number): void {
    if (before === after) return;
    this.finish();
    for (let index = 0; index < count; index += 1) {
      const number = page + index;
      if (this.isMemory(before) && this.isAt(before + index, space, number)) this.leave(before + index);
      if (this.isMemory(after)) this.enter(after + index, space, number);
    }
  }

  private isMemory(frame: number): boolean {
    return frame >= 0 && frame < this.spaces.length;
  }

  /** A frame is no page any more: what was in it is lost. */
  private leave(frame: number): void {
    this.clear(frame);
    this.spaces[frame] = NOWHERE;
  }

  /** A frame is this page, and may have been another one. */
  private enter(frame: number, space: number, page: number): void {
    const bytes = this.isNowhere(frame) ? undefined : (this.inMemory(frame) ?? this.buffers.get(frame));
    this.spaces[frame] = space + 1;
    this.pages[frame] = page;
    const there = this.inMemory(frame);
    if (bytes) (there ?? this.bufferOf(frame)).set(bytes);
    else there?.fill(0);
    if (there) this.dropBuffer(frame);
  }

  private isAt(frame: number, space: number, page: number): boolean {
    return this.spaces[frame] === space + 1 && this.pages[frame] === page;
  }

  /** The bytes of a frame that are in a memory. */
  private inMemory(frame: number): Uint8Array | undefined {
    const space = this.spaces[frame]!;
    return space === NOWHERE ? undefined : this.bytesAt(space - 1, this.pages[frame]!);
  }

  /** Says where the bytes of a frame are in a memory; false if they are in none. */
  private findInMemory(frame: number, place: Place): boolean {
    const space = this.spaces[frame]!;
    if (space === NOWHERE) return false;
    return this.holders.get(space - 1)?.find(this.pages[frame]!, place) ?? false;
  }

  /** The buffer of a frame: of zeros, if it is new. */
  private bufferOf(frame: number): Uint8Array {
    let buffer = this.buffers.get(frame);
    if (!buffer) {
      this.buffers.set(frame, (buffer = new Uint8Array(FRAME_BYTES)));
      this.table.mark(frame, BUFFERED);
    }
    return buffer;
  }

  private dropBuffer(frame: number): void {
    this.buffers.delete(frame);
    this.table.unmark(frame, BUFFERED);
  }
}

function copy(source: Place, target: Place, length: number): void {
  if (length <= FEW && source.bytes !== target.bytes) {
    for (let i = 0; i < length; i += 1) target.bytes[target.offset + i] = source.bytes[source.offset + i]!;
  } else {
    target.bytes.set(source.bytes.subarray(source.offset, source.offset + length), target.offset);
  }
}
