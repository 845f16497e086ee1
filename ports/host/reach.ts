/**
 * Reach: the memory that devices which JavaScript plays read and write by themselves.
 *
 * Owns        which frames each device reaches, as the kernel tells it (kernel/machine.ts).
 * Addresses   of devices are those of frames: the number of the frame, and where in it.
 * Errors      "notMapped": the device does not reach it; "notAllowed": it may only read there.
 * Not here    the bytes (frames.ts).
 */
import type { Frames } from "./frames.ts";
import type { Hearing } from "./kernel.ts";
import { FRAME_BYTES } from "./sizes.ts";
import { WelkinError } from "./welkin-error.ts";

interface Reached {
  readonly device: number;
  readonly writable: boolean;
}

/** A part of one frame. */
interface Piece {
  readonly frame: number;
  readonly offset: number;
  readonly length: number;
}

export class Reach implements Pick<Hearing, "letReach" | "stopReach" | "stopDevice"> {
  private readonly frames: Frames;
  private readonly reached = new Map<number, Reached>();

  constructor(frames: Frames) {
    this.frames = frames;
  }

  letReach(frame: number, device: number, writable: boolean): void {
    this.reached.set(frame, { device, writable });
  }

  stopReach(frame: number): void {
    this.reached.delete(frame);
  }

  stopDevice(device: number): void {
    for (const [frame, each] of this.reached) if (each.device === device) this.reached.delete(frame);
  }

  /** The bytes that a device finds. */
  read(device: number, address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const { frame, offset, length: part } of this.pieces(device, address, length, false)) {
      this.frames.read(frame, offset, bytes.subarray(at, at + part));
      at += part;
    }
    return bytes;
  }

  /** A device writes bytes. */
  write(device: number, address: number, bytes: Uint8Array): void {
    let at = 0;
    for (const { frame, offset, length } of this.pieces(device, address, bytes.length, true)) {
      this.frames.write(frame, offset, bytes.subarray(at, at + length));
      at += length;
    }
  }

  /** The parts of frames that so many bytes are in; throws before any of them is used if the device may not use one. */
  private pieces(device: number, address: number, length: number, writing: boolean): readonly Piece[] {
    const pieces: Piece[] = [];
    if (address < 0 || !Number.isSafeInteger(address + length))
      throw new WelkinError("notMapped", `there is no address ${address}`);
    for (let at = address; at < address + length; at += pieces.at(-1)!.length) {
      const frame = Math.floor(at / FRAME_BYTES);
      const offset = at % FRAME_BYTES;
      const found = this.reached.get(frame);
      if (found?.device !== device)
        throw new WelkinError("notMapped", `the device does not reach address ${at}`);
      if (writing && !found.writable)
        throw new WelkinError("notAllowed", `the device may not write to address ${at}`);
      pieces.push({ frame, offset, length: Math.min(FRAME_BYTES - offset, address + length - at) });
    }
    return pieces;
  }
}
