/** Processes of several threads: shared memory, waiting and waking, and every way to end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { setTimeout as after } from "node:timers/promises";
import type { Container, Endpoint, Process } from "../index.ts";
import { Program } from "../index.ts";
import { assemble } from "../rewriter/test/helpers.ts";
import { binary, boot, coded, IMPORTS, library, program, turn, words } from "./programs.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

// Handles: 1 the process itself, 2 an endpoint to report to; the threads it makes are in slots 10, 11 and so on.
const SELF = 1;
const REPORTS = 2;

const MEMORY = `(memory 1 4 shared)`;

/** Makes thread `number` and starts it with an entry and an argument. */
const begin = (number: number, entry = "(i64.const 0)", argument = "(i64.const 0)") => `
  (if (call $createThread (i32.const ${SELF}) (i32.const 1) (i32.const ${10 + number})) (then unreachable))
  (if (call $startThread (i32.const ${10 + number}) ${entry} ${argument}) (then unreachable))`;

/** Waits until the word at an address is `value`. */
const until = (address: number, value: number) => `
  (block $is (loop $again (local.set $seen (i32.atomic.load (i32.const ${address})))
    (br_if $is (i32.eq (local.get $seen) (i32.const ${value})))
    (drop (memory.atomic.wait32 (i32.const ${address}) (local.get $seen) (i64.const -1)))
    (br $again)))`;

/** Adds one to the word at an address, and wakes who waits for that. */
const advance = (address: number) => `
  (drop (i32.atomic.rmw.add (i32.const ${address}) (i32.const 1)))
  (drop (memory.atomic.notify (i32.const ${address}) (i32.const -1)))`;

const send = (...given: readonly string[]) => `(drop (call $send (i32.const ${REPORTS}) ${words(...given)}))`;
const wordAt = (address: number) => `(i64.extend_i32_u (i32.atomic.load (i32.const ${address})))`;
const main = (body: string) => `(func (export "main") (local $seen i32) ${body})`;
const thread = (body: string) =>
  `(func (export "thread") (param $entry i64) (param $argument i64) (local $seen i32) (local $left i64) ${body})`;

async function spawn(container: Container, loaded: Program, reports?: Endpoint): Promise<Process> {
  return await container.spawn(loaded, { self: SELF, ...(reports && { handles: { [REPORTS]: reports } }) });
}

/** The words that a process with this text reports. */
async function reported(t: Parameters<typeof boot>[0], text: string): Promise<readonly bigint[]> {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  await spawn(machine.root, await program(`${MEMORY} ${text}`), reports);
  return (await reports.receive()).words;
}

// --- Running together ---------------------------------------------------------------------------------------

test("two threads add to one counter, and the first waits for both", async (t) => {
  const text = `${main(`
      ${begin(0, "(i64.const 3)", "(i64.const 1000000)")} ${begin(1, "(i64.const 5)", "(i64.const 500000)")}
      ${until(4, 2)} ${send(wordAt(0))}`)}
    ${thread(`
      (loop $l
        (drop (i32.atomic.rmw.add (i32.const 0) (i32.wrap_i64 (local.get $entry))))
        (br_if $l (i64.ne (local.tee $argument (i64.sub (local.get $argument) (i64.const 1))) (i64.const 0))))
      ${advance(4)}`)}`;
  const [sum] = await reported(t, text);
  assert.equal(sum, 3n * 1_000_000n + 5n * 500_000n);
});

test("threads begin as wasi-threads has it, with an imported memory", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const text = `(import "env" "memory" (memory 1 1 shared)) (export "memory" (memory 0))
    ${main(`${begin(0, "(i64.const 7)", "(i64.const -2)")} ${until(0, 1)} ${send(wordAt(4), wordAt(8))}`)}
    (func (export "wasi_thread_start") (param i32 i32)
      (i32.atomic.store (i32.const 4) (local.get 0)) (i32.atomic.store (i32.const 8) (local.get 1)) ${advance(0)})`;
  await spawn(machine.root, await Program.load(assemble(`(module ${IMPORTS} ${text})`)), reports);
  assert.deepEqual((await reports.receive()).words.slice(0, 2), [7n, 0xffff_fffen]);
});

test("a lock that is waited for keeps what is not atomic whole, though threads are preempted in it", async (t) => {
  // The lock at 0 is free, taken, or taken and waited for; the work at 8 is read, and written a while later.
  const text = `${main(`${begin(0)} ${begin(1)} ${begin(2)} ${until(4, 3)} ${send(wordAt(8))}`)}
    (func $lock
      (if (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 1))) (then (return)))
      (loop $l (if (i32.atomic.rmw.xchg (i32.const 0) (i32.const 2)) (then
        (drop (memory.atomic.wait32 (i32.const 0) (i32.const 2) (i64.const -1))) (br $l)))))
    (func $unlock
      (if (i32.eq (i32.atomic.rmw.xchg (i32.const 0) (i32.const 0)) (i32.const 2))
        (then (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))))
    (func $work (local $value i32) (local $left i32)
      (local.set $value (i32.load (i32.const 8)))
      (local.set $left (i32.const 20000))
      (loop $l (br_if $l (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (i32.store (i32.const 8) (i32.add (local.get $value) (i32.const 1))))
    ${thread(`
      (local.set $left (i64.const 100))
      (loop $l (call $lock) (call $work) (call $unlock)
        (br_if $l (i64.ne (local.tee $left (i64.sub (local.get $left) (i64.const 1))) (i64.const 0))))
      ${advance(4)}`)}`;
  assert.equal((await reported(t, text))[0], 300n);
});

test("what a wait gives: woken, not equal, timed out; and waking says how many it woke", async (t) => {
  const results = (...values: readonly string[]) =>
    send(...values.map((value) => `(i64.extend_i32_u ${value})`));
  const text = `${main(`
      ${begin(0)} ${begin(1)} ${begin(2)} ${until(4, 3)} (drop (call $yieldNow)) (drop (call $yieldNow))
      ${results(
        "(memory.atomic.wait32 (i32.const 8) (i32.const 1) (i64.const -1))",
        "(memory.atomic.wait64 (i32.const 16) (i64.const 0) (i64.const 2000000))",
        "(memory.atomic.notify (i32.const 24) (i32.const 2))",
        "(memory.atomic.notify (i32.const 24) (i32.const 2))",
        "(memory.atomic.notify (i32.const 24) (i32.const 2))",
        "(memory.atomic.wait32 offset=4 (i32.const 4) (i32.const 0) (i64.const 0))",
      )} ${until(4, 6)} ${results("(i32.atomic.load (i32.const 28))")}`)}
    ${thread(`${advance(4)}
      (drop (i32.atomic.rmw.add (i32.const 28) (memory.atomic.wait64 (i32.const 24) (i64.const 0) (i64.const -1))))
      ${advance(4)}`)}`;
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  await spawn(machine.root, await program(`${MEMORY} ${text}`), reports);
  assert.deepEqual((await reports.receive()).words, [1n, 2n, 2n, 1n, 0n, 2n]);
  assert.equal((await reports.receive()).words[0], 0n);
});

test("only the thread waits, not the event loop; and it waits as long as it says", async (t) => {
  const machine = await boot(t);
  const waits = `(drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 50000000)))`;
  const from = performance.now();
  const process = await spawn(machine.root, await program(`${MEMORY} ${main(waits)}`));
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  assert.deepEqual(await process.ended, { kind: "exited" });
  clearInterval(timer);
  assert.ok(performance.now() - from >= 49);
  assert.ok(ticks > 0);
});

test("waiting where it is no use ends the process", async (t) => {
  const machine = await boot(t);
  const wait = (address: number, of = "") =>
    main(`(drop (memory.atomic.wait32 ${of} (i32.const ${address}) (i32.const 0) (i64.const -1)))`);
  for (const [text, fault] of [
    [`${MEMORY} ${wait(65536)}`, "memory"],
    [`${MEMORY} ${wait(2)}`, "other"],
    [`${MEMORY} (memory $private 1 1) ${wait(0, "$private")}`, "unreachable"],
  ] as const) {
    const { ended } = await spawn(machine.root, await program(text));
    assert.deepEqual(await ended, { kind: "faulted", fault });
  }
});

// --- Ends ---------------------------------------------------------------------------------------------------

const LOOP = `(loop $forever (br $forever))`;
const WAIT = `(drop (memory.atomic.wait32 (i32.const 64) (i32.const 0) (i64.const -1)))`;

test("beside a thread that loops others of its process make progress, and it can be destroyed", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const before = machine.statistics().memory;
  const text = `${main(`${begin(0)} ${begin(1)} ${send("(i64.const 1)")} ${WAIT}`)} ${thread(LOOP)}`;
  const process = await spawn(machine.root, await program(`${MEMORY} ${text}`), reports);
  await reports.receive();
  while (process.statistics().fuel < 5_000_000) await turn();
  await process.destroy();
  assert.deepEqual(await process.ended, { kind: "destroyed" });
  await turn();
  assert.deepEqual(machine.statistics().memory, before);
  const { fuel } = process.statistics();
  await turn();
  assert.equal(process.statistics().fuel, fuel);
});

for (const [what, body, end] of [
  ["traps", "unreachable", { kind: "faulted", fault: "unreachable" }],
  ["traps while others wait", `${WAIT} unreachable`, { kind: "faulted", fault: "unreachable" }],
  [
    "destroys its process",
    `(loop $l (drop (call $destroy (i32.const ${SELF}))) (br $l))`,
    { kind: "destroyed" },
  ],
] as const)
  test(`a thread that ${what} ends its process, with all its threads`, async (t) => {
    const machine = await boot(t);
    const before = machine.statistics().memory;
    const wakes = `(drop (call $yieldNow)) (drop (memory.atomic.notify (i32.const 64) (i32.const 1)))`;
    const text = `${main(`${begin(0)} ${begin(1)} ${wakes} ${LOOP}`)}
      ${thread(`(if (i64.eqz (local.get $entry)) (then ${body})) ${WAIT}`)}`;
    const process = await spawn(machine.root, await program(`${MEMORY} ${text}`));
    assert.deepEqual(await process.ended, end);
    for (let turns = 0; turns < 3; turns += 1) await turn();
    if (process.statistics().state === "destroyed") await process.destroy().catch(() => undefined);
    assert.deepEqual(machine.statistics().memory, before);
  });

test("when the first thread returns the process ends, whatever the others do", async (t) => {
  const machine = await boot(t);
  const before = machine.statistics().memory;
  const text = `${main(`${begin(0)} ${begin(1, "(i64.const 1)")} (drop (call $yieldNow)) (drop (call $yieldNow))`)}
    ${thread(`(if (i64.eqz (local.get $entry)) (then ${LOOP})) ${WAIT}`)}`;
  const process = await spawn(machine.root, await program(`${MEMORY} ${text}`));
  assert.deepEqual(await process.ended, { kind: "exited" });
  for (let turns = 0; turns < 3; turns += 1) await turn();
  assert.deepEqual(machine.statistics().memory, before);
});

test("a thread is destroyed alone, while it runs or waits", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const text = `${main(`
      ${begin(0)} ${begin(1, "(i64.const 1)")} ${until(0, 2)} (drop (call $yieldNow)) (drop (call $yieldNow))
      (if (call $destroy (i32.const 10)) (then unreachable)) (if (call $destroy (i32.const 11)) (then unreachable))
      ${send("(i64.extend_i32_u (memory.atomic.notify (i32.const 64) (i32.const 9)))")} ${WAIT}`)}
    ${thread(`${advance(0)} (if (i64.eqz (local.get $entry)) (then ${LOOP})) ${WAIT} unreachable`)}`;
  const process = await spawn(machine.root, await program(`${MEMORY} ${text}`), reports);
  assert.equal((await reports.receive()).words[0], 0n);
  const { fuel } = process.statistics();
  for (let turns = 0; turns < 3; turns += 1) await turn();
  assert.equal(process.statistics().state, "running");
  assert.ok(process.statistics().fuel - fuel < 10_000);
});

test("a thread that is stopped does what it did no more, and can be started again from its beginning", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const stops = `(if (call $stop (i32.const 10)) (then unreachable))`;
  const starts = (entry: number) =>
    `(if (call $startThread (i32.const 10) (i64.const ${entry}) (i64.const 0)) (then unreachable))`;
  const text = `${main(`
      ${begin(0)} ${until(0, 1)} ${stops} ${starts(1)} ${until(0, 2)} (drop (call $yieldNow)) ${stops}
      (drop (memory.atomic.notify (i32.const 64) (i32.const 1)))
      ${starts(2)} ${until(0, 3)} ${send(wordAt(4))}`)}
    ${thread(`${advance(0)}
      (if (i64.eqz (local.get $entry)) (then ${LOOP}))
      (if (i64.eq (local.get $entry) (i64.const 1)) (then ${WAIT}))
      (drop (i32.atomic.rmw.add (i32.const 4) (i32.wrap_i64 (local.get $entry))))`)}`;
  await spawn(machine.root, await program(`${MEMORY} ${text}`), reports);
  assert.ok((await reports.receive()).words[0]! <= 2n);
  await turn();
});

test("the memory of a process whose threads wait is collected when it is destroyed", async (t) => {
  const machine = await boot(t);
  const text = `${MEMORY} ${main(`${begin(0)} ${begin(1)} ${until(0, 2)} ${WAIT}`)} ${thread(`${advance(0)} ${WAIT}`)}`;
  const loaded = await program(text);
  let collected = 0;
  const registry = new FinalizationRegistry<undefined>(() => (collected += 1));
  const spawnAndKill = async (): Promise<void> => {
    const process = await spawn(machine.root, loaded);
    registry.register(process["image"].instances[0]!.memories[0]!.memory, undefined);
    for (let turns = 0; turns < 3; turns += 1) await turn();
    await process.destroy();
  };
  for (let index = 0; index < 20; index += 1) await spawnAndKill();
  for (let tries = 0; tries < 20 && collected < 19; tries += 1) {
    collect();
    await turn();
  }
  assert.ok(collected >= 19, `${collected} of 20`);
});

// --- Charges ------------------------------------------------------------------------------------------------

test("an instance is charged for each thread at a time, and none for those one after the other", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const box = await machine.root.createContainer({ memory: "2M", time: "50%" });
  const tells = `(drop (call $call (i32.const ${REPORTS}) ${words()}))`;
  const passes = (number: number) =>
    `${begin(number)} ${until(0, number + 1)} (drop (call $destroy (i32.const ${10 + number})))`;
  const text = `${main(`
      ${tells} ${passes(0)} ${tells} ${passes(1)} ${passes(2)} ${tells}
      ${begin(3, "(i64.const 1)")} ${begin(4, "(i64.const 1)")} ${until(0, 5)} ${tells} ${WAIT}`)}
    ${thread(`${advance(0)} (if (i64.ne (local.get $entry) (i64.const 0)) (then ${WAIT}))`)}`;
  await spawn(box, await program(`${MEMORY} ${text}`), reports);
  const used: number[] = [];
  for (let reading = 0; reading < 4; reading += 1) {
    const { reply } = await reports.receive();
    used.push(box.statistics().memory.used / 4096);
    await reply([]);
  }
  // An instance is charged four frames; a thread is one.
  const first = used[0]!;
  assert.deepEqual(used, [first, first + 4, first + 4, first + 8 + 2]);
});

test("a thread for whose instance nothing is left ends the process", async (t) => {
  const machine = await boot(t);
  const takes = `(loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))`;
  const text = `(memory 1 100 shared) ${main(`${takes} ${begin(0)} ${WAIT}`)} ${thread("")}`;
  const loaded = await program(text);
  const ends = new Set<string>();
  for (let spare = 0; spare < 16; spare += 1) {
    const box = await machine.root.createContainer({ memory: 20 * 65536 + spare * 4096, time: "20%" });
    const process = await spawn(box, loaded);
    const end = await Promise.race([process.ended, after(100)]);
    if (end) ends.add(end.kind === "faulted" ? end.fault : end.kind);
    await box.destroy();
  }
  assert.ok(ends.has("other"), [...ends].join());
});

// --- What has no threads ------------------------------------------------------------------------------------

test("threads of a program that is not made for them end at once", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const text = `(memory 1) ${main(`${begin(0)} (drop (call $yieldNow)) ${send("(i64.const 1)")}`)} ${thread("unreachable")}`;
  const process = await spawn(machine.root, await program(text), reports);
  assert.equal((await reports.receive()).words[0], 1n);
  assert.deepEqual(await process.ended, { kind: "exited" });
});

test("memory that is imported must be shared, and the only one", async () => {
  for (const memories of [
    `(import "a" "m" (memory 1))`,
    `(import "a" "m" (memory 1 1 shared)) (import "a" "n" (memory 1))`,
  ])
    await assert.rejects(Program.load(binary(`${memories} (func (export "main"))`)), coded("badProgram"));
  await assert.rejects(library(`(memory 1 1 shared)`), coded("badProgram"));
});

// --- With a library -----------------------------------------------------------------------------------------

test("threads share the instance of their library, and each pays for what it does there", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const work = `(global $n (mut i64) (i64.const 0))
    (func (export "f") (param $times i32) (local $left i32)
      (local.set $left (local.get $times))
      (loop $l (global.set $n (i64.add (global.get $n) (i64.const 1)))
        (br_if $l (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (if (i32.eq (local.get $times) (i32.const 1)) (then ${send("(global.get $n)", "(i64.extend_i32_u (call $size))")})))`;
  const text = `(module (import "library" "f" (func $f (param i32))) ${IMPORTS} ${MEMORY}
    ${main(`${begin(0)} ${begin(1)} ${until(0, 2)} (call $f (i32.const 1))`)}
    ${thread(`(call $f (i32.const 2000000)) ${advance(0)}`)})`;
  const loaded = await Program.load(assemble(text), { library: await library(work), calls: true });
  const process = await spawn(machine.root, loaded, reports);
  assert.deepEqual((await reports.receive()).words.slice(0, 2), [4_000_001n, 1n]);
  await process.ended;
  const { fuel } = process.statistics();
  // Eight instructions each time.
  assert.ok(fuel > 4e6 * 6 && fuel < 4e6 * 10, `${fuel}`);
});
