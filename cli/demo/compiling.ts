/**
 * The end of `welkin start`: a compiler runs under the kernel, then what it has compiled, then that for ever, within bounds.
 *
 * Owns        the story, the bounds of each program, the summary of what each was allowed and has used.
 * Not here    the compiler (compiler.ts).
 */
import { readFileSync } from "node:fs";
import type { RunOptions } from "../../ports/host/system/options.ts";
import type { RunResult } from "../../ports/host/system/result.ts";
import { System } from "../../ports/host/system/system.ts";
import { Compiler } from "./compiler.ts";

const SOURCE = "mandelbrot.c";
const OUTPUT = "mandelbrot.wasm";

const COMPILER: RunOptions = { memory: "256M", fuel: 5_000_000_000 };
const COMPILED: RunOptions = { memory: "1M", fuel: 100_000_000 };
const HELD: RunOptions = { memory: "1M", fuel: 50_000_000 };

interface Row {
  readonly name: string;
  readonly bounds: RunOptions;
  readonly result: RunResult;
}

export async function showCompiling(log: (text: string) => void, signal: AbortSignal): Promise<void> {
  const system = await System.boot({ memory: "1G", files: "128M" });
  try {
    const rows: Row[] = [];
    const directory = await system.createDirectory({ limit: "64M" });
    log("\nClang is loaded, a WebAssembly program of 75 MB, with its files in memory.");
    const compiler = await Compiler.load({
      system,
      directory,
      bounds: { ...COMPILER, signal },
      onRun: (name, result) => rows.push({ name, bounds: COMPILER, result }),
    });
    await directory.write(SOURCE, readFileSync(new URL(SOURCE, import.meta.url)));
    await compiler.compile(SOURCE, OUTPUT);
    log(`It has compiled and linked ${SOURCE}, in processes of its own. What it made runs as the next:\n`);
    const program = await system.load(await directory.read(OUTPUT));
    const drawn = await system.run(program, { args: [OUTPUT], stdout: "collect", signal, ...COMPILED });
    rows.push({ name: OUTPUT, bounds: COMPILED, result: drawn });
    log(Buffer.from(drawn.stdout).toString());
    const held = await system.run(program, { args: [OUTPUT, "forever"], signal, ...HELD });
    rows.push({ name: `${OUTPUT} forever`, bounds: HELD, result: held });
    for (const line of summary(rows)) log(line);
  } finally {
    system.shutdown();
  }
}

/** A line for each program: what it was allowed, what it has used, how it has ended. */
function summary(rows: readonly Row[]): string[] {
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(24) : cell.padStart(11))).join("");
  return [
    line(["program", "memory", "of", "fuel", "of", "time", "end"]),
    ...rows.map(({ name, bounds, result }) =>
      line([
        name,
        `${(result.statistics.memory / 2 ** 20).toFixed(1)}M`,
        String(bounds.memory),
        millions(result.statistics.fuel),
        millions(bounds.fuel!),
        `${result.statistics.time.toFixed(0)} ms`,
        result.kind,
      ]),
    ),
  ];
}

const millions = (fuel: number): string => `${(fuel / 1e6).toFixed(1)}M`;
