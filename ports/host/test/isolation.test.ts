/** What no process can do to others: keep the processor, take more memory than it has, or bring the machine down. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Machine, RewriteError } from "../index.ts";
import { Program } from "../program.ts";
import { Thread } from "../thread.ts";
import { binary, boot, CLIENT, coded, HOG, program, SERVER, words } from "./programs.ts";

/** Messages go from one to the other. */
async function works(machine: Machine): Promise<void> {
  const endpoint = await machine.createEndpoint();
  const sent = endpoint.send([1]);
  assert.equal((await endpoint.receive()).words[0], 1n);
  await sent;
}

test("beside a tight loop others make progress, timers included", async (t) => {
  const machine = await boot(t);
  const requests = await machine.createEndpoint();
  const hog = await machine.root.spawn(await program(HOG));
  await machine.root.spawn(await program(SERVER), { handles: { 1: requests } });
  const client = await machine.root.spawn(await program(CLIENT), {
    handles: { 1: requests.with({ rights: ["send"] }) },
    arguments: [100],
  });
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  assert.deepEqual(await client.ended, { kind: "exited" });
  clearInterval(timer);
  assert.ok(ticks > 2, `${ticks} ticks`);
  assert.equal(hog.statistics().state, "running");
});

test("who runs alone is suspended only for the event loop, and two for each other", async (t) => {
  const machine = await boot(t);
  const loops = await program(`(func (export "main") (local $left i32) (local.set $left (i32.const 4000000))
    (loop $again (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))`);
  const suspended = t.mock.method(Thread.prototype, "suspended").mock;
  /** Suspensions for each million units, which is a slice. */
  const suspensions = async (processes: number): Promise<number> => {
    suspended.resetCalls();
    const all = await Promise.all(Array.from({ length: processes }, () => machine.root.spawn(loops)));
    await Promise.all(all.map(({ ended }) => ended));
    return suspended.callCount() / all.reduce((slices, { fuel }) => slices + fuel / 1e6, 0);
  };
  const [alone, two] = [await suspensions(1), await suspensions(2)];
  assert.ok(alone > 0.3 && alone < 0.6, String(alone));
  assert.ok(two > 0.8, String(two));
});

test("a start function that does not end is preempted too", async (t) => {
  const machine = await boot(t);
  const endless = `(func $start (loop $l (br $l))) (start $start) (func (export "main"))`;
  const process = await machine.root.spawn(await program(endless));
  await works(machine);
  assert.equal(process.statistics().state, "running");
});

test("a start function runs before main", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const text = `(global $g (mut i64) (i64.const 0)) (func $start (global.set $g (i64.const 3))) (start $start)
    (func (export "main") (drop (call $send (i32.const 1) ${words("(global.get $g)")})))`;
  await machine.root.spawn(await program(text), { handles: { 1: reports } });
  assert.equal((await reports.receive()).words[0], 3n);
});

const FAULTS: Readonly<Record<string, readonly [text: string, fault: string]>> = {
  "executes unreachable": [`(func (export "main") unreachable)`, "unreachable"],
  "divides by zero": [
    `(global $zero (mut i32) (i32.const 0))
     (func (export "main") (drop (i32.div_u (i32.const 1) (global.get $zero))))`,
    "arithmetic",
  ],
  "reads beyond its memory": [
    `(memory 1) (func (export "main") (drop (i32.load (i32.const 65536))))`,
    "memory",
  ],
  "calls through an empty entry of a table": [
    `(type $t (func)) (table 1 funcref) (func (export "main") (call_indirect (type $t) (i32.const 0)))`,
    "table",
  ],
  "recurses without end": [`(func $main (export "main") (call $main))`, "stackOverflow"],
  "throws what nobody catches": [`(tag $t) (func (export "main") (throw $t))`, "exception"],
};

for (const [what, [text, fault]] of Object.entries(FAULTS))
  test(`a process that ${what} faults, and nothing else happens`, async (t) => {
    const machine = await boot(t);
    const faulty = await machine.root.spawn(await program(text));
    assert.deepEqual(await faulty.ended, { kind: "faulted", fault });
    await works(machine);
  });

test("faults are reported where the spawner says", async (t) => {
  const machine = await boot(t);
  const faults = await machine.createEndpoint();
  const faulty = await machine.root.spawn(await program(`(func (export "main") unreachable)`), { faults });
  // The number of the fault "unreachable".
  assert.equal((await faults.receive()).words[0], 1n);
  assert.equal(faulty.statistics().state, "faulted");
  await faulty.destroy();
});

/** Grows its memory by pages of 64 KiB until it is refused, and reports how many it has. */
const GROWER = `(memory 1) (func (export "main")
  (loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
  (drop (call $send (i32.const 1) ${words("(i64.extend_i32_u (memory.size))")})))`;

test("memory grows as far as the container can pay for it", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const grower = await program(GROWER);
  for (const pages of [8, 16, 32]) {
    const box = await machine.root.createContainer({ memory: pages * 65536, time: "10%" });
    await box.spawn(grower, { handles: { 1: reports.with({ rights: ["send"] }) } });
    const size = Number((await reports.receive()).words[0]);
    assert.ok(size < pages && size >= pages - 2, `${size} of ${pages}`);
    await box.destroy();
  }
});

test("growing by more than there is changes nothing", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const box = await machine.root.createContainer({ memory: "1M", time: "10%" });
  const grows = (pages: number) => `(i64.extend_i32_s (memory.grow (i32.const ${pages})))`;
  const sent = words(grows(1000), grows(4), grows(65536), grows(-1), "(i64.extend_i32_u (memory.size))");
  await box.spawn(
    await program(`(memory 1) (func (export "main") (drop (call $send (i32.const 1) ${sent})))`),
    { handles: { 1: reports } },
  );
  const { words: got } = await reports.receive();
  assert.deepEqual(
    got.map((word) => BigInt.asIntN(64, word)),
    [-1n, 1n, -1n, -1n, 5n, 0n],
  );
});

test("a process whose memory its container cannot pay for is not made, and costs nothing", async (t) => {
  const machine = await boot(t);
  const box = await machine.root.createContainer({ memory: "512K" });
  const before = box.statistics().memory;
  await assert.rejects(box.spawn(await program(`(memory 16) (func (export "main"))`)), coded("noFrames"));
  assert.deepEqual(box.statistics().memory, before);
});

test("tables grow as far as the container can pay for them", async (t) => {
  const machine = await boot(t);
  const reports = await machine.createEndpoint();
  const box = await machine.root.createContainer({ memory: "512K", time: "10%" });
  const grower = await program(`(table $t 1 funcref) (func (export "main")
    (loop $l (br_if $l (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1))))
    (drop (call $send (i32.const 1) ${words("(i64.extend_i32_u (table.size $t))")})))`);
  await box.spawn(grower, { handles: { 1: reports.with({ rights: ["send"] }) } });
  const entries = Number((await reports.receive()).words[0]);
  assert.ok(entries > 1000 && entries < (512 * 1024) / 8, String(entries));
});

const REFUSED: readonly (readonly [text: string, code: string])[] = [
  [`(import "env" "f" (func)) (func (export "main"))`, "import"],
  [`(import "welkin" "boot" (func)) (func (export "main"))`, "import"],
  [`(import "welkin" "dispatch" (func)) (func (export "main"))`, "import"],
  [`(import "welkin" "word" (global i32)) (func (export "main"))`, "import"],
  [`(import "welkin:meter" "exhausted" (func (result i32))) (func (export "main"))`, "reserved"],
];

test("modules that import what they may not are refused", async () => {
  const has = (code: string) => (error: unknown) => error instanceof RewriteError && error.code === code;
  for (const [text, code] of REFUSED) await assert.rejects(Program.load(binary(text)), has(code));
});

test("what is no program is refused", async () => {
  await assert.rejects(Program.load(new Uint8Array([0, 97, 115, 109])), RewriteError);
  await assert.rejects(Program.load(new Uint8Array()), RewriteError);
  await assert.rejects(Program.load(binary(`(func (export "other"))`)), coded("badProgram"));
  await assert.rejects(
    Program.load(binary(`(global (export "main") i32 (i32.const 0))`)),
    coded("badProgram"),
  );
  await assert.rejects(
    Program.load(binary(`(import "a" "m" (memory 1)) (func (export "main"))`)),
    coded("badProgram"),
  );
});

test("a module that imports a call with other types is refused, and costs nothing", async (t) => {
  const machine = await boot(t);
  const before = machine.statistics().memory;
  const wrong = binary(`(import "welkin" "send" (func (param i32))) (func (export "main"))`);
  await assert.rejects(machine.root.spawn(wrong), coded("badProgram"));
  assert.deepEqual(machine.statistics().memory, before);
});

/** Recurses, and makes a call in each depth, with frames of several sizes: so that the stack ends in every part of a call. */
const recursing = (call: string, locals: number): string => {
  const names = Array.from({ length: locals }, (_, index) => `$${index}`);
  const values = names.map((name) => `(local.set ${name} (call $word (i32.const 0)))`);
  const sum = names.map((name) => `(global.set $sum (i64.add (global.get $sum) (local.get ${name})))`);
  return `(global $sum (mut i64) (i64.const 0))
    (func $main (export "main") ${names.map((name) => `(local ${name} i64)`).join(" ")}
      ${values.join(" ")} (drop ${call}) (call $main) ${sum.join(" ")})`;
};

test("a stack that ends in the middle of a call does not harm the kernel", async (t) => {
  const machine = await boot(t);
  const requests = await machine.createEndpoint();
  await machine.root.spawn(await program(SERVER), { handles: { 1: requests } });
  const before = machine.statistics().memory;
  const page = "(i64.const 9999)";
  for (const call of [
    `(call $call (i32.const 1) ${words("(i64.const 4)")})`,
    "(call $yieldNow)",
    // The kernel calls the port, too.
    `(i32.add (call $map (i32.const -1) ${page} (i32.const 1)) (call $unmap (i32.const -1) ${page}))`,
  ])
    for (let locals = 0; locals < 24; locals += 1) {
      const deep = await machine.root.spawn(await program(recursing(call, locals)), {
        handles: { 1: requests },
      });
      assert.deepEqual(await deep.ended, { kind: "faulted", fault: "stackOverflow" });
      assert.equal((await requests.call([21])).words[0], 42n);
    }
  await machine.createEndpoint();
  assert.equal(machine.statistics().memory.used, before.used + 4096);
});
