/**
 * createThread: makes a stopped thread of a process, whose container pays for its frame.
 *
 * Arguments  process: a handle with Manage.
 *            priority: below PRIORITIES; 0 runs first.
 *            slot: an empty one, for the handle of the thread, which has all rights.
 * Errors     those of the handle; BadArgument: there is no such priority; SlotTaken; NoFrames.
 */
import { type Map, ensures, modifies, old, requires, spec, type u32 } from "welkin";
import { type Tree, using } from "../budgets.ts";
import {
  caller,
  callerProcess,
  canPay,
  canPut,
  handleStatus,
  hasFrames,
  isVacant,
  objectFor,
  objectIn,
  putNew,
  refusal,
} from "../callers.ts";
import { consistent, kindSays } from "../consistency.ts";
import { payerIsContainer, tree } from "../containers.ts";
import { NONE, useOf, uses } from "../frames.ts";
import { ALL, MANAGE, newHandle } from "../handles.ts";
import { generations } from "../names.ts";
import { makeThread, newThread } from "../objects.ts";
import { type Processes, processes, withHandle } from "../processes.ts";
import { PRIORITIES } from "../queues.ts";
import { Status } from "../status.ts";
import { type Thread, messages, running, threads } from "../threads.ts";
import { Kind, type Uses } from "../uses.ts";

/** The container that pays for what is made for a process. */
const payerOf = spec((process: u32): u32 => uses().get(process).container);

/** What becomes of the call. */
const outcome = spec((p: u32, process: u32, priority: u32, slot: u32): Status =>
  handleStatus(p, process, Kind.Process, MANAGE) !== Status.Done
    ? handleStatus(p, process, Kind.Process, MANAGE)
    : priority >= PRIORITIES
      ? Status.BadArgument
      : !isVacant(p, slot)
        ? Status.SlotTaken
        : canPay(tree(), payerOf(objectIn(p, process)), 1)
          ? Status.Done
          : Status.NoFrames,
);

/** The caller has, in `slot`, a handle with all rights of a new thread of process `of`; all else is as it was. */
const isCreated = spec(
  (
    of: u32,
    priority: u32,
    slot: u32,
    held: Processes,
    all: Map<u32, Thread>,
    frames: Uses,
    nodes: Tree,
  ): boolean =>
    !frames.has(objectIn(callerProcess(), slot)) &&
    processes() ===
      withHandle(
        held,
        callerProcess(),
        slot,
        newHandle(Kind.Thread, ALL, objectIn(callerProcess(), slot), 0, generations()),
      ) &&
    threads() === all.set(objectIn(callerProcess(), slot), newThread(of, priority)) &&
    uses() ===
      frames.set(objectIn(callerProcess(), slot), {
        kind: Kind.Thread,
        container: frames.get(of).container,
      }) &&
    tree() === using(nodes, frames.get(of).container, 1),
);

export function createThread(process: u32, priority: u32, slot: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, processes, uses, tree);
  ensures(consistent());
  ensures((status: Status) => status === old(outcome(callerProcess(), process, priority, slot)));
  ensures((status: Status) =>
    status === Status.Done
      ? isCreated(
          old(objectIn(callerProcess(), process)),
          priority,
          slot,
          old(processes()),
          old(threads()),
          old(uses()),
          old(tree()),
        )
      : threads() === old(threads()) &&
        messages() === old(messages()) &&
        processes() === old(processes()) &&
        uses() === old(uses()) &&
        tree() === old(tree()),
  );
  const p = caller();
  const of = objectFor(p, process, Kind.Process, MANAGE);
  if (of === NONE) return refusal(p, process, Kind.Process, MANAGE);
  if (priority >= PRIORITIES) return Status.BadArgument;
  if (!canPut(p, slot)) return Status.SlotTaken;
  kindSays(processes(), uses(), Kind.Process, of);
  payerIsContainer(of);
  if (!hasFrames(useOf(of).container, 1)) return Status.NoFrames;
  const t = makeThread(of, priority);
  putNew(p, slot, Kind.Thread, ALL, t);
  return Status.Done;
}
