/**
 * Numbers of files: an index in the table of a session, and above its 16 bits an era.
 *
 * Owns      no state: the arithmetic.
 * Era       files that a session begins with have none (0), those that it opens have that of the service, which is another one each
 *           time that it is started: so what was open in one that has failed is no file of its successor.
 */
import { ensures, requires, u32, u64 } from "welkin";

const ERAS: u64 = 0x1_0000;

export function numberOf(index: u32, era: u32): u64 {
  requires(index < ERAS);
  ensures((number: u64) => number % ERAS === index && number / ERAS === era);
  return u64.from(era) * ERAS + u64.from(index);
}

export function indexOf(number: u64): u32 {
  ensures((index: u32) => index === number % ERAS);
  return u32.from(number % ERAS);
}

/** The era of a number, whatever it is said to be. */
export function eraIn(number: u64): u64 {
  ensures((era: u64) => era === number / ERAS);
  return number / ERAS;
}
