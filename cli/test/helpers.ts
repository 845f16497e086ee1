/** The command line as a test runs it: in this process with a terminal that records, or as a process of its own. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
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
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with what has been written so far, on either stream; may send a signal. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `welkin ...` as a user would. */
export function welkin(parameters: readonly string[], options: RunOptions): Promise<Ended> {
  const environment = { ...process.env, NO_COLOR: "1", WELKIN_DEBUG: "", ...options.environment };
  const child = spawn(process.execPath, [LAUNCHER, ...parameters], { cwd: options.folder, env: environment });
  const text = { out: "", err: "" };
  const collect = (stream: "out" | "err") => (data: Buffer) => {
    text[stream] += data.toString();
    options.onOutput?.(text.out + text.err, (signal) => child.kill(signal));
  };
  child.stdout.on("data", collect("out"));
  child.stderr.on("data", collect("err"));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, ...text }));
  });
}
