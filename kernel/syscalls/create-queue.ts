/**
 * createEndpoint, createNotification: make a queue, where threads send and receive messages, or signal and wait.
 *
 * Arguments  container: a handle with Manage, of the container that pays for the frame of the queue.
 *            slot: an empty one, for the handle of the queue, which has all rights.
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
import { inventory, withQueue } from "../inventories.ts";
import { makeQueue, records } from "../objects.ts";
import { processes } from "../processes.ts";
import { queues } from "../queues.ts";
import { Status } from "../status.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** Makes a queue of this kind: Endpoint or Notification. */
export function createQueue(kind: Kind, container: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE && (kind === Kind.Endpoint || kind === Kind.Notification));
  modifies(processes, queues, records);
  ensures(consistent());
  ensures((status: Status) => status === old(creationStatus(callerProcess(), container, 1, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? !old(uses()).has(named(slot)) &&
        isCreated(withQueue(old(inventory()), named(slot), kind, old(named(container))), slot)
      : unchanged(inventory),
  );
  const p = caller();
  const status = checkCreation(p, container, 1, slot);
  if (status !== Status.Done) return status;
  // equivalent: 8 -> 0 because checkCreation has found the right
  const payer = objectFor(p, container, Kind.Container, MANAGE);
  const q = makeQueue(payer, kind);
  putNew(p, slot, kind, ALL, q);
  return Status.Done;
}
