/**
 * Proof units of modules: their invariants hold when the machine starts (V213).
 *
 * Owns        the initial state, in which nothing is hidden: all module state has the value it is declared with, and
 *             opaque functions have their bodies, since no `reveal` can stand here.
 */
import type {
  Expression,
  GlobalDeclaration,
  ModuleDeclaration,
  Program,
  Type,
  Variable,
} from "../../language/ir.ts";
import { BOOL, binary, intLiteral, literal, toInt, variable } from "../../language/build.ts";
import { owned } from "../../language/obligations.ts";
import { conjuncts } from "../passive/conjunct.ts";
import { Namer, globalKey, nameOfKey, variableOf, type Scope } from "../passive/name.ts";
import { printExpression } from "../passive/print.ts";
import { collectFree } from "../passive/traverse.ts";
import type { ProofObligation, ProofUnit } from "../query.ts";
import { query } from "./question.ts";

export function bootUnit(program: Program, module: ModuleDeclaration): ProofUnit {
  const namer = new Namer(program, "program");
  const opaque = [...program.specs.values()].flatMap((spec) => (spec.opaque ? [spec.name] : []));
  const obligations = module.invariants.flatMap((clause) =>
    conjuncts(clause.condition).map((part): ProofObligation => {
      const goal = namer.name(part, initialScope(program));
      const known = initialFacts(program, namer, goal);
      const text = part === clause.condition ? clause.text : printExpression(part);
      const asked = query(known, goal, "program", opaque);
      return { code: "V213", span: clause.span, text, query: asked, kind: "proof" };
    }),
  );
  const [first] = module.invariants;
  if (!first) throw new Error(`${module.name} has no invariants`);
  return { name: `${module.name}/boot`, sourceName: module.name, span: first.span, obligations };
}

/** Each global is a variable of its own name: at boot it has one value. */
function initialScope(program: Program): Scope {
  return {
    value(key) {
      const declaration = program.globals.get(nameOfKey(key));
      if (!declaration || key !== globalKey(declaration.name)) throw new Error(`${key} has no value at boot`);
      return initialVariable(declaration);
    },
    get old() {
      return this;
    },
  };
}

function initialVariable({ name, type, span }: GlobalDeclaration): Expression {
  return variableOf({ name: `${name}@0`, type }, span);
}

/** The initial values of the globals that the goal mentions. */
function initialFacts(program: Program, namer: Namer, goal: Expression): readonly Expression[] {
  const free = new Map<string, Variable>();
  collectFree(goal, free);
  const mentioned = [...program.globals.values()].filter(({ name }) => free.has(`${name}@0`));
  return mentioned.flatMap((declaration) => initialFact(program, namer, declaration));
}

function initialFact(program: Program, namer: Namer, declaration: GlobalDeclaration): readonly Expression[] {
  const { type, initial, span } = declaration;
  const value = initialVariable(declaration);
  if (type.kind === "pool") return poolFacts(value, type.element, declaration);
  return [binary("eq", value, namer.name(initial, initialScope(program)), span)];
}

/** The pool owns the frames below its count, and holds zero objects. */
function poolFacts(
  pool: Expression,
  element: Type,
  { ownsFrames, span }: GlobalDeclaration,
): readonly Expression[] {
  const frame = variable("frame", { kind: "integer", name: "u32" }, span);
  const below = binary("lt", toInt(frame), intLiteral(BigInt(ownsFrames ?? 0), span), span);
  const owns = owned(pool, frame);
  const object: Expression = { kind: "at", pool, frame, type: element, span };
  const zero: Expression = { kind: "zero", type: element, span };
  const forEach = (body: Expression, trigger: Expression): Expression => ({
    kind: "quantifier",
    quantifier: "forall",
    variables: [{ name: "frame", type: frame.type }],
    triggers: [[trigger]],
    body,
    type: BOOL,
    span,
  });
  const frames = ownsFrames === undefined ? literal(false, BOOL, span) : below;
  return [
    forEach(binary("iff", owns, frames, span), owns),
    forEach(binary("eq", object, zero, span), object),
  ];
}
