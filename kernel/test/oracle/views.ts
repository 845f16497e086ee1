/**
 * The views of kernel.wasm: its state as its manual speaks of it, read from its memory.
 *
 * Owns      how each view is found in the kernel's own data: objects in frames, linked lists, tables. What must agree within
 *           these data (links that lead back, counts, page tables that are trees) is tested on the way.
 */
import assert from "node:assert/strict";
import type { Program } from "../../../language/ir.ts";
import { type Datum, Memory, type Read } from "./memory.ts";
import {
  type Account,
  type Container,
  type Device,
  type Handle,
  type Interrupt,
  Kind,
  type Loan,
  type Message,
  NONE,
  PRIORITIES,
  type Page,
  type Process,
  READY,
  RUN,
  type State,
  type Table,
  type Thread,
  type Timer,
  type Use,
  sizeOf,
} from "./state.ts";
import { FRAMES } from "../built.ts";
import { MOST } from "./model.ts";
import { entriesOf, walk } from "./walker.ts";

/**
 * The free frames: the single ones that came back, the next to be taken last, and those from `fresh` to `end` that were never
 * taken; of the runs those that came back, and the first of those that never were other than whole and free.
 */
export interface Free {
  readonly returned: readonly number[];
  readonly fresh: number;
  readonly end: number;
  readonly runs: { readonly returned: readonly number[]; readonly fresh: number };
}

/** A list as the kernel holds it; a link to n is n + 1. */
interface List {
  readonly head: number;
  readonly tail: number;
}

/** Lists that share their links. */
interface Linked {
  readonly lists: Read<readonly List[]>;
  readonly next: Read<readonly number[]>;
  readonly previous: Read<readonly number[]>;
}

/** What is found out again only if it may be otherwise. */
interface Parts extends Pick<State, "uses" | "lists" | "owners" | "owned" | "timers"> {
  readonly frames: ReadonlyMap<number, readonly number[]>;
}

/** What is made of some things that are read; the same, as long as they are. */
function remembered<T>(sources: readonly Read<unknown>[], make: () => T): Read<T> {
  let last: { readonly read: readonly unknown[]; readonly made: T } | undefined;
  return () => {
    const read = sources.map((source) => source());
    if (!last?.read.every((each, i) => each === read[i])) last = { read, made: make() };
    return last!.made;
  };
}

/** Reads the views of a kernel that has `count` frames. */
export class Views {
  readonly #count: number;
  readonly #source: ReturnType<typeof sourceOf>;
  readonly #parts: {
    readonly [part in "frames" | "uses" | "lists" | "owners" | "owned" | "timers"]: Read<Parts[part]>;
  };

  constructor(program: Program, memory: WebAssembly.Memory, count: number) {
    this.#count = count;
    const source = sourceOf(new Memory(program, memory), count);
    const { uses, frameCount, free, waiting, ready, owners, owned, urgencies, bits } = source;
    const { singles, runs, end } = free;
    const links = [singles.head, singles.next, singles.fresh, runs.head, runs.next, runs.fresh];
    const frames = remembered([uses, frameCount, end, ...links], () => this.#frames());
    this.#source = source;
    this.#parts = {
      frames,
      uses: remembered([frames], () => new Map([...frames().values()].flat().map((f) => [f, uses()[f]!]))),
      lists: remembered([waiting.lists, ready.lists, waiting.next, waiting.previous], () => this.#lists()),
      owners: remembered([owners], () => this.#owners()),
      timers: remembered([urgencies, bits], () => this.#timers()),
      owned: remembered([owners, owned.lists, owned.next, owned.previous], () => this.#owned()),
    };
  }

  /** All views, and what the hardware has. */
  read(hardware: Pick<State, "openLines" | "reached">): State {
    const source = this.#source;
    const frames = this.#parts.frames();
    const objects = <T>(kind: number, read: (frame: number) => T) =>
      new Map((frames.get(kind) ?? []).map((frame) => [frame, read(frame)]));
    const carried = objects(Kind.Thread, source.thread);
    const processes = objects(Kind.Process, source.process);
    return {
      ...this.#scalars(),
      ...hardware,
      interrupts: this.#interrupts(objects(Kind.Interrupt, source.interrupt)),
      devices: objects(Kind.Device, source.device),
      uses: this.#parts.uses(),
      tree: objects(Kind.Container, source.container),
      threads: new Map([...carried].map(([t, { thread }]) => [t, thread])),
      messages: new Map([...carried].map(([t, { message }]) => [t, message])),
      loans: new Map([...carried].map(([t, { loan }]) => [t, loan])),
      queues: new Map(QUEUES.flatMap((kind) => [...objects(kind, source.pending)])),
      lists: this.#parts.lists(),
      processes,
      owners: this.#parts.owners(),
      owned: this.#parts.owned(),
      ...this.#spaces([...processes.values()]),
      timers: this.#parts.timers(),
      generations: source.generations(),
      accounts: source.accounts(),
      parkings: source.parkings(),
    };
  }

  free(): Free {
    const { singles, runs, end } = this.#source.free;
    return {
      returned: returnedTo(singles),
      fresh: singles.fresh() as number,
      end: end() as number,
      runs: { returned: returnedTo(runs), fresh: runs.fresh() as number },
    };
  }

  #scalars() {
    const { booted, frameCount, root, running, payer, clock } = this.#source;
    return {
      booted: booted() as boolean,
      frameCount: frameCount() as number,
      root: root() as number,
      running: running() as number,
      payer: payer() as number,
      clock: clock() as bigint,
    };
  }

  /** The frames in use, by kind. All others are free. */
  #frames(): ReadonlyMap<number, readonly number[]> {
    const found = new Found(this.#source.frameCount() as number);
    this.#findFree(found);
    const frames = new Map<number, number[]>();
    for (const [frame, { kind }] of this.#source.uses().entries()) {
      if (kind === Kind.Free) continue;
      found.add(frame, sizeOf(kind));
      const others = frames.get(kind);
      if (others) others.push(frame);
      else frames.set(kind, [frame]);
    }
    found.areAll();
    return frames;
  }

  /** The free frames: single ones, and whole runs. */
  #findFree(found: Found): void {
    const { returned, fresh, end, runs } = this.free();
    for (const frame of returned) found.add(frame, 1);
    found.add(fresh, end - fresh);
    for (const run of runs.returned) found.add(run * RUN, RUN);
    for (let run = runs.fresh; run < found.runs; run += 1) found.add(run * RUN, RUN);
  }

  #lists(): Map<number, number[]> {
    const lists = this.#linked(this.#source.waiting);
    for (const [i, members] of this.#linked(this.#source.ready)) lists.set(READY + i, members);
    return lists;
  }

  /** A timer is the sooner due the greater its number is. */
  #timers(): readonly Timer[] {
    const bits = this.#source.bits();
    return this.#source
      .urgencies()
      .map((urgency, frame) => ({ deadline: MOST - urgency, bits: bits[frame]! }));
  }

  /** The interrupts, which the table of lines has too. */
  #interrupts(interrupts: Map<number, Interrupt>): Map<number, Interrupt> {
    const lines = this.#source.lines();
    for (const [i, { line }] of interrupts)
      assert.equal(lines[line], i + 1, `line ${line} has its interrupt`);
    assert.equal(lines.filter((each) => each !== 0).length, interrupts.size, "no other line has one");
    return interrupts;
  }

  #owners(): Map<number, number> {
    const owners = new Map<number, number>();
    for (const [object, owner] of this.#source.owners().entries())
      if (owner !== 0) owners.set(object, owner - 1);
    return owners;
  }

  #owned(): Map<number, number[]> {
    const owners = this.#parts.owners();
    const owned = this.#linked(this.#source.owned);
    let count = 0;
    for (const [owner, objects] of owned)
      for (const object of objects) {
        assert.equal(owners.get(object), owner, `${object} is in the list of its owner`);
        count += 1;
      }
    assert.equal(count, owners.size, "what has an owner is in a list");
    return owned;
  }

  /** The members of all lists that have some. */
  #linked(linked: Linked): Map<number, number[]> {
    const found = new Map<number, number[]>();
    for (const [number, list] of linked.lists().entries())
      if (list.head !== 0 || list.tail !== 0) found.set(number, this.#members(linked, list));
    return found;
  }

  #members({ next, previous }: Linked, { head, tail }: List): number[] {
    const members: number[] = [];
    let last = 0;
    for (let link = head; link !== 0; link = next()[link - 1]!) {
      assert.equal(previous()[link - 1], last, `the link of ${link - 1} leads back`);
      assert.ok(members.push(link - 1) <= this.#count, "lists end");
      last = link;
    }
    assert.equal(tail, last, "a list ends with its tail");
    return members;
  }

  #spaces(processes: readonly Process[]): Pick<State, "spaces" | "tables"> {
    const tables = new Map<number, Table>();
    const spaces = new Map<number, Map<number, Page>>();
    for (const { space } of processes) spaces.set(space, walk(this.#source.entries, space, tables));
    return { spaces, tables };
  }
}

/** The frames of which it is known what they are. */
class Found {
  readonly #frames = new Set<number>();
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  get runs(): number {
    return Math.floor(this.#count / RUN);
  }

  /** So many frames from this one on are one thing, and no other. */
  add(first: number, size: number): void {
    for (let frame = first; frame < first + size; frame += 1) {
      assert.ok(frame < this.#count && !this.#frames.has(frame), `frame ${frame} is there, and one thing`);
      this.#frames.add(frame);
    }
  }

  areAll(): void {
    assert.equal(this.#frames.size, this.#count, "every frame is free or in use");
  }
}

/** A stack as the kernel holds it: the top, and under each what is under it. */
interface Stack {
  readonly head: Read<Datum>;
  readonly next: Read<readonly number[]>;
}

/** What came back, the next to be taken last. */
function returnedTo({ head, next }: Stack): readonly number[] {
  const links = next();
  const returned: number[] = [];
  for (let each = head() as number; each !== NONE; each = links[each]!) {
    assert.ok(returned.push(each) <= links.length, "stacks end");
  }
  return returned.toReversed();
}

const QUEUES = [Kind.Endpoint, Kind.Notification, Kind.Replies];

/** Where everything is read, of a kernel with so many frames. */
function sourceOf(memory: Memory, count: number) {
  const array = <T>(name: string, field?: string) =>
    memory.elements(count, name, field) as unknown as Read<readonly T[]>;
  const links = (name: string) => ({
    next: array<number>(name, "next"),
    previous: array<number>(name, "previous"),
  });
  const threads = links("kernel/queues.links");
  const ready = memory.elements(PRIORITIES + 1, "kernel/queues.members", undefined, READY);
  return {
    booted: memory.global("kernel/kernel.booted"),
    frameCount: memory.global("kernel/frames.count"),
    root: memory.global("kernel/containers.first"),
    running: memory.global("kernel/threads.current"),
    payer: memory.global("kernel/kernel.payer"),
    clock: memory.global("kernel/time.now"),
    uses: array<Use>("kernel/frames.table"),
    free: {
      singles: {
        head: memory.global("kernel/frames.free", "returned.head"),
        next: array<number>("kernel/frames.free", "returned.next"),
        fresh: memory.global("kernel/frames.free", "next"),
      },
      end: memory.global("kernel/frames.free", "end"),
      runs: {
        head: memory.global("kernel/frames.free", "runs.returned.head"),
        next: memory.elements(Math.floor(count / RUN), "kernel/frames.free", "runs.returned.next") as Read<
          readonly number[]
        >,
        fresh: memory.global("kernel/frames.free", "runs.fresh"),
      },
    },
    waiting: { ...threads, lists: array<List>("kernel/queues.members") },
    ready: { ...threads, lists: ready as unknown as Read<readonly List[]> },
    owners: array<number>("kernel/ownership.table"),
    owned: { ...links("kernel/ownership.links"), lists: array<List>("kernel/ownership.lists") },
    urgencies: memory.elements(count, "kernel/timers.urgencies", "nodes", FRAMES) as Read<readonly bigint[]>,
    bits: array<bigint>("kernel/timers.bits"),
    generations: array<bigint>("kernel/names.table"),
    accounts: array<Account>("kernel/time.table"),
    parkings: array<bigint>("kernel/scheduler.parkedIn"),
    container: memory.pool("kernel/containers.containers", (object) => object as unknown as Container),
    thread: memory.pool("kernel/threads.objects", threadOf),
    process: memory.pool("kernel/processes.objects", processOf),
    pending: memory.pool("kernel/queues.objects", (object) => (object as { pending: bigint }).pending),
    interrupt: memory.pool("kernel/interrupts.objects", (object) => object as unknown as Interrupt),
    lines: memory.elements(256, "kernel/interrupts.table") as Read<readonly number[]>,
    device: memory.pool("kernel/devices.objects", (object) => object as unknown as Device),
    entries: memory.words(entriesOf),
  };
}

const threadOf = (object: Datum) => object as unknown as { thread: Thread; message: Message; loan: Loan };

function processOf(object: Datum): Process {
  const { handles, ...rest } = object as unknown as Omit<Process, "handles"> & { handles: readonly Handle[] };
  return { ...rest, handles: new Map([...handles.entries()].filter(([, handle]) => !isEmpty(handle))) };
}

/** An empty slot has nothing in it at all. */
const isEmpty = ({ kind, rights, object, generation, badge }: Handle) =>
  kind === 0 && rights === 0 && object === 0 && generation === 0n && badge === 0n;
