/**
 * createContainer: makes a container, with a part of the frames and of the time that another has left.
 *
 * Arguments  parent: a handle with Manage, of the container that also pays for the frame of the new one.
 *            frames: how many it has.
 *            time: how much of every period its threads may run, in parts of TIME.
 *            slot: an empty one, for the handle of the container, which has all rights.
 * Errors     those of the handle; Destroyed: the parent is being destroyed; SlotTaken; NoFrames; NoTime; TooDeep.
 */
import { ensures, modifies, old, requires, spec, type u32, u64, unchanged } from "welkin";
import { left } from "../budgets.ts";
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
import { DEPTH, budgetIsKept, containerAt, tree } from "../containers.ts";
import { NONE, uses } from "../frames.ts";
import { ALL, MANAGE } from "../handles.ts";
import { inventory, withContainer } from "../inventories.ts";
import { makeContainer, records } from "../objects.ts";
import { processes } from "../processes.ts";
import { Status, andThen } from "../status.ts";
import { running } from "../threads.ts";
import { accounts, clock, inherited } from "../time.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call, when a container of so many frames can be created. */
const shareStatus = spec((parent: u32, time: u32): Status =>
  time > left(tree().get(parent).time)
    ? Status.NoTime
    : tree().get(parent).depth + 1 < DEPTH
      ? Status.Done
      : Status.TooDeep,
);

/** What becomes of the call. */
const outcome = spec((parent: u32, frames: u32, time: u32, slot: u32): Status =>
  andThen(creationStatus(callerProcess(), parent, frames + 1, slot), shareStatus(named(parent), time)),
);

export function createContainer(parent: u32, frames: u32, time: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes, records, accounts);
  ensures((status: Status) => consistent() && status === old(outcome(parent, frames, time, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? !old(uses()).has(named(slot)) &&
        isCreated(withContainer(old(inventory()), named(slot), old(named(parent)), frames, time), slot) &&
        accounts() === inherited(old(accounts()), named(slot), old(named(parent)), clock(), tree())
      : unchanged(inventory, accounts),
  );
  const p = caller();
  const status = checkCreation(p, parent, u64.from(frames) + 1, slot);
  if (status !== Status.Done) return status;
  // equivalent: 8 -> 0 because checkCreation has found the right
  const giver = objectFor(p, parent, Kind.Container, MANAGE);
  budgetIsKept(giver);
  const container = containerAt(giver);
  if (container.time.total - container.time.used - container.time.given < time) return Status.NoTime;
  if (container.depth >= DEPTH - 1) return Status.TooDeep;
  const c = makeContainer(giver, frames, time);
  putNew(p, slot, Kind.Container, ALL, c);
  return Status.Done;
}
