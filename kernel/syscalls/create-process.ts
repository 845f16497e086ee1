/**
 * createProcess: makes a process without threads, handles and pages.
 *
 * Arguments  container: a handle with Manage, of the container that pays for the process's PROCESS_FRAMES frames, and
 *            for its threads, pages and page tables later.
 *            slot: an empty one, for the handle of the process, which has all rights.
 * Errors     those of the handle; Destroyed: the container is being destroyed; SlotTaken; NoFrames.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged } from "welkin";
import {
  caller,
  callerProcess,
  checkCreation,
  creationStatus,
  objectFor,
  objectIn,
  putNew,
} from "../callers.ts";
import { consistent } from "../consistency.ts";
import { NONE } from "../frames.ts";
import { ALL, MANAGE, newHandle } from "../handles.ts";
import { type Inventory, holding, inventory, withProcess } from "../inventories.ts";
import { generations } from "../names.ts";
import { PROCESS_FRAMES, areNew, isProcess, makeProcess, processParts, records } from "../objects.ts";
import { type Process, processes } from "../processes.ts";
import { Status } from "../status.ts";
import { owners } from "../tables.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** The caller has, in `slot`, a handle with all rights of a new process that `payer` pays for. */
const isCreated = spec(
  (before: Inventory, payer: u32, slot: u32, child: u32, process: Process): boolean =>
    areNew(before.uses, child, process) &&
    isProcess(process, payer) &&
    inventory() ===
      holding(
        withProcess(before, child, process, payer),
        callerProcess(),
        slot,
        newHandle(Kind.Process, ALL, child, 0, generations()),
      ),
);

export function createProcess(container: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processParts, records);
  ensures(consistent());
  ensures(
    (status: Status) => status === old(creationStatus(callerProcess(), container, PROCESS_FRAMES, slot)),
  );
  ensures((status: Status) =>
    status === Status.Done
      ? isCreated(
          old(inventory()),
          old(objectIn(callerProcess(), container)),
          slot,
          objectIn(callerProcess(), slot),
          processes().get(objectIn(callerProcess(), slot)),
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
