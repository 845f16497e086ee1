/** The spare: as new to who takes it, and nobody else's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Memory } from "../rewriter/description.ts";
import { Spare } from "../spare.ts";
import { boot, program, turn, words } from "./programs.ts";

const MEBIBYTE = 1 << 20;

const LARGE: Memory = {
  imported: false,
  shared: false,
  minimumPages: 32,
  maximumPages: 64,
  data: { from: 1000, to: 1000 + MEBIBYTE },
};

/** Resolves when the spare is there; false if there is none, nor will be. */
async function isReady(spare: Spare): Promise<boolean> {
  while (spare["prepared"]?.isReady === false) await turn();
  return spare["prepared"] !== undefined;
}

const bytesOf = (memory: WebAssembly.Memory) => Buffer.from(memory.buffer);

test("the third process of a large program gets a memory whose pages have been touched, full of zeros", async () => {
  const spare = new Spare();
  assert.equal(spare.take(LARGE), undefined);
  assert.equal(await isReady(spare), false);
  assert.equal(spare.take(LARGE), undefined);
  assert.ok(await isReady(spare));
  const { memory } = spare["prepared"]!;
  const touched = bytesOf(memory);
  for (let at = 1000; at < 1000 + MEBIBYTE; at += 4096)
    assert.ok(touched.subarray(at, at + 4096).some((byte) => byte !== 0));
  assert.equal(spare.take(LARGE), memory);
  assert.deepEqual(bytesOf(memory), Buffer.alloc(32 * 65536));
  assert.throws(() => memory.grow(33), RangeError);
});

test("each gets another one", async () => {
  const spare = new Spare();
  const taken: unknown[] = [];
  for (let count = 0; count < 6; count += 1) {
    taken.push(spare.take(LARGE));
    await isReady(spare);
  }
  assert.deepEqual(taken.slice(0, 2), [undefined, undefined]);
  assert.equal(new Set(taken.slice(2)).size, 4);
});

test("where the engine has no room for one more memory there is none, and what is ready is given all the same", async (t) => {
  const spare = new Spare();
  for (let count = 0; count < 2; count += 1) spare.take(LARGE);
  assert.ok(await isReady(spare));
  const { memory } = spare["prepared"]!;
  const { Memory } = WebAssembly;
  t.after(() => (WebAssembly.Memory = Memory));
  WebAssembly.Memory = class extends Memory {
    constructor() {
      super({ initial: 65537 });
    }
  };
  assert.equal(spare.take(LARGE), memory);
  assert.equal(await isReady(spare), false);
});

test("one that is being touched is not given, but when it is ready", async () => {
  const spare = new Spare();
  for (let count = 0; count < 3; count += 1) assert.equal(spare.take(LARGE), undefined);
  const { memory } = spare["prepared"]!;
  assert.ok(await isReady(spare));
  assert.equal(spare.take(LARGE), memory);
});

for (const [what, other] of [
  ["pages at start", { minimumPages: 33 }],
  ["pages at most", { maximumPages: 65 }],
  ["data", { data: { from: 999, to: 1000 + MEBIBYTE } }],
] as const)
  test(`it is dropped for another program, with other ${what}`, async () => {
    const spare = new Spare();
    for (let count = 0; count < 2; count += 1) spare.take(LARGE);
    assert.ok(await isReady(spare));
    assert.equal(spare.take({ ...LARGE, ...other }), undefined);
    assert.equal(await isReady(spare), false);
    assert.equal(spare.take(LARGE), undefined);
  });

for (const [what, other] of [
  ["shared memory", { shared: true }],
  ["little data", { data: { from: 0, to: MEBIBYTE - 1 } }],
  ["too much data", { data: { from: 0, to: 64 * MEBIBYTE + 1 } }],
] as const)
  test(`there is none for ${what}`, async () => {
    const spare = new Spare();
    for (let count = 0; count < 3; count += 1) {
      assert.equal(spare.take({ ...LARGE, minimumPages: 2000, maximumPages: 2000, ...other }), undefined);
      assert.equal(await isReady(spare), false);
    }
  });

/** Sends what is in the first and the last word of its data, and all other words, or-ed; then writes everywhere. */
const LOOKS = `(memory 20)
  (data (i32.const 65536) "12345678")
  (data (i32.const ${65536 + MEBIBYTE}) "abcdefgh")
  (func $all (param $at i32) (param $end i32) (result i64) (local $all i64)
    (loop $l
      (local.set $all (i64.or (local.get $all) (i64.load (local.get $at))))
      (br_if $l (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $end))))
    (local.get $all))
  (func (export "main")
    (drop (call $send (i32.const 1) ${words(
      "(i64.load (i32.const 65536))",
      `(i64.load (i32.const ${65536 + MEBIBYTE}))`,
      "(call $all (i32.const 0) (i32.const 65536))",
      `(call $all (i32.const 65544) (i32.const ${65536 + MEBIBYTE}))`,
      `(call $all (i32.const ${65544 + MEBIBYTE}) (i32.const ${20 * 65536}))`,
    )}))
    (memory.fill (i32.const 0) (i32.const 0x55) (i32.const ${20 * 65536})))`;

const wordOf = (text: string): bigint => Buffer.from(text).readBigUInt64LE();

test("processes find in it what is in any memory that is new", async (t) => {
  const machine = await boot(t);
  const [loaded, reports] = [await program(LOOKS), await machine.createEndpoint()];
  const given: unknown[] = [];
  for (let count = 0; count < 5; count += 1) {
    const spare = machine.port.memories["spare"];
    await isReady(spare);
    const prepared = spare["prepared"]?.memory;
    const process = await machine.root.spawn(loaded, { handles: { 1: reports } });
    assert.deepEqual((await reports.receive()).words.slice(0, 5), [
      wordOf("12345678"),
      wordOf("abcdefgh"),
      0n,
      0n,
      0n,
    ]);
    if (prepared) given.push(process["image"].instances[0]!.memories[0]!.memory === prepared);
    await process.ended;
  }
  assert.deepEqual(given, [true, true, true]);
});
