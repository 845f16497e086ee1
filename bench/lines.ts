/**
 * How many lines of the kernel run, how many say what must hold, and how many prove it.
 *
 *     npm run bench:lines [-- --json]
 *
 * Owns           the classes of lines. Blank lines, comments and imports are in none.
 * Executable     functions, what they store and its types.
 * Specification  contracts, invariants of modules, specification functions, ghost state; the types that these alone use.
 * Proof          lemmas, proof steps and other ghost code, invariants and measures of loops.
 * Trusted        machine functions, and what is marked as trusted.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { FunctionDeclaration, Program, Span, Type } from "../language/ir.ts";
import { importsOf, loadProgram } from "../language/front/index.ts";
import { executableStatements, isProof, substatements } from "../language/walk.ts";
import { report } from "./measure.ts";

const CLASSES = ["executable", "specification", "proof", "trusted"] as const;
type Class = (typeof CLASSES)[number];
export type Counts = Record<Class, number>;

/** How many lines of specification and proof a line of code may cost. */
const TARGET = 2.5;

/** What stands around conditions and the arrows of definitions. */
const CALL =
  /^(?: *(?:requires|modifies|ensures|decreases|invariant)|(?:export )?const \w+ = (?:spec|opaque|lemma|machine|views))\(/gm;

/** Groups of views have no place in a program. */
const VIEWS = /^(?:export )?const \w+ = views\(/gm;

/** One file, whose lines are given to classes; a later gift counts. */
class Page {
  readonly #text: string;
  readonly #lines: readonly string[];
  readonly #classes: (Class | undefined)[];

  constructor(text: string) {
    // Comments and imports go, but not the ends of their lines.
    const code = text.replace(/\/\*[^]*?\*\/|\/\/.*|^import [^]*?;$/gm, (gone) => gone.replace(/[^\n]/g, ""));
    this.#text = code;
    this.#lines = code.split("\n");
    this.#classes = this.#lines.map((line) => {
      if (/^(export )?type /.test(line)) return "specification";
      return /^(export )?const \w+(: \w+)? = .*;/.test(line) ? "executable" : undefined;
    });
    for (const { index } of code.matchAll(VIEWS)) this.#giveFrom(index, "specification");
  }

  give({ line, endLine }: Span, to: Class): void {
    this.#classes.fill(to, line - 1, endLine);
  }

  /** Gives all of the call of the vocabulary in which something stands; a loop's measure may stand in none. */
  giveCall({ line, column }: Span, to: Class): void {
    const before = this.#lines.slice(0, line - 1).join("\n").length + column;
    const start = [...this.#text.matchAll(CALL)].filter(({ index }) => index <= before).at(-1)!.index;
    this.#giveFrom(start, to, line);
  }

  /** Gives all of the call that starts there, if it ends in line `last` or after it. */
  #giveFrom(start: number, to: Class, last = 0): void {
    const first = this.#text.slice(0, start).split("\n").length;
    const end = first + lengthOfCall(this.#text.slice(start));
    if (last < end) this.#classes.fill(to, first - 1, end - 1);
  }

  counts(): Counts {
    const counts: Counts = { executable: 0, specification: 0, proof: 0, trusted: 0 };
    for (const [i, line] of this.#lines.entries()) {
      if (line.trim() === "") continue;
      const found = this.#classes[i];
      if (!found) throw new Error(`nothing is known of line ${i + 1}: ${line}`);
      counts[found] += 1;
    }
    return counts;
  }
}

/** How many lines the call at the start of `text` takes. */
function lengthOfCall(text: string): number {
  let depth = 0;
  const end = [...text].findIndex((character) => {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    return character === ")" && depth === 0;
  });
  return text.slice(0, end).split("\n").length;
}

/** The lines of each file whose text is given, by class. Of what is generic, some program needs an instance. */
export function countLines(
  programs: readonly Program[],
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, Counts> {
  const pages = new Map([...texts].map(([file, text]) => [file, new Page(text)]));
  const run = new Set(programs.flatMap((program) => [...typesThatRun(program)]));
  for (const program of programs) classify(program, pages, run);
  return new Map([...pages].map(([file, page]) => [file, page.counts()]));
}

function classify(program: Program, pages: ReadonlyMap<string, Page>, run: ReadonlySet<string>): void {
  const give = (span: Span, to: Class): void => pages.get(span.file)?.give(span, to);
  const giveCall = (span: Span, to: Class): void => pages.get(span.file)?.giveCall(span, to);
  for (const each of [...program.enums.values(), ...program.records.values(), ...program.unions.values()])
    give(each.span, run.has(each.name) ? "executable" : "specification");
  for (const { span, ghost } of program.globals.values()) give(span, ghost ? "specification" : "executable");
  for (const { span } of program.specs.values()) giveCall(span, "specification");
  for (const { invariants } of program.modules)
    for (const { span } of invariants) giveCall(span, "specification");
  for (const each of program.functions.values()) giveFunction(each, give, giveCall);
}

type Give = (span: Span, to: Class) => void;

function giveFunction(f: FunctionDeclaration, give: Give, giveCall: Give): void {
  if (f.mode === "lemma") return giveCall(f.span, "proof");
  if (f.mode === "machine") return giveCall(f.span, "trusted");
  if (f.mode === "trusted") return give(f.span, "trusted");
  give(f.span, "executable");
  for (const { span } of [...f.requires, ...f.modifies, ...f.ensures, ...f.decreases])
    giveCall(span, "specification");
  for (const s of substatements(f.body)) {
    if (isProof(s) || ("ghost" in s && s.ghost)) give(s.span, "proof");
    else if (s.kind === "loop")
      for (const { span } of [...s.invariants, ...s.decreases]) giveCall(span, "proof");
  }
}

/** The names of the types of what is stored, passed and computed when the program runs. */
function typesThatRun({ globals, functions, records, unions }: Program): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (type: Type): void => {
    if (type.kind === "array" || type.kind === "pool") return visit(type.element);
    if (!("name" in type) || found.has(type.name)) return;
    found.add(type.name);
    const fields =
      type.kind === "union"
        ? unions.get(type.name)!.variants.flatMap((variant) => variant.fields)
        : (records.get(type.name)?.fields ?? []);
    for (const field of fields) if (!field.ghost) visit(field.type);
  };
  for (const { type, ghost } of globals.values()) if (!ghost) visit(type);
  for (const { mode, parameters, result, body } of functions.values()) {
    if (mode === "lemma") continue;
    visit(result);
    for (const { type, ghost } of parameters) if (!ghost) visit(type);
    for (const s of executableStatements(body)) if (s.kind === "declare") visit(s.variable.type);
  }
  return found;
}

function total(counts: Iterable<Counts>): Counts {
  const sum: Counts = { executable: 0, specification: 0, proof: 0, trusted: 0 };
  for (const each of counts) for (const name of CLASSES) sum[name] += each[name];
  return sum;
}

/** The programs of a folder, tests aside: its files that no other one imports, each with what it imports. */
function programsIn(folder: string, root: string): readonly Program[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/\btest\b/.test(name))
    .map((name) => join(folder, name))
    .filter((file) => importsOf(file).vocabulary);
  const imported = new Set(files.flatMap((file) => importsOf(file).files));
  return files
    .filter((file) => !imported.has(file))
    .map((file) => {
      const { program, diagnostics } = loadProgram([file], { root });
      if (!program) throw new Error(`${file}: ${diagnostics[0]?.message}`);
      return program;
    });
}

function main(): void {
  const root = resolve(import.meta.dirname, "..");
  const kernel = join(root, "kernel");
  const programs = programsIn(kernel, root);
  const files = new Set(programs.flatMap(({ modules }) => modules.map(({ file }) => file)));
  const ours = [...files].filter((file) => file.startsWith(kernel)).sort();
  const counts = countLines(programs, new Map(ours.map((file) => [file, readFileSync(file, "utf8")])));
  const sum = total(counts.values());
  if (!process.argv.includes("--json")) {
    console.log(row("", (name) => name));
    for (const [file, each] of counts) console.log(row(relative(kernel, file), (name) => each[name]));
    console.log(row("total", (name) => sum[name]));
  }
  const value = (sum.specification + sum.proof) / sum.executable;
  report([{ name: "specification and proof for a line that runs", value, unit: "lines", limit: TARGET }]);
}

function row(name: string, cell: (name: Class) => string | number): string {
  return name.padEnd(28) + CLASSES.map((each) => String(cell(each)).padStart(14)).join("");
}

if (import.meta.main) main();
