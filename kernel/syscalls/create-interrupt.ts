/**
 * createInterrupt: make an object for an interrupt line that has none.
 *
 * Arguments  platform: a handle with Manage, of the platform.
 *            container: a handle with Manage, of the container that pays for the frame of the interrupt.
 *            line: the number of the line, below LINES.
 *            slot: an empty one, for the handle of the interrupt, which has all rights.
 * Effect     the interrupt is bound to nothing, and its line is masked.
 * Errors     those of the platform's handle; BadArgument: there is no such line; WrongState: the line has an interrupt;
 *            those of the container's handle; Destroyed: the container is being destroyed; SlotTaken; NoFrames.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged } from "welkin";
import {
  caller,
  callerProcess,
  checkCreation,
  creationStatus,
  isCreated,
  named,
  objectFor,
  putNew,
  refusal,
  use,
} from "../callers.ts";
import { consistent } from "../consistency.ts";
import { NONE, uses } from "../frames.ts";
import { ALL, MANAGE } from "../handles.ts";
import { LINES, interruptAt, interruptOf, interrupts } from "../interrupts.ts";
import { inventory, withInterrupt } from "../inventories.ts";
import { makeInterrupt, records } from "../objects.ts";
import { processes } from "../processes.ts";
import { Status, andThen } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call, when the handle of the platform can be used. */
const creation = spec((p: u32, container: u32, line: u32, slot: u32): Status =>
  line >= LINES
    ? Status.BadArgument
    : interruptOf(line) !== NONE
      ? Status.WrongState
      : creationStatus(p, container, 1, slot),
);

/** What becomes of the call. */
const outcome = spec((platform: u32, container: u32, line: u32, slot: u32): Status =>
  andThen(use(platform, Kind.Platform, MANAGE), creation(callerProcess(), container, line, slot)),
);

export function createInterrupt(platform: u32, container: u32, line: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes, interrupts, interruptOf, records);
  ensures((status: Status) => consistent() && status === old(outcome(platform, container, line, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? !old(uses()).has(named(slot)) &&
        isCreated(withInterrupt(old(inventory()), named(slot), line, old(named(container))), slot)
      : unchanged(inventory),
  );
  const p = caller();
  if (objectFor(p, platform, Kind.Platform, MANAGE) === NONE)
    return refusal(p, platform, Kind.Platform, MANAGE);
  if (line >= LINES) return Status.BadArgument;
  if (interruptAt(line) !== NONE) return Status.WrongState;
  const status = checkCreation(p, container, 1, slot);
  if (status !== Status.Done) return status;
  // equivalent: 8 -> 0 because checkCreation has found the right
  const payer = objectFor(p, container, Kind.Container, MANAGE);
  const i = makeInterrupt(payer, line);
  putNew(p, slot, Kind.Interrupt, ALL, i);
  return Status.Done;
}
