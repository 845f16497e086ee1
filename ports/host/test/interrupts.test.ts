/** A driver is told of what happens on its line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { boot, coded, program, words } from "./programs.ts";

/** Binds the interrupt at slot 1 to the notification at slot 2, and reports each at slot 3 before it acknowledges it. */
const DRIVER = `
  (import "welkin" "bind" (func $bind (param i32 i32 i64) (result i32)))
  (import "welkin" "wait" (func $wait (param i32) (result i32)))
  (import "welkin" "acknowledge" (func $acknowledge (param i32) (result i32)))
  (func (export "main")
    (if (call $bind (i32.const 1) (i32.const 2) (i64.const 16)) (then unreachable))
    (loop $l
      (if (call $acknowledge (i32.const 1)) (then unreachable))
      (if (call $wait (i32.const 2)) (then unreachable))
      (br_if $l (i32.eqz (call $send (i32.const 3) ${words("(call $word (i32.const 0))")})))))`;

test("an interrupt is told once, after the one before is acknowledged", async (t) => {
  const machine = await boot(t);
  const interrupt = await machine.root.createInterrupt(9);
  const reports = await machine.createEndpoint();
  interrupt.raise();
  interrupt.raise();
  await machine.root.spawn(await program(DRIVER), {
    handles: { 1: interrupt, 2: await machine.createNotification(), 3: reports },
  });
  assert.equal((await reports.receive()).words[0], 16n, "it was raised before there was a driver, twice");
  for (let times = 0; times < 3; times += 1) {
    interrupt.raise();
    assert.equal((await reports.receive()).words[0], 16n);
  }
  const last = reports.receive({ signal: AbortSignal.timeout(20) });
  await assert.rejects(last, { name: "TimeoutError" });
});

test("a line has one interrupt, until that is destroyed", async (t) => {
  const machine = await boot(t);
  const interrupt = await machine.root.createInterrupt(0);
  await assert.rejects(machine.root.createInterrupt(0), coded("wrongState"));
  await assert.rejects(machine.root.createInterrupt(256), coded("badArgument"));
  await interrupt.destroy();
  interrupt.raise();
  await (await machine.root.createInterrupt(0)).destroy();
});
