/**
 * Charges: what making and ending an object does to the uses of frames and to the containers.
 *
 * Owns      no state.
 * Not here  the operations (containers.ts), what else changes with an object (its module).
 */
import { spec, type u32 } from "welkin";
import { type Tree, using } from "./budgets.ts";
import { tree } from "./containers.ts";
import { uses } from "./frames.ts";
import { FRAMES } from "./machine.ts";
import { type Kind, type Uses } from "./uses.ts";

/** A frame that was free is in use for an object of this kind, and charged to `container`. */
export const isCharged = spec(
  (before: Uses, nodes: Tree, frame: u32, kind: Kind, container: u32): boolean =>
    frame < FRAMES &&
    !before.has(frame) &&
    uses() === before.set(frame, { kind, container }) &&
    tree() === using(nodes, container, 1),
);

/** A frame is free again, and charged to nobody. */
export const isRefunded = spec(
  (before: Uses, nodes: Tree, frame: u32): boolean =>
    uses() === before.delete(frame) && tree() === using(nodes, before.get(frame).container, -1),
);
