/**
 * Unmodified programs of others doing real work: under Welkin, and under node:wasi, byte for byte.
 *
 *     npm run programs [-- NAME...]
 *
 * Owns        the work: Clang compiles and links a program in C, which runs; Yosys synthesises a design; SQLite makes and asks a
 *             database. What is compared: exit codes, standard output and error, the names and contents of all files.
 * Invariants  both begin with equal arguments and with directories of the host that are new and equal. What differs fails, and so does
 *             work that ends with an exit code other than 0.
 * Not here    where the programs are from (cached-programs.ts), how long they take (wasi.ts).
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandsIn } from "../cli/demo/compiler.ts";
import { System } from "../ports/host/system/system.ts";
import { type CachedProgram, clang, sqlite, yosys } from "./cached-programs.ts";
import { type Ended, differenceOf, filesIn } from "./equal-runs.ts";

const PROGRAMS = join(import.meta.dirname, "programs/real");
const PEER = join(PROGRAMS, "node.mjs");

/** Bytes of output that a program may have. */
const OUTPUT = 1 << 24;

/** Runs a program under both, and gives what it said. Throws unless both did the same, and ended well. */
type Run = (program: CachedProgram, ...args: readonly string[]) => Promise<string>;

interface Work {
  /** The files that it begins with. */
  readonly files: Readonly<Record<string, string>>;
  /** Does it; `folder` is where its files are. */
  perform(run: Run, folder: string): Promise<void>;
}

const WORKS: Readonly<Record<string, Work>> = {
  clang: {
    files: { "main.c": readFileSync(join(import.meta.dirname, "../cli/demo/mandelbrot.c"), "utf8") },
    async perform(run, folder) {
      const compiler = await clang();
      for (const driver of [
        ["-c", "main.c", "-o", "main.o"],
        ["main.o", "-o", "main.wasm"],
      ])
        for (const command of commandsIn(await run(compiler, "clang", "-###", "-O2", ...driver)))
          await run(compiler, "llvm", ...command);
      await run({ path: join(folder, "main.wasm"), shared: {} }, "main");
    },
  },
  yosys: {
    files: { "alu.v": readFileSync(join(PROGRAMS, "alu.v"), "utf8") },
    async perform(run) {
      const script =
        "read_verilog alu.v; synth -top alu; write_verilog -noattr out.v; write_json out.json; stat";
      // Without the footer, which says how long it took.
      await run(await yosys(), "yosys", "-T", "-p", script);
    },
  },
  sqlite: {
    files: { "statements.sql": readFileSync(join(PROGRAMS, "statements.sql"), "utf8") },
    async perform(run) {
      await run(await sqlite(), "sqlite", "made.db", "statements.sql");
    },
  },
};

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !Object.hasOwn(WORKS, name));
  if (unknown !== undefined) {
    console.error(`${unknown}: there are ${Object.keys(WORKS).join(", ")}`);
    return 2;
  }
  const chosen = names.length === 0 ? Object.keys(WORKS) : names;
  let failed = 0;
  for (const name of chosen) {
    try {
      console.log(`${name}: equal; ${await performBoth(WORKS[name]!)}`);
    } catch (error) {
      failed += 1;
      console.log(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** What has been compared. */
async function performBoth({ files, perform }: Work): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "welkin-programs-"));
  const [ours, theirs] = ["welkin", "node"].map((name) => join(folder, name)) as [string, string];
  const system = await System.boot({ memory: "2G" });
  const compared = { runs: 0, bytes: 0 };
  try {
    for (const path of [ours, theirs]) begin(path, files);
    await perform(async (program, ...args) => {
      const here = await runHere(system, program, args, ours);
      const there = runThere(program, args, theirs);
      const difference = differenceOf(here, there);
      if (difference !== undefined) throw new Error(`${args.slice(0, 2).join(" ")}: ${difference}`);
      const said = Buffer.concat([here.stdout, here.stderr]);
      if (here.end !== "exit code 0") throw new Error(`${args.slice(0, 2).join(" ")}: ${here.end}\n${said}`);
      compared.runs += 1;
      compared.bytes += said.length;
      return said.toString();
    }, ours);
    const written = [...filesIn(ours)].filter(([path]) => !path.endsWith("/"));
    const size = written.reduce((sum, [, content]) => sum + content.length, 0);
    return `runs ${compared.runs}, output ${compared.bytes} bytes, files ${written.length} of ${size} bytes`;
  } finally {
    system.shutdown();
    rmSync(folder, { recursive: true });
  }
}

function begin(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, "tmp"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

async function runHere(
  system: System,
  { path, shared }: CachedProgram,
  args: readonly string[],
  folder: string,
): Promise<Ended> {
  const directories = Object.entries(shared).map(([guest, host]) => ({
    guest,
    host,
    access: "read" as const,
  }));
  const result = await system.run(readFileSync(path), {
    args,
    directories: [{ guest: "/", host: folder }, ...directories],
    memory: "1G",
    collected: OUTPUT,
    stdout: "collect",
    stderr: "collect",
  });
  const end = result.kind === "exited" ? `exit code ${result.code}` : result.kind;
  return { end, stdout: result.stdout, stderr: result.stderr, files: filesIn(folder) };
}

function runThere({ path, shared }: CachedProgram, args: readonly string[], folder: string): Ended {
  const directories = JSON.stringify({ "/": folder, ...shared });
  const command = ["--no-warnings", PEER, path, directories, JSON.stringify(args)];
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, command, { maxBuffer: OUTPUT });
  const end = status === null ? String(signal) : `exit code ${status}`;
  return { end, stdout, stderr, files: filesIn(folder) };
}

process.exitCode = await main(process.argv.slice(2));
