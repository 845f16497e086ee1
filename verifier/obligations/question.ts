/**
 * Questions: what is known where a check stands, and the check as its goal.
 *
 * Owns        the hypotheses that reach a point of the passive form; dominators.
 * Invariants  Only the blocks that lead to the point contribute. A block that every path runs contributes its facts
 *             as they are; any other only where the variable `reach!N` says that this execution ran it. (After
 *             Flanagan and Saxe, "Avoiding Exponential Explosion", POPL 2001, and Barnett and Leino, PASTE 2005.)
 */
import type { Expression, Span, Variable } from "../../language/ir.ts";
import { BOOL, all, binary, implies, literal, variable } from "../../language/build.ts";
import type { Block, BlockStep, Check } from "../passive/form.ts";
import { variableOf } from "../passive/name.ts";
import { collectFree } from "../passive/traverse.ts";
import type { ProofCode } from "../../language/codes.ts";
import type { ProofObligation, Query } from "../query.ts";

const known = new WeakMap<Block, Block>();

/** The last block that every path to `block` has run before it; undefined for the entry. */
export function dominator(block: Block): Block | undefined {
  const [first, ...others] = block.edges;
  if (!first) return undefined;
  const found = known.get(block) ?? others.reduce((common, { from }) => meet(common, from), first.from);
  known.set(block, found);
  return found;
}

function meet(a: Block, b: Block): Block {
  let [left, right] = [a, b];
  while (left !== right) {
    const [early, late] = left.number < right.number ? [left, right] : [right, left];
    const above = dominator(late);
    if (!above) throw new Error("a block does not lead back to the entry");
    [left, right] = [early, above];
  }
  return left;
}

/** The block and all that every path to it has run. */
function dominators(block: Block): ReadonlySet<Block> {
  const found = new Set<Block>();
  for (let next: Block | undefined = block; next; next = dominator(next)) found.add(next);
  return found;
}

/** All blocks from which a path leads to this one, itself included, in order. */
function ancestors(block: Block): readonly Block[] {
  const found = new Set<Block>();
  const open = [block];
  for (let next = open.pop(); next; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...next.edges.map(({ from }) => from));
  }
  return [...found].sort((a, b) => a.number - b.number);
}

/** What is known in `block` in front of its step `end`. With `assumed` alone, what checks have proved is left out. */
export function knownAt(block: Block, end: number, alone = false): readonly Expression[] {
  const certain = dominators(block);
  const span = NOWHERE;
  const reached = (other: Block) => (certain.has(other) ? [] : [reach(other, span)]);
  return ancestors(block).flatMap((other) => {
    const steps = other === block ? other.steps.slice(0, end) : other.steps;
    const facts = steps.flatMap((step) => fact(step, alone));
    const arrival = arrivals(other, reached, span);
    return [...arrival, ...facts].map((condition) => implies(reached(other), condition));
  });
}

const NOWHERE: Span = { file: "", line: 0, column: 0, endLine: 0, endColumn: 0 };

function reach(block: Block, span: Span): Expression {
  return variable(`reach!${block.number}`, BOOL, span);
}

/** How execution came to the block: over one of its edges. */
function arrivals(
  block: Block,
  reached: (block: Block) => readonly Expression[],
  span: Span,
): readonly Expression[] {
  const ways = block.edges.map(({ from, equalities }) => [...reached(from), ...equalities]);
  const [first, ...others] = ways;
  if (!first) return [];
  if (others.length === 0) return first;
  return [others.reduce((either, way) => binary("lor", either, all(way, span), span), all(first, span))];
}

function fact(step: BlockStep, alone: boolean): readonly Expression[] {
  switch (step.kind) {
    case "assume":
      return [step.condition];
    case "define":
      return [binary("eq", variableOf(step.variable, step.value.span), step.value, step.value.span)];
    case "check":
      return alone ? [] : [step.goal];
  }
}

/** A query with its free variables. */
export function query(
  hypotheses: readonly Expression[],
  goal: Expression,
  within: Query["within"],
  revealed: readonly string[] = [],
  logic: Query["logic"] = "integers",
): Query {
  const free = new Map<string, Variable>();
  for (const e of [...hypotheses, goal]) collectFree(e, free);
  return { variables: [...free.values()], hypotheses, goal, revealed, within, logic };
}

/** The obligation of a check. Bit vectors know nothing but widths. */
export function obligationOf(block: Block, check: Check, within: Query["within"]): ProofObligation {
  const { code, span, related, text, goal, revealed, logic } = check;
  const known = logic === "bits" ? [] : knownAt(block, block.steps.indexOf(check));
  return {
    code,
    span,
    ...(related ? { related } : {}),
    text,
    query: query(known, goal, within, revealed, logic),
    kind: "proof",
  };
}

/** That a contradiction follows; it must not. */
export function contradiction(
  code: ProofCode,
  span: Span,
  text: string,
  hypotheses: readonly Expression[],
  within: Query["within"],
): ProofObligation {
  const goal = literal(false, BOOL, span);
  return { code, span, text, query: query(hypotheses, goal, within), kind: "vacuity" };
}
