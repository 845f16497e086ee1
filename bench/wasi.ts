/**
 * Programs with WASI under Welkin, beside node:wasi in the same engine.
 *
 * Owns        the programs that are compiled for it (bench/programs/wasi), rounds that take turns, ratios of the least times, or of medians
 *             where there are many rounds.
 * Peers       a program that measures itself runs under node:wasi in a process of its own, with a directory of the host: in memory,
 *             where there is /dev/shm. Clang's commands are measured by who starts them. Whole processes are measured from outside.
 * Usage       npm run bench:wasi [-- --json] [--rounds N]
 */
import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { commands, runLLVM } from "@yowasp/clang";
import { commandsIn, Compiler, driverCommand } from "../cli/demo/compiler.ts";
import { System } from "../ports/host/system/system.ts";
import { clang, sqlite } from "./cached-programs.ts";
import { type Figure, median, report } from "./measure.ts";

const PROGRAMS = join(import.meta.dirname, "programs");
const PEER = join(PROGRAMS, "wasi/node.mjs");
const COMMANDS = join(PROGRAMS, "wasi/commands.mjs");
const MEMORY = join(PROGRAMS, "wasi/memory.cjs");
const LAUNCHER = join(import.meta.dirname, "../cli/welkin.mjs");
const KERNELS = ["crc32", "matrix", "sha256", "sieve", "sort"] as const;
const HELLO = '#include <stdio.h>\nint main(void) { puts("hello"); }\n';

/** Times that whole processes are started, and programs in a machine that runs. */
const STARTS = 10;
const SPAWNS = 200;

const { values } = parseArgs({ options: { json: { type: "boolean" }, rounds: { type: "string" } } });
const ROUNDS = Number(values.rounds ?? 5);
/** Engines need many rounds until they have compiled again, with more care, what is hot among Clang's 130,000 functions. */
const CLANG_ROUNDS = 24 * ROUNDS;
const CLANG_WARMING = CLANG_ROUNDS / 2;

const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "welkin-bench-"));
const system = await System.boot({ memory: "2G", files: "256M" });
const figures: Figure[] = [];

try {
  // First, as long as nothing else has been compiled here: its peer, too, has a process to itself.
  await compareClang();
  for (const kernel of KERNELS) {
    const program = await compile("wasi/cpu.c", { [`${kernel}.c`]: source(`${kernel}.c`) }, [
      `-DKERNEL="${kernel}.c"`,
    ]);
    await compare(`${kernel}: time beside node:wasi`, { program, limit: 1.25 });
  }
  const files = await compile("wasi/files.c");
  for (const [argument, name, limit] of [
    ["read", "64 KiB reads", 1],
    ["write", "64 KiB writes", 1],
    ["byte", "1-byte writes", 2],
    ["stat", "stat", 2],
  ] as const)
    await compare(`${name}: time beside node:wasi`, { program: files, args: [argument], limit });
  await compareSQLite();
  await compareStarts();
} finally {
  system.shutdown();
  rmSync(folder, { recursive: true, force: true });
}
report(figures);

function source(path: string): string {
  return readFileSync(join(PROGRAMS, path), "utf8");
}

async function compile(
  path: string,
  others: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<Uint8Array> {
  const files = { "main.c": source(path), "timing.h": source("wasi/timing.h"), ...others };
  return await compileText(files, options);
}

async function compileText(files: Readonly<Record<string, string>>, options: readonly string[] = []) {
  // Loads the compiler, which would otherwise report its progress among the results.
  await runLLVM(undefined, {}, { fetchProgress: () => undefined });
  const made = await commands.clang(["-O2", ...options, "-o", "out.wasm", "main.c"], files);
  const binary = made?.["out.wasm"];
  if (!(binary instanceof Uint8Array)) throw new Error("Clang made nothing");
  return binary;
}

interface Comparison {
  readonly program: Uint8Array;
  readonly args?: readonly string[];
  /** What the program finds in its directory. */
  readonly files?: Readonly<Record<string, string>>;
  readonly limit: number;
}

/** A program that prints how long its work took. */
async function compare(name: string, { program, args = [], files = {}, limit }: Comparison): Promise<void> {
  const path = join(folder, "program.wasm");
  writeFileSync(path, program);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(Number(output(process.execPath, ["--no-warnings", PEER, path, folder, ...args])));
    const { stdout } = await system.run(program, {
      args: ["program", ...args],
      files,
      stdout: "collect",
      memory: "64M",
    });
    ours.push(Number(Buffer.from(stdout).toString()));
  }
  figures.push({ name, value: Math.min(...ours) / Math.min(...theirs), unit: "times", limit });
}

function output(command: string, args: readonly string[], cwd = folder): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", cwd });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

/** Megabytes that a whole process of this engine has at most. */
function memoryOf(args: readonly string[]): number {
  const { status, stderr } = spawnSync(process.execPath, ["--require", MEMORY, ...args], {
    encoding: "utf8",
    cwd: folder,
  });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return (Number(stderr.trimEnd().split("\n").at(-1)) * 1024) / 1e6;
}

/** Milliseconds. */
async function timeOf(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** SQLite answers a recursive query. */
async function compareSQLite(): Promise<void> {
  const program = readFileSync((await sqlite()).path);
  const files = { "recursion.sql": source("real/recursion.sql") };
  const args = [":memory:", "recursion.sql"];
  await compare("sqlite: time beside node:wasi", { program, args, files, limit: 1.25 });
}

/**
 * Clang compiles and links a file: each of its commands from before its instance to its end. Its module is compiled apart, once, for
 * both. Under the kernel its files are in memory; under node:wasi they are on the host.
 */
async function compareClang(): Promise<void> {
  const text = source("../../cli/demo/mandelbrot.c");
  const directory = await system.createDirectory({ limit: "64M" });
  let spent = 0;
  const compiler = await Compiler.load({
    system,
    directory,
    bounds: { memory: "256M" },
    onRun: (_name, result) => (spent += result.statistics.time),
  });
  await directory.write("main.c", text);
  const peer = await clangOnTheHost({ "main.c": text });
  const ours: Spent[] = [];
  const theirs: Spent[] = [];
  try {
    for (let round = 0; round < CLANG_ROUNDS; round += 1) {
      spent = 0;
      const used = process.threadCpuUsage();
      await compiler.compile("main.c", "out.wasm");
      ours.push({ time: spent, processor: milliseconds(process.threadCpuUsage(used)) });
      theirs.push(await peer.compile("main.c", "out.wasm"));
    }
    const made = await directory.read("out.wasm");
    if (Buffer.compare(made, peer.read("out.wasm")) !== 0)
      throw new Error("clang: the two do not make the same");
  } finally {
    peer.stop();
  }
  const ratio = (what: keyof Spent, from: number, to: number) =>
    medianOf(ours.slice(from, to), what) / medianOf(theirs.slice(from, to), what);
  const settled = (what: keyof Spent) => ratio(what, CLANG_WARMING, CLANG_ROUNDS);
  figures.push(
    { name: "clang: time beside node:wasi", value: settled("time"), unit: "times", limit: 1.25 },
    { name: "clang: its thread's processor time, beside that", value: settled("processor"), unit: "times" },
    { name: "clang: time while engines compile it", value: ratio("time", 0, CLANG_WARMING), unit: "times" },
  );
}

/** Milliseconds: that passed, and that the processor worked for the thread which runs the program, engines' other threads aside. */
interface Spent {
  readonly time: number;
  readonly processor: number;
}

function medianOf(rounds: readonly Spent[], what: keyof Spent): number {
  return median(rounds.map((each) => each[what]));
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** Clang under node:wasi, in a process of its own, with a directory of the host. */
async function clangOnTheHost(files: Readonly<Record<string, string>>) {
  const { path, shared } = await clang();
  const root = join(folder, "clang");
  mkdirSync(join(root, "tmp"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const directories = JSON.stringify({ "/": root, ...shared });
  const peer = fork(COMMANDS, [path, directories, join(folder, "clang-output")], {
    execArgv: ["--no-warnings"],
  });
  const run = async (...args: readonly string[]): Promise<PeerRun> => {
    peer.send(["llvm", ...args]);
    const [ended] = (await once(peer, "message")) as [PeerRun];
    if (ended.code !== 0) throw new Error(`clang under node:wasi: ${ended.said}`);
    return ended;
  };
  return {
    async compile(from: string, to: string): Promise<Spent> {
      const runs = [await run(...driverCommand(from, to))];
      for (const command of commandsIn(runs[0]!.said)) runs.push(await run(...command));
      const sum = (what: keyof Spent) => runs.reduce((total, each) => total + each[what], 0);
      return { time: sum("time"), processor: sum("processor") };
    },
    read: (name: string): Uint8Array => readFileSync(join(root, name)),
    stop: () => peer.kill(),
  };
}

interface PeerRun extends Spent {
  readonly code: number;
  readonly said: string;
}

/** Hello-world: as a whole process, and in a machine that runs. */
async function compareStarts(): Promise<void> {
  const program = await compileText({ "main.c": HELLO });
  const path = join(folder, "hello.wasm");
  writeFileSync(path, program);
  const ours: number[] = [];
  const theirs: number[] = [];
  const node: number[] = [];
  const [launch, peerLaunch] = [
    [LAUNCHER, "run", path],
    ["--no-warnings", PEER, path],
  ];
  for (let start = 0; start < STARTS; start += 1) {
    ours.push(await timeOf(() => output(process.execPath, launch)));
    theirs.push(await timeOf(() => output(process.execPath, peerLaunch)));
    node.push(await timeOf(() => output(process.execPath, ["-e", ""])));
  }
  const loaded = await system.load(program);
  const spawned: number[] = [];
  for (let spawn = 0; spawn < SPAWNS; spawn += 1)
    spawned.push(await timeOf(() => system.run(loaded, { stdout: "collect", memory: "1M" })));
  const [one, peer, empty, inside] = [ours, theirs, node, spawned].map((times) => Math.min(...times));
  figures.push(
    { name: "welkin run hello: beside node:wasi", value: one! / peer!, unit: "times", limit: 1.5 },
    { name: "its memory", value: memoryOf(launch), unit: "MB" },
    { name: "node:wasi's", value: memoryOf(peerLaunch), unit: "MB" },
    { name: "hello in a machine that runs", value: inside!, unit: "ms", limit: 1 },
    { name: "node, beside that", value: empty! / inside!, unit: "times", limit: 50, atLeast: true },
  );
}
