/**
 * createProcess: makes a process without threads, handles and pages.
 *
 * Arguments  container: a handle with Manage, of the container that pays for the process's PROCESS_FRAMES frames, and
 *            for its threads, pages and page tables later.
 *            slot: an empty one, for the handle of the process, which has all rights.
 * Errors     those of the handle; Destroyed: the container is being destroyed; SlotTaken; NoFrames.
 */
import { ensures, modifies, old, requires, type u32, unchanged } from "welkin";
import {
  caller,
  callerProcess,
  checkCreation,
  creationStatus,
  isCreated,
  named,
  objectFor,
  putNew,
} from "../callers.ts";
import { consistent } from "../consistency.ts";
import { NONE, uses } from "../frames.ts";
import { ALL, MANAGE } from "../handles.ts";
import { inventory, withProcess } from "../inventories.ts";
import { PROCESS_FRAMES, isNew, makeProcess, processParts, records } from "../objects.ts";
import { processes } from "../processes.ts";
import { Status } from "../status.ts";
import { owners } from "../tables.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

export function createProcess(container: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processParts, records);
  ensures(consistent());
  ensures(
    (status: Status) => status === old(creationStatus(callerProcess(), container, PROCESS_FRAMES, slot)),
  );
  ensures((status: Status) =>
    status === Status.Done
      ? isNew(old(uses()), named(slot), processes().get(named(slot)), old(named(container))) &&
        isCreated(
          withProcess(old(inventory()), named(slot), processes().get(named(slot)), old(named(container))),
          slot,
        )
      : unchanged(inventory, owners),
  );
  const p = caller();
  const status = checkCreation(p, container, PROCESS_FRAMES, slot);
  if (status !== Status.Done) return status;
  // equivalent: 8 -> 0 because checkCreation has found the right
  const payer = objectFor(p, container, Kind.Container, MANAGE);
  const child = makeProcess(payer);
  putNew(p, slot, Kind.Process, ALL, child);
  return Status.Done;
}
