/** Memories that are used again: as new to each process, and never where something else might still reach them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Machine, Process, Program, SpawnOptions } from "../index.ts";
import { Memories } from "../memories.ts";
import { boot, program, service, turn, words } from "./programs.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const FILL = `(memory.fill (i32.const 0) (i32.const 0x55) (i32.const 65536))`;

/** Fills its memory, and ends. */
const WRITER = `(memory 1) (func (export "main") ${FILL})`;

/** Sends all words of its memory, or-ed. */
const READER = `(memory 1) (func (export "main") (local $at i32) (local $all i64)
  (loop $l
    (local.set $all (i64.or (local.get $all) (i64.load (local.get $at))))
    (br_if $l (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 65536))))
  (drop (call $send (i32.const 1) ${words("(local.get $all)")})))`;

/** The memories that wait to be used again. */
const kept = (machine: Machine) => machine.port.memories["kept"].map(({ memory }) => memory);

/** Runs a program to its end. */
async function run(machine: Machine, loaded: Program, options: SpawnOptions = {}): Promise<void> {
  const process = await machine.root.spawn(loaded, options);
  await process.ended;
}

for (const [what, text] of [
  ["ended", WRITER],
  // It would store before it pays again.
  ["destroyed itself", `(memory 1) (func (export "main") (drop (call $destroy (i32.const 0))) ${FILL})`],
] as const)
  test(`the memory of a process that has ${what} is used again, without its bytes`, async (t) => {
    const machine = await boot(t);
    const reports = await machine.createEndpoint();
    await run(machine, await program(text), { self: 0 });
    const [used, ...others] = kept(machine);
    assert.ok(used && others.length === 0);
    const reader = await machine.root.spawn(await program(READER), { handles: { 1: reports } });
    assert.deepEqual(kept(machine), []);
    assert.equal((await reports.receive()).words[0], 0n);
    await reader.ended;
    assert.equal(kept(machine)[0], used);
  });

test("a memory is one process's at a time", async (t) => {
  const machine = await boot(t);
  const [reader, reports] = [await program(READER), await machine.createEndpoint()];
  await run(machine, await program(WRITER));
  const handles = { 1: reports };
  const processes = [
    await machine.root.spawn(reader, { handles }),
    await machine.root.spawn(reader, { handles }),
  ];
  for (const process of processes) await process.destroy();
  assert.equal(new Set(kept(machine)).size, 2);
});

test("a memory with another maximum is not used again", async (t) => {
  const machine = await boot(t);
  await run(machine, await program(`(memory 1 2) (func (export "main"))`));
  await run(machine, await program(WRITER));
  assert.equal(new Set(kept(machine)).size, 2);
});

for (const [what, text] of [
  ["has grown", `(memory 1) (func (export "main") (drop (memory.grow (i32.const 1))))`],
  ["is shared", `(memory 1 2 shared) (func (export "main"))`],
  ["is large", `(memory 16) (func (export "main"))`],
] as const)
  test(`a memory that ${what} is not used again`, async (t) => {
    const machine = await boot(t);
    await run(machine, await program(text));
    assert.deepEqual(kept(machine), []);
  });

test("a memory that a device has seen is not used again", async (t) => {
  const machine = await boot(t);
  const text = `(import "device" "f" (func $f)) (memory 1) (func (export "main") (call $f))`;
  await run(machine, await service(text), { devices: () => ({ f: () => undefined }) });
  assert.deepEqual(kept(machine), []);
});

test("a process for whose memory the engine has no room has none, and gives back what it has paid", async (t) => {
  const machine = await boot(t);
  const loaded = await program(`(memory 16) (func (export "main"))`);
  await run(machine, loaded);
  const { used } = machine.statistics().memory;
  const { Memory } = WebAssembly;
  t.after(() => (WebAssembly.Memory = Memory));
  WebAssembly.Memory = class extends Memory {
    constructor() {
      super({ initial: 65537 });
    }
  };
  await assert.rejects(machine.root.spawn(loaded), { code: "noFrames" });
  assert.equal(machine.statistics().memory.used, used);
});

test("so many memories are kept, and no more", () => {
  const memories = new Memories();
  const described = { imported: false, shared: false, minimumPages: 1, maximumPages: 1 };
  const given = Array.from({ length: 40 }, () => memories.take(described));
  for (const memory of given) memories.giveBack(memory, described);
  const again = Array.from({ length: 40 }, () => memories.take(described));
  assert.equal(new Set([...given, ...again]).size, 48);
});

test("the memory of a process that has ended is collected, though its handle is held", async (t) => {
  const machine = await boot(t);
  const loaded = await program(`(memory 16) (func (export "main"))`);
  let collected = 0;
  const registry = new FinalizationRegistry<undefined>(() => (collected += 1));
  const spawn = async (): Promise<Process> => {
    const process = await machine.root.spawn(loaded);
    registry.register(process["image"].instances[0]!.memories[0]!.memory, undefined);
    await process.ended;
    return process;
  };
  const held: Process[] = [];
  for (let index = 0; index < 10; index += 1) held.push(await spawn());
  for (let tries = 0; tries < 20 && collected < 9; tries += 1) {
    collect();
    await turn();
  }
  assert.ok(collected >= 9, `${collected} of ${held.length}`);
});
