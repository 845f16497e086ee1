/**
 * Pieces: ranges of bytes, divided where frames end.
 *
 * Owns        how a range is divided.
 */
import { FRAME_BYTES } from "./sizes.ts";
import { WelkinError } from "./welkin-error.ts";

/** A part of a range that is in one frame: where in the frame it begins, and where in the range. */
export interface Piece {
  readonly frame: number;
  readonly offset: number;
  readonly at: number;
  readonly length: number;
}

/** The pieces of so many bytes from an address on. Throws "notMapped" if there can be none there. */
export function piecesOf(address: number, length: number): readonly Piece[] {
  if (address < 0 || !Number.isSafeInteger(address + length))
    throw new WelkinError("notMapped", `there is no address ${address}`);
  const pieces: Piece[] = [];
  for (let at = 0; at < length; at += pieces.at(-1)!.length) {
    const offset = (address + at) % FRAME_BYTES;
    const frame = Math.floor((address + at) / FRAME_BYTES);
    pieces.push({ frame, offset, at, length: Math.min(FRAME_BYTES - offset, length - at) });
  }
  return pieces;
}
