/**
 * Solver processes: verdicts, errors, limits, crashes, cancellation, and that none is left behind.
 */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "node:test";
import { readAnswer } from "../solver/answer.ts";
import { SolverPool } from "../solver/pool.ts";

const TRUE = "(push)(declare-const x Int)(assert (< x x))(check-sat)(get-info :rlimit)";
const FALSE = "(push)(declare-const x Int)(assert (< x 3))(check-sat)(get-info :rlimit)";
/** The factors of 2^62 - 57, which is prime: beyond any patience. */
const HARD =
  "(declare-const x (_ BitVec 64))(declare-const y (_ BitVec 64))" +
  "(assert (bvult #x0000000000000001 x))(assert (bvult x y))(assert (bvult y #x0000000100000000))" +
  "(assert (= (bvmul x y) #x3fffffffffffffc7))(check-sat)(get-info :rlimit)";

function descendants(): number {
  const listing = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], {
    encoding: "utf8",
  });
  return listing.split("\n").filter((line) => line.includes("solver/worker.ts")).length;
}

test("verdicts", async (context) => {
  const pool = new SolverPool({ jobs: 2, solver: "builtin" });
  context.after(() => pool.close());
  const [proved, refuted] = await Promise.all([pool.solve(TRUE), pool.solve(FALSE)]);
  assert.ok(proved.status === "proved" && proved.resources > 0 && proved.milliseconds > 0);
  assert.equal(refuted.status, "refuted");
  assert.match(await pool.version(), /^z3 \d+\.\d+/);
});

test("an error is never a proof", async (context) => {
  const pool = new SolverPool({ jobs: 1, solver: "builtin" });
  context.after(() => pool.close());
  const trap = await pool.solve("(push)(assert (< undeclared 1))(assert false)(check-sat)");
  assert.equal(trap.status, "error");
  const late = await pool.solve("(push)(assert false)(check-sat)(get-value (1))");
  assert.equal(late.status, "error");
  assert.equal((await pool.solve("")).status, "error");
  assert.equal((await pool.solve("(push)(assert false)(check-sat)(check-sat)")).status, "error");
  assert.equal((await pool.solve(TRUE)).status, "proved");
});

test("nothing is left of the script before", async (context) => {
  const pool = new SolverPool({ jobs: 1, solver: "builtin" });
  context.after(() => pool.close());
  assert.equal((await pool.solve("(push)(assert false)(check-sat)")).status, "proved");
  assert.equal((await pool.solve("(push)(declare-const x Bool)(assert x)(check-sat)")).status, "refuted");
  const limited = await pool.solve(`(set-option :rlimit 5)${TRUE}`);
  assert.equal(limited.status, "unknown");
  assert.equal((await pool.solve(TRUE)).status, "proved");
});

test("the same script uses the same resources", async (context) => {
  const pool = new SolverPool({ jobs: 1, solver: "builtin" });
  context.after(() => pool.close());
  const used = [];
  for (let i = 0; i < 3; i += 1) {
    const answer = await pool.solve(TRUE);
    used.push(answer.status === "error" ? answer.message : answer.resources);
    await pool.solve(FALSE);
  }
  assert.equal(new Set(used).size, 1);
});

test("resource limits, patience and cancellation give unknown", async (context) => {
  const pool = new SolverPool({ jobs: 1, solver: "builtin" });
  const impatient = new SolverPool({ jobs: 1, solver: "builtin", patience: 1500 });
  context.after(() => [pool, impatient].forEach((each) => each.close()));
  const limited = await pool.solve(`(set-option :rlimit 100000)${HARD}`);
  assert.ok(limited.status === "unknown" && limited.resources > 0);
  const slow = await impatient.solve(HARD);
  assert.ok(slow.status === "unknown" && slow.reason === "timeout");
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 300);
  const cancelled = await pool.solve(HARD, controller.signal);
  assert.ok(cancelled.status === "unknown" && cancelled.reason === "cancelled");
  assert.equal((await pool.solve(TRUE)).status, "proved");
});

test("a crash is tried once more, then an error", async (context) => {
  const pool = new SolverPool({ jobs: 1, solver: "builtin" });
  context.after(() => pool.close());
  const killing = setInterval(() => {
    const listing = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], {
      encoding: "utf8",
    });
    for (const line of listing.split("\n").filter((each) => each.includes("solver/worker.ts"))) {
      process.kill(Number(line.trim().split(" ")[0]), "SIGKILL");
    }
  }, 400);
  const answer = await pool.solve(HARD);
  clearInterval(killing);
  assert.ok(answer.status === "error" && answer.message.includes("crashed"));
  assert.equal((await pool.solve(TRUE)).status, "proved");
});

test("closing leaves no process and answers what waits", async () => {
  const pool = new SolverPool({ jobs: 1, solver: "builtin" });
  const answers = [pool.solve(HARD), pool.solve(TRUE)];
  await new Promise((resolve) => setTimeout(resolve, 300));
  pool.close();
  const statuses = (await Promise.all(answers)).map((answer) => answer.status);
  assert.deepEqual(statuses, ["unknown", "unknown"]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(descendants(), 0);
  assert.equal((await pool.solve(TRUE)).status, "error");
});

test("a process whose parent is killed ends, also while it solves", async () => {
  const worker = fileURLToPath(new URL("../solver/worker.ts", import.meta.url));
  const parent = spawn(process.execPath, [
    "--input-type=module",
    "-e",
    `import { fork } from "node:child_process";
     const child = fork(${JSON.stringify(worker)}, { execArgv: [] });
     child.once("message", () => { child.send({ id: 1, script: ${JSON.stringify(HARD)} }); console.log(child.pid); });`,
  ]);
  const pid = Number(
    await new Promise((resolve) => parent.stdout.once("data", (data: Buffer) => resolve(String(data)))),
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  parent.kill("SIGKILL");
  const gone = (): boolean => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };
  for (let waited = 0; waited < 50 && !gone(); waited += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(gone());
});

test("answers are read strictly", () => {
  assert.equal(readAnswer("unsat\n(:rlimit 12)\n", 1).status, "proved");
  assert.equal(readAnswer('unsat\n(error "line 1")\n', 1).status, "error");
  assert.equal(readAnswer('  (error "line 1")\nunsat\n', 1).status, "error");
  assert.equal(readAnswer("unsat\nsat\n", 1).status, "error");
  assert.equal(readAnswer("unsatisfiable\n", 1).status, "error");
  const unknown = readAnswer('unknown\n(:reason-unknown "(incomplete quantifiers)")\n(:rlimit 5)\n', 1);
  assert.ok(
    unknown.status === "unknown" && unknown.reason === "(incomplete quantifiers)" && unknown.resources === 5,
  );
});
