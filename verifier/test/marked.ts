/**
 * Marked programs: programs that say of their lines what must fail there.
 *
 * Owns        the marks, and their comparison with what the front end and the verifier find.
 * Form        `// FAILS V202` behind the code, or alone on the line below it, where the formatter puts it. A mark
 *             stands where the failure is reported, or at the contract clause that fails. Several codes may follow.
 * Invariants  a program behaves as marked only if each finding has its mark and each mark its finding. A program
 *             without marks must therefore be proved.
 */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { PARTS } from "../../cli/parts.ts";
import { type NamedUnit, unitsOf } from "../../cli/programs.ts";
import { taskOf } from "../../cli/settings.ts";
import type { Loaded } from "../../cli/toolchain.ts";
import type { Program, Span } from "../../language/ir.ts";
import type { VerdictCache } from "../session/cache.ts";
import { verify } from "../session/session.ts";
import type { FunctionResult } from "../session/verdict.ts";

interface Place {
  readonly file: string;
  readonly line: number;
}

/** One thing that was found wrong, and the places at which it may be marked. */
interface Finding {
  readonly code: string;
  readonly places: readonly Place[];
  readonly text: string;
}

export interface ProofOptions {
  /** Where the program's names start. */
  readonly folder: string;
  readonly cache: VerdictCache;
  /** Z3's resource units for one obligation. What must fail is given up early, so this is not much. */
  readonly resources: number;
}

/** What is wrong with each program: a finding without a mark, or a mark without a finding. By its name. */
export async function differences(
  programs: ReadonlyMap<string, Loaded>,
  options: ProofOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const proofs = [...programs.values()].flatMap(({ program }) => program ?? []);
  const results = await verifyAll(unitsOf(proofs, PARTS, undefined), options);
  return new Map(
    [...programs].map(([name, { diagnostics, files }]) => {
      const paths = new Set(files.map(({ path }) => path));
      const findings = [
        ...diagnostics.map(({ code, span, message }) => ({ code, places: [placeOf(span)], text: message })),
        ...results.filter(({ span }) => paths.has(span.file)).flatMap(findingsOf),
      ];
      const marks = files.flatMap(({ path, text }) => marksOf(path, text));
      return [name, compare(marks, findings)];
    }),
  );
}

/** The programs of these files, by file name. */
export function loadFiles(files: readonly string[], folder: string): ReadonlyMap<string, Loaded> {
  return new Map(files.map((file) => [basename(file), load(file, folder)]));
}

export function programOf(file: string, folder: string): Program {
  const { program, diagnostics } = load(file, folder);
  if (!program)
    throw new Error(diagnostics.map(({ message, span }) => `${span.line}: ${message}`).join("\n"));
  return program;
}

function load(file: string, folder: string): Loaded {
  const loaded = PARTS.load([file], folder);
  if (loaded instanceof Promise) throw new Error("programs are loaded at once");
  return loaded;
}

async function verifyAll(
  units: readonly NamedUnit[],
  { folder, cache, resources }: ProofOptions,
): Promise<readonly FunctionResult[]> {
  const jobs = Math.min(availableParallelism(), 4);
  const solver = PARTS.openSolver({ jobs, folder });
  try {
    const tasks = units.map((unit) => taskOf(unit, PARTS, { seed: 0, resources }));
    return (await verify(tasks, { solver, cache, jobs })).functions;
  } finally {
    solver.close();
  }
}

function findingsOf({ name, failures }: FunctionResult): readonly Finding[] {
  return failures.map(({ obligation: { code, span, related, text }, verdict }) => ({
    code,
    places: [placeOf(span), ...(related ? [placeOf(related)] : [])],
    text: `${name}: ${text} (${verdict})`,
  }));
}

function placeOf({ file, line }: Span): Place {
  return { file: basename(file), line };
}

const MARK = /^(.*)\/\/ FAILS((?: [KV][0-9]{3})+)\s*$/;

/** `file:line: code` of each mark. */
export function marksOf(file: string, program: string): readonly string[] {
  return program.split("\n").flatMap((text, index) => {
    if (!text.includes("// FAILS")) return [];
    const found = MARK.exec(text);
    if (!found) throw new Error(`${file}:${index + 1}: this mark cannot be read`);
    const [, before = "", codes = ""] = found;
    const line = before.trim() === "" ? index : index + 1;
    return codes
      .trim()
      .split(" ")
      .map((code) => `${basename(file)}:${line}: ${code}`);
  });
}

function compare(marks: readonly string[], findings: readonly Finding[]): readonly string[] {
  const silent = new Set(marks);
  const unmarked = findings.flatMap(({ code, places, text }) => {
    const at = places.map(({ file, line }) => `${file}:${line}: ${code}`);
    const marked = at.filter((place) => marks.includes(place));
    for (const place of marked) silent.delete(place);
    return marked.length === 0 ? [`${at.join(", ")} is not marked: ${text}`] : [];
  });
  return [...unmarked, ...[...silent].map((mark) => `${mark} is marked and was not found`)];
}
