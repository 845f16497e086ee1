/**
 * createThread: makes a stopped thread of a process, whose container pays for its frame.
 *
 * Arguments  process: a handle with Manage.
 *            priority: below PRIORITIES; 0 runs first.
 *            slot: an empty one, for the handle of the thread, which has all rights.
 * Errors     those of the handle; BadArgument: there is no such priority; SlotTaken; Destroyed: the container that pays is
 *            being destroyed; NoFrames.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged } from "welkin";
import {
  caller,
  callerProcess,
  canPut,
  checkPayer,
  isCreated,
  isVacant,
  named,
  objectFor,
  payerStatus,
  putNew,
  refusal,
  use,
} from "../callers.ts";
import { consistent, kindSays } from "../consistency.ts";
import { payerIsContainer } from "../containers.ts";
import { NONE, useOf, uses } from "../frames.ts";
import { ALL, MANAGE } from "../handles.ts";
import { inventory, withThread } from "../inventories.ts";
import { makeThread, records, threadParts } from "../objects.ts";
import { processes } from "../processes.ts";
import { PRIORITIES } from "../queues.ts";
import { Status, andThen } from "../status.ts";
import { loans, messages, running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call, when the handle of the process can be used. */
const creation = spec((p: u32, payer: u32, priority: u32, slot: u32): Status =>
  priority >= PRIORITIES ? Status.BadArgument : !isVacant(p, slot) ? Status.SlotTaken : payerStatus(payer, 1),
);

/** What becomes of the call. */
const outcome = spec((process: u32, priority: u32, slot: u32): Status =>
  andThen(
    use(process, Kind.Process, MANAGE),
    creation(callerProcess(), uses().get(named(process)).container, priority, slot),
  ),
);

export function createThread(process: u32, priority: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes, threadParts, records);
  ensures((status: Status) => consistent() && status === old(outcome(process, priority, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? !old(uses()).has(named(slot)) &&
        isCreated(withThread(old(inventory()), named(slot), old(named(process)), priority), slot)
      : unchanged(inventory, messages, loans),
  );
  const p = caller();
  const of = objectFor(p, process, Kind.Process, MANAGE);
  if (of === NONE) return refusal(p, process, Kind.Process, MANAGE);
  if (priority >= PRIORITIES) return Status.BadArgument;
  if (!canPut(p, slot)) return Status.SlotTaken;
  kindSays(processes(), uses(), Kind.Process, of);
  payerIsContainer(of);
  const status = checkPayer(useOf(of).container, 1);
  if (status !== Status.Done) return status;
  const t = makeThread(of, priority);
  putNew(p, slot, Kind.Thread, ALL, t);
  return Status.Done;
}
