import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EXIT } from "../exit-codes.ts";
import { type Ended, project, welkin, welkinProcess } from "./helpers.ts";
import { COUNTER_USER, MIDPOINT, OVERFLOW, RARE, VACUOUS, counterLayer } from "./programs.ts";

interface Json {
  readonly functions: readonly {
    readonly name: string;
    readonly file: string;
    readonly line: number;
    readonly status: string;
    readonly obligations: number;
    readonly cached: number;
    readonly milliseconds: number;
    readonly errors: readonly { readonly code: string; readonly line: number; readonly column: number }[];
  }[];
  readonly proved: number;
  readonly failed: number;
  readonly seconds: number;
  readonly uninstantiated: readonly { readonly id: string; readonly file: string; readonly line: number }[];
  readonly diagnostics?: readonly { readonly code: string; readonly file: string; readonly line: number }[];
}

function json({ out }: Ended): Json {
  assert.equal(out.trimEnd().split("\n").length, 1, "one object on one line");
  return JSON.parse(out) as Json;
}

test("a proved program ends with 0; the second run asks the solver nothing", async (t) => {
  const folder = project(t, { "midpoint.ts": MIDPOINT });
  const first = await welkin(["verify", "midpoint.ts", "--json"], { folder });
  assert.equal(first.code, EXIT.success, first.err);
  const report = json(first);
  assert.deepEqual([report.proved, report.failed, report.functions.length], [1, 0, 1]);
  const [midpoint] = report.functions;
  assert.deepEqual([midpoint?.name, midpoint?.file, midpoint?.status], ["midpoint", "midpoint.ts", "proved"]);
  assert.equal(midpoint?.line, 3);
  assert.ok(midpoint.obligations > 4);
  assert.ok(report.seconds > 0);
  const second = await welkin(["verify", ".", "--json"], { folder });
  assert.equal(json(second).functions[0]?.cached, midpoint.obligations);
});

test("a failure is told with its place, its source, and a call that was replayed", async (t) => {
  const folder = project(t, { "src/midpoint.ts": OVERFLOW });
  const { code, out } = await welkin(["verify", "src"], { folder });
  assert.equal(code, EXIT.notProved);
  assert.match(out, /^src\/midpoint\.ts:6:11: error V101: .*low \+ high/m);
  assert.match(out, /^ {2}6 \| {3}return \(low \+ high\) \/ 2;\n {4}\| {11}\^{10}$/m);
  assert.match(out, /a call with low = \d+, high = \d+ fails so/);
  assert.match(out, /^0 of 1 functions proved, 1 failed/m);
});

test("a failing call that no chance would find comes from the solver, and is replayed", async (t) => {
  const folder = project(t, { "rare.ts": RARE });
  const { code, out } = await welkin(["verify", "rare.ts"], { folder });
  assert.equal(code, EXIT.notProved);
  assert.match(out, /a call with a = 100000001, p = \{ x: 6, y: 123456789 \} fails so/);
  assert.match(out, /a call with t = \[0, 0, 0, 987654321, 0, 0, \.\.\.\] fails so/);
});

test("a failure in JSON has code, line and column", async (t) => {
  const folder = project(t, { "midpoint.ts": OVERFLOW });
  const ended = await welkin(["verify", "midpoint.ts", "--json"], { folder });
  assert.equal(ended.code, EXIT.notProved);
  const [result] = json(ended).functions;
  assert.equal(result?.status, "failed");
  const [error] = result.errors;
  assert.deepEqual([error?.code, error?.line, error?.column], ["V101", 6, 11]);
});

test("contradictory preconditions prove nothing", async (t) => {
  const folder = project(t, { "never.ts": VACUOUS });
  const ended = await welkin(["verify", "never.ts", "--json"], { folder });
  assert.equal(ended.code, EXIT.notProved);
  assert.equal(json(ended).functions[0]?.status, "vacuous");
});

test("a changed contract of a callee is noticed in its callers, a changed body is not", async (t) => {
  const folder = project(t, { "counter.ts": counterLayer("1"), "main.ts": COUNTER_USER });
  const verify = () => welkin(["verify", "main.ts", "--json"], { folder });
  const first = await verify();
  assert.equal(first.code, EXIT.success, first.out + first.err);
  const body = counterLayer("1").replace("value += 1", "value = value + 1");
  writeFileSync(join(folder, "counter.ts"), body);
  const other = json(await verify()).functions.find(({ name }) => name === "twice");
  assert.equal(other?.cached, other?.obligations);
  writeFileSync(join(folder, "counter.ts"), counterLayer("2"));
  const changed = json(await verify());
  assert.equal(changed.functions.find(({ name }) => name === "twice")?.status, "failed");
});

test("a changed view of a layer is noticed in the layer", async (t) => {
  const folder = project(t, { "counter.ts": counterLayer("1") });
  const verify = () => welkin(["verify", "counter.ts", "--json"], { folder });
  assert.equal((await verify()).code, EXIT.success);
  writeFileSync(
    join(folder, "counter.ts"),
    counterLayer("1").replace("u32 => value)", "u32 => (value > 500 ? 500 : value))"),
  );
  assert.notEqual((await verify()).code, EXIT.success);
});

test("only the named function is verified", async (t) => {
  const folder = project(t, {
    "a.ts": OVERFLOW + MIDPOINT.split("\n").slice(1).join("\n").replace("midpoint", "middle"),
  });
  const ended = await welkin(["verify", "a.ts", "--json", "--function", "middle"], { folder });
  assert.equal(ended.code, EXIT.success, ended.out + ended.err);
  assert.deepEqual(
    json(ended).functions.map(({ name }) => name),
    ["middle"],
  );
  const absent = await welkin(["verify", "a.ts", "--function", "absent"], { folder });
  assert.equal(absent.code, EXIT.usage);
});

test("a file that another one only seems to import is verified too", async (t) => {
  const folder = project(t, {
    "a.ts": MIDPOINT + '// import { x } from "./b.ts";\n',
    "b.ts": OVERFLOW,
  });
  const ended = await welkin(["verify", ".", "--json"], { folder });
  assert.equal(ended.code, EXIT.notProved);
  assert.deepEqual(
    json(ended).functions.map(({ file, status }) => [file, status]),
    [
      ["a.ts", "proved"],
      ["b.ts", "failed"],
    ],
  );
});

test("files whose modules would have one name are refused together", async (t) => {
  const outside = join(project(t, { "a.ts": OVERFLOW }), "a.ts");
  const inside = `.${outside}`;
  const folder = project(t, { [inside]: MIDPOINT });
  for (const files of [
    [inside, outside],
    [outside, inside],
  ]) {
    const ended = await welkin(["verify", ...files], { folder });
    assert.equal(ended.code, EXIT.notLoaded);
    assert.match(ended.err, /would be one module/);
    assert.equal((await welkin(["verify", inside], { folder })).code, EXIT.success);
  }
});

const GENERIC = `import { u32, ensures } from "welkin";

export function same<T>(x: u32): u32 {
  ensures((result: u32) => result === x + 1);
  return x;
}
`;

test("a generic function without an instance is told to be unproved, from the cache too", async (t) => {
  const folder = project(t, { "a.ts": GENERIC, "b.ts": MIDPOINT });
  for (const functions of [1, 1]) {
    const ended = await welkin(["verify", ".", "--json"], { folder });
    const report = json(ended);
    assert.equal(report.functions.length, functions);
    assert.deepEqual(report.uninstantiated, [{ id: "a.same", file: "a.ts", line: 3 }]);
    const { out } = await welkin(["verify", "."], { folder });
    assert.match(out, /^a\.ts:3:1: warning: a\.same is not verified/m);
    assert.match(out, /1 of 1 functions proved, 1 without instance not verified/);
  }
  const user = `import { u32 } from "welkin";\nimport { same } from "./a.ts";\nexport function f(): u32 {\n  return same<u32>(1);\n}\n`;
  writeFileSync(join(folder, "c.ts"), user);
  const used = json(await welkin(["verify", "a.ts", "c.ts", "--json"], { folder }));
  assert.deepEqual(used.uninstantiated, []);
  assert.equal(used.failed, 1);
});

test("stability is told over seeds", async (t) => {
  const folder = project(t, { "midpoint.ts": MIDPOINT });
  const { code, out } = await welkin(["verify", "midpoint.ts", "--stability", "3"], { folder });
  assert.equal(code, EXIT.success);
  assert.match(out, /^stability: 100\.0 % .* under 3 seeds$/m);
});

test("a dump has a query and a script for each obligation", async (t) => {
  const folder = project(t, { "midpoint.ts": MIDPOINT });
  const ended = await welkin(["verify", "midpoint.ts", "--json", "--dump", "dump"], { folder });
  const { obligations } = json(ended).functions[0] ?? assert.fail("no function");
  const files = readdirSync(join(folder, "dump"), { recursive: true, encoding: "utf8" });
  assert.equal(files.filter((file) => file.endsWith(".smt2")).length, obligations);
  assert.equal(files.filter((file) => file.endsWith(".query")).length, obligations);
});

/** One that breaks the invariant, one whose contract says too little of what it does, one that is believed. */
const UNPROVED = `import { checked, ensures, invariant, modifies, requires, trusted, u32 } from "welkin";

let total: u32 = 0;
invariant(total <= 1000);

export function set(amount: u32): void {
  modifies(total);
  checked();
  total = amount;
}
export function reset(amount: u32): void {
  requires(amount < 10);
  modifies(total);
  checked();
  total = amount;
}
export function half(amount: u32): u32 {
  ensures((result: u32) => result <= amount);
  trusted("an example");
  return amount / 2;
}
`;

test("what is not proved of a checked function is told, with a failing call if its body has one", async (t) => {
  const folder = project(t, { "total.ts": UNPROVED });
  const { code, out, err } = await welkin(["verify", "total.ts"], { folder });
  assert.equal(code, EXIT.notProved, err);
  assert.match(out, /^total\.ts:7:12: error V212[^]*a call with amount = \d{4,}, total = 0 fails so/m);
  assert.match(out, /^total\.ts:13:12: error V212[^]*no failing call was confirmed/m);
  assert.match(out, /^2 of 4 functions proved, 2 failed/m);
});

test("checked and trusted functions have dumps too", async (t) => {
  const folder = project(t, { "total.ts": UNPROVED });
  const { err } = await welkin(["verify", "total.ts", "--dump", "dump"], { folder });
  assert.equal(err, "");
  const files = (name: string) => readdirSync(join(folder, "dump", name)).filter((file) => !/^\d/.test(file));
  assert.deepEqual(files("total.set"), ["function.ir", "passive.txt"]);
  assert.deepEqual(files("total.half"), ["function.ir"]);
});

test("a cache that cannot be written costs one line", async (t) => {
  const folder = project(t, { "midpoint.ts": MIDPOINT, ".welkin": "a file, not a folder" });
  const { code, err } = await welkin(["verify", "midpoint.ts"], { folder });
  assert.equal(code, EXIT.success);
  assert.match(err, /^welkin: verdicts are not cached: .*\n$/);
});

test("--no-cache writes nothing", async (t) => {
  const folder = project(t, { "midpoint.ts": MIDPOINT });
  await welkin(["verify", "midpoint.ts", "--no-cache"], { folder });
  assert.ok(!existsSync(join(folder, ".welkin")));
});

test("watching verifies again on change, tells what does not load, and ends with Ctrl-C", async (t) => {
  const folder = project(t, { "midpoint.ts": MIDPOINT });
  const write = (text: string) => () => writeFileSync(join(folder, "midpoint.ts"), text);
  const rounds: readonly (readonly [RegExp, "SIGINT" | (() => void)])[] = [
    [/1 of 1 functions proved[^]*waiting/, write(OVERFLOW)],
    [/0 of 1 functions proved[^]*waiting/, write("let = ;")],
    [/does not load[^]*waiting/, write(MIDPOINT)],
    [/1 of 1 functions proved[^]*waiting/, "SIGINT"],
  ];
  let round = 0;
  let told = 0;
  const { code, err } = await welkinProcess(["verify", "midpoint.ts", "--watch"], {
    folder,
    onOutput(text, kill) {
      const [expected, act] = rounds[round] ?? [];
      if (!expected?.test(text.slice(told)) || act === undefined) return;
      told = text.length;
      round += 1;
      // The watchers start right after the line that says so.
      setTimeout(() => (act === "SIGINT" ? kill(act) : act()), 200);
    },
  });
  assert.equal(code, EXIT.interrupted);
  assert.equal(round, rounds.length);
  assert.match(err, /interrupted\n$/);
});
