/**
 * The model of the kernel: what its calls do, in plain TypeScript, written from the manual and the specifications, not
 * from the code.
 *
 * Owns      a State, and the steps of which calls consist. What each call does is in calls/.
 * Choice    which free frame is taken for something new the manual does not say: the model takes the one that the kernel
 *           took (Taken), if it was free.
 */
import { RIGHTS, type RightName, type StatusName } from "../../interface/call.ts";
import { Bytes } from "./bytes.ts";
import { FreeFrames } from "./free-frames.ts";
import {
  type Account,
  type Container,
  type Handle,
  Kind,
  type Loan,
  type Message,
  NONE,
  PARKED,
  type Page,
  type Process,
  READY,
  RUN,
  RUNNING,
  Role,
  type State,
  type Table,
  type Thread,
  type Timer,
  firstOf,
  sizeOf,
} from "./state.ts";

export const HANDLES = 128;
export const DEPTH = 32;
/** Budgets of time have so many parts, and a period so many units. */
export const PERIOD = 1_000_000n;
export const MOST = (1n << 64n) - 1n;
const ALL = 15;

/** What the kernel had at one moment: what its frames are used for, where its page tables are, and which timers are set. */
export type Taken = Pick<State, "uses" | "frameCount" | "tables" | "timers">;

/** What the kernel asks of the machine: the call's name, and its arguments. */
export interface Asked {
  readonly name: string;
  readonly values: number[];
}

/** What the clock goes on by each time that the kernel looks. */
export const TICK = 1000n;

export const saturated = (sum: bigint) => (sum < MOST ? sum : MOST);

/** A timer that is not set. */
export const unset = (): Timer => ({ deadline: MOST, bits: 0n });

const nothingLent = (): Loan => ({
  address: 0n,
  length: 0n,
  access: 0,
  handle: NONE,
  rights: 0,
  badge: 0n,
  slot: NONE,
});

export const noHandle = (): Handle => ({ kind: Kind.Free, rights: 0, object: 0, generation: 0n, badge: 0n });

export const message = (words: readonly bigint[], badge = 0n, client = NONE): Message => ({
  words: Array.from({ length: 6 }, (_, i) => words[i] ?? 0n),
  badge,
  client,
});

/** The state before boot, of a machine that will have no more than `count` frames. */
const nothing = (count: number): Changing => ({
  booted: false,
  frameCount: 0,
  root: NONE,
  running: NONE,
  payer: 0,
  clock: 0n,
  uses: new Map(),
  tree: new Map(),
  threads: new Map(),
  messages: new Map(),
  loans: new Map(),
  queues: new Map(),
  lists: new Map(),
  processes: new Map(),
  interrupts: new Map(),
  devices: new Map(),
  openLines: new Map(),
  reached: new Map(),
  owners: new Map(),
  owned: new Map(),
  spaces: new Map(),
  tables: new Map(),
  generations: new Array<bigint>(count).fill(0n),
  timers: Array.from({ length: count }, unset),
  accounts: Array.from({ length: count }, () => ({ period: 0n, spent: 0n })),
  parkings: new Array<bigint>(count).fill(0n),
});

/** The state of a model, which changes. */
interface Changing extends State {
  generations: bigint[];
  timers: Timer[];
  accounts: Account[];
  parkings: bigint[];
}

export class Model {
  readonly state: Changing;
  /** What the last call has asked of the machine. */
  readonly asked: Asked[] = [];
  readonly #free = new FreeFrames();
  #taken: Taken = { uses: new Map(), frameCount: 0, tables: new Map(), timers: [] };
  /** What frames hold in the eyes of processes. */
  readonly bytes = new Bytes();
  /** What the clock shows. */
  time = 0n;
  /** The page behind the one that destroying has freed last. */
  likely = 0;

  /** How many frames the machine has. */
  readonly count: number;

  constructor(count: number) {
    this.count = count;
    this.state = nothing(count);
  }

  /** Has new things be where the kernel has put them. */
  follow(taken: Taken): void {
    this.#taken = taken;
    this.#free.follow(this.state, taken);
  }

  // --- Who calls ---------------------------------------------------------------------------------------------

  thread(t: number): Thread {
    return this.state.threads.get(t)!;
  }

  process(p: number): Process {
    return this.state.processes.get(p)!;
  }

  /** The process of the running thread. */
  get caller(): number {
    return this.thread(this.state.running).process;
  }

  // --- Handles -----------------------------------------------------------------------------------------------

  handle(p: number, slot: number): Handle | undefined {
    return this.process(p).handles.get(slot);
  }

  isLive({ object, generation }: Handle): boolean {
    return this.state.generations[object] === generation;
  }

  /** What becomes of using the handle in a slot of the caller as one of this kind with this right. */
  use(slot: number, kind: number, right: RightName): StatusName {
    const handle = this.handle(this.caller, slot);
    if (!handle) return "NoSuchHandle";
    if (!this.isLive(handle)) return "Destroyed";
    if (handle.kind !== kind) return "WrongKind";
    return (handle.rights & RIGHTS[right].bit) === 0 ? "NotAllowed" : "Done";
  }

  /** The object of the handle in a slot of the caller. */
  objectIn(slot: number): number {
    return this.handle(this.caller, slot)!.object;
  }

  isVacant(p: number, slot: number): boolean {
    return slot < HANDLES && !this.handle(p, slot);
  }

  /** `p` has a handle with all rights of what is in frame `object`. */
  hold(p: number, slot: number, object: number): void {
    const { kind } = this.state.uses.get(object)!;
    const generation = this.state.generations[object]!;
    this.process(p).handles.set(slot, { kind, rights: ALL, object, generation, badge: 0n });
  }

  /** What becomes of copying the handle in a slot of `p`. */
  copying(p: number, slot: number, rights: number): StatusName {
    const handle = this.handle(p, slot);
    if (!handle) return "NoSuchHandle";
    if (!this.isLive(handle)) return "Destroyed";
    return rights > ALL ? "BadArgument" : "Done";
  }

  copy(from: number, slot: number, to: number, there: number, rights: number, badge: bigint): void {
    const handle = this.handle(from, slot)!;
    const copy = {
      ...handle,
      rights: handle.rights & rights,
      badge: handle.badge === 0n ? badge : handle.badge,
    };
    this.process(to).handles.set(there, copy);
  }

  // --- Budgets -----------------------------------------------------------------------------------------------

  container(c: number): Container {
    return this.state.tree.get(c)!;
  }

  left(c: number): { readonly frames: number; readonly time: number } {
    const { frames, time } = this.container(c);
    return { frames: frames.total - frames.used - frames.given, time: time.total - time.used - time.given };
  }

  /** Is a container, or one above it, being destroyed? */
  isDoomed(c: number): boolean {
    return c !== NONE && (this.container(c).dying || this.isDoomed(this.container(c).parent));
  }

  /** What becomes of having a container pay for so many frames. */
  paying(c: number, frames: number): StatusName {
    if (this.isDoomed(c)) return "Destroyed";
    return this.left(c).frames >= frames ? "Done" : "NoFrames";
  }

  /** What becomes of creating something of so many frames, for which the container of a handle pays. */
  creating(container: number, frames: number, slot: number): StatusName {
    const status = this.use(container, Kind.Container, "Manage");
    if (status !== "Done") return status;
    const paying = this.paying(this.objectIn(container), frames);
    if (paying === "Destroyed" || this.isVacant(this.caller, slot)) return paying;
    return "SlotTaken";
  }

  // --- Frames ------------------------------------------------------------------------------------------------

  /** Takes a free frame for which `container` pays. */
  take(kind: number, container: number): number {
    return this.#taking(kind, container, (frame) => this.#taken.uses.get(frame)?.kind === kind);
  }

  /** Is there a run of free frames for a large page? */
  get hasRun(): boolean {
    return this.#free.isSomeFree(this.state);
  }

  /** Takes the frames of a page, the first of which it says. */
  takePage(kind: number, container: number): number {
    if (kind === Kind.Page) return this.take(kind, container);
    const isRun = (frame: number) => this.#free.isFree(this.state, frame);
    return this.#taking(
      kind,
      container,
      (frame) => this.#taken.uses.get(frame)?.kind === kind && isRun(frame),
    );
  }

  /** Takes a free frame for the page table of this place. */
  takeTable(container: number, space: number | undefined, level: number, prefix: number): number {
    const isThere = (frame: number) => {
      const table = this.#taken.tables.get(frame);
      return table?.level === level && table.prefix === prefix && table.space === (space ?? frame);
    };
    const frame = this.#taking(Kind.Table, container, isThere);
    this.state.tables.set(frame, { space: space ?? frame, level, prefix });
    return frame;
  }

  #taking(kind: number, container: number, isRight: (frame: number) => boolean): number {
    const { uses, tree } = this.state;
    for (const frame of this.#taken.uses.keys()) {
      if (uses.has(frame) || !isRight(frame)) continue;
      uses.set(frame, { kind, container });
      if (container !== NONE) tree.get(container)!.frames.used += sizeOf(kind);
      return frame;
    }
    throw new Error(`the kernel has taken no frame of kind ${kind}`);
  }

  /** A frame is free again, or all of a large page. */
  free(frame: number): void {
    const { uses } = this.state;
    const { kind, container } = uses.get(frame)!;
    this.container(container).frames.used -= sizeOf(kind);
    uses.delete(frame);
  }

  ask(name: string, ...values: number[]): void {
    this.asked.push({ name, values });
  }

  // --- Owners and names --------------------------------------------------------------------------------------

  adopt(owner: number, object: number): void {
    const { owned, owners } = this.state;
    owners.set(object, owner);
    owned.set(owner, [...(owned.get(owner) ?? []), object]);
  }

  disown(object: number): void {
    const { owned, owners } = this.state;
    const owner = owners.get(object)!;
    owners.delete(object);
    replaceList(
      owned,
      owner,
      owned.get(owner)!.filter((each) => each !== object),
    );
  }

  /** All names of what is in a frame are dead. */
  retire(frame: number): void {
    this.state.generations[frame]! += 1n;
  }

  // --- Objects -----------------------------------------------------------------------------------------------

  makeQueue(kind: number, container: number): number {
    const q = this.take(kind, container);
    this.state.queues.set(q, 0n);
    return q;
  }

  makeProcess(container: number): number {
    const space = this.takeTable(container, undefined, 4, 0);
    const replies = this.makeQueue(Kind.Replies, container);
    const p = this.take(Kind.Process, container);
    this.state.spaces.set(space, new Map());
    this.state.processes.set(p, { container, space, replies, faults: noHandle(), handles: new Map() });
    this.adopt(container, p);
    return p;
  }

  makeThread(p: number, priority: number, stopped: number): number {
    const t = this.take(Kind.Thread, this.state.uses.get(p)!.container);
    this.state.threads.set(t, { queue: stopped, priority, process: p, role: Role.None, status: 0 });
    this.state.messages.set(t, message([], 0n, 0));
    this.state.loans.set(t, nothingLent());
    this.adopt(p, t);
    return t;
  }

  // --- Threads -----------------------------------------------------------------------------------------------

  /** A thread leaves where it is, and is the last in queue `to`, or runs, or is stopped. */
  move(t: number, to: number): void {
    const { state } = this;
    const { lists } = state;
    const thread = this.thread(t);
    const from = lists.get(thread.queue);
    if (from)
      replaceList(
        lists,
        thread.queue,
        from.filter((each) => each !== t),
      );
    if (to <= PARKED) lists.set(to, [...(lists.get(to) ?? []), t]);
    if (to === RUNNING) state.running = t;
    else if (state.running === t) state.running = NONE;
    thread.queue = to;
  }

  /** A thread is ready, waits for nothing, and its call gives `status`. */
  resume(t: number, status: number): void {
    const thread = this.thread(t);
    Object.assign(thread, { role: Role.None, status });
    this.move(t, READY + thread.priority);
  }

  wait(t: number, q: number, role: number): void {
    this.thread(t).role = role;
    this.move(t, q);
  }

  /** A thread has this message and is ready. */
  deliver(t: number, given: Message): void {
    this.state.messages.set(t, given);
    this.resume(t, 0);
  }

  /** Who has waited longest in queue `q`, if it waits in one of these roles. */
  firstIn(q: number, ...roles: readonly number[]): number | undefined {
    const first = this.state.lists.get(q)?.[0];
    return first !== undefined && roles.includes(this.thread(first).role) ? first : undefined;
  }

  // --- Time --------------------------------------------------------------------------------------------------

  /** Looks at the clock. */
  readClock(): bigint {
    this.time += TICK;
    return this.time;
  }

  /** The queue whose timer is due first, by a moment: of several the one that the kernel took. */
  firstDue(now: bigint): number | undefined {
    const set = [...this.state.timers.entries()].filter(([, { deadline }]) => deadline < MOST);
    const first = set.reduce((least, [, { deadline }]) => (deadline < least ? deadline : least), MOST);
    const due = set.filter(([, { deadline }]) => deadline === first && deadline <= now);
    return due.find(([q]) => this.#taken.timers[q]!.deadline === MOST)?.[0] ?? due[0]?.[0];
  }

  get period(): bigint {
    return this.state.clock / PERIOD;
  }

  /** What a container has spent in this period. */
  spent(c: number): bigint {
    const account = this.state.accounts[c]!;
    return account.period === this.period ? account.spent : 0n;
  }

  setSpent(c: number, spent: bigint): void {
    this.state.accounts[c] = { period: this.period, spent: saturated(spent) };
  }

  hasTime(c: number): boolean {
    return this.spent(c) < BigInt(this.left(c).time);
  }

  // --- Spaces ------------------------------------------------------------------------------------------------

  /** The pages of a space, by number: a large one by that of its first page. */
  pages(space: number): Map<number, Page> {
    return this.state.spaces.get(space)!;
  }

  /** What a page is, or the large page that it is in; nothing if it is not mapped. */
  pageAt(space: number, page: bigint): Page | undefined {
    const pages = this.pages(space);
    const large = pages.get(firstOf(Number(page)));
    return large?.large ? large : pages.get(Number(page));
  }

  // --- Page tables -------------------------------------------------------------------------------------------

  /** The frame of a table, if it is there. */
  tableAt(space: number, level: number, prefix: number): number | undefined {
    return this.#tables(space, level).find(([, table]) => table.prefix === prefix)?.[0];
  }

  /** The numbers with which the entries of a table begin that lead somewhere, the least first. */
  below(space: number, { level, prefix }: Table): readonly number[] {
    const tables = this.#tables(space, level - 1).map(([, table]) => table.prefix);
    return [...tables, ...this.#leaves(space, level)]
      .filter((number) => Math.floor(number / 512) === prefix)
      .toSorted((a, b) => a - b);
  }

  /** The numbers of the pages that are in tables of a level, there. */
  #leaves(space: number, level: number): readonly number[] {
    const pages = [...this.pages(space)].filter(([, { large }]) => level === (large ? 2 : 1));
    return pages.map(([page, { large }]) => (large ? page / RUN : page));
  }

  #tables(space: number, level: number): readonly (readonly [number, Table])[] {
    return [...this.state.tables].filter(([, table]) => table.space === space && table.level === level);
  }
}

/** An empty list is not kept. */
function replaceList(lists: Map<number, number[]>, key: number, list: number[]): void {
  if (list.length === 0) lists.delete(key);
  else lists.set(key, list);
}
