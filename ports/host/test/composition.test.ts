/** Processes of several instances: services with byte memories, programs with libraries, devices. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isByteFunction } from "../byte-functions.ts";
import { Budget, type Machine, Program, RewriteError, WelkinError } from "../index.ts";
import { QUANTUM } from "../rewriter/payment.ts";
import { assemble } from "../rewriter/test/helpers.ts";
import { binary, boot, coded, library, service, turn, words } from "./programs.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Sends these words to slot 1. */
const send = (...given: readonly string[]) => `(drop (call $send (i32.const 1) ${words(...given)}))`;
const wide = (value: string) => `(i64.extend_i32_u ${value})`;

/** A program with this body, which imports `f` of the library; it may make no call. */
async function using(libraryText: string, text: string, type = ""): Promise<Program> {
  const module = `(module (import "library" "f" (func $f ${type})) ${text})`;
  return await Program.load(assemble(module), { library: await library(libraryText) });
}

/** The first message that a process sends. */
async function report(machine: Machine, loaded: Program): Promise<readonly bigint[]> {
  const reports = await machine.createEndpoint();
  await machine.root.spawn(loaded, { handles: { 1: reports } });
  return (await reports.receive()).words;
}

// --- Services -----------------------------------------------------------------------------------------------

test("the byte functions are those that Kernel TypeScript declares", () => {
  const declared = readFileSync(join(import.meta.dirname, "../../../services/memory.ts"), "utf8");
  const names = [...declared.matchAll(/machine\("memory\.(\w+)"/g)].map(([, name]) => name!);
  assert.equal(names.length, 12);
  for (const name of names) assert.ok(isByteFunction(name), name);
});

test("a service stores and loads bytes, in a memory that is not its own", async (t) => {
  const text = `(memory 1) (data (i32.const 8) "own") (func (export "main")
    (drop (call $grow (i32.const 1)))
    (call $store64 (i32.const 8) (i64.const 0x1122334455667788))
    (call $store32 (i32.const 16) (i32.const 0x99aabbcc))
    (call $store16 (i32.const 20) (i32.const 0xfffff1f2))
    (call $store8 (i32.const 22) (i32.const 0xffffff80))
    (call $copy (i32.const 32) (i32.const 8) (i32.const 15))
    (call $fill (i32.const 33) (i32.const 5) (i32.const 1))
    ${send(
      "(call $load64 (i32.const 32))",
      wide("(call $load32 (i32.const 40))"),
      wide("(call $load16 (i32.const 44))"),
      wide("(call $load8 (i32.const 46))"),
      wide("(i32.load8_u (i32.const 8))"),
      wide("(call $size)"),
    )})`;
  const expected = [0x1122334455660588n, 0x99aabbccn, 0xf1f2n, 0x80n, 0x6fn, 1n];
  assert.deepEqual(await report(await boot(t), await service(text)), expected);
});

test("a byte memory begins empty, and grows as far as the container can pay for it", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const grower = await service(`(memory 2) (func (export "main") (local $first i32)
    (local.set $first (call $size))
    (loop $l (br_if $l (i32.ne (call $grow (i32.const 1)) (i32.const -1))))
    ${send(wide("(local.get $first)"), wide("(call $size)"), wide("(memory.size)"))})`);
  const box = await machine.root.createContainer({ memory: 20 * 65536, time: "10%" });
  const process = await box.spawn(grower, { handles: { 1: reports } });
  const { words: sizes } = await reports.receive();
  assert.equal(sizes[0], 0n);
  assert.ok(sizes[1]! >= 15n && sizes[1]! <= 18n, `${sizes[1]}`);
  assert.equal(sizes[2], 2n);
  await process.ended;
});

test("what is not within the byte memory faults", async (t) => {
  const machine = await boot(t);
  for (const access of [
    "(drop (call $load8 (i32.const 65536)))",
    "(call $store64 (i32.const 65529) (i64.const 0))",
    "(call $copy (i32.const 0) (i32.const 1) (i32.const 65536))",
    "(call $fill (i32.const -1) (i32.const 0) (i32.const 2))",
  ]) {
    const text = `(memory 4) (func (export "main") (drop (call $grow (i32.const 1))) ${access})`;
    const { ended } = await machine.root.spawn(await service(text));
    assert.deepEqual(await ended, { kind: "faulted", fault: "memory" }, access);
  }
});

test("byte functions pay for the bytes that they reach", async (t) => {
  const machine = await boot(t);
  const fill = async (bytes: number) => {
    const text = `(func (export "main") (drop (call $grow (i32.const 16)))
      (call $fill (i32.const 0) (i32.const 1) (i32.const ${bytes})))`;
    const process = await machine.root.spawn(await service(text));
    await process.ended;
    return process.statistics().fuel;
  };
  assert.equal((await fill(1 << 20)) - (await fill(0)), (1 << 20) / 16);
});

// --- Libraries ----------------------------------------------------------------------------------------------

/** Sums the program's bytes from `address` on. */
const SUM = `(memory 1) (func (export "f") (param $at i32) (param $count i32) (result i64) (local $sum i64)
  (loop $l
    (local.set $sum (i64.add (local.get $sum) ${wide("(call $load8 (local.get $at))")}))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br_if $l (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
  ${send("(local.get $sum)", wide("(call $size)"))} (local.get $sum))`;

test("a library reaches the memory of its program, and the kernel for it", async (t) => {
  const machine = await boot(t);
  const text = `(memory 3) (data (i32.const 100) "\\01\\02\\03") (func (export "main")
    (if (i64.ne (call $f (i32.const 100) (i32.const 3)) (i64.const 6)) (then unreachable)))`;
  const loaded = await using(SUM, text, "(param i32 i32) (result i64)");
  const reports = await machine.createEndpoint();
  const process = await machine.root.spawn(loaded, { handles: { 1: reports } });
  assert.deepEqual((await reports.receive()).words.slice(0, 2), [6n, 3n]);
  assert.equal(process.statistics().memory, 4 * 65536);
  assert.deepEqual(await process.ended, { kind: "exited" });
});

test("each process has an instance of the library", async (t) => {
  const machine = await boot(t);
  const counter = `(global $n (mut i64) (i64.const 0)) (func (export "f")
    (global.set $n (i64.add (global.get $n) (i64.const 1))) ${send("(global.get $n)")})`;
  const loaded = await using(counter, `(func (export "_start") (call $f) (call $f))`);
  const reports = await machine.createEndpoint();
  for (let processes = 0; processes < 3; processes += 1) {
    await machine.root.spawn(loaded, { handles: { 1: reports } });
    for (const expected of [1n, 2n]) assert.equal((await reports.receive()).words[0], expected);
  }
});

test("a program without memory can have a library, which finds none", async (t) => {
  const text = `(func (export "f") ${send(wide("(call $size)"), wide("(call $grow (i32.const 1))"))})`;
  const loaded = await using(text, `(func (export "main") (call $f))`);
  assert.deepEqual((await report(await boot(t), loaded)).slice(0, 2), [0n, 0xffff_ffffn]);
});

test("a library grows its program's memory no further than that says", async (t) => {
  const text = `(func (export "f") ${send(
    wide("(call $grow (i32.const 2))"),
    wide("(call $grow (i32.const 1))"),
    wide("(call $grow (i32.const 1))"),
    wide("(call $size)"),
  )})`;
  const loaded = await using(text, `(memory 1 4) (func (export "main") (call $f))`);
  const reports = await report(await boot(t), loaded);
  assert.deepEqual(reports.slice(0, 4), [1n, 3n, 0xffff_ffffn, 4n]);
});

test("the start function of a library runs before that of its program", async (t) => {
  const machine = await boot(t);
  const starts = `(func $start ${send("(i64.const 1)")}) (start $start)`;
  const loaded = await using(
    `${starts} (func (export "f") (param i64) ${send("(local.get 0)")})`,
    `(func $start (call $f (i64.const 2))) (start $start) (func (export "main") (call $f (i64.const 3)))`,
    "(param i64)",
  );
  const reports = await machine.createEndpoint();
  await machine.root.spawn(loaded, { handles: { 1: reports } });
  for (const expected of [1n, 2n, 3n]) assert.equal((await reports.receive()).words[0], expected);
});

test("a library that ends the process ends its program in the middle", async (t) => {
  const machine = await boot(t);
  const loaded = await using(
    `(func (export "f") (drop (call $exit)))`,
    `(func (export "main") (call $f) unreachable)`,
  );
  const { ended } = await machine.root.spawn(loaded);
  assert.deepEqual(await ended, { kind: "exited" });
});

test("a library's memory and data are charged", async (t) => {
  const machine = await boot(t);
  const used = async (text: string): Promise<number> => {
    const box = await machine.root.createContainer({ memory: "2M", time: "10%" });
    const endpoint = await machine.createEndpoint();
    const loaded = await using(
      `${text} (func (export "f") (drop (call $receive (i32.const 1))))`,
      `(func (export "main") (call $f))`,
    );
    await box.spawn(loaded, { handles: { 1: endpoint } });
    const { memory } = box.statistics();
    await box.destroy();
    return memory.used;
  };
  const without = await used("");
  // Three pages of memory, and a page table for them of each of two levels.
  assert.equal((await used("(memory 3)")) - without, 3 * 65536 + 2 * 4096);
  assert.ok((await used(`(memory 1) (data (i32.const 0) "${"x".repeat(40000)}")`)) - without > 65536 + 40000);
  const poor = await machine.root.createContainer({ memory: "512K" });
  const before = poor.statistics().memory;
  const rich = await using(`(memory 9) (func (export "f"))`, `(func (export "main") (call $f))`);
  await assert.rejects(poor.spawn(rich), coded("noFrames"));
  assert.deepEqual(poor.statistics().memory, before);
});

const LOOP = `(loop $l (br $l))`;

for (const [where, libraryBody, programBody] of [
  ["a library", LOOP, `(call $f)`],
  ["a program with a library", ``, `(call $f) ${LOOP}`],
] as const)
  test(`a tight loop in ${where} is preempted, and can be destroyed`, async (t) => {
    const machine = await boot(t);
    const before = machine.statistics().memory.used;
    const loaded = await using(`(func (export "f") ${libraryBody})`, `(func (export "main") ${programBody})`);
    const hog = await machine.root.spawn(loaded);
    while (hog.statistics().fuel < 3_000_000) await turn();
    await hog.destroy();
    assert.deepEqual(await hog.ended, { kind: "destroyed" });
    await turn();
    assert.equal(machine.statistics().memory.used, before);
  });

/** Works a little in the library, and for ever by calling it. */
const WORK = `(func (export "f") (param i32)
  (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))`;
const WORKER = `(func (export "main") (loop $l (call $f (i32.const 1000)) (br $l)))`;

test("a budget of fuel ends at the unit, whichever instance uses it", async (t) => {
  const machine = await boot(t);
  const loaded = await using(WORK, WORKER, "(param i32)");
  const process = await machine.root.spawn(loaded, { budget: new Budget(3_456_789) });
  assert.deepEqual(await process.ended, { kind: "faulted", fault: "fuel" });
  const over = process.fuel - 3_456_789;
  assert.ok(over > 0 && over < QUANTUM + 10, `${over}`);
});

test("fuel that a library uses counts, and its container gets no more than its share", async (t) => {
  const machine = await boot(t);
  const [small, large] = [
    await machine.root.createContainer({ memory: "1M", time: "20%" }),
    await machine.root.createContainer({ memory: "1M", time: "60%" }),
  ];
  const loaded = await using(WORK, WORKER, "(param i32)");
  await small.spawn(loaded);
  await large.spawn(loaded);
  while (large.statistics().fuel < 100_000_000) await turn();
  const ratio = large.statistics().fuel / small.statistics().fuel;
  assert.ok(ratio > 2.5 && ratio < 3.5, `${ratio}`);
});

test("a process that is destroyed while its library waits never goes on, and is collected", async (t) => {
  const machine = await boot(t);
  const [endpoint, reports] = [await machine.createEndpoint(), await machine.createEndpoint()];
  const told = `(drop (call $send (i32.const 2) ${words()}))`;
  const loaded = await using(
    `(memory 16) (func (export "f") (drop (call $receive (i32.const 1))) ${told})`,
    `(memory 16) (func (export "main") (loop $l (call $f) (br $l)))`,
  );
  let collected = 0;
  const registry = new FinalizationRegistry<undefined>(() => (collected += 1));
  const spawnAndKill = async (): Promise<void> => {
    const process = await machine.root.spawn(loaded, { handles: { 1: endpoint, 2: reports } });
    for (const { memories } of process["image"].instances.slice(0, 2))
      registry.register(memories[0]!.memory, undefined);
    await turn();
    await process.destroy();
  };
  for (let index = 0; index < 20; index += 1) await spawnAndKill();
  for (let tries = 0; tries < 20 && collected < 38; tries += 1) {
    collect();
    await turn();
  }
  assert.ok(collected >= 38, `${collected} of 40`);
  await assert.rejects(reports.receive({ signal: AbortSignal.timeout(20) }));
});

test("what a library has counted can be read when its process ends", async (t) => {
  const machine = await boot(t);
  const loaded = await using(
    `(global $n (export "calls") (mut i32) (i32.const 0)) (func (export "twice") (result i32)
       (i32.mul (global.get $n) (i32.const 2)))
     (func (export "f") (global.set $n (i32.add (global.get $n) (i32.const 1))))`,
    `(func (export "main") (call $f) (call $f) (call $f) unreachable)`,
  );
  const process = await machine.root.spawn(loaded);
  const read: unknown[] = [];
  process.atEnd(({ calls, twice }) => {
    read.push((calls as WebAssembly.Global).value, (twice as () => number)());
  });
  assert.deepEqual(await process.ended, { kind: "faulted", fault: "unreachable" });
  assert.deepEqual(read, [3, 6]);
});

test("a program with a library imports nothing else", async () => {
  const empty = await library(`(func (export "f")) (global (export "g") i32 (i32.const 0))`);
  const refused = (imports: string, pattern: RegExp) =>
    assert.rejects(
      Program.load(binary(`${imports} (func (export "main"))`), { library: empty }),
      (error) => error instanceof RewriteError && error.code === "import" && pattern.test(error.message),
    );
  await refused(`(import "welkin" "exit" (func (result i32)))`, /"welkin" "exit"/);
  await refused(`(import "memory" "size" (func (result i32)))`, /"memory" "size"/);
  await refused(`(import "device" "x" (func))`, /"device" "x"/);
  await refused(`(import "library" "other" (func))`, /"library" "other"/);
  await refused(`(import "library" "toString" (func))`, /"library" "toString"/);
  await refused(`(import "library" "g" (global i32))`, /"library" "g"/);
  await refused(`(import "library" "f" (global i32))`, /"library" "f"/);
  await refused(`(import "other" "f" (func))`, /"other" "f"/);
  await Program.load(binary(`(import "welkin" "exit" (func (result i32))) (func (export "main"))`), {
    library: empty,
    calls: true,
  });
});

test("a library imports nothing but the kernel's calls and byte functions", async () => {
  for (const imported of [`"device" "x" (func)`, `"other" "f" (func)`, `"memory" "memory" (memory 1)`])
    await assert.rejects(
      library(`(import ${imported})`),
      (error) => error instanceof RewriteError && error.code === "import",
    );
});

test("a program that imports a library's function with other types is refused, and costs nothing", async (t) => {
  const machine = await boot(t);
  const before = machine.statistics().memory;
  const loaded = await using(`(func (export "f") (param i64))`, `(func (export "main"))`, "(param i32)");
  await assert.rejects(machine.root.spawn(loaded), coded("badProgram"));
  assert.deepEqual(machine.statistics().memory, before);
});

// --- Devices ------------------------------------------------------------------------------------------------

const DEVICE = `(import "device" "add" (func $add (param i32 i64) (result i64)))`;

test("a service calls the devices that it was given, which see its bytes", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const loaded = await service(`${DEVICE} (func (export "main")
    (drop (call $grow (i32.const 1)))
    (call $store8 (i32.const 3) (i32.const 40))
    (drop (call $add (i32.const 3) (i64.const 1)))
    (drop (call $grow (i32.const 1)))
    ${send("(call $add (i32.const 3) (i64.const 1))", wide("(call $load8 (i32.const 4))"))})`);
  await machine.root.spawn(loaded, {
    handles: { 1: reports },
    devices: (bytes) => ({
      add: (address: number, more: bigint) => {
        bytes()[address + 1] = 7;
        bytes()[address]! += Number(more);
        return BigInt(bytes()[address]!);
      },
    }),
  });
  assert.deepEqual((await reports.receive()).words.slice(0, 2), [42n, 7n]);
});

test("a device that was not given is missing, and said to be", async (t) => {
  const machine = await boot(t);
  const before = machine.statistics().memory;
  const loaded = await service(`${DEVICE} (func (export "main"))`);
  for (const devices of [undefined, () => ({ other: () => undefined })])
    await assert.rejects(
      machine.root.spawn(loaded, devices ? { devices } : {}),
      (error) => error instanceof WelkinError && error.code === "badProgram" && /"add"/.test(error.message),
    );
  assert.deepEqual(machine.statistics().memory, before);
});

test("a device that throws makes its process fault, and says why", async (t) => {
  const machine = await boot(t);
  const cause = new RangeError("broken");
  const loaded = await service(
    `${DEVICE} (func (export "main") (drop (call $add (i32.const 0) (i64.const 0))))`,
  );
  const failing = () => {
    throw cause;
  };
  const { ended } = await machine.root.spawn(loaded, { devices: () => ({ add: failing }) });
  assert.deepEqual(await ended, { kind: "faulted", fault: "device", cause });
});
