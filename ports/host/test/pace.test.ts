/** Pace: what a slice is, as fuel is seen to burn. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Pace } from "../pace.ts";

const LEAST = 1_000_000;
const MOST = 8_000_000;

/** Runs as if so much fuel burned in each millisecond, for a second or as long as it says. */
function burn(pace: Pace, fuel: number, milliseconds = 1000): void {
  let now = 0;
  const clock = mock.method(performance, "now", () => now);
  pace.start();
  for (; now < milliseconds; pace.sample(4 * fuel)) now += 4;
  clock.mock.restore();
}

test("a slice is what burns in a millisecond, within bounds", () => {
  const pace = new Pace("real", 1);
  assert.equal(pace.slice, LEAST);
  for (const [fuel, expected] of [
    [2_500_000, 2_500_000],
    [9_000_000, MOST],
    [300_000, LEAST],
  ] as const) {
    burn(pace, fuel);
    assert.ok(Math.abs(pace.slice - expected) < expected / 100, `${fuel}: ${pace.slice}`);
  }
});

test("what has become slow gets small slices at once", () => {
  const pace = new Pace("real", 1);
  burn(pace, 9_000_000);
  burn(pace, 1_500_000, 4);
  assert.ok(Math.abs(pace.slice - 1_500_000) < 15_000, String(pace.slice));
});

test("at virtual pace a slice is always the same", () => {
  const pace = new Pace("virtual", 1);
  burn(pace, 9_000_000);
  assert.equal(pace.slice, LEAST);
});
