/**
 * New objects: made in the right frames, and consistent with all others.
 *
 * Owns      no state. What all calls that create something share, and boot.
 * Not here  handles to the new objects (callers.ts), what else the calls check (syscalls/).
 */
import { Map, ensures, ghost, modifies, old, requires, reveal, spec, type u32 } from "welkin";
import { type Tree, using } from "./budgets.ts";
import { canPay } from "./callers.ts";
import {
  consistent,
  frameAppears,
  kindSays,
  processAppears,
  queueAppears,
  spaceAppears,
  tablesAgree,
  threadAppears,
} from "./consistency.ts";
import { payerIsContainer, tree } from "./containers.ts";
import { useOf, uses } from "./frames.ts";
import { type Process, createProcess, newProcess, processes } from "./processes.ts";
import { PRIORITIES, createQueue, queues } from "./queues.ts";
import { createSpace, spaces } from "./spaces.ts";
import { missing, owners, walk } from "./tables.ts";
import { Role, STOPPED, type Thread, createThread, messages, threads } from "./threads.ts";
import { Kind, type Uses, isQueueKind } from "./uses.ts";

/** Makes an empty queue: an endpoint, a notification, or where clients wait for replies. */
export function makeQueue(container: u32, kind: Kind): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1) && isQueueKind(kind));
  modifies(queues, uses, tree);
  ensures(consistent());
  ensures((q: u32) => !old(uses()).has(q) && uses() === old(uses()).set(q, { kind, container }));
  ensures((q: u32) => queues() === old(queues()).set(q, { pending: 0 }));
  ensures(tree() === using(old(tree()), container, 1));
  const q = createQueue(container, kind);
  frameAppears(old(uses()), q, kind, container);
  queueAppears(old(queues()), old(uses()), kind, q, container);
  return q;
}

/** Makes a space without pages. */
function makeSpace(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  modifies(spaces, owners, walk, missing, uses, tree);
  ensures(consistent());
  ensures((space: u32) => !old(uses()).has(space));
  ensures((space: u32) => uses() === old(uses()).set(space, { kind: Kind.Table, container }));
  ensures((space: u32) => spaces() === old(spaces()).set(space, Map.empty()));
  ensures(tree() === using(old(tree()), container, 1));
  reveal(tablesAgree);
  const space = createSpace(container);
  frameAppears(old(uses()), space, Kind.Table, container);
  spaceAppears(old(spaces()), space);
  return space;
}

/** The frames that a process takes: its object, its table of level 4, its queue of clients. */
export const PROCESS_FRAMES = 3;

/** A process as it is made, somewhere. */
export const isProcess = spec(
  (process: Process, container: u32): boolean =>
    process === newProcess(container, process.space, process.replies),
);

/** The frames of a process were free. */
export const areNew = spec(
  (before: Uses, p: u32, process: Process): boolean =>
    !before.has(p) && !before.has(process.space) && !before.has(process.replies),
);

/** The uses of frames with those of a new process. */
export const withProcess = spec((before: Uses, container: u32, p: u32, process: Process): Uses =>
  before
    .set(process.space, { kind: Kind.Table, container })
    .set(process.replies, { kind: Kind.Replies, container })
    .set(p, { kind: Kind.Process, container }),
);

/** The containers after one uses the frames of a process more. */
export const usingProcess = spec((nodes: Tree, container: u32): Tree =>
  using(using(using(nodes, container, 1), container, 1), container, 1),
);

/** Makes a process without threads, handles and pages. */
export function makeProcess(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, PROCESS_FRAMES));
  modifies(processes, queues, spaces, owners, walk, missing, uses, tree);
  ensures(consistent());
  ensures((p: u32) => areNew(old(uses()), p, processes().get(p)));
  ensures((p: u32) => isProcess(processes().get(p), container));
  ensures((p: u32) => !old(processes()).has(p));
  ensures((p: u32) => processes() === old(processes()).set(p, processes().get(p)));
  ensures((p: u32) => uses() === withProcess(old(uses()), container, p, processes().get(p)));
  ensures(tree() === usingProcess(old(tree()), container));
  ensures((p: u32) => spaces() === old(spaces()).set(processes().get(p).space, Map.empty()));
  ensures((p: u32) => queues() === old(queues()).set(processes().get(p).replies, { pending: 0 }));
  const space = makeSpace(container);
  const replies = makeQueue(container, Kind.Replies);
  const between = ghost(uses());
  const p = createProcess(container, space, replies);
  frameAppears(between, p, Kind.Process, container);
  processAppears(old(processes()), between, p, container);
  return p;
}

/** Makes a stopped thread of process `p`. */
export function makeThread(p: u32, priority: u32): u32 {
  requires(consistent() && processes().has(p) && priority < PRIORITIES);
  requires(canPay(tree(), uses().get(p).container, 1));
  modifies(threads, messages, uses, tree);
  ensures(consistent());
  ensures((t: u32) => !old(uses()).has(t) && !old(threads()).has(t));
  ensures(
    (t: u32) => uses() === old(uses()).set(t, { kind: Kind.Thread, container: old(uses()).get(p).container }),
  );
  ensures((t: u32) => threads() === old(threads()).set(t, newThread(p, priority)));
  ensures(tree() === using(old(tree()), old(uses()).get(p).container, 1));
  kindSays(processes(), uses(), Kind.Process, p);
  payerIsContainer(p);
  const container = useOf(p).container;
  const t = createThread(container, p, priority);
  frameAppears(old(uses()), t, Kind.Thread, container);
  threadAppears(old(threads()), old(uses()), t, container);
  return t;
}

/** A thread as it is made. */
export const newThread = spec((process: u32, priority: u32): Thread => ({
  queue: STOPPED,
  priority,
  process,
  role: Role.None,
  status: 0,
}));
