/**
 * What the port makes from nothing but its own tables: the modules that stand between processes and the host.
 *
 * Invariants  it exports nothing but data: a bundle has that, and nothing of what makes it (cli/bundle.ts).
 * Not here    how each is made (trampoline.ts, fuel-module.ts, byte-module.ts).
 */
import { byteModule } from "./byte-module.ts";
import { CALLS } from "./calls.ts";
import { fuelModule } from "./fuel-module.ts";
import { trampoline } from "./trampoline.ts";

export { BYTE_FUNCTIONS } from "./byte-module.ts";
export { COPYING, KERNEL, PORT } from "./trampoline.ts";

export const TRAMPOLINE = trampoline(CALLS);
export const FUEL = fuelModule();

/** The byte functions of a memory, and of one that is shared. */
export const BYTES = byteModule(false);
export const SHARED_BYTES = byteModule(true);
