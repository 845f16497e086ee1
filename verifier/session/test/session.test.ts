import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryCache } from "../cache.ts";
import { type SessionOptions, verify } from "../session.ts";
import { stability } from "../stability.ts";
import type { Verdict } from "../verdict.ts";
import { fakeSolver, task } from "./fakes.ts";

function options(more: Partial<SessionOptions> = {}): SessionOptions {
  return { solver: fakeSolver(), cache: memoryCache(), jobs: 2, ...more };
}

const CASES = [
  { proofs: ["proved 1", "proved 2"], vacuity: ["refuted 3"], status: "proved" },
  { proofs: ["proved 1"], vacuity: ["undecided 2", "exhausted 3"], status: "proved" },
  { proofs: ["proved 1", "refuted 2"], vacuity: [], status: "failed" },
  { proofs: ["undecided 1"], vacuity: [], status: "failed" },
  { proofs: ["exhausted 1", "refuted 2"], vacuity: [], status: "failed" },
  { proofs: ["exhausted 1"], vacuity: [], status: "unknown" },
  { proofs: ["stopped 1"], vacuity: [], status: "unknown" },
  { proofs: ["error 1"], vacuity: [], status: "unknown" },
  { proofs: ["proved 1"], vacuity: ["proved 2"], status: "vacuous" },
  { proofs: ["proved 1"], vacuity: ["error 2"], status: "unknown" },
] as const;

for (const { proofs, vacuity, status } of CASES) {
  test(`proofs [${proofs.join()}] and vacuity [${vacuity.join()}] make a function ${status}`, async () => {
    const report = await verify([task("f", proofs, vacuity)], options());
    assert.equal(report.functions[0]?.status, status);
  });
}

test("vacuity is not asked of a function that is not proved", async () => {
  const solver = fakeSolver();
  await verify([task("f", ["refuted 1"], ["proved 2"])], options({ solver }));
  assert.deepEqual(solver.asked, ["refuted 1"]);
});

test("the report has the order of the tasks, each failure the order of the source", async () => {
  const tasks = [task("f", ["proved 1", "refuted 2", "refuted 3"]), task("g", []), task("h", ["proved 4"])];
  const report = await verify(tasks, options({ jobs: 3 }));
  assert.deepEqual(
    report.functions.map(({ name }) => name),
    ["f", "g", "h"],
  );
  assert.deepEqual(
    report.functions[0]?.failures.map(({ obligation }) => obligation.text),
    ["refuted 2", "refuted 3"],
  );
});

test("a failure that settles a function is the last that is asked of it", async () => {
  const solver = fakeSolver();
  const proofs = ["undecided 1", "refuted 2", "proved 3"];
  const settles = (verdict: Verdict) => verdict === "refuted";
  await verify([task("f", proofs)], options({ solver, jobs: 1, settles }));
  assert.deepEqual(solver.asked, ["undecided 1", "refuted 2"]);
});

test("equal scripts are asked once in a process", async () => {
  const solver = fakeSolver();
  const cache = memoryCache();
  await verify([task("f", ["proved 1"]), task("g", ["proved 1"])], options({ solver, cache, jobs: 1 }));
  assert.deepEqual(solver.asked, ["proved 1"]);
});

test("an interrupted session ends with the interruption", async () => {
  const interrupt = new AbortController();
  const tasks = Array.from({ length: 50 }, (_, index) => task(`f${index}`, [`proved ${index}`]));
  const solver = fakeSolver();
  const onResult = (): void => interrupt.abort(new Error("stop"));
  await assert.rejects(verify(tasks, options({ solver, signal: interrupt.signal, onResult })), /stop/);
  assert.ok(solver.asked.length < 10);
});

test("an interruption does not wait for the solver", async () => {
  const interrupt = new AbortController();
  const solver = { identity: "never", solve: () => new Promise<never>(() => undefined) };
  const session = verify([task("f", ["proved 1"])], options({ solver, signal: interrupt.signal }));
  interrupt.abort(new Error("stop"));
  await assert.rejects(session, /stop/);
});

test("no more queries are under way than asked for", async () => {
  const solver = fakeSolver();
  const proofs = Array.from({ length: 20 }, (_, index) => `proved ${index}`);
  await verify([task("f", proofs)], options({ solver, jobs: 3 }));
  assert.equal(solver.peak(), 3);
});

test("an exception in one function ends the session with that exception", async () => {
  const broken = { ...task("f", []), unit: () => assert.fail("no unit") };
  await assert.rejects(verify([task("g", ["proved 1"]), broken], options()), /no unit/);
});

test("stability is the share of functions with one status", async () => {
  const first = await verify([task("f", ["proved 1"]), task("g", ["proved 2"])], options());
  const second = await verify([task("f", ["proved 1"]), task("g", ["exhausted 3"])], options());
  assert.deepEqual(stability([first, second]), {
    seeds: 2,
    share: 0.5,
    unstable: [{ name: "g", statuses: ["proved", "unknown"] }],
  });
});
