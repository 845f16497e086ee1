/** The command line as a test runs it: in this process with a terminal that records, or as a process of its own. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { run } from "../main.ts";
import type { Terminal } from "../terminal.ts";

export const LAUNCHER = fileURLToPath(new URL("../welkin.mjs", import.meta.url));

/** A terminal that keeps what is written, without styles. */
export function recordingTerminal(): Terminal & { readonly out: string[]; readonly err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out,
    err,
    interactive: false,
    line: (text = "") => out.push(text),
    note: (text) => err.push(text),
    progress: () => undefined,
    clearProgress: () => undefined,
    style: (_style, text) => text,
  };
}

/** A project folder with these files, gone after the test. */
export function project(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "welkin-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ "package.json": "{}", ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly folder: string;
  /** Called at once; may send a signal, now or later. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Called with what has been written so far, on both streams, in the order of arrival. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `welkin ...` in this process, which spares most tests the start of one. */
export async function welkin(parameters: readonly string[], { folder }: { folder: string }): Promise<Ended> {
  const terminal = recordingTerminal();
  const code = await run(parameters, { terminal, folder, signal: new AbortController().signal });
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  return { code, out: text(terminal.out), err: text(terminal.err) };
}

/** Runs `welkin ...` in a process of its own, as a user would. */
export function welkinProcess(parameters: readonly string[], options: RunOptions): Promise<Ended> {
  const environment = { ...process.env, NO_COLOR: "1", WELKIN_DEBUG: "" };
  const child = spawn(process.execPath, [LAUNCHER, ...parameters], {
    cwd: options.folder,
    env: environment,
    // A test that waits for the wrong thing fails; it does not hang.
    timeout: 60_000,
    killSignal: "SIGTERM",
  });
  const text = { out: "", err: "" };
  let all = "";
  const collect = (stream: "out" | "err") => (data: Buffer) => {
    text[stream] += data.toString();
    all += data.toString();
    options.onOutput?.(all, (signal) => child.kill(signal));
  };
  options.onStart?.((signal) => child.kill(signal));
  child.stdout.on("data", collect("out"));
  child.stderr.on("data", collect("err"));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, ...text }));
  });
}
