/**
 * The time, for files in memory: nanoseconds since 1970.
 *
 * Owns       when the device is asked: it keeps its answer in CLOCK as long as that is good enough, a few milliseconds, and
 *            puts zeros there then. A write of a byte would otherwise spend most of its time on asking.
 */
import { checked, type u64 } from "welkin";
import { load64 } from "../memory.ts";
import { CLOCK } from "./areas.ts";
import { readClock } from "./host.ts";

export function now(): u64 {
  checked();
  const kept = load64(CLOCK);
  return kept === 0 ? readClock(CLOCK) : kept;
}
