/** What no module can do: run on without paying. */
import assert from "node:assert/strict";
import test from "node:test";
import v8 from "node:v8";
import { FUEL_IMPORT, METER } from "../names.ts";
import { type Host, newFuel, rewritten, run } from "./helpers.ts";

v8.setFlagsFromString("--experimental-wasm-exnref");

/** Functions $f0, $f1 and so on, each of which passes its parameter on to the next one; the last does `end`. */
function chain(length: number, end: string): string {
  const body = (index: number) => (index < length - 1 ? `(call $f${index + 1} (local.get 0))` : end);
  return Array.from({ length }, (_, index) => `(func $f${index} (param i32) ${body(index)})`).join("\n");
}

/** Programs that do not end, or not within a lifetime. */
const ENDLESS: Readonly<Record<string, string>> = {
  "a tight loop": `(func (export "run") (loop (br 0)))`,
  "a loop by br_if": `(func (export "run") (loop (br_if 0 (i32.const 1))))`,
  "a loop by br_table": `(func (export "run") (block (loop (br_table 0 1 0 (i32.const 5)))))`,
  "a tight loop with branches": `(func (export "run") (local i32)
    (block $out (loop $l (block $b (br_if $b (local.get 0)) (br_if $out (local.get 0))) (br_if $l (i32.const 1)))))`,
  "a tight loop that goes back from inside": `(func (export "run")
    (loop $l (if (i32.const 1) (then (br $l))) (br_if $l (i32.const 1))))`,
  "two nested loops that take turns": `(func (export "run") (loop $a (loop $b (br_if $a (i32.const 1)) (br $b))))`,
  "a loop with parameters": `(func (export "run") (i32.const 1) (loop $l (param i32) (br_if $l (i32.const 2) (i32.const 1)) (drop)))`,
  "recursion as a tree": `(func $run (export "run") (call $tree (i32.const 60)))
    (func $tree (param i32)
      (if (local.get 0) (then
        (call $tree (i32.sub (local.get 0) (i32.const 1)))
        (call $tree (i32.sub (local.get 0) (i32.const 1))))))`,
  "mutual recursion as a tree": `(func (export "run") (call $a (i32.const 60)))
    (func $a (param i32) (if (local.get 0) (then (call $b (local.get 0)) (call $b (local.get 0)))))
    (func $b (param i32) (call $a (i32.sub (local.get 0) (i32.const 1))))`,
  "recursion as a tree through many functions": `(func (export "run") (call $f0 (i32.const 60)))
    ${chain(
      100,
      `(if (local.get 0) (then
      (call $f0 (i32.sub (local.get 0) (i32.const 1))) (call $f0 (i32.sub (local.get 0) (i32.const 1)))))`,
    )}`,
  "a tail call of itself": `(func $run (export "run") (return_call $run))`,
  "an indirect tail call of itself": `(type $t (func)) (table 1 funcref) (elem (i32.const 0) $run)
    (func $run (export "run") (return_call_indirect (type $t) (i32.const 0)))`,
  "a loop that catches what it throws": `(tag $t) (func $throw (throw $t))
    (func (export "run") (loop $l (try (do (call $throw)) (catch_all)) (br $l)))`,
  "a handler that is the loop": `(tag $t) (func $throw (throw $t))
    (func (export "run") (loop $l (try_table (catch_all $l) (call $throw))))`,
  "handlers in handlers": `(tag $t)
    (func $run (export "run") (loop $l (try (do (throw $t)) (catch_all (try (do (call $run)) (catch_all (br $l)))))))`,
  "leaves that are called in a loop": `(func $leaf) (func (export "run") (loop (call $leaf) (br 0)))`,
};

for (const [name, text] of Object.entries(ENDLESS))
  test(`${name} asks for fuel each time that it is spent, and ends when it is refused`, () => {
    const { exports, asked } = run(rewritten(`(module ${text})`), { grants: [10_000, 20_000, 30_000] });
    assert.throws(() => exports.run?.(), WebAssembly.RuntimeError);
    assert.deepEqual(asked, ["exhausted", "exhausted", "exhausted", "exhausted"]);
  });

test("recursion without end ends by the engine's limit of the stack", () => {
  const { exports } = run(rewritten(`(module (func $run (export "run") (call $run)))`));
  assert.throws(() => exports.run?.(), RangeError);
});

test("a start function without end does not run when the module is instantiated, and can be ended", () => {
  const binary = rewritten(`(module (func $start (loop (br 0))) (start $start))`);
  assert.throws(() => run(binary, { grants: [1000] }), WebAssembly.RuntimeError);
});

test("a loop is repeated for a payment only if there is no other branch back", () => {
  const sizeOf = (before: string) =>
    rewritten(`(module (func (export "run") (param i32) (loop $l ${before}
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`).length;
  const alone = sizeOf(`(nop)`);
  assert.ok(sizeOf(`(br_if $l (i32.const 0))`) < alone);
  assert.ok(sizeOf(`(block (br_if $l (i32.const 0)))`) < alone);
  assert.ok(sizeOf(`(block (br_if 0 (i32.const 0)))`) > alone);
});

const SUM = `(module (func (export "sum") (param i32) (result i64) (local i64)
  (loop $l
    (local.set 1 (i64.add (local.get 1) (i64.extend_i32_u (i32.mul (local.get 0) (local.get 0)))))
    (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
    (br_if $l (local.get 0)))
  (local.get 1)))`;

test("what is interrupted goes on where it was", () => {
  const whole = run(rewritten(SUM));
  const interrupted = run(rewritten(SUM), { grants: Array.from({ length: 200 }, () => 100) });
  assert.equal(interrupted.exports.sum?.(1000), whole.exports.sum?.(1000));
  assert.ok(interrupted.asked.length > 50);
});

test("fuel is spent in proportion to work, and every run spends the same", () => {
  const spent = (count: number) => {
    const { exports, spent } = run(rewritten(SUM));
    exports.sum?.(count);
    return spent();
  };
  // An iteration is 13 instructions. What is owed at the end is so in both.
  const fuel = spent(200_000) - spent(100_000);
  assert.ok(fuel >= 1_300_000 && fuel < 1_400_000, String(fuel));
  assert.equal(spent(100_000), spent(100_000));
});

/** Eighty instructions. */
const EIGHTY = "(drop (i32.const 1)) ".repeat(40);

/** Ways from the work in a loop to its next iteration. */
const WAYS: Readonly<Record<string, string>> = {
  "the first arm of an if": `${EIGHTY} (if (i32.const 1) (then (nop)) (else (nop)))`,
  "the second arm of an if": `${EIGHTY} (if (i32.const 0) (then (nop)) (else (nop)))`,
  "the second arm, where the first returns": `${EIGHTY} (if (i32.const 0) (then (return)) (else (nop)))`,
  "an if without a second arm": `${EIGHTY} (if (i32.const 0) (then (nop)))`,
  "a second arm that works": `(if (i32.const 0) (then (nop)) (else ${EIGHTY}))`,
  "a branch out of a block": `(block ${EIGHTY} (br_if 0 (i32.const 1)) (return))`,
  "br_table out of a block": `(block ${EIGHTY} (br_table 0 0 (i32.const 0)))`,
  "a branch over a dead end": `(block (block ${EIGHTY} (br_if 0 (i32.const 1)) (br 1)) (nop))`,
  "a loop without iterations": `${EIGHTY} (loop)`,
  "a call of a leaf": `${EIGHTY} (call $leaf)`,
  "a call that returns early": `(call $early)`,
  "a call of what calls what works": `(call $outer)`,
  "a call of what may be called by reference too": `(call $listed)`,
  "a call by reference": `(call_indirect (type $t) (i32.const 0))`,
  "a loop without iterations in a call": `(call $looping)`,
};

for (const [name, way] of Object.entries(WAYS))
  test(`work is paid for on the way by ${name}`, () => {
    const { exports, spent } = run(
      rewritten(`(module (type $t (func)) (table 1 funcref) (elem (i32.const 0) $listed)
        (func (export "run") (param i32)
          (loop $l ${way} (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
        (func $outer (call $early))
        (func $leaf) (func $early ${EIGHTY} (br_if 0 (i32.const 1)) (unreachable))
        (func $looping ${EIGHTY} (loop))
        (func $listed ${EIGHTY}))`),
    );
    exports.run?.(1000);
    assert.ok(spent() >= 80_000 && spent() < 140_000, String(spent()));
  });

const LONG = EIGHTY.repeat(4);

/** Ways past work that is not done, up to where the paths meet. */
const ASIDE: Readonly<Record<string, string>> = {
  "the arm of an if": `(if (i32.const 0) (then ${LONG}))`,
  "the first arm of an if": `(if (i32.const 0) (then ${LONG}) (else (nop)))`,
  "the second arm of an if": `(if (i32.const 1) (then (nop)) (else ${LONG}))`,
  "the end of a block": `(block (br_if 0 (i32.const 1)) ${LONG})`,
  "a branch from behind": `(block (block (br_if 0 (i32.const 1)) ${LONG} (br 1)))`,
  "a branch that is not taken": `(block (block (br_if 0 (i32.const 1)) ${LONG} (br_if 1 (i32.const 1))))`,
  br_table: `(block (block (br_if 0 (i32.const 1)) ${LONG} (br_table 1 1 (i32.const 0))))`,
};

for (const [name, way] of Object.entries(ASIDE))
  test(`work that is not done is not paid for where its path meets others: ${name}`, () => {
    const { exports, spent } = run(
      rewritten(`(module (func (export "run") (param i32)
        (loop $l ${way} (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`),
    );
    exports.run?.(1000);
    assert.ok(spent() < 40_000, String(spent()));
  });

test("what came before a loop is not paid again by its iterations", () => {
  const spentBy = (before: string) => {
    const { exports, spent } = run(
      rewritten(`(module (func $leaf) (func (export "run") (param i32) ${before}
        (loop $l (call $leaf) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`),
    );
    exports.run?.(1000);
    return spent();
  };
  assert.ok(spentBy(EIGHTY) - spentBy("") < 200, `${spentBy(EIGHTY)}, ${spentBy("")}`);
});

test("a chain of many functions is rewritten, and pays for each", () => {
  const { exports, spent } = run(
    rewritten(
      `(module (func (export "run") (call $f0 (i32.const 1))) ${chain(5000, "(drop (local.get 0))")})`,
    ),
  );
  exports.run?.();
  assert.ok(spent() >= 2 * 5000, String(spent()));
});

test("work is paid for on the way by an exception", () => {
  const spentAfter = (work: string) => {
    const { exports, spent } = run(
      rewritten(`(module (tag $t) (func $throw (throw $t)) (func $work ${work} (call $throw))
        (func (export "run") (param i32)
          (loop $l
            (try (do (call $work)) (catch_all))
            (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`),
    );
    exports.run?.(1000);
    return spent();
  };
  assert.ok(spentAfter(EIGHTY) - spentAfter("") >= 80_000);
});

/** Instructions whose work depends on a length: the fuel that 32 768 bytes, or 900 entries, cost at least. */
const BULK: readonly (readonly [name: string, code: string, atLeast: number])[] = [
  ["memory.fill", "(memory.fill (i32.const 0) (i32.const 1) (i32.const 32768))", 2048],
  ["memory.copy", "(memory.copy (i32.const 0) (i32.const 1) (i32.const 32768))", 2048],
  ["memory.init", "(memory.init $d (i32.const 0) (i32.const 0) (i32.const 32768))", 2048],
  ["table.fill", "(table.fill $t (i32.const 0) (ref.null func) (i32.const 900))", 450],
  ["table.copy", "(table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 900))", 450],
  ["table.init", "(table.init $t $e (i32.const 0) (i32.const 0) (i32.const 900))", 450],
  ["table.grow", "(drop (table.grow $t (ref.null func) (i32.const 900)))", 450],
];

for (const [name, code, atLeast] of BULK)
  test(`${name} is charged for its length`, () => {
    const binary = rewritten(
      `(module (memory 1) (table $t 1 2000 funcref) (data $d "")
        (elem $e func ${"$run ".repeat(2)}) (func $run (export "run") ${code}))`,
      { maximumEntries: 2000 },
    );
    const { exports, spent } = run(binary);
    try {
      exports.run?.();
    } catch (error) {
      // What is out of bounds has been paid for as well.
      assert.ok(error instanceof WebAssembly.RuntimeError);
    }
    assert.ok(spent() >= atLeast && spent() < atLeast + 100, String(spent()));
  });

test("memories and tables grow only by the host", () => {
  const text = `(module (memory $a 1) (memory $b 1) (table 1 funcref) (table $t 2 10 externref)
    (func (export "memory") (result i32) (memory.grow $b (i32.const 3)))
    (func (export "table") (result i32) (table.grow $t (ref.null extern) (i32.const 4))))`;
  const { exports, asked } = run(rewritten(text));
  assert.deepEqual([exports.memory?.(), exports.table?.()], [1, 2]);
  const refused = run(rewritten(text), { refuses: true });
  assert.deepEqual([refused.exports.memory?.(), refused.exports.table?.()], [-1, -1]);
  for (const all of [asked, refused.asked])
    assert.deepEqual(
      all.filter((one) => one !== "exhausted"),
      ["grow_memory 3 1", "grow_table 4 1"],
    );
});

test("waiting on shared memory asks the host, and does not block", () => {
  const { exports, asked } = run(
    rewritten(`(module (memory 1 1 shared)
      (func (export "run") (result i32 i32 i32)
        (memory.atomic.wait32 offset=65520 (i32.const 8) (i32.const 5) (i64.const -1))
        (memory.atomic.wait64 (i32.const 16) (i64.const 6) (i64.const 1000))
        (memory.atomic.notify offset=4 (i32.const 8) (i32.const 7))))`),
  );
  assert.deepEqual(exports.run?.(), [2, 2, 0]);
  assert.deepEqual(asked.slice(1), ["wait32 8 5 -1 65520 0", "wait64 16 6 1000 0 0", "notify 8 7 4 0"]);
});

test("what waits where it must not traps, before the host is asked; and so does what the host ends", () => {
  const waits = (text: string, host: Host = {}) =>
    run(
      rewritten(`(module (memory 1 1 shared)
        (func (export "run") (param i32) (result i32) (memory.atomic.${text})))`),
      host,
    );
  for (const [text, address] of [
    ["wait32 (local.get 0) (i32.const 0) (i64.const 0)", 65536],
    ["wait32 offset=65536 (local.get 0) (i32.const 0) (i64.const 0)", 0],
    ["wait32 offset=4294967288 (local.get 0) (i32.const 0) (i64.const 0)", 8],
    ["wait32 (local.get 0) (i32.const 0) (i64.const 0)", 2],
    ["wait64 (local.get 0) (i64.const 0) (i64.const 0)", 4],
    ["notify (local.get 0) (i32.const 0)", -4],
    ["notify (local.get 0) (i32.const 0)", 1],
  ] as const) {
    const { exports, asked } = waits(text);
    assert.throws(() => exports["run"]!(address), WebAssembly.RuntimeError, text);
    assert.deepEqual(asked, ["exhausted"], text);
  }
  const { exports } = waits("wait32 (local.get 0) (i32.const 0) (i64.const 0)", { waited: -1 });
  assert.throws(() => exports["run"]!(0), /unreachable/);
});

test("a module can suspend where its fuel is spent", async () => {
  const { Suspending, promising } = WebAssembly as unknown as {
    Suspending: new (call: () => Promise<number>) => WebAssembly.ImportValue;
    promising: (call: unknown) => (...values: unknown[]) => Promise<unknown>;
  };
  let slices = 0;
  const exhausted = new Suspending(async () => {
    slices += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return 1000;
  });
  const refuse = () => -1;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(rewritten(SUM)), {
    [METER]: { [FUEL_IMPORT]: newFuel(), exhausted, grow_memory: refuse, grow_table: refuse },
  });
  const sums = await Promise.all([promising(exports.sum)(1000), promising(exports.sum)(1000)]);
  assert.deepEqual(sums, [333833500n, 333833500n]);
  assert.ok(slices > 20);
});
