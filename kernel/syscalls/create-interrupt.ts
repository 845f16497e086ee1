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
  handleStatus,
  objectFor,
  objectIn,
  putNew,
  refusal,
} from "../callers.ts";
import { consistent } from "../consistency.ts";
import { NONE } from "../frames.ts";
import { ALL, MANAGE, newHandle } from "../handles.ts";
import { LINES, interruptAt, interruptOf, interrupts } from "../interrupts.ts";
import { type Inventory, holding, inventory, withInterrupt } from "../inventories.ts";
import { generations } from "../names.ts";
import { makeInterrupt, records } from "../objects.ts";
import { processes } from "../processes.ts";
import { Status } from "../status.ts";
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
const outcome = spec((p: u32, platform: u32, container: u32, line: u32, slot: u32): Status =>
  handleStatus(p, platform, Kind.Platform, MANAGE) === Status.Done
    ? creation(p, container, line, slot)
    : handleStatus(p, platform, Kind.Platform, MANAGE),
);

/** The caller has, in `slot`, a handle with all rights of a new interrupt of this line, that `payer` pays for. */
const isCreated = spec(
  (before: Inventory, payer: u32, line: u32, slot: u32, i: u32): boolean =>
    !before.uses.has(i) &&
    inventory() ===
      holding(
        withInterrupt(before, i, line, payer),
        callerProcess(),
        slot,
        newHandle(Kind.Interrupt, ALL, i, 0, generations()),
      ),
);

export function createInterrupt(platform: u32, container: u32, line: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes, interrupts, interruptOf, records);
  ensures(consistent());
  ensures((status: Status) => status === old(outcome(callerProcess(), platform, container, line, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? isCreated(
          old(inventory()),
          old(objectIn(callerProcess(), container)),
          line,
          slot,
          objectIn(callerProcess(), slot),
        )
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
