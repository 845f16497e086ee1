/**
 * Mutation testing of proofs: does the contract notice when the code is wrong?
 *
 *     function -> mutants -> proof units -> verdicts -> killed | survivor
 *
 * Owns        the choice of mutants, the order in which their obligations are asked, the marks of equivalence.
 * Invariants  only the mutated function is verified again: what others know of it is its contract, which stays. A
 *             mutant is killed when it is not proved; whatever keeps it from being proved counts.
 * Why         a proof says that the code does what the specification says; a survivor shows that the specification
 *             does not say enough.
 */
import type { FunctionDeclaration, Program, Span } from "../../language/ir.ts";
import type { ProofObligation, ProofUnit } from "../query.ts";
import type { Mutation } from "./expressions.ts";
import { functionMutations } from "./statements.ts";

export interface Mutant {
  readonly program: Program;
  readonly function: FunctionDeclaration;
  readonly span: Span;
  readonly change: string;
}

/** All mutants of these functions, in source order. */
export function mutantsOf(program: Program, names: readonly string[]): readonly Mutant[] {
  return names.flatMap((name) => {
    const declaration = program.functions.get(name);
    if (!declaration) return [];
    return functionMutations(program, declaration).map((mutation) => mutantOf(program, mutation));
  });
}

function mutantOf(program: Program, { node, span, change }: Mutation<FunctionDeclaration>): Mutant {
  const functions = new Map(program.functions).set(node.name, node);
  return { program: { ...program, functions }, function: node, span, change };
}

/** `count` of the items, the same ones for the same seed, in their old order. */
export function sample<Item>(items: readonly Item[], count: number, seed: number): readonly Item[] {
  const random = generator(seed);
  const drawn = items.map((item, index) => ({ item, index, draw: random() }));
  drawn.sort((a, b) => a.draw - b.draw);
  return drawn
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
    .map(({ item }) => item);
}

/** Numbers in [0, 1). Mulberry32, by Tommy Ettinger, public domain. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The codes that wrong code violates most often, most often first. */
const LIKELY: readonly string[] = ["V202", "V207", "V204", "V212", "V208", "V101", "V106", "V201"];

/** The unit with the obligations first that the mutant is most likely to violate: those on its line, then by code. */
export function likelyFirst(unit: ProofUnit, mutated: Span): ProofUnit {
  const rank = ({ code, span }: ProofObligation): number => {
    if (span.file === mutated.file && span.line === mutated.line) return -1;
    const index = LIKELY.indexOf(code);
    return index < 0 ? LIKELY.length : index;
  };
  return { ...unit, obligations: unit.obligations.toSorted((a, b) => rank(a) - rank(b)) };
}

const MARK = /\/\/\s*equivalent:\s*(.+?)\s+because\s+\S/;

/**
 * Is the mutant marked as one that no contract could tell from the original? The mark stands at the end of its line,
 * or on lines of its own directly above. One reason may do for several changes:
 *
 *     // equivalent: < -> <=, 1 -> 0 because the loop is left at SIZE before
 */
export function markedEquivalent(lines: readonly string[], line: number, change: string): boolean {
  const marks = [lines[line - 1] ?? ""];
  for (let above = line - 2; above >= 0 && /^\s*\/\//.test(lines[above] ?? ""); above -= 1)
    marks.push(lines[above] ?? "");
  const changes = marks.flatMap((text) => MARK.exec(text)?.[1] ?? []);
  // Not split at the commas: a change may have one itself (`case 1, 2 omitted`).
  return changes.some((listed) => `, ${listed}, `.includes(`, ${change}, `));
}
