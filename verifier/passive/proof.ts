/**
 * Proof steps with goals: `assert`, `assertBits`, `prove`.
 *
 * Owns        proofs aside: blocks that lead to one goal and nowhere else.
 * Invariants  What a proof aside knows beyond its goal, nobody else learns; it stores to variables of its own only.
 */
import type { Clause, Expression, Statement } from "../../language/ir.ts";
import { BOOL, all, implies } from "../../language/build.ts";
import { changesOf } from "./change.ts";
import { conjuncts, decide } from "./conjunct.ts";
import type { CheckHead, Flow } from "./flow.ts";
import { localKey, type Scope } from "./name.ts";
import { run } from "./statement.ts";
import { boundBy, fingerprint, mapScoped } from "./traverse.ts";

export function runAssert(s: Extract<Statement, { kind: "assert" }>, flow: Flow): Flow {
  const { clause } = s;
  const head = { code: "V205", span: clause.span } as const;
  if (decide(clause.condition) === false) flow.block.impossible = true;
  if (s.proof.length === 0) {
    flow.checkClause(head, clause, flow);
    return flow;
  }
  const statement = flow.snapshot();
  const behind = proveAside(flow, s.proof, (aside) => aside, [clause], head, statement);
  behind.assume(behind.name(clause.condition));
  return behind;
}

export function runProve(s: Extract<Statement, { kind: "prove" }>, flow: Flow): Flow {
  const goal = { code: "V214", span: s.span } as const;
  const behind = proveAside(
    flow,
    s.body,
    (aside) => {
      for (const { name, type } of s.variables) {
        aside.set(localKey(name), aside.unknown(name, type, s.span));
      }
      for (const { condition } of s.requires) aside.assume(aside.name(condition));
      return aside.snapshot();
    },
    s.ensures,
    goal,
  );
  behind.assume(conclusion(s, behind));
  return behind;
}

/** `forall variables: requires implies ensures`, as it is known behind a proof of it. */
function conclusion(s: Extract<Statement, { kind: "prove" }>, flow: Flow): Expression {
  const { span } = s;
  const conditions = (clauses: readonly Clause[]) => clauses.map(({ condition }) => condition);
  const fact = implies(conditions(s.requires), all(conditions(s.ensures), span));
  const bound = new Set(s.variables.map(({ name }) => name));
  const body = flow.builder.namer.name(fact, flow, bound);
  if (s.variables.length === 0) return body;
  return {
    kind: "quantifier",
    quantifier: "forall",
    variables: s.variables,
    triggers: [],
    body,
    type: BOOL,
    span,
  };
}

/** Runs the steps aside and proves the goals at their end; gives the point where the main path goes on. */
function proveAside(
  flow: Flow,
  steps: readonly Statement[],
  open: (aside: Flow) => Scope,
  goals: readonly Clause[],
  head: CheckHead,
  scope?: Scope,
): Flow {
  const { builder } = flow;
  const outer = changesOf(steps, builder.namer).filter(({ root }) => flow.has(root));
  if (outer[0]) throw new Error(`a proof changes ${outer[0].root}, which is not its own`);
  const { revealed, inProof, targets } = builder;
  builder.inProof = true;
  builder.targets = new Map();
  const aside = flow.successor();
  const meaning = open(aside);
  const end = run(steps, aside);
  for (const clause of goals) end?.checkClause({ ...head, span: clause.span }, clause, scope ?? meaning);
  builder.revealed = revealed;
  builder.inProof = inProof;
  builder.targets = targets;
  return flow.successor();
}

/** Proves the clause over bit vectors, from the widths of its parts alone. */
export function runAssertBits(s: Extract<Statement, { kind: "assertBits" }>, flow: Flow): void {
  const named = flow.name(s.clause.condition);
  const parts = new Map<string, Expression>();
  const goal = abstractParts(named, flow, parts, new Set());
  for (const part of conjuncts(goal)) {
    flow.check({ code: "V206", span: s.clause.span }, s.clause.text, part, "bits");
  }
  flow.assume(named);
}

/** The condition with a variable for each part that has no meaning as bits: an element, a field, a call. */
function abstractParts(
  e: Expression,
  flow: Flow,
  parts: Map<string, Expression>,
  bound: ReadonlySet<string>,
): Expression {
  const opaque = ["field", "index", "at", "call", "builtin"].includes(e.kind);
  if (!opaque) return mapScoped(e, bound, (part, inner) => abstractParts(part, flow, parts, inner));
  if (bound.size > 0 || boundBy(e).length > 0) return e;
  const key = fingerprint(e);
  const known = parts.get(key) ?? flow.unknown("bits", e.type, e.span);
  parts.set(key, known);
  return known;
}
