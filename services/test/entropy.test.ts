/** The entropy service. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { entropy } from "../../ports/host/devices/entropy.ts";
import { Double } from "./double.ts";

const RANDOM = 50;
const MOST = 65536;

/** Errors. */
const FAULT = 21;
const INVALID = 28;
const NO_MEMORY = 48;
const NO_SYSTEM_CALL = 52;

const SOURCE = "services/entropy/main.ts";

test("what is lent is filled, and no byte more", async () => {
  const service = await Double.start(SOURCE, entropy as never);
  for (const length of [0, 1, 8, 1000, MOST]) {
    const loan = new Uint8Array(length + 2);
    assert.equal(service.ask(RANDOM, [length, 1], { loan })?.error, 0);
    assert.deepEqual([loan[0], loan[length + 1]], [0, 0]);
    // Zeros in a row are as likely as any other bytes: 1000 of them never come.
    if (length >= 1000) assert.notDeepEqual(loan.subarray(1, 1001), new Uint8Array(1000));
  }
});

test("what the device gives is what the client gets, and is not kept", async () => {
  let bytes = () => new Uint8Array();
  const device = (memory: () => Uint8Array<ArrayBuffer>) => {
    bytes = memory;
    return { fill: (address: number, length: number) => void memory().fill(7, address, address + length) };
  };
  const service = await Double.start(SOURCE, device as never);
  const loan = new Uint8Array(5);
  service.ask(RANDOM, [5, 0], { loan });
  assert.deepEqual(loan, new Uint8Array(5).fill(7));
  assert.deepEqual(bytes(), new Uint8Array(MOST));
});

test("wrong requests are errors and change nothing", async () => {
  const service = await Double.start(SOURCE, entropy as never);
  const error = (operation: number, words: readonly (number | bigint)[]) =>
    service.ask(operation, words, { loan: new Uint8Array(8) })?.error;
  assert.equal(error(RANDOM, [9, 0]), FAULT);
  assert.equal(error(RANDOM, [1, 8]), FAULT);
  assert.equal(error(RANDOM, [1, 2n ** 64n - 1n]), FAULT);
  assert.equal(error(RANDOM, [MOST + 1, 0]), INVALID);
  assert.equal(error(RANDOM, [2n ** 32n, 0]), INVALID);
  assert.equal(error(TIME, [0, 0]), NO_SYSTEM_CALL);
  assert.equal(error(RANDOM, [8, 0]), 0);
});

const TIME = 48;

test("without memory there is an error, and later there may be some", async () => {
  const service = await Double.start(SOURCE, entropy as never);
  service.pages = 0;
  assert.equal(service.ask(RANDOM, [1, 0], { loan: new Uint8Array(1) })?.error, NO_MEMORY);
  service.pages = 1;
  assert.equal(service.ask(RANDOM, [1, 0], { loan: new Uint8Array(1) })?.error, 0);
});
