/**
 * A library that waits for its program: what a process with a library costs at least.
 *
 * Handles   1: an endpoint at which nobody sends.
 */
import { checked } from "welkin";
import { receive } from "./calls.ts";
import { size } from "../services/memory.ts";

const NOTHING = 1;

/** Does not return while the endpoint lives, unless the program has no memory. */
export function wait(): void {
  checked();
  if (size() > 0) receive(NOTHING);
}
