/**
 * Memory of devices that JavaScript plays: what a processor would reach past all caches is here in the memories of processes.
 *
 * Owns        which pages each frame of it is; the numbers of frames that devices get.
 * Bytes       are where they are mapped, if a memory of the process reaches so far: zeros at first, lost when they are unmapped.
 *             A frame that is several pages has bytes of its own in each: the device writes to all, and reads the one that was
 *             mapped last.
 * Errors      "notMapped": no process has the memory mapped.
 * Not here    which page may be which frame (the kernel), whose frame is paid for instead (memory-calls.ts).
 */
import type { Frames } from "./frames.ts";
import { NONE } from "./kernel.ts";
import { FRAMES } from "./kernel-memory.ts";
import { piecesOf } from "./pieces.ts";
import { WelkinError } from "./welkin-error.ts";

/** Frames of a device's memory. */
export interface Window {
  readonly first: number;
  readonly count: number;
}

interface Page {
  readonly space: number;
  readonly page: number;
}

export class DeviceMemory {
  private readonly frames: Frames;
  /** By frame, the last to be mapped last. */
  private readonly pages = new Map<number, readonly Page[]>();
  private next = FRAMES;

  constructor(frames: Frames) {
    this.frames = frames;
  }

  /** So many frames that no device has had. */
  reserve(count: number): Window {
    const first = this.next;
    this.next += count;
    return { first, count };
  }

  /** Is this page memory of a device? */
  isAt(space: number, page: number): boolean {
    return this.pages.values().some((all) => all.some(isPage({ space, page })));
  }

  translationChanged(space: number, page: number, before: number, after: number): void {
    if (before === after) return;
    const at = { space, page };
    if (isOfDevice(before)) this.leave(before, at);
    if (isOfDevice(after)) this.enter(after, at);
  }

  private enter(frame: number, at: Page): void {
    this.pages.set(frame, [...(this.pages.get(frame) ?? []), at]);
    this.bytesOf(at)?.fill(0);
  }

  private leave(frame: number, at: Page): void {
    const rest = this.pages.get(frame)!.filter((each) => !isPage(at)(each));
    if (rest.length > 0) this.pages.set(frame, rest);
    else this.pages.delete(frame);
    this.bytesOf(at)?.fill(0);
  }

  /** What a device finds in its memory, from an address there on. */
  read(window: Window, address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (const { frame, offset, at, length: part } of piecesOf(address, length))
      bytes.set(
        this.bytesIn(window, frame)
          .at(-1)!
          .subarray(offset, offset + part),
        at,
      );
    return bytes;
  }

  /** A device writes to its memory. */
  write(window: Window, address: number, bytes: Uint8Array): void {
    const targets = piecesOf(address, bytes.length).map((piece) => ({
      ...piece,
      all: this.bytesIn(window, piece.frame),
    }));
    for (const { all, offset, at, length } of targets)
      for (const target of all) target.set(bytes.subarray(at, at + length), offset);
  }

  /** The bytes of a frame of a window wherever it is mapped: somewhere, at least. */
  private bytesIn({ first, count }: Window, index: number): readonly Uint8Array[] {
    const pages = (index < count && this.pages.get(first + index)) || [];
    const bytes = pages.map((page) => this.bytesOf(page)).filter((each) => each !== undefined);
    if (bytes.length > 0) return bytes;
    throw new WelkinError("notMapped", `no process has page ${index} of the device's memory`);
  }

  private bytesOf({ space, page }: Page): Uint8Array | undefined {
    return this.frames.bytesAt(space, page);
  }
}

const isOfDevice = (frame: number): boolean => frame !== NONE && frame >= FRAMES;

const isPage =
  ({ space, page }: Page) =>
  (other: Page): boolean =>
    other.space === space && other.page === page;
