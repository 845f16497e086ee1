/** What the host does for a module is paid by its caller, however it is called. */
import assert from "node:assert/strict";
import test from "node:test";
import { rewritten, run } from "./helpers.ts";

const COSTS: Readonly<Record<string, number>> = { cheap: 100, dear: 5000 };
const imports = { env: { cheap: () => undefined, dear: () => undefined } };

/** Fuel that `run` of the module spends. */
function spent(text: string): number {
  const { exports, spent } = run(rewritten(text, { costOf: ({ name }) => COSTS[name]! }), { imports });
  exports["run"]!();
  return spent();
}

const IMPORTS = `(import "env" "cheap" (func $cheap)) (import "env" "dear" (func $dear))`;
const LITTLE = 50;

test("a direct call pays what the function costs", () => {
  for (const [name, cost] of Object.entries(COSTS)) {
    const fuel = spent(`(module ${IMPORTS} (func (export "run") (call $${name}) (call $${name})))`);
    assert.ok(fuel >= 2 * cost && fuel < 2 * cost + LITTLE, `${name}: ${fuel}`);
  }
});

test("a tail call pays too", () => {
  const fuel = spent(`(module ${IMPORTS} (func (export "run") (return_call $dear)))`);
  assert.ok(fuel >= 5000 && fuel < 5000 + LITTLE, `${fuel}`);
});

test("a call through a reference pays the most that it can cost", () => {
  const through = (elements: string) =>
    spent(`(module ${IMPORTS} (type $t (func)) (table 4 funcref) (elem (i32.const 0) ${elements})
      (func $own) (func (export "run") (call_indirect (type $t) (i32.const 0))))`);
  const [own, cheap, both] = [
    through("func $own"),
    through("func $cheap"),
    through("func $own $dear $cheap"),
  ];
  assert.ok(own < LITTLE, `${own}`);
  assert.ok(cheap >= 100 && cheap < 100 + LITTLE, `${cheap}`);
  assert.ok(both >= 5000 && both < 5000 + LITTLE, `${both}`);
});

test("a reference that comes into a table later pays too", () => {
  const fuel = spent(`(module ${IMPORTS} (type $t (func)) (table 1 funcref) (export "dear" (func $dear))
    (func (export "run") (table.set (i32.const 0) (ref.func $dear)) (call_indirect (type $t) (i32.const 0))))`);
  assert.ok(fuel >= 5000, `${fuel}`);
});
