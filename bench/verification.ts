/**
 * How long verifying all examples takes: cold, unchanged, and with one function edited.
 *
 *     npm run bench:verify [-- --json]
 *
 * Works on a copy of the examples and the library, with a cache of its own, so that "cold" is cold. Each figure is the
 * whole process, from start to exit.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Figure, median, report, timed } from "./measure.ts";

const ROUNDS = 3;
const root = resolve(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "welkin-bench-"));

function verify(): number {
  const welkin = join(root, "cli/welkin.mjs");
  return timed(process.execPath, [welkin, "verify", "examples", "--json"], { cwd: copy }).seconds;
}

/** Edits one function: another start of the search changes its obligations but not its correctness. */
function edit(round: number): void {
  const file = join(copy, "examples/square-root.ts");
  const text = readFileSync(file, "utf8");
  const start = /let low: u32 = .*;/;
  if (!start.test(text)) throw new Error("examples/square-root.ts has changed: mend this benchmark's edit");
  writeFileSync(file, text.replace(start, `let low: u32 = n > ${round} ? 1 : 0;`));
}

try {
  for (const folder of ["examples", "library"])
    cpSync(join(root, folder), join(copy, folder), {
      recursive: true,
      filter: (path) => !/(failing|test)$/.test(path),
    });
  writeFileSync(join(copy, "package.json"), "{}\n");
  const cold = verify();
  const unchanged = Array.from({ length: ROUNDS }, verify);
  const edited = Array.from({ length: ROUNDS }, (_, round) => {
    edit(round + 1);
    return verify();
  });
  const figures: Figure[] = [
    { name: "all examples, cold", value: cold, unit: "s", limit: 60 },
    { name: "unchanged", value: median(unchanged), unit: "s", limit: 2 },
    { name: "one function edited", value: median(edited), unit: "s", limit: 2 },
  ];
  report(figures);
} finally {
  rmSync(copy, { recursive: true, force: true });
}
