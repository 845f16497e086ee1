/** Makes so many calls that do nothing. */
import { checked, type u32 } from "welkin";
import { nothing } from "./calls.ts";

export function main(calls: u32): void {
  checked();
  for (let i: u32 = 0; i < calls; i += 1) {
    nothing();
  }
}
