/**
 * Random steps: calls of whoever runs, and of the port, with arguments that make sense in the state that the model is
 * in, and with such as only an attacker would give.
 *
 * Owns      the choice of the next step. How arguments are chosen follows from the table of calls: the name and the type
 *           of a parameter say what it means.
 */
import type { Call, Parameter } from "../../interface/call.ts";
import { CALLS, ENTRIES, READS } from "../../interface/calls.ts";
import { FRAMES as DEVICES } from "../built.ts";
import { FREES } from "./calls/endings.ts";
import type { Argument } from "./calls/index.ts";
import type { Step } from "./machine.ts";
import { HANDLES, type Model } from "./model.ts";
import { Kind, NONE, READY, RUN, STOPPED } from "./state.ts";

export type Random = (below: number) => number;

const OWN = 0xffff_ffff;

/** Numbers at the ends of ranges, and just beyond them. */
export const EXTREMES = [0, 1, HANDLES - 1, HANDLES, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
const WIDE = [0n, 1n, (1n << 35n) - 1n, 1n << 35n, 1n << 63n, (1n << 64n) - 1n];

/** Where the memory of devices may begin, or must not. Frames between are those of the kernel, but not of the interpreted one. */
const windows = (m: Model) => [0, m.count - 1, ...BEYOND];
const BEYOND = [DEVICES, DEVICES, DEVICES, DEVICES + 2, NONE - 3, NONE - 2, NONE];

/** Slots that are used by chance: few, so that handles meet. */
const SLOTS = 20;

const KINDS: Readonly<Record<string, readonly number[]>> = {
  container: [Kind.Container],
  parent: [Kind.Container],
  process: [Kind.Process],
  thread: [Kind.Thread],
  endpoint: [Kind.Endpoint],
  notification: [Kind.Notification],
  platform: [Kind.Platform],
  interrupt: [Kind.Interrupt],
  device: [Kind.Device],
};

/** How often a call is made, beside the others; 4 if it is not said. */
const WEIGHTS: Readonly<Record<string, number>> = {
  nothing: 1,
  exit: 1,
  stop: 1,
  close: 2,
  destroy: 3,
  start: 8,
  give: 8,
  createContainer: 3,
  map: 8,
  mapDevice: 8,
  lend: 10,
  call: 8,
  receive: 8,
  yieldNow: 8,
};

const lots = (weights: Readonly<Record<string, number>>) =>
  CALLS.flatMap((call) => new Array<Call>(weights[call.name] ?? 4).fill(call));

const LOTS = lots(WEIGHTS);
/** Those of a machine that has runs. */
const LARGE_LOTS = lots({ ...WEIGHTS, mapLarge: 30, unmap: 6, protect: 12, dmaMap: 6, destroy: 14 });

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;

/** The slots of the caller with live handles, of these kinds if they are said. */
const slotsOf = (m: Model, kinds: readonly number[] | undefined) =>
  [...m.process(m.caller).handles].flatMap(([slot, handle]) =>
    m.isLive(handle) && (kinds?.includes(handle.kind) ?? true) ? [slot] : [],
  );

/** The slots of the caller with processes that have large pages. */
const largeSlots = (m: Model) =>
  slotsOf(m, [Kind.Process]).filter((slot) => {
    const { space } = m.process(m.handle(m.caller, slot)!.object);
    return [...m.pages(space).values()].some(({ large }) => large);
  });

function aHandle(m: Model, random: Random, name: string): number {
  const chance = random(100);
  if (name === "process" && chance < 20) return OWN;
  if (chance < 3) return pick(random, EXTREMES);
  if (chance < 8) return random(SLOTS);
  const large = ["process", "handle"].includes(name) ? largeSlots(m) : [];
  if (large.length > 0 && random(2) === 0) return pick(random, large);
  const fitting = slotsOf(m, chance < 95 ? KINDS[name] : undefined);
  return fitting.length > 0 ? pick(random, fitting) : random(SLOTS);
}

/** Has the caller handles for all parameters of a call? */
const isPossible = (m: Model, { parameters }: Call) =>
  parameters.every(({ name, type }) => type !== "handle" || slotsOf(m, KINDS[name]).length > 0);

/** Calls that somebody is needed for who waits for a reply. */
const OF_CLIENTS = CALLS.filter(({ parameters }) => parameters.some(({ name }) => name === "client"));

/** A call of the caller: one that is possible, as a rule. */
function aCall(m: Model, random: Random): Call {
  const hasClients = m.state.lists.has(m.process(m.caller).replies);
  if (hasClients && random(2) === 0) return pick(random, OF_CLIENTS);
  const call = pick(random, hasRuns(m.count) ? LARGE_LOTS : LOTS);
  const isUseless = OF_CLIENTS.includes(call) && !hasClients;
  return (isPossible(m, call) && !isUseless) || random(10) === 0 ? call : aCall(m, random);
}

const aSlot = (random: Random) => (random(50) === 0 ? pick(random, EXTREMES) : random(SLOTS));

/** An empty slot of the caller, as a rule. */
function anEmptySlot(m: Model, random: Random): number {
  const chosen = aSlot(random);
  if (random(10) === 0) return chosen;
  const empty = Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => m.isVacant(m.caller, slot));
  return empty.length > 0 ? pick(random, empty) : chosen;
}

/** A page of the caller that is mapped, or in a large one of anybody's, or one that shares tables with others, or does not. */
function aPage(m: Model, random: Random): bigint {
  const large = [...m.state.spaces.values()].flatMap((pages) =>
    [...pages].flatMap(([page, to]) => (to.large ? [page] : [])),
  );
  if (large.length > 0 && random(4) === 0)
    return BigInt(pick(random, large) + pick(random, [0, 0, 0, 1, RUN - 1]));
  const mapped = [...m.pages(m.process(m.caller).space).keys()];
  if (mapped.length > 0 && random(4) > 0) return BigInt(pick(random, mapped));
  const index = () => BigInt(pick(random, [0, 0, 0, 1, 511]));
  const page = ((BigInt(pick(random, [0, 0, 255])) * 512n + index()) * 512n + index()) * 512n;
  return page + BigInt(random(12));
}

/** A number under which large pages may be mapped, or are, or may not. */
function aLargePage(m: Model, random: Random): bigint {
  const page = random(3) === 0 ? aPage(m, random) : BigInt(random(6) * RUN);
  return random(8) === 0 ? page : page - (page % BigInt(RUN));
}

/** Has a machine of so many frames some for large pages? */
export const hasRuns = (count: number): boolean => count >= RUN;

/** What numbers mean that are no handles. */
const NUMBERS: Readonly<Record<string, (m: Model, random: Random) => number>> = {
  priority: (_, random) => random(5),
  frames: (m, random) =>
    hasRuns(m.count) && random(5) === 0 ? random(20) + RUN : random(random(3) === 0 ? 60 : 15),
  time: (_, random) => random(300_000),
  access: (_, random) => pick(random, [0, 1, 1, 1, 2, 3]),
  "lend.access": (_, random) => pick(random, [0, 1, 2, 3, 3, 3, 3, 3, 4]),
  length: (_, random) => pick(random, [0, 1, 1, 100, 100, 4096, 5000, 8192, 65536, 65537]),
  count: (_, random) => pick(random, [0, 1, 1, 1, 2, 16, 17]),
  "createDevice.count": (_, random) => pick(random, [0, 1, 2, 3, 3]),
  index: (_, random) => random(7),
  "mapDevice.index": (_, random) => random(4),
  "mapDevice.access": (_, random) => pick(random, [0, 1, 1, 1, 2]),
  line: (_, random) => aLine(random),
  number: (_, random) => random(3),
};

/** What numbers of 64 bits mean. */
const WORDS: Readonly<Record<string, (m: Model, random: Random) => bigint>> = {
  page: aPage,
  "mapLarge.page": aLargePage,
  address: (m, random) => aPage(m, random) * 4096n + pick(random, [0n, 0n, 0n, 1n, 4000n]),
  length: (_, random) => pick(random, [0n, 1n, 4096n, 4096n, 8192n, 8192n, 20_000n]),
  offset: (_, random) => pick(random, [0n, 0n, 0n, 1n, 4096n, 8192n]),
  deadline: (m, random) => m.time + BigInt(random(200_000)),
};

/** Who waits for a reply of the caller's process, if anybody does; else whoever its last message names. */
function aClient(m: Model, random: Random): number {
  const clients = m.state.lists.get(m.process(m.caller).replies);
  return clients ? pick(random, clients) : (m.state.messages.get(m.state.running)?.client ?? NONE);
}

/** A value for a parameter of a call. */
function value(m: Model, random: Random, call: string, { name, type }: Parameter): Argument {
  if (type === "u64") {
    if (random(15) === 0) return pick(random, WIDE);
    return (WORDS[`${call}.${name}`] ?? WORDS[name])?.(m, random) ?? BigInt(random(4));
  }
  if (name === "client" && random(8) !== 0) return aClient(m, random);
  if (name === "first") return pick(random, windows(m));
  if (random(40) === 0) return pick(random, EXTREMES);
  if (type === "handle") return aHandle(m, random, name);
  if (type === "slot") return name === "there" ? aSlot(random) : anEmptySlot(m, random);
  if (type === "rights") return pick(random, [15, 15, 15, 1, 2, 3, 7, 8, 9, 16]);
  return (NUMBERS[`${call}.${name}`] ?? NUMBERS[name])?.(m, random) ?? random(10);
}

const aThread = (m: Model, random: Random) =>
  random(20) === 0 ? pick(random, EXTREMES) : pick(random, [...m.state.threads.keys(), 0]);

const aLine = (random: Random) => pick(random, [0, 1, 2, 3, 255, 256]);

const aTime = (random: Random) => pick(random, [0, 1, 50, 5000, 100_000, 400_000, 1_000_000, 0xffff_ffff]);

/** Calls of the port. */
const PORT: Readonly<Record<string, (m: Model, random: Random) => readonly Argument[]>> = {
  boot: (m, random) => [pick(random, [0, m.count, 0xffff_ffff])],
  dispatch: (_, random) => [random(4) === 0 ? aTime(random) : random(3000)],
  skipPeriod: () => [],
  wake: (m, random) => [aThread(m, random)],
  halt: (m, random) => [aThread(m, random)],
  fault: (_, random) => [BigInt(random(5)), pick(random, WIDE)],
  budget: (m, random) => [aContainer(m, random), random(2), random(3)],
  status: () => [],
  interrupt: (_, random) => [aLine(random)],
  processOf: (m, random) => [aThread(m, random)],
  spaceOf: (m, random) => [pick(random, [...m.state.processes.keys(), 0, NONE])],
  expire: () => [],
  nextDeadline: () => [],
  objectOf: (_, random) => [aSlot(random)],
};

const aContainer = (m: Model, random: Random) =>
  random(10) === 0 ? pick(random, EXTREMES) : pick(random, [...m.state.tree.keys(), 0]);

const portStep = (m: Model, random: Random, name: string): Step => ({ name, values: PORT[name]!(m, random) });

/** May a thread ever run again? */
const canLive = (m: Model, t: number) => !m.isDoomed(m.state.uses.get(t)!.container);

/** Has somebody run: a stopped thread is woken, or one that waits is stopped, so that it can be woken. */
function revival(m: Model, random: Random): Step {
  const threads = [...m.state.threads].filter(([t]) => canLive(m, t));
  const stopped = threads.filter(([, { queue }]) => queue === STOPPED);
  const waiting = threads.filter(([, { queue }]) => m.state.queues.has(queue));
  if (stopped.length > 0) return { name: "wake", values: [pick(random, stopped)[0]] };
  if (waiting.length > 0) return { name: "halt", values: [pick(random, waiting)[0]] };
  return { name: "skipPeriod", values: [] };
}

const anyPortCall = (random: Random) => pick(random, Object.keys(ENTRIES));

/** The next step, where nobody runs. */
function idleStep(m: Model, random: Random): Step {
  const chance = random(100);
  const isSomeReady = [...m.state.lists.keys()].some((q) => q >= READY);
  if (chance < (isSomeReady ? 80 : 10)) return portStep(m, random, "dispatch");
  if (chance < 85) return revival(m, random);
  if (chance < 95) return portStep(m, random, anyPortCall(random));
  return callOfNobody(pick(random, CALLS));
}

/** A call, though nobody runs whose it could be. */
const callOfNobody = ({ name, parameters }: Call): Step => ({
  name,
  values: parameters.map(({ type }) => (type === "u64" ? 0n : 0)),
});

/** The next step. */
export function nextStep(m: Model, random: Random): Step {
  if (m.state.running === NONE) return idleStep(m, random);
  const chance = random(100);
  if (chance < 8) return portStep(m, random, "dispatch");
  if (chance < 12) return portStep(m, random, anyPortCall(random));
  const { name, parameters } = chance < 18 ? pick(random, READS) : aCall(m, random);
  return { name, values: parameters.map((parameter) => value(m, random, name, parameter)) };
}

// --- The beginning -------------------------------------------------------------------------------------------

const [ENDPOINT, NOTIFICATION, DEVICE] = [2, 3, 16];
const WORKERS = [
  { container: 4, process: 7, threads: [10, 11] },
  { container: 5, process: 8, threads: [12, 13] },
  { container: 6, process: 9, threads: [14, 15] },
] as const;

/** What the containers of the workers have; the first has enough for a large page, if there are runs for any. */
const quotas = (frames: number) => [hasRuns(frames) ? QUOTA + RUN : QUOTA, QUOTA, QUOTA];
const QUOTA = 25;

/** A step as a line of a table: the name, and the values. */
type Line = readonly (string | Argument)[];

/** A process gets more pages than there are single frames, so that a run is broken for them, and ends with all of them. */
const breaking = (frames: number): readonly Line[] => [
  ["createProcess", 0, ENDPOINT],
  ...Array.from({ length: (frames % RUN) + 1 }, (_, page) => ["map", ENDPOINT, BigInt(page), 1]),
  ...Array.from({ length: Math.ceil((frames % RUN) / FREES) + 1 }, () => ["destroy", ENDPOINT]),
  ["close", ENDPOINT],
];

const working = (frames: number): readonly Line[] =>
  WORKERS.flatMap(({ container, process, threads }, i) => [
    ["createContainer", 0, quotas(frames)[i]!, 200_000, container],
    ["createProcess", container, process],
    ...[container, process, ENDPOINT, NOTIFICATION, DEVICE].map((handle, slot) => [
      "give",
      process,
      slot,
      handle,
      15,
      0n,
    ]),
    ["setFaults", process, ENDPOINT],
    ...[0n, 1n].map((page) => ["map", process, page, 1]),
    ["give", process, 5, HANDLES - 1, 15, 0n],
    ...threads.flatMap((thread) => [
      ["createThread", process, 1, thread],
      ["start", thread, 0n, 0n],
    ]),
  ]);

const steps = (lines: readonly Line[]): readonly Step[] =>
  lines.map(([name, ...values]) => ({ name: name as string, values: values as Argument[] }));

/**
 * Each call is made once while nobody runs. Then there are three processes in containers of their own, each with two threads, who
 * share an endpoint, a notification and a device. A run is broken before that, if it is to be.
 */
export const beginning = (frames: number, broken: boolean): readonly Step[] => [
  ...steps([["boot", frames]]),
  ...CALLS.map(callOfNobody),
  ...steps([
    ["dispatch", 0],
    ...(broken ? breaking(frames) : []),
    ["createEndpoint", 0, ENDPOINT],
    ["createNotification", 0, NOTIFICATION],
    ["createDevice", HANDLES - 1, 0, 1, DEVICES, 3, DEVICE],
    ...working(frames),
  ]),
];

/** Is so little left that what follows is dull? */
export const isPoor = (m: Model) =>
  [...m.state.threads.keys()].filter((t) => canLive(m, t)).length < 3 || m.state.processes.size < 2;
