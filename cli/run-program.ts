/**
 * `welkin run PROGRAM.wasm`: runs a program with WASI in a system of its own.
 *
 * Owns      what the options mean, and the line and exit code for each way to end.
 * Not here  the system (ports/host/system/).
 */
import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { DirectoryOption, RunOptions } from "../ports/host/system/options.ts";
import type { SocketListener } from "../ports/host/devices/listener.ts";
import type { RunResult } from "../ports/host/system/result.ts";
import { MOST_MEMORY, System, systemMemory } from "../ports/host/system/system.ts";
import { FRAME_BYTES, framesOf, partsOf } from "../ports/host/sizes.ts";
import { WelkinError } from "../ports/host/welkin-error.ts";
import { RewriteError } from "../ports/host/rewriter/error.ts";
import { Failure, type Invocation, usageFailure } from "./command.ts";
import { EXIT } from "./exit-codes.ts";

/** What a program may use, unless it is said. */
const MEMORY = "512M";

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

export async function runProgram(invocation: Invocation, path: string): Promise<number> {
  const options = optionsOf(invocation, path);
  const addresses = invocation.texts("listen").map(address);
  const binary = read(resolve(invocation.folder, path), path);
  const system = await System.boot({ memory: systemMemory(options.memory!) });
  try {
    const program = await system.load(binary).catch((error: unknown) => refuse(error, path));
    const listeners = await Promise.all(addresses.map((each) => listen(system, each, invocation)));
    const result = await system.run(program, { ...options, listeners });
    // What it has written to connections goes out still.
    if (result.kind === "exited") await Promise.all(listeners.map((listener) => listener.close()));
    report(invocation, result);
    return codeOf(invocation, result, { name: path, options });
  } finally {
    system.shutdown();
  }
}

// --- What it is given --------------------------------------------------------------------------------------

function optionsOf(invocation: Invocation, path: string): RunOptions {
  const { operands, signal } = invocation;
  const fuel = invocation.number("fuel", 1);
  const processes = invocation.number("processes", 0);
  const timeout = invocation.text("timeout");
  const cpu = invocation.text("cpu");
  return {
    name: basename(path),
    args: [basename(path), ...operands.slice(1)],
    env: Object.fromEntries(invocation.texts("env").map(variable)),
    directories: invocation.texts("dir").map((text) => directory(text, invocation.folder)),
    memory: limit("memory", invocation.text("memory") ?? MEMORY, makesSense),
    ...(cpu !== undefined && { cpu: limit("cpu", cpu, (share) => partsOf(share) > 0) }),
    ...(fuel !== undefined && { fuel }),
    ...(processes !== undefined && { processes }),
    ...(timeout !== undefined && { timeout: milliseconds(timeout) }),
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
    signal,
  };
}

function makesSense(size: string): boolean {
  const bytes = framesOf(size) * FRAME_BYTES;
  return bytes > 0 && bytes < MOST_MEMORY;
}

function limit(option: string, text: string, makesSense: (text: string) => boolean): string {
  try {
    if (makesSense(text)) return text;
  } catch (error) {
    if (!(error instanceof WelkinError)) throw error;
    throw usageFailure(`--${option}: ${error.message}`);
  }
  throw usageFailure(`--${option}: no program can run with ${text}`);
}

function milliseconds(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const time = Number(digits) * (MILLISECONDS[unit] ?? Number.NaN);
  if (time > 0 && time < 2 ** 31) return time;
  throw usageFailure(`--timeout: ${JSON.stringify(text)} is no time such as "500ms", "5s", "2m"`);
}

function variable(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at <= 0) throw usageFailure(`--env: ${JSON.stringify(text)} is not NAME=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function directory(text: string, folder: string): DirectoryOption {
  const [host = "", guest, access, ...others] = text.split(":");
  if (host === "" || guest === "" || (access !== undefined && access !== "ro") || others.length > 0)
    throw usageFailure(`--dir: ${JSON.stringify(text)} is not HOST[:GUEST[:ro]]`);
  const path = resolve(folder, host);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory())
    throw new Failure(`--dir: ${host} ${found ? "is no directory" : "does not exist"}`, EXIT.noDirectory);
  return { host: path, guest: guest ?? host, access: access === "ro" ? "read" : "write" };
}

interface Address {
  readonly text: string;
  readonly host: string;
  readonly port: number;
}

function address(text: string): Address {
  const [, six, other, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = six ?? other;
  if (host === undefined || Number(port) > 65_535)
    throw usageFailure(`--listen: ${JSON.stringify(text)} is not HOST:PORT`);
  return { text, host, port: Number(port) };
}

/** Says at which port, if any would do. */
async function listen(
  system: System,
  { text, host, port }: Address,
  invocation: Invocation,
): Promise<SocketListener> {
  const listener = await system.listen({ host, port }).catch((error: unknown) => {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new Failure(
      `--listen: ${text} ${UNREACHABLE[code] ?? `cannot be listened at: ${code}`}`,
      EXIT.noAddress,
    );
  });
  if (port === 0) {
    const listening = text.replace(/0+$/, `${listener.port}`);
    const line = `welkin: listening at ${listening}`;
    invocation.terminal.note(invocation.flag("json") ? JSON.stringify({ listening }) : line);
  }
  return listener;
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  EADDRINUSE: "is taken",
  EADDRNOTAVAIL: "is no address of this host",
  EACCES: "may not be listened at",
  ENOTFOUND: "is no address",
};

// --- Modules that are no programs --------------------------------------------------------------------------

/** The bytes of a module. */
function read(path: string, name: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new Failure(
      `${name} ${code === "ENOENT" ? "does not exist" : `cannot be read: ${code}`}`,
      EXIT.noProgram,
    );
  }
  const [magic, version] = [String.fromCharCode(...bytes.subarray(0, 4)), bytes.subarray(4, 8).join()];
  if (magic !== "\0asm") throw new Failure(`${name} is not WebAssembly`, EXIT.notWebAssembly);
  if (version === "13,0,1,0")
    throw new Failure(
      `${name} is a WebAssembly component; welkin runs modules with WASI preview 1`,
      EXIT.component,
    );
  if (version !== "1,0,0,0")
    throw new Failure(`${name} is WebAssembly of an unknown version`, EXIT.notWebAssembly);
  return bytes;
}

/** Says why a module is no program. */
function refuse(error: unknown, name: string): never {
  if (error instanceof RewriteError && error.code === "import")
    throw new Failure(`${name} is not given what it asks for: ${error.message}`, EXIT.notGranted);
  if (error instanceof RewriteError)
    throw new Failure(`${name} cannot be run: ${error.message}`, EXIT.notWebAssembly);
  if (error instanceof WelkinError && error.code === "badProgram") {
    const isReactor = error.message.includes("_start");
    throw new Failure(
      `${name} cannot be run: ${error.message}`,
      isReactor ? EXIT.reactor : EXIT.notWebAssembly,
    );
  }
  throw error;
}

// --- How it ends -------------------------------------------------------------------------------------------

interface Ran {
  readonly name: string;
  readonly options: RunOptions;
}

function codeOf(invocation: Invocation, result: RunResult, { name, options }: Ran): number {
  const fail = (message: string, code: number): number => {
    if (!invocation.flag("json")) invocation.terminal.note(`welkin: ${name} ${message}`);
    return code;
  };
  switch (result.kind) {
    case "exited":
      // A code of more than eight bits would become another one.
      return Math.min(result.code, 255);
    case "faulted":
      return fail(`has trapped: ${FAULTS[result.fault]}`, EXIT.trapped);
    case "outOfMemory":
      return fail(`needs more memory than ${options.memory}`, EXIT.outOfMemory);
    case "outOfFuel":
      return fail(`has used up its fuel: ${options.fuel} units`, EXIT.outOfFuel);
    case "timedOut":
      return fail(`was ended after ${invocation.text("timeout")}`, EXIT.timedOut);
    case "aborted":
      return EXIT.interrupted;
  }
}

const FAULTS = {
  unreachable: "it reached what it says cannot be",
  memory: "a memory access out of bounds",
  arithmetic: "a division by zero, or a number that does not fit",
  table: "an indirect call that leads nowhere",
  stackOverflow: "its calls were nested too deep",
  exception: "an exception that nobody caught",
  device: "a device has failed",
  other: "it did what it must not",
} as const;

// --- Statistics --------------------------------------------------------------------------------------------

function report(invocation: Invocation, { statistics, ...result }: RunResult): void {
  // What the program wrote is on the terminal.
  const outcome = { ...result, stdout: undefined, stderr: undefined, statistics };
  if (invocation.flag("json")) invocation.terminal.note(JSON.stringify(outcome));
  else if (invocation.flag("stats"))
    for (const line of statisticsLines(statistics)) invocation.terminal.note(line);
}

function statisticsLines(statistics: RunResult["statistics"]): readonly string[] {
  const row = (name: string, text: string): string => `${name.padEnd(10)}${text}`;
  const number = (value: number): string => Math.round(value).toLocaleString("en-US");
  return [
    row("memory", `${number(statistics.memory / FRAME_BYTES)} frames of 4 KiB at most`),
    row("fuel", `${number(statistics.fuel)} units`),
    row("calls", `${number(statistics.calls)} of WASI, ${number(statistics.messages)} messages to services`),
    row("files", `${number(statistics.bytesRead)} bytes read, ${number(statistics.bytesWritten)} written`),
    row("streams", `${number(statistics.bytesIn)} bytes in, ${number(statistics.bytesOut)} out`),
    row("time", `${statistics.time.toFixed(1)} ms`),
  ];
}
