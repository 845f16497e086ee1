/**
 * The platform: the object that stands for the hardware as a whole.
 *
 * Owns      its frame. Boot makes one, and whoever has a handle of it can hand out the hardware in parts.
 * Not here  the parts (interrupts.ts, devices.ts).
 */
import { type Pool, ensures, modifies, old, pool, requires, type u32, type u64 } from "welkin";
import { left } from "./budgets.ts";
import { isCharged } from "./charges.ts";
import { chargeObject, tree } from "./containers.ts";
import { uses } from "./frames.ts";
import { Kind } from "./uses.ts";

/** There is nothing to know of it. */
class Platform {
  unused: u64 = 0;
}

const objects: Pool<Platform> = pool();

/** Makes the platform, for which this container pays. */
export function createPlatform(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  modifies(uses, tree, objects);
  ensures((frame: u32) => isCharged(old(uses()), old(tree()), frame, Kind.Platform, container));
  return chargeObject(container, objects, Kind.Platform);
}
