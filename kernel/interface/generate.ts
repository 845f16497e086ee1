/**
 * The files that are made from the table of calls. Run by `npm run docs`.
 *
 * Owns        where they are. Invariant: each is a function of the table; kernel/interface/test fails when one is stale.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { manual } from "./manual.ts";
import { cHeader, kernelTypeScriptModule } from "./stubs.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** The path and the text of every file that is made. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    [join(ROOT, "docs/syscalls.md"), await formatted("docs/syscalls.md", manual())],
    [join(ROOT, "programs/calls.ts"), await formatted("programs/calls.ts", kernelTypeScriptModule())],
    [join(ROOT, "programs/include/welkin.h"), cHeader()],
  ]);
}

async function formatted(path: string, text: string): Promise<string> {
  const filepath = join(ROOT, path);
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

if (import.meta.main) {
  for (const [path, text] of await generatedFiles()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
