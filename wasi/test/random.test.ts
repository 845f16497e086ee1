/**
 * Random calls with random arguments, over services that answer anything: the library never traps, lends nothing that is not the
 * program's, and gives only errors that there are.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  begin,
  CLOCK,
  DIRECTORY,
  type Double,
  ENTROPY,
  Exit,
  FILE,
  FILES,
  PAGE,
  PARENT,
  type Service,
  SOCKET,
  STREAMS,
} from "./double.ts";
import { type Parameter, SIGNATURES } from "./signatures.ts";

const CALLS = 20_000;
const END = 2 * PAGE;

/** The greatest error of WASI's. */
const LAST_ERROR = 76;

class Asleep extends Error {}

/** Numbers that follow from a seed. */
function generator(seed: number): (bound: number) => number {
  let state = BigInt(seed);
  return (bound) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 33n) % bound;
  };
}

type Below = ReturnType<typeof generator>;

const EDGES = [
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  16,
  100,
  1023,
  1024,
  4096,
  END - 64,
  END - 8,
  END - 1,
  END,
  END + 1,
];

function number(below: Below): number {
  const kind = below(10);
  if (kind < 7) return EDGES[below(EDGES.length)]!;
  return kind < 8 ? [-1, 0x7fff_ffff, -0x8000_0000, -8][below(4)]! : below(2 ** 31) - 2 ** 30;
}

function long(below: Below): bigint {
  if (below(2) === 0) return BigInt(number(below));
  return [2n ** 63n - 1n, -(2n ** 63n), -1n, 0x3fff_ffffn, 2n ** 40n][below(5)]!;
}

/** Answers most requests as if all were well, others with anything. */
const anything =
  (below: Below): Service =>
  ({ loan, bytes }) => {
    assert.ok(loan.address + loan.length <= END);
    if (loan.access === 2) bytes.fill(below(256));
    if (below(20) === 0) return undefined;
    const error = below(3) === 0 ? BigInt(below(LAST_ERROR + 1)) : 0n;
    return [error | (BigInt(below(256)) << 16n), ...Array.from({ length: 5 }, () => long(below))];
  };

async function withAll(below: Below): Promise<Double> {
  const wasi = await begin({
    arguments: ["program"],
    descriptors: [
      { service: STREAMS, kind: 2, file: 0 },
      { service: STREAMS, kind: 0, file: 1 },
      { service: FILES, kind: FILE, file: 2 },
      { service: FILES, kind: DIRECTORY, file: 3, name: "/" },
      { service: STREAMS, kind: SOCKET, file: 4 },
    ],
  });
  wasi.call("sched_yield");
  for (const service of [PARENT, FILES, STREAMS, CLOCK, ENTROPY]) wasi.services.set(service, anything(below));
  let waits = 0;
  wasi.wait = () => {
    if (wasi.deadline <= wasi.time || wasi.deadline === -1n || ++waits % 10 === 0) throw new Asleep();
    wasi.time = wasi.deadline;
  };
  return wasi;
}

/** A random call: its error; undefined where it gives none. */
function callAny(wasi: Double, below: Below, names: readonly string[]): number | undefined {
  const name = names[below(names.length)]!;
  const kinds: readonly Parameter[] = SIGNATURES[name] ?? Array<Parameter>(8).fill("n");
  const parameters = kinds.flatMap((each): (number | bigint)[] => {
    if (each === "l") return [long(below)];
    return typeof each === "string" || each.length === 1 ? [number(below)] : [number(below), number(below)];
  });
  try {
    return wasi.call(name, ...parameters);
  } catch (error) {
    if (error instanceof Exit || error instanceof Asleep) return undefined;
    throw new Error(`${name}(${parameters})`, { cause: error });
  }
}

for (const seed of [1, 2, 3])
  test(`random calls, seed ${seed}`, async () => {
    const below = generator(seed);
    const wasi = await withAll(below);
    const names = [...Object.keys(SIGNATURES), "spawn", "wait", "kill", "pipe"];
    const seen = new Set<number>();
    for (let i = 0; i < CALLS; i++) {
      const error = callAny(wasi, below, names);
      if (error === undefined) continue;
      assert.ok(error <= LAST_ERROR);
      seen.add(error);
    }
    // Without errors of the services' there are a dozen.
    assert.ok(
      seen.has(0) && seen.size > 12 && wasi.requests.length > CALLS / 20,
      `${wasi.requests.length} requests`,
    );
  });
