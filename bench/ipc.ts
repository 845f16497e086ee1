/**
 * What a message costs: calls and replies between two processes of one machine, beside what a JavaScript program would
 * use instead, a round trip to a worker thread and one to another process of the operating system through pipes.
 *
 * Owns        the runs and their ratios: of round trips of a small message, and of pages that go with one.
 * Usage       node bench/ipc.ts [--json]
 */
import { spawn } from "node:child_process";
import { Worker } from "node:worker_threads";
import { build } from "../ports/host/build.ts";
import { Machine, Program } from "../ports/host/index.ts";
import { report } from "./measure.ts";

/** Nanoseconds that are aimed at. */
const CALL_LIMIT = 60;
const ROUND_TRIP_LIMIT = 600;
const MOVE_LIMIT = 1000;
const SERVED_LIMIT = 20_000;

/** Many short rounds, for on a busy machine few long ones are undisturbed. */
const ROUNDS = 100;

/** Nanoseconds for one of `count`, in the best of some rounds: what another process takes of a round is not ours. */
async function measured(count: number, run: (count: number) => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await run(count);
    best = Math.min(best, ((performance.now() - start) * 1e6) / count);
  }
  return best;
}

const load = async (name: string) => await Program.load(await build(`programs/${name}.ts`));

async function calls(): Promise<number> {
  const machine = await Machine.boot({ memory: "8M", pace: "virtual" });
  const caller = await load("caller");
  const run = async (count: number) => await (await machine.root.spawn(caller, { arguments: [count] })).ended;
  const time = await measured(1_000_000, run);
  machine.shutdown();
  return time;
}

async function roundTrips(): Promise<number> {
  const machine = await Machine.boot({ memory: "8M", pace: "virtual" });
  const requests = await machine.createEndpoint();
  await machine.root.spawn(await load("echo-server"), { handles: { 1: requests } });
  const client = await load("echo-client");
  const run = async (count: number) =>
    await (
      await machine.root.spawn(client, { handles: { 1: requests }, arguments: [count] })
    ).ended;
  const time = await measured(20_000, run);
  machine.shutdown();
  return time;
}

/** A process calls an endpoint that JavaScript serves. */
async function servedRoundTrips(): Promise<number> {
  const machine = await Machine.boot({ memory: "8M", pace: "virtual" });
  const requests = await machine.createEndpoint();
  const serve = async (): Promise<never> => {
    for (;;) {
      const { words, reply } = await requests.receive();
      await reply(words);
    }
  };
  const served = serve().catch(() => undefined);
  const client = await load("echo-client");
  const run = async (count: number) =>
    await (
      await machine.root.spawn(client, { handles: { 1: requests }, arguments: [count] })
    ).ended;
  const time = await measured(1000, run);
  machine.shutdown();
  await served;
  return time;
}

/** Nanoseconds for each page that a server moves out of what a client lends, or back; and for one that it only reads. */
async function pages(): Promise<{ readonly moved: number; readonly read: number }> {
  const machine = await Machine.boot({ memory: "8M", pace: "virtual" });
  const requests = await machine.createEndpoint();
  await machine.root.spawn(await load("mover"), { handles: { 1: requests } });
  const lend = { bytes: new Uint8Array(65536), access: "both" } as const;
  const run = (reads: number, pagesOfOne: number) => async (count: number) => {
    const { words } = await requests.call([reads, count / pagesOfOne], { lend });
    if (words[0] !== 0n) throw new Error(`moving pages ends with status ${words[0]}`);
  };
  const moved = await measured(32_000, run(0, 32));
  const read = await measured(32_000, run(1, 16));
  machine.shutdown();
  return { moved, read };
}

const ECHO_WORKER = `
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", (message) => parentPort.postMessage(message));`;

async function workerRoundTrips(): Promise<number> {
  const worker = new Worker(ECHO_WORKER, { eval: true });
  const time = await measured(500, async (count) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const answered = (left: number): void => {
      if (left === 0) return resolve();
      worker.once("message", () => answered(left - 1));
      worker.postMessage(left);
    };
    answered(count);
    await promise;
  });
  await worker.terminate();
  return time;
}

/** A message of eight bytes is answered by itself. */
const ECHO_PROCESS = `process.stdin.on("data", (data) => process.stdout.write(data));`;

async function pipeRoundTrips(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ECHO_PROCESS], { stdio: ["pipe", "pipe", "inherit"] });
  const message = new Uint8Array(8);
  const time = await measured(500, async (count) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const answered = (left: number): void => {
      if (left === 0) return resolve();
      child.stdout.once("data", () => answered(left - 1));
      child.stdin.write(message);
    };
    answered(count);
    await promise;
  });
  child.stdin.end();
  return time;
}

const [call, roundTrip, served, { moved, read }, worker, pipe] = [
  await calls(),
  await roundTrips(),
  await servedRoundTrips(),
  await pages(),
  await workerRoundTrips(),
  await pipeRoundTrips(),
];
report([
  { name: "a call that does not wait", value: call, unit: "ns", limit: CALL_LIMIT },
  { name: "call and reply, two processes", value: roundTrip, unit: "ns", limit: ROUND_TRIP_LIMIT },
  { name: "moving a page of 4 KiB", value: moved, unit: "ns", limit: MOVE_LIMIT },
  { name: "reading 4 KiB that are lent", value: read, unit: "ns" },
  { name: "call and reply, JavaScript serves", value: served, unit: "ns", limit: SERVED_LIMIT },
  { name: "round trip to a worker thread", value: worker, unit: "ns" },
  { name: "round trip through pipes", value: pipe, unit: "ns" },
  { name: "worker thread / call and reply", value: worker / roundTrip, unit: "x" },
  { name: "pipes / call and reply", value: pipe / roundTrip, unit: "x" },
]);
