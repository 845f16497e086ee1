/**
 * What holds of the kernel's state at any time: the theorems (kernel/theorems.ts) as tests of one state.
 *
 * Owns      INVARIANTS: each a sentence, and what contradicts it in a state.
 */
import {
  Kind,
  NONE,
  PARKED,
  READY,
  RUN,
  RUNNING,
  STOPPED,
  type Page,
  type State,
  framesOf,
  isOfDevice,
  isSingle,
  kindOf,
  shown,
  sizeOf,
} from "./state.ts";

type Invariant = (state: State) => Iterable<unknown>;

const isOwned = (kind: number) => OWNED.includes(kind);

const OWNED: readonly number[] = [
  Kind.Process,
  Kind.Endpoint,
  Kind.Notification,
  Kind.Interrupt,
  Kind.Device,
];

/** The access of a page that is executed. */
const EXECUTE = 2;

/** The numbers that stand more than once. */
function* repeated(numbers: Iterable<number>): Generator<number> {
  const seen = new Set<number>();
  for (const number of numbers) {
    if (seen.has(number)) yield number;
    seen.add(number);
  }
}

function* usesOf(state: State, kind: number): Generator<number> {
  for (const [frame, use] of state.uses) if (use.kind === kind) yield frame;
}

/** The pages of memory. */
function* mapped(state: State): Generator<Page> {
  for (const pages of state.spaces.values())
    for (const page of pages.values()) if (!isOfDevice(page)) yield page;
}

/** What is in one of two sets only. */
const unlike = (one: Iterable<number>, other: Iterable<number>) => [
  ...new Set(one).symmetricDifference(new Set(other)),
];

export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  "frames in use are there": ({ uses, frameCount }) =>
    [...uses].filter(([frame, { kind }]) => frame + sizeOf(kind) > frameCount),

  "every frame but the root's is charged to a container": ({ uses, root, tree }) =>
    [...uses].filter(([frame, { container }]) => frame !== root && !tree.has(container)),

  "a container uses what is charged to it, has given what its children have, and no more than it has":
    function* ({ tree, uses }) {
      const used = new Map<number, number>();
      for (const { container, kind } of uses.values())
        used.set(container, (used.get(container) ?? 0) + sizeOf(kind));
      const given = new Map<number, { frames: number; time: number }>();
      for (const { parent, frames, time } of tree.values()) {
        const before = given.get(parent) ?? { frames: 0, time: 0 };
        given.set(parent, { frames: before.frames + frames.total, time: before.time + time.total });
      }
      for (const [c, { frames, time }] of tree) {
        const children = given.get(c) ?? { frames: 0, time: 0 };
        if (frames.used !== (used.get(c) ?? 0) || time.used !== 0) yield [c, "used"];
        if (frames.given !== children.frames || time.given !== children.time) yield [c, "given"];
        if (frames.used + frames.given > frames.total || time.given > time.total) yield [c, "total"];
      }
    },

  "what all containers have left, and what is in use, are all frames": ({
    tree,
    uses,
    frameCount,
    booted,
  }) => {
    let left = 0;
    for (const { frames } of tree.values()) left += frames.total - frames.used - frames.given;
    for (const { kind } of uses.values()) left += sizeOf(kind);
    return booted && left !== frameCount ? [left] : [];
  },

  "a container is charged to its parent, one level above it": ({ tree, uses, root }) =>
    [...tree].filter(
      ([c, { parent, depth }]) =>
        uses.get(c)!.container !== parent ||
        (c === root ? parent !== NONE || depth !== 0 : tree.get(parent)?.depth !== depth - 1),
    ),

  "a thread is in the queue that it says, once, and in no other": function* (state) {
    for (const [q, members] of state.lists)
      for (const t of members) if (state.threads.get(t)?.queue !== q) yield [t, q];
    yield* repeated([...state.lists.values()].flat());
    for (const [t, { queue }] of state.threads)
      if (queue < RUNNING && state.lists.get(queue)?.includes(t) !== true) yield [t, queue];
  },

  "a thread is in a queue that there is, stopped, or the one that runs": ({ threads, queues, running }) =>
    [...threads].filter(([t, { queue, priority }]) =>
      queue >= READY
        ? queue > STOPPED ||
          (queue === RUNNING) !== (t === running) ||
          (queue < PARKED && queue !== READY + priority)
        : !queues.has(queue),
    ),

  "the running thread is one": ({ running, threads }) =>
    running !== NONE && !threads.has(running) ? [running] : [],

  "a thread is of a process, which has a space and a queue of its own": function* (state) {
    const { threads, processes, uses } = state;
    for (const [t, { process }] of threads) if (!processes.has(process)) yield t;
    for (const [p, { space, replies }] of processes)
      if (uses.get(space)?.kind !== Kind.Table || uses.get(replies)?.kind !== Kind.Replies) yield p;
    yield* repeated([...processes.values()].map(({ space }) => space));
    yield* unlike(
      [...processes.values()].map(({ replies }) => replies),
      usesOf(state, Kind.Replies),
    );
  },

  "a handle that is live names an object of its kind": function* ({ processes, generations, uses }) {
    for (const [p, { handles, faults }] of processes)
      for (const handle of [...handles.values(), faults]) {
        if (handle.kind === Kind.Free) continue;
        const generation = generations[handle.object]!;
        const isLive = generation === handle.generation;
        if (generation < handle.generation) yield [p, handle];
        if (isLive && uses.get(handle.object)?.kind !== handle.kind) yield [p, handle];
      }
  },

  "an object is owned by its process, container or parent": function* ({ uses, owners, threads, root }) {
    for (const [frame, { kind, container }] of uses) {
      const owner =
        kind === Kind.Thread
          ? threads.get(frame)!.process
          : isOwned(kind) || (kind === Kind.Container && frame !== root)
            ? container
            : undefined;
      if (owners.get(frame) !== owner) yield frame;
    }
    for (const object of owners.keys()) if (!uses.has(object)) yield object;
  },

  "pages are the frames that are mapped, each once": function* (state) {
    const pages = [...mapped(state)];
    for (const kind of [Kind.Page, Kind.LargePage])
      yield* unlike(
        pages.filter((page) => kindOf(page) === kind).map(({ frame }) => frame),
        usesOf(state, kind),
      );
    yield* repeated(pages.flatMap(framesOf));
  },

  "no other use is in the run of a large page": function* (state) {
    for (const frame of usesOf(state, Kind.LargePage))
      for (let other = frame + 1; other < frame + RUN; other += 1) if (state.uses.has(other)) yield other;
  },

  "page tables are the frames in which a walk finds them": (state) =>
    unlike(state.tables.keys(), usesOf(state, Kind.Table)),

  "pages and tables are paid for by whom the space is": ({ uses, spaces, tables }) => {
    const payer = (space: number) => uses.get(space)!.container;
    return [
      ...[...tables].filter(([frame, { space }]) => uses.get(frame)!.container !== payer(space)),
      ...[...spaces].filter(([space, pages]) =>
        [...pages.values()].some(
          (page) => !isOfDevice(page) && uses.get(page.frame)!.container !== payer(space),
        ),
      ),
    ];
  },

  "devices reach single pages only, and write only to such as can be written": function* ({
    reached,
    spaces,
  }) {
    const pages = new Map(
      [...spaces.values()].flatMap((each) => [...each.values()].map((p) => [p.frame, p])),
    );
    for (const [frame, { writable }] of reached)
      if (!pages.has(frame) || !isSingle(pages.get(frame)!) || (writable && pages.get(frame)!.access !== 1))
        yield frame;
  },

  "memory of devices is not the kernel's, and not executed": function* ({ devices, spaces }) {
    for (const [d, { first, count }] of devices)
      if (count > 0 && (!isOfDevice({ frame: first }) || first + count > NONE)) yield d;
    for (const pages of spaces.values())
      for (const page of pages.values()) if (isOfDevice(page) && page.access === EXECUTE) yield page;
  },

  "only lines that have an interrupt are open, and no two interrupts have one": function* (state) {
    const lines = [...state.interrupts.values()].map(({ line }) => line);
    for (const line of state.openLines.keys()) if (!lines.includes(line)) yield line;
    yield* repeated(lines);
  },

  "nobody has spent what is yet to come": ({ accounts, clock }) =>
    accounts.filter(({ period }) => period > clock / 1_000_000n),
};

/** An invariant that does not hold, with what contradicts it; nothing if all hold. */
export function broken(state: State): string | undefined {
  for (const [sentence, contradictions] of Object.entries(INVARIANTS))
    for (const each of contradictions(state)) return `it is not true that ${sentence}: ${shown(each)}`;
  return undefined;
}
