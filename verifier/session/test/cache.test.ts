import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type VerdictCache, folderCache, verdictKey } from "../cache.ts";
import { type Task, verify } from "../session.ts";
import type { Report } from "../verdict.ts";
import { type FakeSolver, fakeSolver, task } from "./fakes.ts";

/** A folder that is gone after the test. */
function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "welkin-cache-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function openCache(folder: string): VerdictCache {
  return folderCache(folder, (message) => assert.fail(message));
}

/** One run of a new process on the cache in `folder`. */
function run(folder: string, tasks: readonly Task[], solver: FakeSolver): Promise<Report> {
  return verify(tasks, { solver, cache: openCache(folder), jobs: 2 });
}

function onlyFile(folder: string): string {
  const [name, ...others] = readdirSync(folder);
  assert.ok(name !== undefined && others.length === 0);
  return join(folder, name);
}

test("a second run asks nothing and reports the same", async (t) => {
  const folder = temporaryFolder(t);
  const tasks = [task("f", ["proved 1", "refuted 2", "undecided 3"]), task("g", ["proved 4"], ["refuted 5"])];
  const first = await run(folder, tasks, fakeSolver());
  const solver = fakeSolver();
  const second = await run(folder, tasks, solver);
  assert.deepEqual(solver.asked, []);
  const statuses = (report: Report) => report.functions.map(({ status }) => status);
  assert.deepEqual(statuses(second), statuses(first));
  assert.equal(second.functions[1]?.cached, 2);
});

test("only what changed is asked again", async (t) => {
  const folder = temporaryFolder(t);
  await run(folder, [task("f", ["proved 1", "proved 2"])], fakeSolver());
  const solver = fakeSolver();
  await run(folder, [task("f", ["proved 1", "proved 3"])], solver);
  assert.deepEqual(solver.asked, ["proved 3"]);
});

test("an answer of another solver, or to the other kind of question, is not found", async (t) => {
  const folder = temporaryFolder(t);
  await run(folder, [task("f", ["proved 1"])], fakeSolver("fake 1"));
  const solver = fakeSolver("fake 2");
  await run(folder, [task("f", ["proved 1"])], solver);
  assert.deepEqual(solver.asked, ["proved 1"]);
  assert.notEqual(verdictKey("s", "fake 1", "proof"), verdictKey("s", "fake 1", "vacuity"));
});

for (const word of ["error", "stopped"])
  test(`what may end otherwise next time (${word}) is not kept`, async (t) => {
    const folder = temporaryFolder(t);
    await run(folder, [task("f", [`${word} 1`])], fakeSolver());
    const solver = fakeSolver();
    await run(folder, [task("f", [`${word} 1`])], solver);
    assert.deepEqual(solver.asked, [`${word} 1`]);
  });

const DAMAGE: readonly (readonly [string, (path: string) => void])[] = [
  ["truncated", (path) => truncateSync(path, readFileSync(path).length - 10)],
  [
    "cut at a line",
    (path) => writeFileSync(path, readFileSync(path, "utf8").split("\n").slice(0, 2).join("\n")),
  ],
  ["empty", (path) => truncateSync(path, 0)],
  ["altered", (path) => writeFileSync(path, readFileSync(path, "utf8").replace("refuted", "proved"))],
  ["binary", (path) => writeFileSync(path, Buffer.from([0, 255, 254, 10, 0]))],
  [
    "of another version",
    (path) =>
      writeFileSync(path, readFileSync(path, "utf8").replace("welkin-verdicts 1", "welkin-verdicts 2")),
  ],
];

for (const [how, damage] of DAMAGE) {
  test(`a cache file that is ${how} is ignored, and replaced`, async (t) => {
    const folder = temporaryFolder(t);
    const tasks = [task("f", ["proved 1", "refuted 2"])];
    await run(folder, tasks, fakeSolver());
    damage(onlyFile(folder));
    const solver = fakeSolver();
    const report = await run(folder, tasks, solver);
    assert.deepEqual(solver.asked, ["proved 1", "refuted 2"]);
    assert.equal(report.functions[0]?.status, "failed");
    const again = fakeSolver();
    await run(folder, tasks, again);
    assert.deepEqual(again.asked, []);
  });
}

test("a cache that cannot be written costs one warning and nothing else", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "file");
  writeFileSync(file, "not a folder");
  const warnings: string[] = [];
  const cache = folderCache(file, (message) => warnings.push(message));
  const tasks = [task("f", ["proved 1"]), task("g", ["proved 2"])];
  const report = await verify(tasks, { solver: fakeSolver(), cache, jobs: 1 });
  assert.deepEqual(
    report.functions.map(({ status }) => status),
    ["proved", "proved"],
  );
  assert.equal(warnings.length, 1);
});

test("writers side by side leave a whole file", async (t) => {
  const folder = temporaryFolder(t);
  const tasks = Array.from({ length: 20 }, (_, index) => task("f", [`proved ${index}`]));
  await Promise.all(tasks.map((one) => run(folder, [one], fakeSolver())));
  const solver = fakeSolver();
  await run(
    folder,
    [
      task(
        "f",
        tasks.map((_, index) => `proved ${index}`),
      ),
    ],
    solver,
  );
  assert.ok(solver.asked.length < tasks.length, "the last writer's entry at least is found");
  assert.match(readFileSync(onlyFile(folder), "utf8"), /^welkin-verdicts 1 [0-9a-f]{64}\n/);
});
