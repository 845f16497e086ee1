/**
 * Random calls of processes, valid and hostile, on the compiled kernel beside the interpreted one: both answer the same,
 * no call ends otherwise than the table of calls says, and what is destroyed gives back all that it had.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { STATUS } from "../interface/call.ts";
import type { Call as Described, Parameter, StatusName } from "../interface/call.ts";
import { CALLS } from "../interface/calls.ts";
import { type Call, FRAMES, NONE, both, builtFrom, compiled } from "./built.ts";

const kernel = builtFrom("kernel/kernel");
/** Enough for one large page. */
const MEMORY = 700;
/** The watcher's handles: of the root container, of that in which everything happens, of the process in it. */
const [ROOT, ARENA, PROCESS] = [0, 2, 3];

const NAMES = Object.keys(STATUS) as StatusName[];

/** Slots that are likely to be used, and some that are none. */
const slot = fc.oneof(
  { weight: 20, arbitrary: fc.nat(15) },
  { weight: 1, arbitrary: fc.constantFrom(127, 128, 0xffff_ffff) },
);
const word = fc.oneof(
  { weight: 10, arbitrary: fc.bigInt({ min: 0n, max: 9n }) },
  { weight: 1, arbitrary: fc.constantFrom(1n << 35n, (1n << 64n) - 1n) },
);
const number = fc.oneof(
  { weight: 20, arbitrary: fc.nat(12) },
  { weight: 1, arbitrary: fc.constantFrom(1000, 0x8000_0000, 0xffff_ffff) },
);

/** The slots where a process has handles of each kind when it begins. */
const FIRST: Readonly<Record<string, number>> = {
  container: 0,
  parent: 0,
  process: 1,
  endpoint: 2,
  notification: 3,
  thread: 4,
};

/** Bytes that are lent and used: often whole pages, near the first ones. */
const bytes = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 4 }).map((pages) => pages * 4096) },
  { weight: 4, arbitrary: fc.nat(20_000) },
);
const LIKELY: Readonly<Record<string, fc.Arbitrary<number>>> = {
  address: bytes,
  offset: bytes,
  length: bytes,
  access: fc.constantFrom(3, 3, 0, 1, 2),
  count: fc.nat(2),
};

function argument({ name, type }: Parameter): fc.Arbitrary<number | bigint> {
  const likely = LIKELY[name];
  if (likely)
    return fc
      .oneof({ weight: 12, arbitrary: likely }, { weight: 1, arbitrary: word })
      .map((value) => (type === "u64" ? BigInt(value) : Number(BigInt.asUintN(32, BigInt(value)))));
  if (type === "u64") return word;
  if (type === "rights") return fc.constantFrom(15, 15, 15, 1, 2, 8, 16);
  if (type === "u32" && name !== "client") return number;
  const usual = type === "slot" ? fc.integer({ min: 8, max: 40 }) : fc.constant(FIRST[name] ?? 2);
  return fc.oneof({ weight: 3, arbitrary: usual }, { weight: 2, arbitrary: slot });
}

interface Step {
  readonly name: string;
  readonly values: readonly (number | bigint)[];
  readonly consumed: number;
}

/** Calls that name the client of the last message, as a rule. */
const OF_CLIENTS = new Set(
  CALLS.filter(({ parameters }) => parameters[0]?.name === "client").map(({ name }) => name),
);

/** Calls that end things are rarer than those that begin some. */
const weightOf = (name: string) => (/^(destroy|exit|stop|close)$/.test(name) ? 1 : 6);

const stepOf = ({ name, parameters }: Described): fc.Arbitrary<Step> =>
  fc.record({
    name: fc.constant(name),
    values: fc.tuple(...parameters.map(argument)),
    consumed: fc.nat(300),
  });

const anyStep = (calls: readonly Described[]): fc.Arbitrary<Step> =>
  fc.oneof(...calls.map((each) => ({ weight: weightOf(each.name), arbitrary: stepOf(each) })));

const likeliest = (name: string, ...values: Step["values"]): fc.Arbitrary<Step> =>
  fc.constant({ name, values, consumed: 1 });

/** A client's steps, and a server's: by chance alone they would rarely come in this order. */
const CALLING = fc.tuple(
  likeliest("lend", 0n, 12_288n, 3),
  likeliest("offer", FIRST["endpoint"]!, 15, 0n, 50),
  likeliest("call", FIRST["endpoint"]!, 0n, 0n, 0n, 0n, 0n, 0n),
);
const SERVING = fc.tuple(
  likeliest("receive", FIRST["endpoint"]!),
  anyStep(CALLS.filter(({ name }) => OF_CLIENTS.has(name))),
);

const some: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 20, arbitrary: anyStep(CALLS).map((step) => [step]) },
  { weight: 1, arbitrary: CALLING },
  { weight: 2, arbitrary: SERVING },
);

const stepsOf = (length: {
  readonly minLength: number;
  readonly maxLength: number;
}): fc.Arbitrary<readonly Step[]> => fc.array(some, length).map((steps) => steps.flat());

/** What the running thread sees. */
function observe(call: Call): void {
  for (const name of ["status", "badge", "client"]) call(name);
  for (let index = 0; index < 6; index += 1) call("word", index);
  for (let handle = 0; handle < 16; handle += 1) call("objectOf", handle);
}

const isThread = (number: bigint) => number < FRAMES;
const done = (status: bigint) => assert.equal(status, BigInt(STATUS.Done));

/** Has a thread run, if one can. Its number, or NONE. */
function dispatch(call: Call, consumed: number): bigint {
  for (let tries = 0; tries < 20; tries += 1) {
    const next = call("dispatch", consumed);
    if (isThread(next) || next === NONE) return next;
    call("skipPeriod");
  }
  return NONE;
}

/** The frames that the root container has left. */
const framesLeft = (call: Call, root: number) =>
  call("budget", root, 0, 0) - call("budget", root, 0, 1) - call("budget", root, 0, 2);

/** A machine with a process in a container of its own, and who watches over it: a thread that has handles of both. */
class World {
  readonly watcher: number;
  readonly root: number;
  readonly before: bigint;

  readonly call: Call;

  constructor(call: Call) {
    this.call = call;
    done(call("boot", 4096));
    this.watcher = Number(dispatch(call, 0));
    this.root = Number(call("objectOf", ROOT));
    this.before = framesLeft(call, this.root);
    done(call("createContainer", ROOT, MEMORY, 500_000, ARENA));
    done(call("createProcess", ARENA, PROCESS));
    done(call("createEndpoint", ARENA, 4));
    done(call("createNotification", ARENA, 5));
    for (const [there, slot] of [ARENA, PROCESS, 4, 5].entries())
      done(call("give", PROCESS, there, slot, 15, 0n));
    for (let page = 0n; page < 6n; page += 1n) done(call("map", PROCESS, page, 1));
    for (let i = 0; i < 4; i += 1) this.spawn();
    call("exit");
  }

  /** Starts a thread of the process, if there still is one. */
  spawn(): void {
    const { call } = this;
    call("createThread", PROCESS, 1, 6);
    call("start", 6, 0n, 0n);
    call("give", PROCESS, 4, 6, 15, 0n);
    call("close", 6);
  }

  /** A call of whoever can run; the watcher starts a thread when nobody can. */
  step({ name, values, consumed }: Step): void {
    const { call } = this;
    if (dispatch(call, consumed) === NONE) {
      this.watch();
      this.spawn();
      call("exit");
      if (dispatch(call, 0) === NONE) return;
    }
    const client = Number(call("client"));
    const status = call(
      name,
      ...(OF_CLIENTS.has(name) && consumed % 8 !== 0 ? [client, ...values.slice(1)] : values),
    );
    note(name, Number(status));
    call("expire");
    observe(call);
  }

  /** Has the watcher run. */
  watch(): void {
    done(this.call("wake", this.watcher));
    while (dispatch(this.call, 0) !== BigInt(this.watcher)) this.call("yieldNow");
  }

  /** Destroys all that the process ever had or made. */
  end(): void {
    this.watch();
    let status = this.call("destroy", ARENA);
    while (status === BigInt(STATUS.More)) status = this.call("destroy", ARENA);
    assert.ok(status === BigInt(STATUS.Done) || status === BigInt(STATUS.Destroyed));
    assert.equal(framesLeft(this.call, this.root), this.before);
  }
}

/** The statuses with which each call has ended. */
const seen = new Map<string, Set<StatusName>>(CALLS.map(({ name }) => [name, new Set()]));

function note(name: string, status: number): void {
  assert.ok(NAMES[status] !== undefined, `${name} gives ${status}`);
  seen.get(name)!.add(NAMES[status]!);
}

test("the compiled kernel does what the interpreted one does", () => {
  fc.assert(
    fc.property(stepsOf({ minLength: 10, maxLength: 40 }), (steps) => {
      const world = new World(both(kernel));
      for (const each of steps) world.step(each);
      world.end();
    }),
    { numRuns: 30, seed: 4 },
  );
});

test("whatever a process does, destroying its container gives everything back", () => {
  fc.assert(
    fc.property(stepsOf({ minLength: 50, maxLength: 400 }), (steps) => {
      const world = new World(compiled(kernel.module));
      for (const each of steps) world.step(each);
      world.end();
    }),
    { numRuns: 500, seed: 5 },
  );
});

test("calls end as the table of calls says", () => {
  for (const { name, errors, results } of CALLS) {
    const said = new Set(["Done", "NotRunning", ...Object.keys(errors), ...Object.keys(results ?? {})]);
    assert.deepEqual(
      [...seen.get(name)!].filter((status) => !said.has(status)),
      [],
      name,
    );
    assert.ok(
      (["Done", "Wait"] as const).some((status) => seen.get(name)!.has(status)),
      `${name} has done what it says`,
    );
    assert.ok(
      seen.get(name)!.size > (Object.keys(errors).length > 0 ? 1 : 0),
      `${name} ends in several ways`,
    );
  }
});
