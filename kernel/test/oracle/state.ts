/**
 * The state of the kernel as its manual speaks of it: all abstract views, as plain values.
 *
 * Owns      State, of which the model (model.ts) has one and another is read from the memory of kernel.wasm (views.ts);
 *           how two of them are compared.
 * Numbers   of 64 bits are bigint, all others number. Objects go by the number of their frame.
 */
import { FRAMES } from "../built.ts";

/** What a frame is used for, in the order of kernel/uses.ts. */
export const Kind = {
  Free: 0,
  Page: 1,
  Container: 2,
  Process: 3,
  Thread: 4,
  Table: 5,
  Endpoint: 6,
  Notification: 7,
  Replies: 8,
  Platform: 9,
  Interrupt: 10,
  Device: 11,
  LargePage: 12,
} as const;

/** The frames of a large page, one after the other; and its pages. It begins at a multiple of it, as its frames do. */
export const RUN = 512;

/** How many frames a use of this kind takes, from its own on. */
export const sizeOf = (kind: number): number => (kind === Kind.LargePage ? RUN : 1);

/** The first of the frames, or of the pages, with which this one would be in a large page. */
export const firstOf = (number: number): number => number - (number % RUN);

/** What a thread waits for, in the order of kernel/threads.ts. */
export const Role = { None: 0, Sender: 1, Caller: 2, Client: 3, Receiver: 4, Waiter: 5 } as const;

/** No frame, no thread. */
export const NONE = 0xffff_ffff;

/** Where threads are that wait for no object: ready with priority p in READY + p; parked; running; stopped. */
export const PRIORITIES = 4;
export const READY = FRAMES;
export const PARKED = READY + PRIORITIES;
export const RUNNING = PARKED + 1;
export const STOPPED = RUNNING + 1;

export interface Use {
  kind: number;
  container: number;
}

export interface Budget {
  total: number;
  used: number;
  given: number;
}

export interface Container {
  parent: number;
  depth: number;
  dying: boolean;
  frames: Budget;
  time: Budget;
}

export interface Thread {
  queue: number;
  priority: number;
  process: number;
  role: number;
  status: number;
}

export interface Message {
  words: bigint[];
  badge: bigint;
  client: number;
}

/** What goes with the calls of a thread: bytes, a copy of a handle, and a slot for one. */
export interface Loan {
  address: bigint;
  length: bigint;
  access: number;
  handle: number;
  rights: number;
  badge: bigint;
  slot: number;
}

/** When a notification is signalled, and which bits are set then. */
export interface Timer {
  deadline: bigint;
  bits: bigint;
}

/** What is told of an interrupt: bits of the notification that had this name when it was bound. */
export interface Interrupt {
  line: number;
  notification: number;
  generation: bigint;
  bits: bigint;
}

/** A device: its number, and the frames of its own memory. */
export interface Device {
  readonly number: number;
  readonly first: number;
  readonly count: number;
}

/** Frames from FRAMES on are memory of devices. */
export const isOfDevice = ({ frame }: { readonly frame: number }): boolean => frame >= FRAMES;

/** The page is one frame of memory: only such are lent, copied, exchanged, and shown to devices. */
export const isSingle = (page: Page): boolean => !isOfDevice(page) && !page.large;

/** What the frames of a page are used for. */
export const kindOf = ({ large }: Page): number => (large ? Kind.LargePage : Kind.Page);

/** The frames that are a page, and as many page numbers. */
export const countOf = (page: Page): number => sizeOf(kindOf(page));

/** All frames of a page. */
export const framesOf = (page: Page): readonly number[] =>
  Array.from({ length: countOf(page) }, (_, i) => page.frame + i);

/** Which device reaches a frame, and whether it may write to it. */
export interface Reach {
  readonly device: number;
  readonly writable: boolean;
}

export interface Handle {
  kind: number;
  rights: number;
  object: number;
  generation: bigint;
  badge: bigint;
}

export interface Process {
  container: number;
  space: number;
  replies: number;
  /** Of kind Free: nobody watches over the process. */
  faults: Handle;
  /** By slot; an empty slot is not there. */
  handles: Map<number, Handle>;
}

/** A page table: the space that it belongs to, its level, and the bits with which page numbers begin that lead to it. */
export interface Table {
  space: number;
  level: number;
  prefix: number;
}

/** Access is 0 to read, 1 to write too, 2 to execute too. A large page is RUN pages, and the frames from this one on. */
export interface Page {
  frame: number;
  access: number;
  large: boolean;
}

export interface Account {
  period: bigint;
  spent: bigint;
}

export interface State {
  booted: boolean;
  frameCount: number;
  root: number;
  running: number;
  /** The container that pays for the time until the next dispatch. */
  payer: number;
  clock: bigint;
  /** By frame: a large page by its first. */
  uses: Map<number, Use>;
  tree: Map<number, Container>;
  threads: Map<number, Thread>;
  messages: Map<number, Message>;
  loans: Map<number, Loan>;
  /** The bits that are pending in each queue object. */
  queues: Map<number, bigint>;
  /** The threads in each queue, first to leave first; an empty queue is not there. */
  lists: Map<number, number[]>;
  processes: Map<number, Process>;
  interrupts: Map<number, Interrupt>;
  /** The device that each object stands for. */
  devices: Map<number, Device>;
  /** The interrupt lines that are not masked. */
  openLines: Map<number, true>;
  /** The frames that devices reach. */
  reached: Map<number, Reach>;
  owners: Map<number, number>;
  /** What each owner owns, longest first; who owns nothing is not there. */
  owned: Map<number, number[]>;
  /** The pages of each space, by number: a large one by that of its first page. */
  spaces: Map<number, Map<number, Page>>;
  tables: Map<number, Table>;
  /** By frame. */
  generations: readonly bigint[];
  timers: readonly Timer[];
  accounts: readonly Account[];
  parkings: readonly bigint[];
}

/** Where two values differ first, and how; nothing if they are the same. */
export function difference(expected: unknown, actual: unknown): string | undefined {
  if (expected === actual) return undefined;
  if (expected instanceof Map && actual instanceof Map) return mapDifference(expected, actual);
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (let i = 0; i < Math.max(expected.length, actual.length); i += 1) {
      const found = difference(expected[i], actual[i]);
      if (found !== undefined) return `[${i}]${found}`;
    }
    return undefined;
  }
  if (!isRecord(expected) || !isRecord(actual)) return unlike(expected, actual);
  for (const field in expected) {
    const found = difference(expected[field], actual[field]);
    if (found !== undefined) return `.${field}${found}`;
  }
  return undefined;
}

function mapDifference(expected: Map<unknown, unknown>, actual: Map<unknown, unknown>): string | undefined {
  for (const [key, value] of expected) {
    const found = difference(value, actual.get(key));
    if (found !== undefined) return `(${String(key)})${found}`;
  }
  if (expected.size === actual.size) return undefined;
  const extra = [...actual.keys()].find((key) => !expected.has(key));
  return `(${String(extra)})${unlike(undefined, actual.get(extra))}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map);

const unlike = (expected: unknown, actual: unknown) => ` is ${shown(actual)}, not ${shown(expected)}`;

/** A value as text: JSON, with what it lacks. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "bigint" ? `${part}n` : part instanceof Map ? Object.fromEntries(part) : part,
  );
}
