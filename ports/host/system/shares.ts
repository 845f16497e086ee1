/**
 * Shares of time in a system: bounds, not promises.
 *
 * Owns        how much more time than there is the containers of a system may be given together: each may use up to its share of
 *             a processor while others leave it that, and thousands may be bounded by a whole one each.
 */
import { partsOf, type Share } from "../sizes.ts";
import { TIME } from "../pace.ts";

/** Processors that containers may be given together. */
export const PROCESSORS = 4000;

/** A whole processor, as the share of a container. */
export const SHARE = 1 / PROCESSORS;

/** A share of a processor, as that of a container: at least the least that there is. */
export function shareOf(share: Share): number {
  const parts = partsOf(share);
  return Math.max(parts / TIME / PROCESSORS, parts > 0 ? 1 / TIME : 0);
}
