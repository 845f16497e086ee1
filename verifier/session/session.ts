/**
 * The verification session: from proof units to a report.
 *
 * Owns        the schedule (which obligation is asked when), the use of the cache, the time that functions take.
 * Invariants
 *   - One query for each obligation; obligations of one function, and functions, are solved side by side.
 *   - Vacuity is asked only of a function whose proofs all hold: what is not proved cannot be proved vacuously.
 *   - The report lists the functions in the order of the tasks, whatever the order in which they were done.
 * Not here    the making of obligations (obligations/) and scripts (smt/), solver processes (solver/), printing (cli/).
 */
import type { ProofObligation, ProofUnit, Query } from "../query.ts";
import { type FunctionCache, type VerdictCache, verdictKey } from "./cache.ts";
import { type Failure, type FunctionResult, type Report, type Verdict, fails, statusOf } from "./verdict.ts";

export interface Answer {
  readonly verdict: Verdict;
  readonly detail: string;
  readonly milliseconds: number;
}

/** Something that answers scripts. It queues what it cannot solve at once. */
export interface Solver {
  /** Name, version and whatever else can change an answer to the same script. */
  readonly identity: string;
  solve(script: string): Promise<Answer>;
}

/** One function to verify. The unit is made when its turn comes. */
export interface Task {
  readonly name: string;
  /** Tells apart equal names in different programs. */
  readonly cacheName: string;
  unit(): ProofUnit;
  script(query: Query, kind: ProofObligation["kind"]): string;
}

export interface SessionOptions {
  readonly solver: Solver;
  readonly cache: VerdictCache;
  /** How many queries are under way at a time. */
  readonly jobs: number;
  /** Does a failure with this verdict settle a function? The rest of its obligations is then not asked. */
  readonly settles?: (verdict: Verdict) => boolean;
  readonly signal?: AbortSignal;
  readonly onResult?: (result: FunctionResult) => void;
}

export async function verify(tasks: readonly Task[], options: SessionOptions): Promise<Report> {
  const started = performance.now();
  const functions: FunctionResult[] = new Array<FunctionResult>(tasks.length);
  await sideBySide(tasks, options, async (task, index) => {
    const result = await verifyFunction(task, options);
    functions[index] = result;
    options.onResult?.(result);
    return true;
  });
  return { functions, seconds: (performance.now() - started) / 1000 };
}

/** All that is asked about one function. */
async function verifyFunction(task: Task, options: SessionOptions): Promise<FunctionResult> {
  const unit = task.unit();
  const cache = options.cache.open(task.cacheName);
  const failures: Failure[] = [];
  let milliseconds = 0;
  let cached = 0;
  const askAll = (kind: ProofObligation["kind"]): Promise<void> => {
    const obligations = unit.obligations.filter((obligation) => obligation.kind === kind);
    return sideBySide(obligations, options, async (obligation) => {
      const answer = await ask(task, obligation, cache, options);
      milliseconds += answer.milliseconds;
      if (answer.cached) cached += 1;
      const failed = fails(obligation, answer.verdict);
      if (failed) failures.push({ obligation, verdict: answer.verdict, detail: answer.detail });
      return !(failed && options.settles?.(answer.verdict));
    });
  };
  try {
    await askAll("proof");
    if (failures.length === 0) await askAll("vacuity");
  } finally {
    cache.save();
  }
  const order = new Map(unit.obligations.map((obligation, index) => [obligation, index]));
  failures.sort((a, b) => (order.get(a.obligation) ?? 0) - (order.get(b.obligation) ?? 0));
  return {
    name: unit.name,
    sourceName: unit.sourceName,
    span: unit.span,
    status: statusOf(failures),
    obligations: unit.obligations.length,
    cached,
    milliseconds: Math.round(milliseconds),
    failures,
  };
}

interface CachedAnswer extends Answer {
  readonly cached: boolean;
}

async function ask(
  task: Task,
  obligation: ProofObligation,
  cache: FunctionCache,
  options: SessionOptions,
): Promise<CachedAnswer> {
  const script = task.script(obligation.query, obligation.kind);
  const key = verdictKey(script, options.solver.identity, obligation.kind);
  const known = cache.get(key);
  if (known !== undefined) return { verdict: known, detail: "", milliseconds: 0, cached: true };
  const answer = await unlessAborted(options.solver.solve(script), options.signal);
  cache.set(key, answer.verdict);
  return { ...answer, cached: false };
}

/** The promise's value; rejects as soon as the signal is aborted. */
async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (!signal) return await promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * Runs `step` on each item in order, `jobs` of them under way at a time, until one returns false. The first
 * exception ends it too, and is thrown when the others under way are done.
 */
async function sideBySide<Item>(
  items: readonly Item[],
  { jobs, signal }: SessionOptions,
  step: (item: Item, index: number) => Promise<boolean>,
): Promise<void> {
  let next = 0;
  let going = true;
  const lane = async (): Promise<void> => {
    while (going && next < items.length) {
      signal?.throwIfAborted();
      const index = next++;
      const item = items[index] as Item;
      try {
        if (!(await step(item, index))) going = false;
      } catch (error) {
        going = false;
        throw error;
      }
    }
  };
  const lanes = Array.from({ length: Math.min(jobs, items.length) }, lane);
  const outcomes = await Promise.allSettled(lanes);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}
