/** When bytes of an output are written, and in which lots. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Output } from "../output.ts";

/** An output, and what was written of it. */
function outputWithLots(): { readonly output: Output; readonly lots: string[] } {
  const lots: string[] = [];
  const write = (bytes: Uint8Array): void => void lots.push(Buffer.from(bytes).toString());
  return { output: new Output({ write }, () => undefined), lots };
}

const soon = async (): Promise<void> => {
  for (let steps = 0; steps < 3; steps += 1) await undefined;
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("few bytes are one lot with those that come before the event loop has its turn", async () => {
  const { output, lots } = outputWithLots();
  output.take(Buffer.from("a"));
  await soon();
  output.take(Buffer.from("b"));
  assert.deepEqual(lots, []);
  await turn();
  output.take(Buffer.from("c"));
  assert.deepEqual(lots, ["ab"]);
  await turn();
  assert.deepEqual(lots, ["ab", "c"]);
});

test("many bytes are written before that", async () => {
  const { output, lots } = outputWithLots();
  output.take(Buffer.alloc(1 << 16));
  await soon();
  assert.equal(lots.length, 1);
});

test("few bytes are too at the end", async () => {
  const { output, lots } = outputWithLots();
  output.take(Buffer.from("a"));
  void output.end();
  await soon();
  assert.deepEqual(lots, ["a"]);
});
