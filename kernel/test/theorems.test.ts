/**
 * The theorems about the whole kernel: each is stated in theorems.ts, and what proves it is there. That all functions are proved
 * is tested in kernel.test.ts.
 *
 * Bounds    no function of the kernel calls itself, by whatever way; each of its loops has a bound, by the measure that is proved
 *           to fall. From these follow the greatest depth of calls, and the most that any entry can do.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { FunctionDeclaration, Statement } from "../../language/ir.ts";
import { expressionText } from "../../language/print.ts";
import { CALLS } from "../interface/calls.ts";
import { programOf } from "../../verifier/test/marked.ts";
import { ROOT } from "./built.ts";

const program = programOf(join(ROOT, "kernel/kernel.ts"), ROOT);
const lemmas = programOf(join(ROOT, "kernel/theorems.ts"), ROOT);
const source = readFileSync(join(ROOT, "kernel/theorems.ts"), "utf8");

const THEOREMS = [
  "Memory safety",
  "No leak",
  "Refinement",
  "Page tables",
  "Queues",
  "Isolation",
  "No residue",
  "Bounded",
  "Boot",
];

/** The functions that are meant: `kernel.*` all of a module, `syscalls/*` all of a folder. */
function named(name: string): readonly FunctionDeclaration[] {
  const pattern = new RegExp(
    `^kernel/${name.replaceAll("*", "[^.]*").replace("syscalls/[^.]*", "syscalls/[^.]*\\.[^.]*")}$`,
  );
  return [...program.functions.values()].filter((each) => pattern.test(each.name));
}

for (const [index, title] of THEOREMS.entries())
  test(`theorem ${index + 1}: ${title}`, () => {
    const stated = new RegExp(`^(?:/\\*\\*| \\*) ${index + 1}\\. ${title}: `, "m").exec(source);
    assert.ok(stated, "it is stated");
    const rest = source.slice(stated.index, source.indexOf("*/", stated.index));
    const proof = /Proof: ([^]*?)\.\s*$/.exec(rest)?.[1];
    if (proof === undefined) {
      const lemma = /\*\/\nexport const (\w+) = lemma/.exec(source.slice(stated.index))?.[1];
      assert.equal(lemmas.functions.get(`kernel/theorems.${lemma}`)?.mode, "lemma");
      return;
    }
    for (const name of proof.split(/,\s+\*?\s*/)) {
      const functions = named(name);
      assert.ok(functions.length > 0, `there is ${name}`);
      for (const { mode } of functions) assert.ok(mode === "verified" || mode === "lemma", name);
    }
  });

test("every call is specified: its contract says how it ends", () => {
  const entries = new Map([...program.functions.values()].map((each) => [each.name, each]));
  const own = ["nothing", "yieldNow", "exit"];
  for (const { name } of CALLS.filter((call) => !own.includes(call.name))) {
    const called = callsIn(entries.get(`kernel/kernel.${name}`)!.body).filter((each) =>
      each.startsWith("kernel/syscalls/"),
    );
    assert.equal(called.length, 1, name);
    const texts = entries.get(called[0]!)!.ensures.map(({ condition }) => expressionText(condition));
    assert.ok(
      texts.some((text) => text.includes("result")),
      `${name} says what it answers`,
    );
  }
});

// --- Bounds --------------------------------------------------------------------------------------------------

/** Of each loop: the measure that falls, and how many rounds there are at most; if the measure does not say it, why. */
const LOOPS: Readonly<Record<string, readonly [measure: string, rounds: number, because?: string]>> = {
  "kernel/containers.doomed": [
    "int(map.get(@kernel/containers.all, at).depth)",
    32,
    "a depth is below DEPTH",
  ],
  "kernel/descent.firstToDestroy": [
    "kernel/descent.height(kernel/ownership.ownerOf(), kernel/containers.tree(), part)",
    34,
    "heights are at most DEPTH + 1",
  ],
  "kernel/frames.allocateRun": ["(512 - int(i))", 512],
  "kernel/trees.firstPresent": ["(512 - int(index))", 512],
  "library/tournament.setNumber<1048576>": ["(int(node) - 0)", 20, "the node is halved, and has 20 bits"],
  "library/tournament.leader<1048576>": ["(1048576 - int(node))", 20, "the node is doubled, up to 2^20"],
  "kernel/queues.firstReady": ["(524292 - int(q))", 4, "q begins at READY, which is 524288"],
  "kernel/tables.prune": ["int(level)", 4],
  "kernel/scheduler.schedule": ["(8 - int(i))", 8],
  "kernel/scheduler.unpark": ["(2 - int(i))", 2],
  "kernel/pages.destroyStep": ["(16 - int(steps))", 16],
  "kernel/ranges.checkPages": ["(int(count) - int(i))", 17, "count is at most MOST_PAGES"],
  "kernel/ranges.copyRange": [
    "(int(length) - int(done))",
    35,
    "length is at most LONGEST; all rounds but the last end where a page ends, here or there",
  ],
  "kernel/moves.movePages": ["(int(u64(count)) - int(i))", 16, "count is at most MOST"],
  "kernel/endings.wakeAll": ["(8 - int(i))", 8],
};

/** The functions that run when these statements do: lemmas and ghost calls do not. */
function callsIn(list: readonly Statement[]): readonly string[] {
  return list.flatMap((s): readonly string[] => {
    if (s.kind !== "call") return partsOf(s).flatMap(callsIn);
    return s.ghost || program.functions.get(s.function)!.mode === "lemma" ? [] : [s.function];
  });
}

/** The statements that a statement consists of. */
function partsOf(s: Statement): readonly (readonly Statement[])[] {
  switch (s.kind) {
    case "if":
      return s.ghost ? [] : [s.whenTrue, s.whenFalse];
    case "switch":
      return [...s.cases.map(({ body }) => body), s.otherwise];
    case "loop":
      return s.ghost ? [] : [s.body, s.step];
    case "block":
      return [s.body];
    default:
      return [];
  }
}

interface Bound {
  /** Functions that are active at a time. */
  readonly depth: number;
  /** Calls and rounds of loops in all. */
  readonly steps: number;
}

const bounds = new Map<string, Bound>();

/** What a function can come to. `active` are those that have called it. */
function boundOf(name: string, active: readonly string[]): Bound {
  assert.ok(!active.includes(name), `${name} calls itself: ${active.join(" -> ")}`);
  const known = bounds.get(name);
  if (known) return known;
  const { body, mode } = program.functions.get(name)!;
  const below = mode === "verified" ? boundOfAll(body, [...active, name]) : { depth: 0, steps: 0 };
  const bound = { depth: below.depth + 1, steps: below.steps + 1 };
  bounds.set(name, bound);
  return bound;
}

function boundOfAll(list: readonly Statement[], active: readonly string[]): Bound {
  const each = list.map((s) => boundOfStatement(s, active));
  return {
    depth: Math.max(0, ...each.map(({ depth }) => depth)),
    steps: sum(each.map(({ steps }) => steps)),
  };
}

function boundOfStatement(s: Statement, active: readonly string[]): Bound {
  const parts =
    s.kind === "call"
      ? callsIn([s]).map((callee) => boundOf(callee, active))
      : partsOf(s).map((part) => boundOfAll(part, active));
  const depth = Math.max(0, ...parts.map((part) => part.depth));
  const steps = parts.map((part) => part.steps);
  if (s.kind === "if" || s.kind === "switch") return { depth, steps: Math.max(0, ...steps) };
  if (s.kind !== "loop" || s.ghost) return { depth, steps: sum(steps) };
  return { depth, steps: roundsOf(active.at(-1)!, s) * (sum(steps) + 1) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

function roundsOf(name: string, loop: Extract<Statement, { kind: "loop" }>): number {
  const known = LOOPS[name];
  assert.ok(known, `the loop of ${name} has a bound`);
  const [measure, rounds, because] = known;
  assert.deepEqual(loop.decreases.map(expressionText), [measure], name);
  const literal = /^\((\d+) - int\(/.exec(measure)?.[1] ?? (measure === "int(level)" ? "4" : undefined);
  assert.ok(because !== undefined || Number(literal) === rounds, `${name}: the measure begins at ${rounds}`);
  return rounds;
}

test("no entry recurs, and each has a bound", (t: TestContext) => {
  const entries = [...program.functions.values()].filter(
    ({ module, exported, mode }) => module === "kernel/kernel" && exported && mode === "verified",
  );
  const all = entries.map(({ name }) => ({ name, ...boundOf(name, []) }));
  const deepest = all.reduce((a, b) => (b.depth > a.depth ? b : a));
  const longest = all.reduce((a, b) => (b.steps > a.steps ? b : a));
  t.diagnostic(
    `deepest: ${deepest.name}, ${deepest.depth} functions; longest: ${longest.name}, ${longest.steps} steps`,
  );
  assert.ok(deepest.depth <= 20, `${deepest.name}: ${deepest.depth}`);
  assert.ok(longest.steps <= 100_000, `${longest.name}: ${longest.steps}`);
  for (const name of Object.keys(LOOPS)) assert.ok(bounds.has(name), `${name} is there`);
});
