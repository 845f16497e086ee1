import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { EXIT } from "../exit-codes.ts";
import { LAUNCHER, project, welkin } from "./helpers.ts";
import { MIDPOINT, WEAK } from "./programs.ts";

const TRUSTING = `import { u32, assume, ensures, machine, requires, trusted } from "welkin";

export const halt = machine("halt", (code: u32): void => {
  requires(code > 0);
});

export function believed(a: u32): u32 {
  requires(a < 5);
  ensures((result: u32) => result < 5);
  trusted("the table says so");
  return a;
}

export function assuming(a: u32): u32 {
  assume(a < 9, "callers are kind");
  return a;
}
`;

test("help names every command, and every command has its help", async () => {
  const { code, out } = await welkin(["--help"], { folder: "." });
  assert.equal(code, EXIT.success);
  const commands = [...(/Commands\n([^]*?)\n\n/.exec(out)?.[1] ?? "").matchAll(/^ {2}(\w+)/gm)].map(
    (m) => m[1],
  );
  assert.ok(commands.length >= 6);
  for (const command of commands) {
    const help = await welkin([command as string, "--help"], { folder: "." });
    assert.equal(help.code, EXIT.success);
    assert.ok(help.out.startsWith(`welkin ${command}`), help.out);
  }
});

test("the version is that of the package", async () => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  assert.equal((await welkin(["--version"], { folder: "." })).out, `${manifest.version}\n`);
});

test("audit prints what is believed, and notices what is new", async (t) => {
  const folder = project(t, { "main.ts": TRUSTING });
  const { out } = await welkin(["audit", "main.ts", "--json", "--update", "audit.json"], { folder });
  const found = JSON.parse(out) as Record<
    string,
    { name: string; line: number; reason: string; contract: string[] }[]
  >;
  assert.deepEqual(found["machine"]?.[0]?.contract, ["requires(code > 0)"]);
  assert.deepEqual([found["trusted"]?.[0]?.reason, found["trusted"]?.[0]?.line], ["the table says so", 7]);
  assert.deepEqual([found["assumed"]?.[0]?.reason, found["assumed"]?.[0]?.line], ["callers are kind", 15]);
  writeFileSync(join(folder, "main.ts"), TRUSTING.replace("\nexport const", "\n\nexport const"));
  const same = await welkin(["audit", "main.ts", "--compare", "audit.json"], { folder });
  assert.equal(same.code, EXIT.success, "code may move");
  writeFileSync(join(folder, "main.ts"), TRUSTING.replace("a < 9", "a < 8"));
  const changed = await welkin(["audit", "main.ts", "--compare", "audit.json"], { folder });
  assert.equal(changed.code, EXIT.notProved);
  assert.match(changed.out, /^not in audit\.json: assumed .*assuming \(main\.ts:15\)$/m);
});

test("mutate tells what a contract does not notice, unless it is marked as equivalent", async (t) => {
  const folder = project(t, { "weak.ts": WEAK });
  const { code, out } = await welkin(["mutate", "weak.ts", "--json"], { folder });
  assert.equal(code, EXIT.notProved);
  const report = JSON.parse(out) as {
    mutants: number;
    killed: number;
    equivalent: number;
    survivors: { file: string; line: number; change: string }[];
  };
  assert.deepEqual(
    report.survivors.map(({ file, line, change }) => [file, line, change]),
    [
      ["weak.ts", 6, "1 -> 2"],
      ["weak.ts", 6, "1 -> 0"],
    ],
  );
  assert.equal(report.killed, report.mutants - 2);
  const content = await welkin(["mutate", "weak.ts", "--least", "10"], { folder });
  assert.equal(content.code, EXIT.success);
  assert.match(content.out, / 2 survived, 0 marked equivalent: \d\d\.\d % of the others$/m);
  const marks = report.survivors.map(
    ({ change }) => `  // equivalent: ${change}, + -> - because the test says so\n`,
  );
  writeFileSync(join(folder, "weak.ts"), WEAK.replace("  return", `${marks.join("")}  return`));
  const marked = await welkin(["mutate", "weak.ts"], { folder });
  assert.equal(marked.code, EXIT.success);
  assert.match(
    marked.out,
    /^(\d+) of \d+ mutants killed .*, 0 survived, 2 marked equivalent: 100.0 % of the others$/m,
  );
  assert.equal(
    /^\d+/.exec(marked.out)?.[0],
    `${report.killed}`,
    "a mark makes no difference to what is killed",
  );
});

test("mutate leaves alone what the files import", async (t) => {
  const user = `import { increment } from "./weak.ts";\nimport { u32 } from "welkin";\nexport function two(): u32 {\n  return increment(1);\n}\n`;
  const folder = project(t, { "weak.ts": WEAK, "user.ts": user });
  const { out } = await welkin(["mutate", "user.ts", "--json"], { folder });
  const { survivors } = JSON.parse(out) as { survivors: { file: string }[] };
  assert.deepEqual([...new Set(survivors.map(({ file }) => file))], ["user.ts"]);
});

test("mutate refuses what is not proved as it stands", async (t) => {
  const folder = project(t, { "weak.ts": WEAK.replace("101", "1") });
  const { code, err } = await welkin(["mutate", "weak.ts"], { folder });
  assert.equal(code, EXIT.notProved);
  assert.match(err, /increment is failed as it stands/);
});

test("build writes a module, and a source map where asked", async (t) => {
  const folder = project(t, { "main.ts": MIDPOINT });
  const { code } = await welkin(["build", "main.ts", "-o", "main.wasm", "--source-map"], { folder });
  assert.equal(code, EXIT.success);
  const module = await WebAssembly.compile(readFileSync(join(folder, "main.wasm")));
  assert.ok(WebAssembly.Module.exports(module).some(({ name }) => name === "midpoint"));
  const map = JSON.parse(readFileSync(join(folder, "main.wasm.map"), "utf8")) as { sources: string[] };
  assert.ok(map.sources.some((source) => source.endsWith("main.ts")));
});

const CALLS = `import { u8, i32, u64 } from "welkin";

export enum Colour {
  Red,
  Green = 7,
}

export function next(colour: Colour): Colour {
  return colour === Colour.Red ? Colour.Green : Colour.Red;
}
export function halved(a: i32): i32 {
  return a / 2;
}
export function complement(a: u64): u64 {
  return ~a;
}
export function both(a: boolean, b: boolean): boolean {
  return a && b;
}
export function inverse(a: u8): u8 {
  return 100 / a;
}
`;

const RESULTS: readonly (readonly [readonly string[], string])[] = [
  [["next", "Red"], "Green"],
  [["halved", "-7"], "-3"],
  [["complement", "0x1"], "18446744073709551614"],
  [["both", "true", "false"], "false"],
];

for (const [parameters, result] of RESULTS)
  test(`run ${parameters.join(" ")} prints ${result}`, async (t) => {
    const folder = project(t, { "main.ts": CALLS });
    const { code, out, err } = await welkin(["run", "main.ts", ...parameters], { folder });
    assert.equal(code, EXIT.success, err);
    assert.equal(out, `${result}\n`);
  });

test("print shows the typed IR", async (t) => {
  const folder = project(t, { "main.ts": MIDPOINT });
  const { code, out } = await welkin(["print", "main.ts"], { folder });
  assert.equal(code, EXIT.success);
  assert.match(out, /main\.midpoint/);
});

test("a call that traps is told", async (t) => {
  const folder = project(t, { "main.ts": CALLS });
  const { code, err } = await welkin(["run", "main.ts", "inverse", "0"], { folder });
  assert.equal(code, EXIT.notProved);
  assert.match(err, /^welkin: inverse trapped: .*divi/);
});

test("the tour ends well", async () => {
  const { code, out, err } = await welkin(["tour"], { folder: "." });
  assert.equal(code, EXIT.success, out + err);
  assert.match(out, /1 of 1 functions proved/);
  assert.match(out, /error V101/);
  assert.match(out, /^4294967292$/m);
  assert.doesNotMatch(out + err, /\x1b/, "no control characters where no terminal is");
});

test("a reader that leaves does not disturb", () => {
  const command = `"${process.execPath}" "${LAUNCHER}" --help | head -1`;
  const { stdout, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
  assert.equal(stdout, "welkin COMMAND ...\n");
  assert.equal(stderr, "");
});

/** A Node on this machine that is too old to run TypeScript. */
function oldNode(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders
    .map((folder) => join(folder, "node"))
    .filter((path) => existsSync(path) && statSync(path).isFile())
    .find(
      (path) => Number(/^v(\d+)/.exec(execFileSync(path, ["--version"], { encoding: "utf8" }))?.[1]) < 24,
    );
}

const old = oldNode();

test(
  "an old Node starts the one that npm installs",
  { skip: old === undefined && "no old Node here" },
  () => {
    const { stdout, status } = spawnSync(old as string, [LAUNCHER, "--help"], { encoding: "utf8" });
    assert.equal(status, EXIT.success);
    assert.match(stdout, /^welkin COMMAND/);
  },
);

test(
  "an old Node says which one is needed where npm has installed none",
  { skip: old === undefined && "no old Node here" },
  (t) => {
    const folder = mkdtempSync(join(tmpdir(), "welkin-launcher-"));
    t.after(() => rmSync(folder, { recursive: true }));
    copyFileSync(LAUNCHER, join(folder, "welkin.mjs"));
    const { stderr, status } = spawnSync(old as string, [join(folder, "welkin.mjs")], { encoding: "utf8" });
    assert.equal(status, EXIT.usage);
    assert.match(stderr, /^welkin needs Node 24 or later, this is v\d+/);
  },
);

for (const [code, text] of [
  [
    "C101",
    "export function f(): u32 {\n  const a: Row = zeroed();\n  const b: Row = zeroed();\n  return a[1] + b[2];\n}",
  ],
  ["C102", "export function f(a: u64): void {\n  checked();\n  assert((a * a) / (a + 1) > 0);\n}"],
  [
    "C103",
    "let a: u8 = 0;\nconst b: FixedArray<u32, 1073725439> = zeroed();\nlet c: u8 = 0;\nexport function f(): u32 {\n  return b[a] + u32.from(c);\n}",
  ],
  ["C104", "export function memory(): void {}"],
] as const)
  test(`build says what it cannot compile: ${code}`, async (t) => {
    const main = `import { FixedArray, assert, checked, u8, u32, u64, zeroed } from "welkin";\ntype Row = FixedArray<u32, 10000>;\n${text}\n`;
    const folder = project(t, { "main.ts": main });
    const { code: exit, out, err } = await welkin(["build", "main.ts", "-o", "main.wasm"], { folder });
    assert.deepEqual([exit, err], [EXIT.notLoaded, ""], out);
    assert.match(
      out,
      new RegExp(`^main\\.ts:\\d+:\\d+: error ${code}: [^]*the program does not compile: 1 error\n$`),
    );
    assert.ok(!existsSync(join(folder, "main.wasm")));
  });
