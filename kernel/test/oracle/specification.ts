/**
 * The specification as the oracle: the interpreter, in the state that kernel.wasm was in before a step, does that step with
 * every contract on the way tested, and must come to the answer and the state that kernel.wasm came to.
 *
 * Owns      how a state (state.ts) is the module state of the interpreted kernel, ghost state included. So what is tested
 *           are the invariants, and the `ensures` of the entry, its call and all that these consist of, of the real states
 *           before and after.
 * Bounds    quantifiers are tried for every frame there can be, so the interpreted kernel can have WORLD of them; this, and
 *           the number of lists that follows from it, is all in which its source differs. Frames between the two numbers are memory
 *           to one and devices' to the other: no step speaks of them.
 */
import { readFileSync } from "node:fs";
import { Interpreter } from "../../../language/interpreter/interpreter.ts";
import {
  MapValue,
  PoolValue,
  type RecordValue,
  SetValue,
  type Value,
  equal,
} from "../../../language/interpreter/value.ts";
import type { Program } from "../../../language/ir.ts";
import { FRAMES as MANY, editedProgram } from "../built.ts";
import type { Moment, Step } from "./machine.ts";
import { FRAME_BYTES } from "./bytes.ts";
import { HANDLES, MOST, TICK, noHandle } from "./model.ts";
import {
  Kind,
  NONE,
  PRIORITIES,
  type Process,
  READY,
  type State,
  type Table,
  type Thread,
  type Timer,
  type Use,
  isOfDevice,
} from "./state.ts";
import type { Free } from "./views.ts";

/** How many frames the interpreted kernel can have. */
export const WORLD = 128;
const LISTS = WORLD + PRIORITIES + 1;
const NODES = 2 * WORLD;
const LINES = 256;
/** All runs of the kernel; there is no whole one in so small a world. */
const RUNS = 1024;
/** Statements and expressions in a step. */
const FUEL = 200_000_000;

/** The kernel's program with another number of frames. */
export function smallProgram(): Program {
  const small = (text: string) =>
    text
      .replace(`FRAMES = ${MANY};`, `FRAMES = ${WORLD};`)
      .replace(`LISTS = ${MANY + 5};`, `LISTS = ${LISTS};`)
      .replace(`NODES = ${2 * MANY};`, `NODES = ${NODES};`);
  return editedProgram("kernel/kernel", (path) =>
    /\/(machine|queues|timers)\.ts$/.test(path) ? small(readFileSync(path, "utf8")) : undefined,
  );
}

export class Specification {
  readonly #interpreter: Interpreter;

  #time = 0n;

  constructor(program: Program = smallProgram()) {
    const machine = {
      zero_frame: this.#zeroFrame,
      copy_bytes: this.#copyBytes,
      translation_changed: this.#translationChanged,
      mask_line: (line: bigint) => this.#setLines((lines) => lines.filter((each) => each !== line)),
      unmask_line: (line: bigint) => this.#setLines((lines) => [...lines, line]),
      let_reach: (frame: bigint, device: bigint, writable: bigint) =>
        this.#setReached([...this.#reached(), [frame, { device, writable: writable !== 0n }]]),
      stop_reach: (stopped: bigint) => this.#conceal((frame) => frame === stopped),
      stop_device: (stopped: bigint) => this.#conceal((_, { device }) => device === stopped),
      thread_ended: () => undefined,
      now: this.#now,
    };
    this.#interpreter = new Interpreter(program, {
      checkContracts: true,
      lenient: true,
      fuel: FUEL,
      machine,
    });
  }

  /** What contradicts that a step has led from one state to the other with this answer; nothing if it is as specified. */
  contradiction(before: Moment, step: Step, answer: bigint, after: Moment): string | undefined {
    this.#interpreter.reset();
    this.#time = before.time;
    for (const [name, value] of Object.entries(moduleState(before)))
      this.#interpreter.setGlobal(`kernel/${name}`, value);
    const outcome = this.#interpreter.call(`kernel/kernel.${step.name}`, step.values.map(BigInt));
    if (outcome.kind === "failed") return `${outcome.code} fails: ${outcome.text ?? ""}`;
    if (outcome.kind !== "returned") return `the specification is ${outcome.kind}`;
    const result = BigInt((outcome.value ?? 0n) as bigint | boolean);
    if (result !== answer) return `the specification answers ${result}, not ${answer}`;
    const different = Object.entries(views(after.state)).find(
      ([name, value]) => !equal(value, this.#interpreter.global(`kernel/${name}`)),
    );
    return different && `the specification has another ${different[0]}`;
  }

  // The machine functions, which do what their contracts say.

  readonly #zeroFrame = (frame: bigint): void => {
    this.#setZeros(this.#zeros().add(frame));
  };

  readonly #copyBytes = (from: bigint, _: bigint, to: bigint, __: bigint, length: bigint): void => {
    const zeros = this.#zeros();
    const stays = zeros.has(from) && (zeros.has(to) || length === BigInt(FRAME_BYTES));
    zeros.delete(to);
    this.#setZeros(stays ? zeros.add(to) : zeros);
  };

  /** No page is large in so small a world. */
  readonly #translationChanged = (
    space: bigint,
    page: bigint,
    _: bigint,
    before: bigint,
    after: bigint,
    access: bigint,
  ): void => {
    this.#conceal((frame) => frame === before);
    const told = new Map((this.#interpreter.global("kernel/machine.told") as MapValue).entries);
    const pages = new Map((told.get(space)?.value as MapValue | undefined)?.entries);
    if (after === BigInt(NONE)) pages.delete(page);
    else pages.set(page, { key: page, value: { frame: after, access } });
    if (pages.size === 0) told.delete(space);
    else told.set(space, { key: space, value: new MapValue(pages) });
    this.#interpreter.setGlobal("kernel/machine.told", new MapValue(told));
  };

  readonly #now = (): bigint => {
    this.#time += TICK;
    this.#interpreter.setGlobal("kernel/machine.latest", this.#time);
    return this.#time;
  };

  #setLines(change: (lines: readonly Value[]) => readonly Value[]): void {
    const lines = (this.#interpreter.global("kernel/machine.unmasked") as SetValue).members.values();
    this.#interpreter.setGlobal("kernel/machine.unmasked", SetValue.of(change([...lines])));
  }

  #reached(): readonly (readonly [bigint, RecordValue])[] {
    const { entries } = this.#interpreter.global("kernel/machine.reachable") as MapValue;
    return [...entries.values()].map(({ key, value }) => [key as bigint, value as RecordValue]);
  }

  #setReached(reached: readonly (readonly [bigint, RecordValue])[]): void {
    const entries = new Map(reached.map(([frame, reach]) => entry(frame, reach)));
    this.#interpreter.setGlobal("kernel/machine.reachable", new MapValue(entries));
  }

  /** No device reaches these frames any more. */
  #conceal(isMeant: (frame: bigint, reach: RecordValue) => boolean): void {
    this.#setReached(this.#reached().filter(([frame, reach]) => !isMeant(frame, reach)));
  }

  #zeros(): Set<Value> {
    return new Set((this.#interpreter.global("kernel/machine.zeros") as SetValue).members.values());
  }

  #setZeros(zeros: Set<Value>): void {
    this.#interpreter.setGlobal("kernel/machine.zeros", SetValue.of(zeros));
  }
}

// --- Values --------------------------------------------------------------------------------------------------

const entry = (key: bigint, value: Value) => [key, { key, value }] as const;

/** A map of the interpreter. */
const mapOf = <T>(map: ReadonlyMap<number, T>, meaning: (value: T, key: number) => Value): MapValue =>
  new MapValue(new Map([...map].map(([key, value]) => entry(BigInt(key), meaning(value, key)))));

const setOf = (numbers: Iterable<number>): SetValue => SetValue.of([...numbers].map(BigInt));

/** A record of the interpreter: its fields, numbers as bigint. */
const record = (fields: object): Value => valueOf(fields);

function valueOf(value: unknown): Value {
  if (typeof value === "number") return BigInt(value);
  if (Array.isArray(value)) return value.map(valueOf);
  if (typeof value !== "object" || value === null) return value as Value;
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, valueOf(part)]));
}

/** An array of so many elements, of which the first are given. */
function filled(length: number, first: readonly unknown[], rest: unknown): Value {
  const known = first.map(valueOf);
  return [...known, ...new Array<Value>(length - known.length).fill(valueOf(rest))];
}

/** The objects of a pool, in their frames. */
function poolOf<T>(blank: unknown, objects: ReadonlyMap<number, T>, meaning: (object: T) => Value): Value {
  const entries = [...objects].map(([frame, object]) => [BigInt(frame), meaning(object)] as const);
  return new PoolValue(valueOf(blank), 0n, new Map(entries));
}

// --- The module state that has these views -------------------------------------------------------------------

/** The queues that are in no frame have the numbers behind the last frame. */
const queueOf = (q: number) => (q < READY ? q : q - READY + WORLD);

const processOf = ({ handles, ...rest }: Process): Value =>
  valueOf({
    ...rest,
    handles: Array.from({ length: HANDLES }, (_, slot) => handles.get(slot) ?? noHandle()),
  });

const threadOf = (thread: Thread): Value => valueOf({ ...thread, queue: queueOf(thread.queue) });

const emptyList = { head: 0, tail: 0, members: [] };

/** Lists as the kernel holds them: a link to n is n + 1. */
function listsOf(length: number, lists: ReadonlyMap<number, readonly number[]>): Value {
  const found = new Map([...lists].map(([q, members]) => [queueOf(q), members]));
  return Array.from({ length }, (_, q) => {
    const members = found.get(q);
    return valueOf(members ? { head: members[0]! + 1, tail: members.at(-1)! + 1, members } : emptyList);
  });
}

function linksOf(lists: ReadonlyMap<number, readonly number[]>): Value {
  const [next, previous] = [new Array<number>(WORLD).fill(0), new Array<number>(WORLD).fill(0)];
  for (const members of lists.values())
    for (const [i, member] of members.entries()) {
      next[member] = i + 1 < members.length ? members[i + 1]! + 1 : 0;
      previous[member] = i > 0 ? members[i - 1]! + 1 : 0;
    }
  return valueOf({ next, previous });
}

/** All frames are single. */
function freeFramesOf({ returned, fresh, end }: Free, uses: ReadonlyMap<number, Use>): Value {
  const next = new Array<number>(WORLD).fill(0);
  for (const [i, frame] of returned.entries()) next[frame] = i > 0 ? returned[i - 1]! : NONE;
  const runs = { next: new Array<number>(RUNS).fill(0), head: NONE, members: [] };
  return {
    next: BigInt(fresh),
    end: BigInt(end),
    runs: { returned: valueOf(runs), fresh: 0n, allocated: setOf([]) },
    returned: valueOf({ next, head: returned.at(-1) ?? NONE, members: returned }),
    taken: setOf(uses.keys()),
    takenRuns: setOf([]),
  };
}

/** Where each table is, and what is above it. */
function placesOf({ tables }: State): Value {
  const frames = new Map(
    [...tables].map(([frame, { space, level, prefix }]) => [`${space} ${level} ${prefix}`, frame]),
  );
  const above = ({ space, level, prefix }: Table) =>
    frames.get(`${space} ${level + 1} ${Math.floor(prefix / 512)}`);
  return mapOf(tables, (table, frame) =>
    valueOf({ level: table.level, prefix: table.prefix, parent: table.level === 4 ? frame : above(table)! }),
  );
}

/** Leaves by access, of memory of devices too, and links, in the format of x86-64. */
const LEAVES = [0x8000_0000_0000_0005n, 0x8000_0000_0000_0007n, 5n];
const OF_DEVICE = 0x18n;
const LINK = 7n;

/** The entries of all tables. */
function tablesOf({ tables, spaces }: State): Value {
  const entries = new Map([...tables.keys()].map((frame) => [frame, new Array<bigint>(512).fill(0n)]));
  const tableAt = (space: number, level: number, prefix: number) =>
    [...tables].find(([, t]) => t.space === space && t.level === level && t.prefix === prefix)![0];
  const write = (space: number, level: number, number: number, frame: number, bits: bigint) => {
    entries.get(tableAt(space, level, Math.floor(number / 512)))![number % 512] =
      (BigInt(frame) << 12n) | bits;
  };
  for (const [frame, { space, level, prefix }] of tables)
    if (level < 4) write(space, level + 1, prefix, frame, LINK);
  for (const [space, pages] of spaces)
    for (const [page, to] of pages)
      write(space, 1, page, to.frame, LEAVES[to.access]! | (isOfDevice(to) ? OF_DEVICE : 0n));
  return poolOf({ entries: new Array<number>(512).fill(0) }, entries, (words) => record({ entries: words }));
}

/** Where each frame of memory is mapped. */
const homesOf = ({ spaces }: State): Value =>
  mapOf(
    new Map(
      [...spaces].flatMap(([space, pages]) =>
        [...pages]
          .filter(([, to]) => !isOfDevice(to))
          .map(([page, { frame, large }]) => [frame, { space, page, large }]),
      ),
    ),
    valueOf,
  );

/** What the port has been told of every page, in spaces that have any. */
function toldOf({ spaces }: State): Value {
  const inUse = [...spaces].filter(([, pages]) => pages.size > 0);
  return mapOf(new Map(inUse), (pages) => mapOf(pages, ({ frame, access }) => valueOf({ frame, access })));
}

/** The tournament of timers: the sooner one is due, the greater is its number; and each node has the greater of two. */
function urgenciesOf(timers: readonly Timer[]): Value {
  const nodes = new Array<bigint>(NODES).fill(0n);
  for (const [frame, { deadline }] of timers.entries()) nodes[WORLD + frame] = MOST - deadline;
  for (let i = WORLD - 1; i > 0; i -= 1)
    nodes[i] = nodes[2 * i]! > nodes[2 * i + 1]! ? nodes[2 * i]! : nodes[2 * i + 1]!;
  return { nodes };
}

/** The interrupt of each line, plus one. */
function linesOf({ interrupts }: State): readonly number[] {
  const lines = new Array<number>(LINES).fill(0);
  for (const [i, { line }] of interrupts) lines[line] = i + 1;
  return lines;
}

/** The module state that a view shows. */
function views(state: State): Readonly<Record<string, Value>> {
  const owners = Array.from({ length: WORLD }, (_, object) => (state.owners.get(object) ?? -1) + 1);
  return {
    "kernel.booted": state.booted,
    "kernel.payer": BigInt(state.payer),
    "frames.inUse": mapOf(state.uses, valueOf),
    "frames.count": BigInt(state.frameCount),
    "containers.first": BigInt(state.root),
    "containers.all": mapOf(state.tree, valueOf),
    "queues.members": listsOf(LISTS, state.lists),
    "queues.all": mapOf(state.queues, (pending) => record({ pending })),
    "threads.current": BigInt(state.running),
    "threads.all": mapOf(state.threads, threadOf),
    "threads.carried": mapOf(state.messages, valueOf),
    "time.now": state.clock,
    "time.table": filled(WORLD, state.accounts, { period: 0, spent: 0 }),
    "scheduler.parkedIn": filled(WORLD, state.parkings, 0),
    "threads.lent": mapOf(state.loans, valueOf),
    "timers.bits": filled(
      WORLD,
      state.timers.map(({ bits }) => bits),
      0,
    ),
    "timers.urgencies": urgenciesOf(state.timers),
    "interrupts.all": mapOf(state.interrupts, valueOf),
    "interrupts.table": filled(LINES, linesOf(state), 0),
    "devices.all": mapOf(state.devices, valueOf),
    "machine.unmasked": setOf(state.openLines.keys()),
    "machine.reachable": mapOf(state.reached, valueOf),
    "machine.told": toldOf(state),
    "names.table": filled(WORLD, state.generations, 0),
    "tables.holders": mapOf(state.tables, ({ space }) => BigInt(space)),
    "spaces.mapped": mapOf(state.spaces, (pages) => mapOf(pages, valueOf)),
    "spaces.places": homesOf(state),
    "processes.all": mapOf(state.processes, processOf),
    "ownership.lists": listsOf(WORLD, state.owned),
    "ownership.table": valueOf(owners),
    "ownership.owners": mapOf(state.owners, valueOf),
  };
}

const zeroed = {
  use: { kind: 0, container: 0 },
  container: {
    parent: 0,
    depth: 0,
    dying: false,
    frames: { total: 0, used: 0, given: 0 },
    time: { total: 0, used: 0, given: 0 },
  },
  thread: { queue: 0, priority: 0, process: 0, role: 0, status: 0 },
  message: { words: [0, 0, 0, 0, 0, 0], badge: 0, client: 0 },
  interrupt: { line: 0, notification: 0, generation: 0, bits: 0 },
  loan: { address: 0, length: 0, access: 0, handle: 0, rights: 0, badge: 0, slot: 0 },
};

/** All module state, with these views. What follows them is not compared: ghost state also speaks of what is free again. */
function moduleState({ state, free, time }: Moment): Readonly<Record<string, Value>> {
  const { uses, tree, queues, threads, messages, processes } = state;
  const table = Array.from({ length: WORLD }, (_, frame) => uses.get(frame) ?? zeroed.use);
  const blanks = Array.from({ length: WORLD }, (_, frame) => frame).filter(
    (frame) => !uses.has(frame) || uses.get(frame)!.kind === Kind.Page,
  );
  const carried = new Map(
    [...threads].map(([t, thread]) => [t, { thread, message: messages.get(t)!, loan: state.loans.get(t)! }]),
  );
  const platforms = new Map([...uses].filter(([, { kind }]) => kind === Kind.Platform));
  const emptyProcess = { container: 0, space: 0, replies: 0, faults: noHandle(), handles: new Map() };
  return {
    ...views(state),
    "machine.zeros": setOf([]),
    "machine.latest": time,
    "frames.table": valueOf(table),
    "frames.free": freeFramesOf(free, uses),
    "frames.blanks": poolOf(
      { words: new Array<number>(512).fill(0) },
      new Map(blanks.map((frame) => [frame, undefined])),
      () => record({ words: new Array<number>(512).fill(0) }),
    ),
    "containers.containers": poolOf(zeroed.container, tree, valueOf),
    "queues.objects": poolOf({ pending: 0 }, queues, (pending) => record({ pending })),
    "queues.links": linksOf(state.lists),
    "threads.objects": poolOf(
      { thread: zeroed.thread, message: zeroed.message, loan: zeroed.loan },
      carried,
      ({ thread, message, loan }) => ({
        thread: threadOf(thread),
        message: valueOf(message),
        loan: valueOf(loan),
      }),
    ),
    "tables.tables": tablesOf(state),
    "tables.places": placesOf(state),
    "processes.objects": new PoolValue(
      processOf(emptyProcess),
      0n,
      new Map([...processes].map(([p, process]) => [BigInt(p), processOf(process)])),
    ),
    "ownership.links": linksOf(state.owned),
    "interrupts.objects": poolOf(zeroed.interrupt, state.interrupts, valueOf),
    "devices.objects": poolOf({ number: 0, first: 0, count: 0 }, state.devices, valueOf),
    "platform.objects": poolOf({ unused: 0 }, platforms, () => record({ unused: 0 })),
    "spaces.exposed": homesOf(state),
  };
}
