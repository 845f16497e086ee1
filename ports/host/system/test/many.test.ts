/** A thousand programs at once, each bounded differently, some hostile: each ends as it should, and all comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { RunOptions } from "../options.ts";
import type { RunResult } from "../result.ts";
import { System } from "../system.ts";
import { busy, CAT, exits, GROWER, HELLO, HOG, TRAP, YES } from "./programs.ts";

const PROGRAMS = 1000;

/** More rounds of all programs than it takes. */
const ROUNDS = 8;

interface Kind {
  readonly binary: Uint8Array;
  options(index: number): RunOptions;
  check(result: RunResult, index: number): void;
}

const kindIs =
  (kind: RunResult["kind"]) =>
  (result: RunResult): void =>
    assert.equal(result.kind, kind);

function exitsWith(result: RunResult, code: number): void {
  assert.equal(result.kind, "exited");
  assert.equal(result.kind === "exited" && result.code, code);
}

const INPUT = new Uint8Array(100_000).map((_, index) => index % 251);

const KINDS: readonly Kind[] = [
  {
    binary: HELLO,
    options: (index) => ({ memory: `${1 + (index % 4)}M` }),
    check(result) {
      exitsWith(result, 0);
      assert.equal(Buffer.from(result.stdout).toString(), "hello\n");
    },
  },
  { binary: exits(7), options: () => ({ cpu: "1%" }), check: (result) => exitsWith(result, 7) },
  {
    binary: HOG,
    options: (index) => ({ fuel: 10_000 + index * 100 }),
    check(result, index) {
      assert.equal(result.kind, "outOfFuel");
      assert.ok(Math.abs(result.statistics.fuel - (10_000 + index * 100)) < 10);
    },
  },
  { binary: HOG, options: (index) => ({ timeout: 20 + (index % 50), cpu: "2%" }), check: kindIs("timedOut") },
  {
    binary: GROWER,
    options: (index) => ({ memory: `${512 + (index % 512)}K` }),
    check: kindIs("outOfMemory"),
  },
  { binary: TRAP, options: () => ({}), check: kindIs("faulted") },
  {
    binary: CAT,
    options: () => ({ stdin: INPUT }),
    check(result) {
      exitsWith(result, 0);
      assert.deepEqual(new Uint8Array(result.stdout), INPUT);
    },
  },
  { binary: YES, options: () => ({ collected: 2000 }), check: (result) => exitsWith(result, 64) },
  {
    binary: busy(10),
    options: () => ({ files: { file: "" } }),
    check: (result) => exitsWith(result, 0),
  },
  {
    binary: CAT,
    options: () => ({ signal: AbortSignal.timeout(100), stdin: silence() }),
    check: kindIs("aborted"),
  },
];

/** Input that never comes. */
const silence = (): ReadableStream<Uint8Array> => new ReadableStream();

async function runAll(system: System): Promise<void> {
  const programs = await Promise.all(KINDS.map(({ binary }) => system.load(binary)));
  const runs = Array.from({ length: PROGRAMS }, async (_, index) => {
    const { options, check } = KINDS[index % KINDS.length]!;
    const given = { stdout: "collect", memory: "1M", timeout: 120_000, ...options(index) } as const;
    check(await system.run(programs[index % KINDS.length]!, given), index);
  });
  await Promise.all(runs);
}

test("a thousand at once, and then all frames are back", { timeout: 300_000 }, async () => {
  const system = await System.boot({ memory: "2G", files: "64M" });
  try {
    // What JavaScript needs for as many calls as were ever pending at a time is kept: so there are rounds until that grows no more.
    const rounds: unknown[] = [];
    do {
      await runAll(system);
      const { memory, time } = system.machine.statistics();
      rounds.push({ memory, time });
    } while (rounds.length < ROUNDS && !isDeepStrictEqual(rounds.at(-1), rounds.at(-2)));
    assert.deepEqual(rounds.at(-1), rounds.at(-2));
  } finally {
    system.shutdown();
  }
});
