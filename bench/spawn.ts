/**
 * What a process costs: creating, running and destroying one, beside a process of the operating system; and the memory
 * of many that are idle.
 *
 * Owns        the runs and their ratios.
 * Limit       a machine has 524288 frames at most, and an idle process in Kernel TypeScript pays for 27, 16 of them its
 *             memory.
 * Usage       node --expose-gc bench/spawn.ts [--json] [--idle N]
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { build } from "../ports/host/build.ts";
import { Library, Machine, Program } from "../ports/host/index.ts";
import { median, report } from "./measure.ts";

const ROUNDS = 5;
const PROCESSES = 500;
const CHILDREN = 20;

const { values } = parseArgs({
  options: { json: { type: "boolean" }, idle: { type: "string", default: "10000" } },
});
const IDLE = Number(values.idle);

const binaryOf = async (name: string) => await build(`programs/${name}.ts`);

const load = async (name: string) => await Program.load(await binaryOf(name));

async function loadWithLibrary(): Promise<Program> {
  const library = await Library.load(await binaryOf("idle-library"), { provides: { library: "" } });
  return await Program.load(await binaryOf("idle-client"), { library });
}

/** Microseconds for a process that is created, has run to where it waits, and is destroyed. */
async function processes(idle: Program): Promise<number> {
  const machine = await Machine.boot({ memory: "8M", pace: "virtual" });
  const endpoint = await machine.createEndpoint();
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const start = performance.now();
    for (let index = 0; index < PROCESSES; index += 1) {
      const process = await machine.root.spawn(idle, { handles: { 1: endpoint } });
      await process.destroy();
    }
    times.push(((performance.now() - start) * 1000) / PROCESSES);
  }
  machine.shutdown();
  return median(times.slice(1));
}

/** Microseconds for a child process that does nothing. */
function children(): number {
  const times = Array.from({ length: CHILDREN }, () => {
    const start = performance.now();
    spawnSync("/bin/true");
    return (performance.now() - start) * 1000;
  });
  return median(times);
}

/** Megabytes of this process's memory that many waiting processes take. */
async function idleMemory(): Promise<number> {
  const machine = await Machine.boot({ memory: "2G", pace: "virtual" });
  const endpoint = await machine.createEndpoint();
  const idle = await load("idle");
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  for (let index = 0; index < IDLE; index += 1)
    await (await machine.root.spawn(idle, { handles: { 1: endpoint } })).close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  globalThis.gc?.();
  const after = process.memoryUsage().rss;
  machine.shutdown();
  return (after - before) / 1e6;
}

const own = await processes(await load("idle"));
const withLibrary = await processes(await loadWithLibrary());
const [child, memory] = [children(), await idleMemory()];
report([
  { name: "create, start and destroy a process", value: own, unit: "us", limit: 100 },
  { name: "the same with a library", value: withLibrary, unit: "us", limit: 200 },
  { name: "a child process of the operating system", value: child, unit: "us" },
  { name: "child process / process", value: child / own, unit: "x", limit: 10, atLeast: true },
  { name: `memory of ${IDLE} idle processes`, value: memory, unit: "MB", limit: IDLE / 20 },
]);
