/**
 * createProcess: makes a process without threads, handles and pages.
 *
 * Arguments  container: a handle with Manage, of the container that pays for the process's PROCESS_FRAMES frames, and
 *            for its threads, pages and page tables later.
 *            slot: an empty one, for the handle of the process, which has all rights.
 * Errors     those of the handle; SlotTaken; NoFrames.
 */
import { Map, ensures, modifies, old, requires, spec, type u32 } from "welkin";
import { type Tree } from "../budgets.ts";
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
import { tree } from "../containers.ts";
import { NONE, uses } from "../frames.ts";
import { type Spaces } from "../homes.ts";
import { ALL, MANAGE, newHandle } from "../handles.ts";
import { generations } from "../names.ts";
import { PROCESS_FRAMES, areNew, isProcess, makeProcess, usingProcess, withProcess } from "../objects.ts";
import { type Process, type Processes, processes, withHandle } from "../processes.ts";
import { type Queue, queues } from "../queues.ts";
import { Status } from "../status.ts";
import { spaces } from "../spaces.ts";
import { missing, owners, walk } from "../tables.ts";
import { running } from "../threads.ts";
import { Kind, type Uses } from "../uses.ts";

/** The process that the caller has a handle of in `slot`. */
const made = spec((slot: u32): Process => processes().get(objectIn(callerProcess(), slot)));

/** The caller has, in `slot`, a handle with all rights of a new process that `payer` pays for. */
const isCreated = spec(
  (payer: u32, slot: u32, held: Processes, all: Uses, nodes: Tree): boolean =>
    areNew(all, objectIn(callerProcess(), slot), made(slot)) &&
    isProcess(made(slot), payer) &&
    uses() === withProcess(all, payer, objectIn(callerProcess(), slot), made(slot)) &&
    tree() === usingProcess(nodes, payer) &&
    processes() ===
      withHandle(
        held.set(objectIn(callerProcess(), slot), made(slot)),
        callerProcess(),
        slot,
        newHandle(Kind.Process, ALL, objectIn(callerProcess(), slot), 0, generations()),
      ),
);

/** A new process has its own queue and space, which are empty. */
const hasOwnParts = spec(
  (process: Process, objects: Map<u32, Queue>, all: Spaces): boolean =>
    queues() === objects.set(process.replies, { pending: 0 }) &&
    spaces() === all.set(process.space, Map.empty()),
);

export function createProcess(container: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes, queues, spaces, owners, walk, missing, uses, tree);
  ensures(consistent());
  ensures(
    (status: Status) => status === old(creationStatus(callerProcess(), container, PROCESS_FRAMES, slot)),
  );
  ensures((status: Status) =>
    status === Status.Done
      ? isCreated(
          old(objectIn(callerProcess(), container)),
          slot,
          old(processes()),
          old(uses()),
          old(tree()),
        ) && hasOwnParts(made(slot), old(queues()), old(spaces()))
      : processes() === old(processes()) &&
        queues() === old(queues()) &&
        spaces() === old(spaces()) &&
        owners() === old(owners()) &&
        uses() === old(uses()) &&
        tree() === old(tree()),
  );
  const p = caller();
  const status = checkCreation(p, container, PROCESS_FRAMES, slot);
  if (status !== Status.Done) return status;
  const payer = objectFor(p, container, Kind.Container, MANAGE);
  const child = makeProcess(payer);
  putNew(p, slot, Kind.Process, ALL, child);
  return Status.Done;
}
