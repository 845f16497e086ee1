/**
 * Reach: the memory that devices which JavaScript plays read and write by themselves.
 *
 * Owns        which frames each device reaches, as the kernel tells it (kernel/machine.ts).
 * Addresses   of devices are those of frames: the number of the frame, and where in it.
 * Errors      "notMapped": the device does not reach it; "notAllowed": it may only read there.
 * Not here    the bytes (frames.ts).
 */
import { type FrameTable, REACHED } from "./frame-table.ts";
import type { Frames } from "./frames.ts";
import type { Hearing } from "./kernel.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { WelkinError } from "./welkin-error.ts";

interface Reached {
  readonly device: number;
  readonly writable: boolean;
}

export class Reach implements Pick<Hearing, "letReach" | "stopReach" | "stopDevice"> {
  private readonly table: FrameTable;
  private readonly frames: Frames;
  private readonly reached = new Map<number, Reached>();

  constructor(table: FrameTable, frames: Frames) {
    this.table = table;
    this.frames = frames;
  }

  letReach(frame: number, device: number, writable: boolean): void {
    this.reached.set(frame, { device, writable });
    this.table.mark(frame, REACHED);
  }

  stopReach(frame: number): void {
    if (this.reached.delete(frame)) this.table.unmark(frame, REACHED);
  }

  stopDevice(device: number): void {
    for (const [frame, each] of this.reached) if (each.device === device) this.stopReach(frame);
  }

  /** The bytes that a device finds. */
  read(device: number, address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (const { frame, offset, at, length: part } of this.pieces(device, address, length, false))
      this.frames.read(frame, offset, bytes.subarray(at, at + part));
    return bytes;
  }

  /** A device writes bytes. */
  write(device: number, address: number, bytes: Uint8Array): void {
    for (const { frame, offset, at, length } of this.pieces(device, address, bytes.length, true))
      this.frames.write(frame, offset, bytes.subarray(at, at + length));
  }

  /** The parts of frames that so many bytes are in; throws before any of them is used if the device may not use one. */
  private pieces(device: number, address: number, length: number, writing: boolean): readonly Piece[] {
    const pieces = piecesOf(address, length);
    for (const { frame, at } of pieces) {
      const found = this.reached.get(frame);
      if (found?.device !== device)
        throw new WelkinError("notMapped", `the device does not reach address ${address + at}`);
      if (writing && !found.writable)
        throw new WelkinError("notAllowed", `the device may not write to address ${address + at}`);
    }
    return pieces;
  }
}
