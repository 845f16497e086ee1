/**
 * Vacuity: proofs that would hold of anything.
 *
 * Owns        the questions whether preconditions, or a contract that is believed, contradict themselves (V301),
 *             whether code is never reached (V302), whether a postcondition follows from nothing (V303). Their
 *             goals must not be provable.
 * Invariants  Of blocks that can only be reached together, one is asked about: the last of each branch.
 *             Where the source itself says that a point is not reached, none is.
 */
import type { FunctionDeclaration, Program } from "../../language/ir.ts";
import { Builder, Flow } from "../passive/flow.ts";
import type { Block, PassiveForm } from "../passive/form.ts";
import { assumeEntry, believeContract, passContract } from "../passive/exit.ts";
import { conjuncts } from "../passive/conjunct.ts";
import { printExpression } from "../passive/print.ts";
import type { ProofObligation } from "../query.ts";
import { contradiction, dominator, knownAt, query } from "./question.ts";

/** V301: can the function be called at all? */
export function entryVacuity(program: Program, declaration: FunctionDeclaration): readonly ProofObligation[] {
  const [first] = declaration.requires;
  if (!first) return [];
  const flow = Flow.start(new Builder(program, declaration));
  assumeEntry(flow);
  const hypotheses = knownAt(flow.block, flow.block.steps.length);
  return [contradiction("V301", first.span, first.text, hypotheses, { module: declaration.module })];
}

/** V301: can a contract that is believed without proof be kept at all? */
export function contractVacuity(
  program: Program,
  declaration: FunctionDeclaration,
): readonly ProofObligation[] {
  const [first] = declaration.ensures;
  if (!first) return [];
  const flow = Flow.start(new Builder(program, declaration));
  believeContract(flow);
  const hypotheses = knownAt(flow.block, flow.block.steps.length);
  return [contradiction("V301", first.span, first.text, hypotheses, { module: declaration.module })];
}

/** V303: does a postcondition say anything? Lemmas are meant to follow from their preconditions. */
export function exitVacuity(program: Program, declaration: FunctionDeclaration): readonly ProofObligation[] {
  if (declaration.mode === "lemma") return [];
  const builder = new Builder(program, declaration);
  const flow = Flow.start(builder);
  const scope = passContract(flow);
  const within = { module: declaration.module };
  return declaration.ensures.flatMap((clause) =>
    conjuncts(clause.condition).map((part): ProofObligation => {
      const goal = builder.namer.name(part, scope);
      const known = knownAt(flow.block, flow.block.steps.length);
      const text = part === clause.condition ? clause.text : printExpression(part);
      return { code: "V303", span: clause.span, text, query: query(known, goal, within), kind: "vacuity" };
    }),
  );
}

/** V302: is each branch that the source wrote ever run? */
export function reachability(
  form: PassiveForm,
  declaration: FunctionDeclaration,
): readonly ProofObligation[] {
  const children = new Map<Block, Block[]>();
  for (const block of form.blocks) {
    const parent = dominator(block);
    if (parent) children.set(parent, [...(children.get(parent) ?? []), block]);
  }
  const asked: Block[] = [];
  const ask = (block: Block): boolean => {
    const below = (children.get(block) ?? []).map(ask).includes(true);
    if (below) return true;
    if (!block.statement || block.impossible || isImplied(block, asked)) return asked.includes(block);
    asked.push(block);
    return true;
  };
  const [entry] = form.blocks;
  if (entry) ask(entry);
  return asked.map((block) => {
    const hypotheses = knownAt(block, block.steps.length, true);
    const span = block.statement ?? declaration.span;
    return contradiction("V302", span, "this code", hypotheses, { module: declaration.module });
  });
}

/** A body that assumes nothing is reached if the function is called; a join, if one of its predecessors is. */
function isImplied(block: Block, asked: readonly Block[]): boolean {
  if (block.steps.some((step) => step.kind === "assume")) return false;
  return (
    block.number === 1 || (block.edges.length > 1 && block.edges.some(({ from }) => asked.includes(from)))
  );
}
