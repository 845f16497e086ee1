/**
 * The conformance suite of WASI (WebAssembly/wasi-testsuite, preview 1), run in one system.
 *
 *     npm run wasi:suite -- CHECKOUT [NAME...]
 *
 * Owns        the reading of the suite's specifications, each beside its module; the score.
 * Source      doc/specification.md of the suite: what is missing in a specification is empty, the exit code 0; of output that is not
 *             specified any will do.
 * Not here    the suite: it is given as the path of a checkout that has the modules (branch prod/testsuite-base).
 */
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { System } from "../ports/host/system/system.ts";

/** Milliseconds that a test may take. */
const PATIENCE = 30_000;

interface Specification {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A directory that the program finds as "/". */
  readonly root?: string | null;
  readonly exit_code?: number;
  readonly stdout?: string;
}

async function main([checkout, ...names]: readonly string[]): Promise<number> {
  if (checkout === undefined) {
    console.error("npm run wasi:suite -- CHECKOUT [NAME...]");
    return 2;
  }
  const modules = globSync(join(checkout, "tests/*/testsuite/wasm32-wasip1/**/*.wasm"))
    .filter((path) => names.length === 0 || names.includes(basename(path, ".wasm")))
    .sort();
  const system = await System.boot();
  let failed = 0;
  for (const module of modules) {
    const failure = await failureOf(system, module);
    if (failure === undefined) continue;
    failed += 1;
    console.log(`${basename(module, ".wasm")}: ${failure}`);
  }
  system.shutdown();
  console.log(`${modules.length - failed} passed, ${failed} failed`);
  return failed === 0 && modules.length > 0 ? 0 : 1;
}

/** What is wrong; undefined if the test passes. */
async function failureOf(system: System, module: string): Promise<string | undefined> {
  const path = module.replace(/\.wasm$/, ".json");
  const {
    args = [],
    env = {},
    root,
    exit_code = 0,
    stdout,
  } = (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {}) as Specification;
  const temporary = mkdtempSync(join(tmpdir(), "welkin-wasi-suite-"));
  try {
    if (root) cpSync(join(dirname(module), root), temporary, { recursive: true });
    const result = await system.run(readFileSync(module), {
      args: [basename(module), ...args],
      env,
      directories: root ? [{ host: temporary, guest: "/" }] : [],
      stdout: "collect",
      stderr: "collect",
      timeout: PATIENCE,
    });
    const said = Buffer.from(result.stdout).toString();
    const errors = Buffer.from(result.stderr).toString().trim();
    if (result.kind !== "exited" || result.code !== exit_code)
      return [result.kind === "exited" ? `exit code ${result.code}, not ${exit_code}` : result.kind, errors]
        .filter(Boolean)
        .join("\n  ");
    return said === (stdout ?? said)
      ? undefined
      : `output ${JSON.stringify(said)}, not ${JSON.stringify(stdout)}`;
  } catch (error) {
    return String(error);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
