/** Literals that a double would round. */
import { ensures, u64 } from "welkin";

export function greatest(): u64 {
  ensures((result: u64) => result === u64.MAX);
  return 0xffff_ffff_ffff_ffff;
}

export function oddBeyondDoubles(): u64 {
  ensures((result: u64) => result % 2 === 1);
  return 9007199254740993;
}

export function roundedLiteral(): u64 {
  ensures((result: u64) => result === 9007199254740992); // FAILS V202
  return 9007199254740993;
}
