// Specifications in source text, evaluated: the library, quantifiers without syntactic range, ghost state, proofs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSources } from "../../front/index.ts";
import { Interpreter } from "../interpreter.ts";
import type { Value } from "../value.ts";

const HEAD = `import { type FixedArray, type int, Map, Seq, Set, type Pool, assert, assume, arrayOf, copy, decreases, ensures,
  exists, forall, frames, ghost, implies, invariant, lemma, modifies, old, pool, prove, requires, retype, spec, u8, u32,
  u64, unreachable, zeroed } from "welkin";\n`;

function interpreter(source: string): Interpreter {
  const { program, diagnostics } = loadSources({ "m.ts": HEAD + source });
  assert.ok(
    program,
    diagnostics.map(({ code, message, span }) => `${span.line}: ${code} ${message}`).join("\n"),
  );
  return new Interpreter(program);
}

function call(source: string, ...values: Value[]) {
  const outcome = interpreter(source).call("m.f", values);
  if (outcome.kind === "failed") return outcome.code;
  return outcome.kind === "undefined" ? `undefined: ${outcome.reason}` : outcome.kind;
}

/** Whether a closed condition holds. */
function holds(condition: string) {
  return call(`export function f(): void { assert(${condition}); }`);
}

const LAWS = [
  "Seq.of<int>(1, 2, 3).length === 3",
  "Seq.of<int>(1, 2).push(3) === Seq.of<int>(1, 2, 3)",
  "Seq.of<int>(1, 2, 3).slice(1, 3) === Seq.of<int>(2, 3)",
  "Seq.of<int>(1, 2, 1).count(1) === 2 && Seq.of<int>(1, 2).indexOf(3) === -1",
  "Seq.of<int>(4, 5).with(1, 6).without(0) === Seq.of<int>(6)",
  "Seq.build<int>(3, (i: int) => i * i) === Seq.of<int>(0, 1, 4)",
  "Seq.from(zeroed<FixedArray<u8, 2>>().with(1, 6)) === Seq.of<u8>(0, 6)",
  "Set.of<int>(1, 2) === Set.of<int>(2, 1, 1)",
  "Set.of<int>(1, 2).union(Set.of<int>(3)).difference(Set.of<int>(1)) === Set.of<int>(3, 2)",
  "Set.of<int>(2).isSubsetOf(Set.of<int>(1, 2).intersection(Set.of<int>(2, 3)))",
  "Map.empty<int, int>().set(1, 2).set(1, 3).get(1) === 3",
  "Map.empty<int, int>().set(1, 2).keys() === Set.of<int>(1)",
];
for (const law of LAWS)
  test(law, () => {
    assert.equal(holds(law), "returned");
    assert.equal(holds(`!(${law})`), "V205");
  });

test("a quantifier is decided on intervals where no range is written", () => {
  const members = "Set.of<u32>(2, 3)";
  assert.equal(holds(`forall((n: u32) => ${members}.has(n) === (1 < n && n < 4))`), "returned");
  assert.equal(holds(`forall((n: u32) => ${members}.has(n) === (1 < n && n < 5))`), "V205");
  assert.equal(holds(`exists((n: int) => n + 7 === 3 && !${members}.has(u32.wrap(n)))`), "returned");
  assert.equal(
    holds(`forall((n: int) => Seq.of<int>(1, 2).count(n) === Seq.of<int>(2, 1).count(n))`),
    "returned",
  );
  assert.match(holds("forall((n: int) => n * n >= 0)"), /^undefined/);
});

test("recursive specification functions, lemmas that call themselves", () => {
  const source = `
    const sum = spec((n: int): int => { requires(n >= 0); decreases(n); if (n === 0) return 0; return n + sum(n - 1); });
    const gauss = lemma((n: int): void => {
      requires(n >= 0); ensures(2 * sum(n) === n * (n + 1)); decreases(n);
      if (n > 0) gauss(n - 1);
    });
    export function f(n: u32): u32 {
      requires(n < 100); ensures((result: u32) => result === sum(n));
      let total: u32 = 0;
      for (let i: u32 = 0; i < n; i += 1) { invariant(i <= n && total === sum(i)); total += i + 1; }
      gauss(n);
      return total;
    }`;
  assert.equal(call(source, 10n), "returned");
  assert.equal(call(source, 100n), "V201");
  assert.equal(interpreter(source).call("m.gauss", [5n]).kind, "returned");
  assert.equal(call(source.replace("i + 1", "i"), 10n), "V204");
});

test("ghost state, views and what they may change", () => {
  const source = (named: string) => `
    let level: u32 = 0;
    let history: Seq<u32> = ghost(Seq.empty<u32>());
    invariant(history.length > 0 ? history[history.length - 1] === level : level === 0);
    export const past = spec((): Seq<u32> => history);
    export const current = spec((): u32 => level);
    export function f(next: u32): void {
      modifies(${named});
      ensures(past() === old(past()).push(next));
      history = history.push(next);
      level = next;
    }`;
  assert.equal(call(source("past, current"), 7n), "returned");
  assert.equal(call(source("past, current").replace("level = next", "level = 0"), 7n), "V212");
});

test("what upper modules make of views changes with them, and views that are not named do not change", () => {
  const lower = `${HEAD}
    let level: u32 = 0;
    let high: u32 = 0;
    export const current = spec((): u32 => level);
    export const highest = spec((): u32 => high);
    export function set(next: u32): void {
      modifies(current, highest); ensures(current() === next && highest() >= next);
      level = next;
      if (next > high) high = next;
    }`;
  const upper = (named: string) => `${HEAD}
    import { current, highest, set } from "./lower.ts";
    export const both = spec((): int => current() + highest());
    export function f(next: u32): void { modifies(${named}); ensures(both() >= 2 * next || current() === next); set(next); }`;
  const changed = (named: string) => {
    const { program } = loadSources({ "lower.ts": lower, "m.ts": upper(named) });
    const outcome = new Interpreter(program!).call("m.f", [7n]);
    return outcome.kind === "failed" ? outcome.code : outcome.kind;
  };
  assert.equal(changed("current, highest"), "returned");
  assert.equal(changed("current"), "V207");
});

test("frames move between pools and are zeroed", () => {
  const source = `
    class Free { unused: u32 = 0; }
    class Node { value: u32 = 0; }
    const free: Pool<Free> = frames<Free>(4);
    const nodes: Pool<Node> = pool<Node>();
    export function f(n: u32): u32 {
      modifies(free, nodes);
      ensures(nodes.owned() === old(nodes.owned()).add(n) && !free.owned().has(n));
      retype(free, n, nodes);
      assert(nodes.at(n).value === 0);
      nodes.at(n).value = 9;
      return nodes.at(n).value;
    }`;
  const machine = interpreter(source);
  const first = machine.call("m.f", [2n]);
  assert.equal(first.kind === "returned" && first.value, 9n);
  const again = machine.call("m.f", [2n]);
  assert.equal(again.kind === "failed" && again.code, "V107");
  assert.equal(call(source, 4n), "V107");
});

test("prove tests its conclusion for all values, assume is no failure", () => {
  const proving = (bound: string) => `export function f(): void {
    prove((x: u8) => { requires(x < 10); ensures(x * x < ${bound}); });
  }`;
  assert.equal(call(proving("82")), "returned");
  assert.equal(call(proving("81")), "V214");
  assert.match(
    call(`export function f(): void { assume(u8.MAX < 2, "for the test"); }`),
    /^undefined: the assumption/,
  );
  assert.equal(call(`export function f(): void { unreachable(); }`), "V211");
});
