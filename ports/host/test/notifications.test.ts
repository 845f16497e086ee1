/** Notifications: between processes and JavaScript, and by timers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { boot, coded, HOG, program } from "./programs.ts";

/** Has the notification at slot 1 signalled with bit 4 after so many nanoseconds, and waits; then signals that at slot 2. */
const SLEEPER = `
  (import "welkin" "now" (func $now (result i64)))
  (import "welkin" "wait" (func $wait (param i32) (result i32)))
  (import "welkin" "signal" (func $signal (param i32 i64) (result i32)))
  (import "welkin" "setTimer" (func $setTimer (param i32 i64 i64) (result i32)))
  (func (export "main") (param i64)
    (local $until i64)
    (local.set $until (i64.add (call $now) (local.get 0)))
    (if (call $setTimer (i32.const 1) (local.get $until) (i64.const 4)) (then unreachable))
    (if (call $wait (i32.const 1)) (then unreachable))
    (if (i64.ne (call $word (i32.const 0)) (i64.const 4)) (then unreachable))
    (if (i64.lt_u (call $now) (local.get $until)) (then unreachable))
    (if (call $signal (i32.const 2) (i64.const 1)) (then unreachable)))`;

const SECOND = 1_000_000_000n;

test("bits are gathered until JavaScript takes them", async (t) => {
  const machine = await boot(t);
  const notification = await machine.createNotification();
  await notification.signal(1);
  await notification.signal(2n ** 63n);
  assert.equal(await notification.wait(), 2n ** 63n + 1n);
  const waiting = notification.wait();
  await notification.signal(8);
  assert.equal(await waiting, 8n);
});

test("waiting is given up, and ends with the notification", async (t) => {
  const machine = await boot(t);
  const notification = await machine.createNotification();
  const controller = new AbortController();
  const given = notification.wait({ signal: controller.signal });
  await notification.signal(0);
  controller.abort();
  await assert.rejects(given, { name: "AbortError" });
  const waiting = notification.wait();
  await Promise.all([assert.rejects(waiting, coded("destroyed")), notification.destroy()]);
});

test("at virtual pace an hour passes at once", async (t) => {
  const machine = await boot(t);
  const [timer, done] = [await machine.createNotification(), await machine.createNotification()];
  const sleeper = await machine.root.spawn(await program(SLEEPER), {
    handles: { 1: timer, 2: done },
    arguments: [3600n * SECOND],
  });
  assert.deepEqual(await sleeper.ended, { kind: "exited" });
  assert.equal(await done.wait(), 1n);
});

test("timers are due in the order of their deadlines, also while others run", async (t) => {
  const machine = await boot(t);
  const box = await machine.root.createContainer({ memory: "1M", time: "50%" });
  await box.spawn(await program(HOG));
  const sleeper = await program(SLEEPER);
  const done = await machine.createNotification();
  const order: number[] = [];
  const processes = [5, 3, 1, 4, 2].map(async (tenths) => {
    const handles = { 1: await machine.createNotification(), 2: done };
    const { ended } = await machine.root.spawn(sleeper, {
      handles,
      arguments: [(BigInt(tenths) * SECOND) / 10n],
    });
    assert.deepEqual(await ended, { kind: "exited" });
    order.push(tenths);
  });
  await Promise.all(processes);
  assert.deepEqual(order, [1, 2, 3, 4, 5]);
});

test("at real pace it passes while nothing runs", async (t) => {
  const machine = await boot(t, { pace: "real" });
  const handles = { 1: await machine.createNotification(), 2: await machine.createNotification() };
  const began = performance.now();
  const sleeper = await machine.root.spawn(await program(SLEEPER), { handles, arguments: [SECOND / 20n] });
  assert.deepEqual(await sleeper.ended, { kind: "exited" });
  assert.ok(performance.now() - began >= 50);
});

test("a notification that is destroyed is signalled no more", async (t) => {
  const machine = await boot(t, { pace: "real" });
  const [timer, done] = [await machine.createNotification(), await machine.createNotification()];
  const sleeper = await machine.root.spawn(await program(SLEEPER), {
    handles: { 1: timer, 2: done },
    arguments: [3600n * SECOND],
  });
  await timer.destroy();
  assert.deepEqual(await sleeper.ended, { kind: "faulted", fault: "unreachable" });
});
