/**
 * The byte memory of the stream service: pages that pipes keep their bytes in.
 *
 * Owns      the pages that came back: each has the address of the next one in its first bytes. Page 0 is where bytes pass
 *           through on their way to the console and from it.
 * Bound     what the container of the service can pay for.
 */
import { checked, modifies, type u32 } from "welkin";
import { grow, load32, size, store32 } from "../memory.ts";

export const PAGE: u32 = 65536;

/** Where bytes pass through. */
export const PASSAGE: u32 = 0;

/** What `grow` answers if there is no page. */
const REFUSED: u32 = 0xffff_ffff;

/** The first page that came back; 0 if there is none. */
let first: u32 = 0;

/** Has page 0 be there. */
export function beginBuffers(): void {
  checked();
  if (size() === 0) {
    grow(1);
  }
}

/** The address of a page; 0 if there is none. */
export function takeBuffer(): u32 {
  modifies(first);
  checked();
  const address = first;
  if (address !== 0) {
    first = load32(address);
    return address;
  }
  const page = grow(1);
  return page === REFUSED ? 0 : page * PAGE;
}

export function giveBuffer(address: u32): void {
  modifies(first);
  checked();
  store32(address, first);
  first = address;
}
