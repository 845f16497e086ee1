/** Whatever a user does wrong, or what breaks around the tool: one clear message, the documented exit code. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT } from "../exit-codes.ts";
import { run } from "../main.ts";
import { type Ended, project, recordingTerminal, welkin, welkinProcess } from "./helpers.ts";
import { MIDPOINT } from "./programs.ts";

function assertClean({ out, err }: Ended): void {
  assert.doesNotMatch(out + err, /^\s+at .*[:(]/m, "no stack trace");
  assert.doesNotMatch(out + err, /internal error/);
}

const NOT_LOADED: Readonly<Record<string, { files: Readonly<Record<string, string>>; message: RegExp }>> = {
  "a syntax error": {
    files: { "main.ts": 'import { u32 } from "welkin";\nexport function f(: u32 {\n' },
    message: /^main\.ts:2:\d+: error K\d+: /m,
  },
  "a type error": {
    files: { "main.ts": 'import { u32 } from "welkin";\nexport function f(a: u32): u32 {\n  return b;\n}\n' },
    message: /^main\.ts:3:10: error K\d+: .*b/m,
  },
  "a construct outside the subset": {
    files: {
      "main.ts": 'import { u32 } from "welkin";\nexport function f(a: u32): u32 {\n  a++;\n  return a;\n}\n',
    },
    message: /^main\.ts:3:3: error K\d+: /m,
  },
  "an import of a file that is not there": {
    files: {
      "main.ts":
        'import { u32 } from "welkin";\nimport { g } from "./absent.ts";\nexport function f(): u32 {\n  return g();\n}\n',
    },
    message: /^main\.ts:2:\d+: error K\d+: .*absent/m,
  },
  "an import cycle": {
    files: {
      "main.ts":
        'import { u32 } from "welkin";\nimport { g } from "./other.ts";\nexport function f(): u32 {\n  return g();\n}\n',
      "other.ts":
        'import { u32 } from "welkin";\nimport { f } from "./main.ts";\nexport function g(): u32 {\n  return f();\n}\n',
    },
    message: /error K\d+: .*(cycle|cyclic|each other)/im,
  },
};

for (const [what, { files, message }] of Object.entries(NOT_LOADED))
  test(`${what} is told with its place`, async (t) => {
    const folder = project(t, files);
    const ended = await welkin(["verify", "main.ts"], { folder });
    assert.equal(ended.code, EXIT.notLoaded, ended.out + ended.err);
    assert.match(ended.out, message);
    assertClean(ended);
    const asJson = await welkin(["verify", "main.ts", "--json"], { folder });
    assert.equal(asJson.code, EXIT.notLoaded);
    const report = JSON.parse(asJson.out) as { functions: unknown[]; diagnostics: unknown[] };
    assert.deepEqual(report.functions, []);
    assert.ok(report.diagnostics.length > 0);
  });

const USES: readonly (readonly [readonly string[], number, RegExp])[] = [
  [["verify"], EXIT.usage, /name a file or a folder/],
  [["verify", "absent.ts"], EXIT.notLoaded, /absent\.ts: no such file or folder/],
  [["verify", "main.ts", "--jobs", "none"], EXIT.usage, /--jobs takes a whole number from 1/],
  [["verify", "main.ts", "--colour"], EXIT.usage, /--colour/],
  [["prove"], EXIT.usage, /no command "prove"/],
  [["verify", "main.ts", "--solver", "./absent"], EXIT.solver, /absent/],
  [["verify", "main.ts", "--dump", "main.ts/x"], EXIT.output, /cannot write the dump/],
  [["build", "main.ts"], EXIT.usage, /-o/],
  [["build", "main.ts", "-o", "absent/main.wasm"], EXIT.output, /cannot write/],
  [["run", "main.ts", "absent"], EXIT.usage, /no exported function "absent" here; there is midpoint/],
  [["run", "main.ts", "midpoint", "1"], EXIT.usage, /midpoint takes 2 arguments, not 1/],
  [["run", "main.ts", "midpoint", "-1", "2"], EXIT.usage, /low is a u32, from 0 to 4294967295, not -1/],
  [["audit", "main.ts", "--compare", "absent.json"], EXIT.usage, /cannot read the report absent\.json/],
];

for (const [parameters, code, message] of USES)
  test(`welkin ${parameters.join(" ")} ends with ${code} and one line`, async (t) => {
    const folder = project(t, { "main.ts": MIDPOINT });
    const ended = await welkin(parameters, { folder });
    assert.equal(ended.code, code, ended.out + ended.err);
    assert.match(ended.err, message);
    assert.equal(ended.err.trimEnd().split("\n").length, 1);
    assertClean(ended);
  });

/** A program that stands for a native z3. */
function fakeZ3(folder: string, behaviour: string): string {
  const path = join(folder, "z3");
  const version = 'if [ "$1" = "--version" ]; then echo "Z3 version 4.99.0 - 64 bit"; exit 0; fi';
  writeFileSync(path, `#!/bin/sh\n${version}\n${behaviour}\n`);
  chmodSync(path, 0o755);
  return path;
}

function withSolver(t: TestContext, behaviour: string): { folder: string; parameters: string[] } {
  const folder = project(t, { "main.ts": MIDPOINT });
  return { folder, parameters: ["verify", "main.ts", "--json", "--solver", fakeZ3(folder, behaviour)] };
}

const BROKEN_SOLVERS: Readonly<Record<string, string>> = {
  "dies at once": "exit 3",
  "is killed": "kill -9 $$",
  "runs out of memory": 'cat > /dev/null; echo "(error \\"out of memory\\")"; exit 101',
  "answers unsat after an error": 'cat > /dev/null; echo "(error \\"line 1\\")"; echo unsat',
  "says nothing": "cat > /dev/null",
  "talks nonsense": 'cat > /dev/null; echo "maybe"',
};

for (const [how, behaviour] of Object.entries(BROKEN_SOLVERS))
  test(`a solver that ${how} proves nothing, and the exit code says so`, async (t) => {
    const { folder, parameters } = withSolver(t, behaviour);
    const ended = await welkin(parameters, { folder });
    assert.equal(ended.code, EXIT.solver, ended.out + ended.err);
    if (ended.out !== "") assert.equal((JSON.parse(ended.out) as { proved: number }).proved, 0);
    assertClean(ended);
  });

test("Ctrl-C ends a solver that does not answer, and leaves no process behind", async (t) => {
  const { folder, parameters } = withSolver(t, `echo $$ >> "$(dirname "$0")/pids"; exec sleep 600`);
  const pids = join(folder, "pids");
  const interruptWhenAsked = async (kill: (signal: NodeJS.Signals) => void): Promise<void> => {
    while (!existsSync(pids)) await sleep(50);
    kill("SIGINT");
  };
  const ended = await welkinProcess(parameters, { folder, onStart: (kill) => void interruptWhenAsked(kill) });
  assert.equal(ended.code, EXIT.interrupted, ended.out + ended.err);
  assertClean(ended);
  for (const pid of readFileSync(pids, "utf8").trim().split("\n")) await assertGone(Number(pid));
});

/** A killed process may be listed until its new parent has asked how it ended. */
async function assertGone(pid: number): Promise<void> {
  for (let waited = 0; waited < 5000; waited += 50) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(50);
  }
  assert.fail(`process ${pid} is left`);
}

test("an error that nobody foresaw is one line, and no stack trace", async (t) => {
  const folder = project(t, { "main.ts": MIDPOINT });
  const broken = { style: () => assert.fail("a broken terminal") };
  const terminal = { ...recordingTerminal(), ...broken };
  const code = await run(["verify", "main.ts"], { terminal, folder, signal: new AbortController().signal });
  assert.equal(code, EXIT.internal);
  assert.equal(terminal.err.length, 1);
  assert.match(terminal.err[0] ?? "", /^welkin: internal error: a broken terminal; please report/);
});

test("a process that ends badly has the same exit code and message", async (t) => {
  const folder = project(t, { "main.ts": "let = ;" });
  const ended = await welkinProcess(["verify", "main.ts"], { folder });
  assert.equal(ended.code, EXIT.notLoaded);
  assert.match(ended.out, /^main\.ts:1:7: error K\d+: /m);
  assertClean(ended);
});
