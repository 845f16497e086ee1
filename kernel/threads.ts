/**
 * Threads: where each of them is, and the message that it carries.
 *
 * Owns       the thread objects. All operations take constant time.
 * View       threads(): the state of every thread. messages(): what it carries. loans(): what it lends with its calls.
 *            running(): the thread that runs.
 * States     a thread is where its `queue` says: STOPPED, as it begins; RUNNING; ready (READY + its priority); PARKED;
 *            or it waits in the queue object of that number. It can move from anywhere to anywhere.
 * Invariants a thread is in the queue that it says and in no other (queuesAreStates); at most one runs.
 * Not here   what a thread runs and may do (processes.ts), what it waits for (the calls), who runs next (scheduler.ts).
 */
import {
  type FixedArray,
  Map,
  type Pool,
  Seq,
  arrayOf,
  copy,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  pool,
  requires,
  spec,
  trigger,
  u32,
  type u64,
  unchanged,
  zeroed,
} from "welkin";
import { without } from "../library/linked-lists.ts";
import { left } from "./budgets.ts";
import { isCharged, isRefunded } from "./charges.ts";
import { chargeObject, refundObject, tree } from "./containers.ts";
import { NONE, uses } from "./frames.ts";
import { ALL } from "./handles.ts";
import { FRAMES, SPACE_BYTES } from "./machine.ts";
import {
  LISTS,
  PARKED,
  PRIORITIES,
  READY,
  enter,
  isQueue,
  leave,
  lists,
  queues,
  queuesExist,
} from "./queues.ts";
import { Kind } from "./uses.ts";

/** Where the running thread is: in no queue. */
export const RUNNING = LISTS;

/** Where a thread is that does not run: in no queue. */
export const STOPPED = LISTS + 1;

/** How many words a message has. */
export const WORDS = 6;

/** What a thread waits for. */
export enum Role {
  None,
  /** To have its message taken. */
  Sender,
  /** The same, and then for the reply. */
  Caller,
  /** For the reply. */
  Client,
  /** For a message. */
  Receiver,
  /** For a notification. */
  Waiter,
}

export class Thread {
  /** The queue that it is in, RUNNING or STOPPED. */
  queue: u32 = 0;
  /** 0 runs first; below PRIORITIES. */
  priority: u32 = 0;
  process: u32 = 0;
  role: Role = Role.None;
  /** What its call gives when it is resumed. */
  status: u32 = 0;
}

/** What a thread waits to say, or was told. */
export class Message {
  words: FixedArray<u64, typeof WORDS> = zeroed();
  /** That of the handle through which it was sent. */
  badge: u64 = 0;
  /** The thread that waits for a reply; NONE if none does. */
  client: u32 = 0;
}

/** What goes with the calls of a thread: whoever it calls may take it while the call lasts. */
export class Loan {
  /** Bytes of the address space of its process, which end within what pages there are. */
  address: u64 = 0;
  length: u64 = 0;
  /** What may be done with them: bits LEND_READ and LEND_WRITE. */
  access: u32 = 0;
  /** The slot of a handle of which a copy may be taken, the rights and the badge of the copy; NONE for no handle. */
  handle: u32 = NONE;
  rights: u32 = 0;
  badge: u64 = 0;
  /** The slot in which a handle may be put; NONE for no slot. */
  slot: u32 = NONE;
}

class ThreadObject {
  thread: Thread = new Thread();
  message: Message = new Message();
  loan: Loan = new Loan();
}

const objects: Pool<ThreadObject> = pool();
let current: u32 = NONE;
let all: Map<u32, Thread> = Map.empty();
let carried: Map<u32, Message> = Map.empty();
let lent: Map<u32, Loan> = Map.empty();

/** The state of every thread. */
export const threads = spec((): Map<u32, Thread> => all);

/** The message that every thread carries. */
export const messages = spec((): Map<u32, Message> => carried);

/** What every thread lends with its calls. */
export const loans = spec((): Map<u32, Loan> => lent);

/** The thread that runs; NONE if none does. */
export const running = spec((): u32 => current);

/** The queues when thread `t` has gone from one place to the end of another. */
export const moved = spec((all: Seq<Seq<u32>>, t: u32, from: u32, to: u32): Seq<Seq<u32>> =>
  entered(from < LISTS ? all.with(from, without(all[from], t)) : all, t, to),
);

const entered = spec((all: Seq<Seq<u32>>, t: u32, to: u32): Seq<Seq<u32>> =>
  to < LISTS ? all.with(to, all[to].push(t)) : all,
);

// --- Invariants ----------------------------------------------------------------------------------------------

/** The objects are the views. */
const objectsAreViews = spec((): boolean =>
  forall(
    (t: u32) =>
      objects.owned().has(t) === trigger(all.has(t)) &&
      carried.has(t) === all.has(t) &&
      lent.has(t) === all.has(t) &&
      implies(
        all.has(t),
        t < FRAMES &&
          all.get(t) === objects.at(t).thread &&
          carried.get(t) === objects.at(t).message &&
          lent.get(t) === objects.at(t).loan,
      ),
  ),
);

/** The queues have the threads that say so. */
const queuesAreAsSaid = spec((): boolean =>
  forall((q: int, t: u32) =>
    implies(0 <= q && q < LISTS, trigger(lists()[q].contains(t)) === (all.has(t) && all.get(t).queue === q)),
  ),
);

/** A thread says a queue, RUNNING or STOPPED; if it is ready, the queue of its priority. */
const placesAreValid = spec((): boolean =>
  forall((t: u32) =>
    implies(
      trigger(all.has(t)),
      all.get(t).queue <= STOPPED &&
        all.get(t).priority < PRIORITIES &&
        implies(isReady(all.get(t).queue), all.get(t).queue === READY + all.get(t).priority),
    ),
  ),
);

/** What is lent ends within an address space, and the rights that go with it are rights. */
const loansAreValid = spec((): boolean =>
  forall((t: u32) =>
    implies(
      lent.has(t),
      trigger(lent.get(t)).address + lent.get(t).length <= SPACE_BYTES && lent.get(t).rights <= ALL,
    ),
  ),
);

/** The running thread is the one that runs. */
const oneRuns = spec(
  (): boolean =>
    implies(current !== NONE, all.has(current)) &&
    forall((t: u32) => implies(trigger(all.has(t)), (all.get(t).queue === RUNNING) === (t === current))),
);

invariant(objectsAreViews());
invariant(queuesAreAsSaid());
invariant(placesAreValid());
invariant(loansAreValid());
invariant(oneRuns());

/** Is this the queue of threads that are ready? */
export const isReady = spec((q: u32): boolean => READY <= q && q < PARKED);

/** A thread is in the queue that it says, and in no other. */
export const queuesAreStates = lemma((): void => {
  ensures(
    forall((q: int, t: u32) =>
      implies(
        0 <= q && q < LISTS,
        trigger(lists()[q].contains(t)) === (threads().has(t) && threads().get(t).queue === q),
      ),
    ),
  );
});

/** A thread is somewhere, with a priority that there is; and it carries a message. */
export const placesExist = lemma((t: u32): void => {
  requires(threads().has(t));
  ensures(t < FRAMES && messages().has(t));
  ensures(threads().get(t).queue <= STOPPED && threads().get(t).priority < PRIORITIES);
  ensures(
    implies(isReady(threads().get(t).queue), threads().get(t).queue === READY + threads().get(t).priority),
  );
  ensures((threads().get(t).queue === RUNNING) === (t === running()));
});

/** The running thread is one. */
export const runningIsThread = lemma((): void => {
  ensures(
    implies(running() !== NONE, threads().has(running()) && threads().get(running()).queue === RUNNING),
  );
});

// --- Objects -------------------------------------------------------------------------------------------------

/** A thread as it is made: stopped. */
export const newThread = spec((process: u32, priority: u32): Thread => ({
  queue: STOPPED,
  priority,
  process,
  role: Role.None,
  status: 0,
}));

/** Makes a thread of a process. */
export function createThread(container: u32, process: u32, priority: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0 && priority < PRIORITIES);
  modifies(threads, messages, loans, uses, tree, objects);
  ensures((t: u32) => !old(threads()).has(t));
  ensures((t: u32) => threads() === old(threads()).set(t, newThread(process, priority)));
  ensures((t: u32) => messages() === old(messages()).set(t, zeroed()));
  ensures((t: u32) => loans() === old(loans()).set(t, nothingLent()));
  ensures((t: u32) => isCharged(old(uses()), old(tree()), t, Kind.Thread, container));
  const t = chargeObject(container, objects, Kind.Thread);
  objects.at(t).thread = { queue: STOPPED, priority, process, role: Role.None, status: 0 };
  objects.at(t).loan = new Loan();
  all = all.set(t, objects.at(t).thread);
  carried = carried.set(t, objects.at(t).message);
  lent = lent.set(t, objects.at(t).loan);
  return t;
}

/** Ends a stopped thread. */
export function destroyThread(t: u32): void {
  requires(threads().has(t) && threads().get(t).queue === STOPPED);
  requires(uses().has(t) && uses().get(t).kind === Kind.Thread);
  modifies(threads, messages, loans, uses, tree, objects);
  ensures(threads() === old(threads()).delete(t) && messages() === old(messages()).delete(t));
  ensures(loans() === old(loans()).delete(t));
  ensures(isRefunded(old(uses()), old(tree()), t));
  refundObject(objects, t);
  all = all.delete(t);
  carried = carried.delete(t);
  lent = lent.delete(t);
}

/** Where a thread is. */
export function queueAt(t: u32): u32 {
  requires(threads().has(t));
  ensures((result: u32) => result === threads().get(t).queue);
  return objects.at(t).thread.queue;
}

/** The priority of a thread. */
export function priorityAt(t: u32): u32 {
  requires(threads().has(t));
  ensures((result: u32) => result === threads().get(t).priority);
  return objects.at(t).thread.priority;
}

/** The process of a thread. */
export function processAt(t: u32): u32 {
  requires(threads().has(t));
  ensures((result: u32) => result === threads().get(t).process);
  return objects.at(t).thread.process;
}

/** What a thread waits for. */
export function roleAt(t: u32): Role {
  requires(threads().has(t));
  ensures((result: Role) => result === threads().get(t).role);
  return objects.at(t).thread.role;
}

/** What the call of a thread gives. */
export function statusAt(t: u32): u32 {
  requires(threads().has(t));
  ensures((result: u32) => result === threads().get(t).status);
  return objects.at(t).thread.status;
}

/** The thread that runs; NONE if none does. */
export function currentThread(): u32 {
  ensures((result: u32) => result === running());
  return current;
}

// --- States --------------------------------------------------------------------------------------------------

/** A thread leaves where it is and goes to the end of queue `to`, or to STOPPED, or to RUNNING if nobody runs. */
export function move(t: u32, to: u32): void {
  requires(threads().has(t));
  requires(to === STOPPED || (to === RUNNING && running() === NONE) || isQueue(queues(), to));
  requires(implies(isReady(to), to === READY + threads().get(t).priority));
  modifies(threads, lists, running, objects);
  ensures(threads() === old(threads()).set(t, { ...old(threads()).get(t), queue: to }));
  ensures(lists() === moved(old(lists()), t, old(threads()).get(t).queue, to));
  ensures(running() === (to === RUNNING ? t : old(running()) === t ? NONE : old(running())));
  queuesExist(to);
  const from = objects.at(t).thread.queue;
  if (from < LISTS) leave(from, t);
  if (to < LISTS) enter(to, t);
  if (to === RUNNING) current = t;
  else if (from === RUNNING) current = NONE;
  objects.at(t).thread.queue = to;
  all = all.set(t, objects.at(t).thread);
}

/** A thread waits in queue object `q` from now on, for what its role says. */
export function wait(t: u32, q: u32, role: Role): void {
  requires(threads().has(t) && queues().has(q));
  modifies(threads, lists, running, objects);
  ensures(threads() === old(threads()).set(t, { ...old(threads()).get(t), queue: q, role }));
  ensures(lists() === moved(old(lists()), t, old(threads()).get(t).queue, q));
  ensures(old(running()) === t ? running() === NONE : unchanged(running));
  queuesExist(q);
  objects.at(t).thread.role = role;
  all = all.set(t, objects.at(t).thread);
  move(t, q);
}

/** A thread that is ready, waits for nothing, and whose call gives `status`. */
export const ready = spec((thread: Thread, status: u32): Thread => ({
  ...thread,
  queue: u32.from(READY + thread.priority),
  role: Role.None,
  status,
}));

/** A thread is ready from now on, waits for nothing, and its call gives `status`. */
export function resume(t: u32, status: u32): void {
  requires(threads().has(t));
  modifies(threads, lists, running, objects);
  ensures(threads() === old(threads()).set(t, ready(old(threads()).get(t), status)));
  ensures(lists() === moved(old(lists()), t, old(threads()).get(t).queue, threads().get(t).queue));
  ensures(old(running()) === t ? running() === NONE : unchanged(running));
  const thread = objects.at(t).thread;
  thread.role = Role.None;
  thread.status = status;
  all = all.set(t, thread);
  move(t, READY + thread.priority);
}

/** A thread that is not ready has another priority from now on. */
export function setPriority(t: u32, priority: u32): void {
  requires(threads().has(t) && !isReady(threads().get(t).queue) && priority < PRIORITIES);
  modifies(threads, objects);
  ensures(threads() === old(threads()).set(t, { ...old(threads()).get(t), priority }));
  objects.at(t).thread.priority = priority;
  all = all.set(t, objects.at(t).thread);
}

// --- Messages ------------------------------------------------------------------------------------------------

/** A thread carries this message from now on. */
export function setMessage(
  t: u32,
  a: u64,
  b: u64,
  c: u64,
  d: u64,
  e: u64,
  f: u64,
  badge: u64,
  client: u32,
): void {
  requires(threads().has(t));
  modifies(messages, objects);
  ensures(messages() === old(messages()).set(t, { words: arrayOf(a, b, c, d, e, f), badge, client }));
  objects.at(t).message = { words: arrayOf(a, b, c, d, e, f), badge, client };
  carried = carried.set(t, objects.at(t).message);
}

/** Thread `to` carries what `from` does. */
export function deliver(from: u32, to: u32): void {
  requires(threads().has(from) && threads().has(to));
  modifies(messages, objects);
  ensures(messages() === old(messages()).set(to, old(messages()).get(from)));
  objects.at(to).message = copy(objects.at(from).message);
  carried = carried.set(to, objects.at(to).message);
}

/** Word `index` of the message that a thread carries. */
export function wordAt(t: u32, index: u32): u64 {
  requires(threads().has(t) && index < WORDS);
  ensures((result: u64) => result === messages().get(t).words[index]);
  return objects.at(t).message.words[index];
}

/** The badge of the message that a thread carries. */
export function badgeAt(t: u32): u64 {
  requires(threads().has(t));
  ensures((result: u64) => result === messages().get(t).badge);
  return objects.at(t).message.badge;
}

/** The client of the message that a thread carries. */
export function clientAt(t: u32): u32 {
  requires(threads().has(t));
  ensures((result: u32) => result === messages().get(t).client);
  return objects.at(t).message.client;
}

// --- Loans ---------------------------------------------------------------------------------------------------

/** What a thread lends to begin with. */
export const nothingLent = spec((): Loan => ({
  address: 0,
  length: 0,
  access: 0,
  handle: NONE,
  rights: 0,
  badge: 0,
  slot: NONE,
}));

/** A thread lends these bytes with its calls from now on. */
export function setLoan(t: u32, address: u64, length: u64, access: u32): void {
  requires(threads().has(t) && address + length <= SPACE_BYTES);
  modifies(loans, objects);
  ensures(loans() === old(loans()).set(t, { ...old(loans()).get(t), address, length, access }));
  const loan = objects.at(t).loan;
  loan.address = address;
  loan.length = length;
  loan.access = access;
  lent = lent.set(t, loan);
}

/** A thread offers a copy of this handle with its calls from now on, and a slot for one. */
export function setOffer(t: u32, handle: u32, rights: u32, badge: u64, slot: u32): void {
  requires(threads().has(t) && rights <= ALL);
  modifies(loans, objects);
  ensures(loans() === old(loans()).set(t, { ...old(loans()).get(t), handle, rights, badge, slot }));
  const loan = objects.at(t).loan;
  loan.handle = handle;
  loan.rights = rights;
  loan.badge = badge;
  loan.slot = slot;
  lent = lent.set(t, loan);
}

/** What a thread lends. */
export function loanAt(t: u32): Loan {
  requires(threads().has(t));
  ensures((result: Loan) => result === loans().get(t));
  ensures((result: Loan) => result.address + result.length <= SPACE_BYTES && result.rights <= ALL);
  return copy(objects.at(t).loan);
}
