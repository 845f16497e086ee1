/** The clock service, with a device of the test's and with the host's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clock } from "../../ports/host/devices/clock.ts";
import { Double } from "./double.ts";

const TIME = 48;
const RESOLUTION = 49;

/** Errors. */
const INVALID = 28;
const NO_SYSTEM_CALL = 52;
const NOT_SUPPORTED = 58;

const start = () =>
  Double.start("services/clock/main.ts", () => ({ realtime: () => 2n ** 63n + 7n, monotonic: () => 5n }));

test("times of two clocks", async () => {
  const service = await start();
  assert.equal(service.ask(TIME, [0])?.words[0], 2n ** 63n + 7n);
  assert.equal(service.ask(TIME, [1])?.words[0], 5n);
  for (const number of [0, 1]) assert.equal(service.ask(RESOLUTION, [number])?.words[0], 1n);
});

test("clocks that there are not, and what is no question of time", async () => {
  const service = await start();
  const error = (operation: number, number: number | bigint) => service.ask(operation, [number])?.error;
  for (const operation of [TIME, RESOLUTION]) {
    for (const number of [2, 3]) assert.equal(error(operation, number), NOT_SUPPORTED);
    for (const number of [4, 2n ** 32n, 2n ** 64n - 1n]) assert.equal(error(operation, number), INVALID);
  }
  for (const operation of [0, 1, 47, 50, 65535]) assert.equal(error(operation, 0), NO_SYSTEM_CALL);
});

test("the host's clocks go on, and its real time is the host's", () => {
  const { realtime, monotonic } = clock();
  let before = monotonic();
  for (let i = 0; i < 1000; i++) {
    const now = monotonic();
    assert.ok(now >= before);
    before = now;
    const wall = BigInt(Date.now()) * 1_000_000n;
    const difference = realtime() - wall;
    assert.ok(difference >= 0n && difference < 1_000_000_000n, `${difference}`);
  }
});
