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
  handleStatus,
  isVacant,
  objectFor,
  objectIn,
  payerStatus,
  putNew,
  refusal,
} from "../callers.ts";
import { consistent, kindSays } from "../consistency.ts";
import { payerIsContainer } from "../containers.ts";
import { NONE, useOf, uses } from "../frames.ts";
import { ALL, MANAGE, newHandle } from "../handles.ts";
import { type Inventory, holding, inventory, withThread } from "../inventories.ts";
import { generations } from "../names.ts";
import { makeThread, records, threadParts } from "../objects.ts";
import { processes } from "../processes.ts";
import { PRIORITIES } from "../queues.ts";
import { Status } from "../status.ts";
import { loans, messages, running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call, when the handle of the process can be used. */
const creation = spec((p: u32, payer: u32, priority: u32, slot: u32): Status =>
  priority >= PRIORITIES ? Status.BadArgument : !isVacant(p, slot) ? Status.SlotTaken : payerStatus(payer, 1),
);

/** What becomes of the call. */
const outcome = spec((p: u32, process: u32, priority: u32, slot: u32): Status =>
  handleStatus(p, process, Kind.Process, MANAGE) === Status.Done
    ? creation(p, uses().get(objectIn(p, process)).container, priority, slot)
    : handleStatus(p, process, Kind.Process, MANAGE),
);

/** The caller has, in `slot`, a handle with all rights of a new thread of process `of`. */
const isCreated = spec(
  (before: Inventory, of: u32, priority: u32, slot: u32, t: u32): boolean =>
    !before.uses.has(t) &&
    inventory() ===
      holding(
        withThread(before, t, of, priority),
        callerProcess(),
        slot,
        newHandle(Kind.Thread, ALL, t, 0, generations()),
      ),
);

export function createThread(process: u32, priority: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(processes, threadParts, records);
  ensures(consistent());
  ensures((status: Status) => status === old(outcome(callerProcess(), process, priority, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? isCreated(
          old(inventory()),
          old(objectIn(callerProcess(), process)),
          priority,
          slot,
          objectIn(callerProcess(), slot),
        )
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
