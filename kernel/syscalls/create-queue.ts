/**
 * createEndpoint, createNotification: make a queue, where threads send and receive messages, or signal and wait.
 *
 * Arguments  container: a handle with Manage, of the container that pays for the frame of the queue.
 *            slot: an empty one, for the handle of the queue, which has all rights.
 * Errors     those of the handle; SlotTaken; NoFrames.
 */
import { type Map, ensures, modifies, old, requires, spec, type u32 } from "welkin";
import { type Tree, using } from "../budgets.ts";
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
import { ALL, MANAGE, newHandle } from "../handles.ts";
import { generations } from "../names.ts";
import { makeQueue } from "../objects.ts";
import { type Processes, processes, withHandle } from "../processes.ts";
import { type Queue, queues } from "../queues.ts";
import { Status } from "../status.ts";
import { running } from "../threads.ts";
import { Kind, type Uses } from "../uses.ts";

/** The caller has, in `slot`, a handle with all rights of a new queue that `payer` pays for; all else is as it was. */
const isCreated = spec(
  (
    kind: Kind,
    payer: u32,
    slot: u32,
    held: Processes,
    objects: Map<u32, Queue>,
    all: Uses,
    nodes: Tree,
  ): boolean =>
    !all.has(objectIn(callerProcess(), slot)) &&
    processes() ===
      withHandle(
        held,
        callerProcess(),
        slot,
        newHandle(kind, ALL, objectIn(callerProcess(), slot), 0, generations()),
      ) &&
    queues() === objects.set(objectIn(callerProcess(), slot), { pending: 0 }) &&
    uses() === all.set(objectIn(callerProcess(), slot), { kind, container: payer }) &&
    tree() === using(nodes, payer, 1),
);

/** Makes a queue of this kind: Endpoint or Notification. */
export function createQueue(kind: Kind, container: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE && (kind === Kind.Endpoint || kind === Kind.Notification));
  modifies(queues, processes, uses, tree);
  ensures(consistent());
  ensures((status: Status) => status === old(creationStatus(callerProcess(), container, 1, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? isCreated(
          kind,
          old(objectIn(callerProcess(), container)),
          slot,
          old(processes()),
          old(queues()),
          old(uses()),
          old(tree()),
        )
      : processes() === old(processes()) &&
        queues() === old(queues()) &&
        uses() === old(uses()) &&
        tree() === old(tree()),
  );
  const p = caller();
  const status = checkCreation(p, container, 1, slot);
  if (status !== Status.Done) return status;
  const payer = objectFor(p, container, Kind.Container, MANAGE);
  const q = makeQueue(payer, kind);
  putNew(p, slot, kind, ALL, q);
  return Status.Done;
}
