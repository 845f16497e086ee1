/**
 * Instructions of the kernel's calls: how many each takes in the native build. They repeat exactly.
 *
 *     npm run bench:instructions            counts, and compares with the committed table
 *     npm run bench:instructions -- --write writes the table
 *
 * Owns      the operations that are counted, and their table, instructions.json.
 * Not here  times (ipc.ts); building and counting (ports/native).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { compile } from "../compiler/compile.ts";
import { loadProgram } from "../language/front/index.ts";
import { type NativeProgram, buildNative, compilerVersion } from "../ports/native/build.ts";
import { type Step, countInstructions, runNative } from "../ports/native/driver.ts";
import { type Figure, report } from "./measure.ts";

const ROOT = resolve(import.meta.dirname, "..");
export const TABLE = join(import.meta.dirname, "instructions.json");

/** The table: counts depend on the C compiler, whose version stands beside them. */
export interface Counts {
  readonly compiler: string;
  readonly counts: Readonly<Record<string, number>>;
}

const FRAMES = 4096;
/** The first frame that is no memory of the kernel's: kernel/machine.ts. */
const DEVICES = 524288;
const CONTAINER = 0;
const SELF = 1;
const ENDPOINT = 2;
const THREAD = 3;
const OTHER = 4;
const DRIVER = 5;
const PLATFORM = 127;
/** The caller's own space. */
const OWN = 0xffff_ffff;
const READ_AND_WRITE = 1;
/** After 100 units of time: far less than a period. */
const DISPATCH = step("dispatch", 100);

/** The greatest status that is no error: Done, Wait, More. */
const MORE = 2n;

function step(call: string, ...values: readonly number[]): Step {
  return { call, arguments: values.map(BigInt) };
}

/** The first thread, which boot has made, runs. */
const BOOTED = [step("boot", FRAMES), DISPATCH];

/** A server waits at an endpoint, and its client runs. */
const SERVED = [
  ...BOOTED,
  step("createEndpoint", CONTAINER, ENDPOINT),
  step("createThread", SELF, 0, THREAD),
  step("start", THREAD, 0, 0),
  step("receive", ENDPOINT),
  DISPATCH,
];

/** A page is mapped, so that no table lacks for the next. */
const MAPPED = [...BOOTED, step("map", OWN, 0, READ_AND_WRITE)];

/** A process that has pages where its memory begins on the host: as many as two steps of destroying free, the first of them made. */
const FIRST = 256;
const HALF_DESTROYED = [
  ...BOOTED,
  step("createProcess", CONTAINER, OTHER),
  ...Array.from({ length: 32 }, (_, index) => step("map", OTHER, FIRST + index, READ_AND_WRITE)),
  step("destroy", OTHER),
];

/** The number of the first page of a large one, in the same tables but for that of level 1. */
const LARGE = 512;
const LARGE_MAPPED = [...MAPPED, step("mapLarge", OWN, LARGE, READ_AND_WRITE)];
/** A device that has a page of memory. */
const WITH_DEVICE = [...MAPPED, step("createDevice", PLATFORM, CONTAINER, 1, DEVICES, 1, DRIVER)];
/** A notification whose timer is due at once. */
const TIMED = [...BOOTED, step("createNotification", CONTAINER, OTHER), step("setTimer", OTHER, 0, 1)];

/** A thread waits for an interrupt, and nobody runs. */
const INTERRUPTED = [
  ...BOOTED,
  step("createNotification", CONTAINER, OTHER),
  step("createInterrupt", PLATFORM, CONTAINER, 3, DRIVER),
  step("bind", DRIVER, OTHER, 1),
  step("acknowledge", DRIVER),
  step("wait", OTHER),
];

const WORDS = [1, 2, 3, 4, 5, 6];
const CALL = [step("call", ENDPOINT, ...WORDS), DISPATCH];

/** Four pages are mapped, and a server has just received the call of a client that lends the first of them. */
const PAGE_BYTES = 4096;
const LENDS_ALL = 3;
const LENT = [
  ...BOOTED,
  ...[0, 1, 2, 3].map((page) => step("map", OWN, page, READ_AND_WRITE)),
  ...SERVED.slice(BOOTED.length),
  step("lend", 0, PAGE_BYTES, LENDS_ALL),
  ...CALL,
];
/** One of the pages, which is not lent. */
const OTHER_PAGE = 2;

/** What is counted: the last steps, after those before them. `limit`: at most so many. */
interface Operation {
  readonly name: string;
  readonly before: readonly Step[];
  readonly counted: readonly Step[];
  readonly limit?: number;
}

/** The thread that has called after these steps, as the server is told it. */
function clientOf(native: NativeProgram, steps: readonly Step[]): number {
  const results = runNative(native, [...steps, step("client")]);
  return Number(results.at(-1));
}

/** Throws if a call ends with an error: then something else would be counted. */
function assertDone(native: NativeProgram, steps: readonly Step[]): void {
  const results = runNative(native, steps);
  const failed = steps.find((each, index) => each !== DISPATCH && results[index]! > MORE);
  if (failed !== undefined) throw new Error(`a call that is counted fails: ${JSON.stringify(failed, text)}`);
}

const text = (_: string, value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);

function operations(client: number, lender: number): readonly Operation[] {
  const move = (name: string) => step(name, lender, 0, OTHER_PAGE, 1);
  const reply = [step("replyReceive", client, ENDPOINT, ...WORDS), DISPATCH];
  return [
    { name: "null call", before: BOOTED, counted: [step("nothing")] },
    { name: "yield", before: BOOTED, counted: [step("yieldNow"), DISPATCH] },
    { name: "call and reply", before: SERVED, counted: [...CALL, ...reply], limit: 900 },
    { name: "create an endpoint", before: BOOTED, counted: [step("createEndpoint", CONTAINER, OTHER)] },
    { name: "create a thread", before: BOOTED, counted: [step("createThread", SELF, 0, OTHER)] },
    { name: "map a page", before: MAPPED, counted: [step("map", OWN, 1, READ_AND_WRITE)] },
    {
      name: "read 4096 bytes, copying aside",
      before: LENT,
      counted: [step("read", lender, 0, OTHER_PAGE * PAGE_BYTES, PAGE_BYTES)],
    },
    { name: "move a page and back", before: LENT, counted: [move("takePages"), move("putPages")] },
    { name: "unmap a page", before: MAPPED, counted: [step("unmap", OWN, 0)] },
    { name: "map a large page", before: MAPPED, counted: [step("mapLarge", OWN, LARGE, READ_AND_WRITE)] },
    { name: "unmap a large page", before: LARGE_MAPPED, counted: [step("unmap", OWN, LARGE)] },
    {
      name: "map memory of a device",
      before: WITH_DEVICE,
      counted: [step("mapDevice", DRIVER, OWN, 1, 0, READ_AND_WRITE)],
    },
    { name: "destroy an endpoint", before: SERVED, counted: [step("destroy", ENDPOINT)] },
    { name: "destroy 16 pages of a process", before: HALF_DESTROYED, counted: [step("destroy", OTHER)] },
    { name: "set a timer", before: TIMED, counted: [step("setTimer", OTHER, 1, 1)] },
    {
      name: "expire a timer and wake up",
      before: [...TIMED, step("wait", OTHER)],
      counted: [step("expire"), DISPATCH],
    },
    { name: "interrupt and wake up", before: INTERRUPTED, counted: [step("interrupt", 3), DISPATCH] },
    { name: "create a process", before: BOOTED, counted: [step("createProcess", CONTAINER, OTHER)] },
  ];
}

/** Counts all operations on the kernel as it is. */
export function countAll(): { readonly table: Counts; readonly figures: readonly Figure[] } {
  const { program, diagnostics } = loadProgram([join(ROOT, "kernel/kernel.ts")], { root: ROOT });
  if (!program) throw new Error(`the kernel does not load: ${diagnostics[0]?.message}`);
  const { binary } = compile(program, { entry: "kernel/kernel", optimise: true });
  const native = buildNative(binary, join(ROOT, ".welkin", "native"));
  const [client, lender] = [clientOf(native, [...SERVED, ...CALL]), clientOf(native, LENT)];
  const figures = operations(client, lender).map(({ name, before, counted, limit }) => {
    assertDone(native, [...before, ...counted]);
    const value = countInstructions(native, [...before, ...counted], counted.length);
    return { name, value, unit: "", ...(limit === undefined ? {} : { limit }) };
  });
  const counts = Object.fromEntries(figures.map(({ name, value }) => [name, value]));
  return { table: { compiler: compilerVersion(), counts }, figures };
}

export function readTable(): Counts {
  return JSON.parse(readFileSync(TABLE, "utf8")) as Counts;
}

if (import.meta.main) {
  const { table, figures } = countAll();
  report(figures);
  if (process.argv.includes("--write")) writeFileSync(TABLE, `${JSON.stringify(table, undefined, 2)}\n`);
  else compare(table);
}

/** Says what differs from the committed table; then the exit code is 1. */
function compare({ counts }: Counts): void {
  const before = readTable().counts;
  const changed = Object.keys({ ...before, ...counts }).filter((name) => before[name] !== counts[name]);
  for (const name of changed) console.log(`${name}: ${before[name] ?? "not counted"} in ${TABLE}`);
  if (changed.length > 0) process.exitCode = 1;
}
