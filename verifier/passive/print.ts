/**
 * The text of expressions and of the passive form.
 *
 *     block 2 <- 0 [x@3 === x@1], 1 [x@3 === x@2]
 *       define y@0 := x@3 + 1
 *       assume y@0 < n@0
 *       check V106 (12): 0 <= i@0 && i@0 <= 15
 *
 * Owns      the precedence of operators: no parenthesis that the source would not need.
 * Not here  text that is read back: this is for messages, tests and people.
 */
import type { BinaryOperator, Expression } from "../../language/ir.ts";
import { SYMBOLS } from "../../language/operators.ts";
import type { Block, BlockStep, PassiveForm } from "./form.ts";

const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  implies: 1,
  iff: 1,
  lor: 2,
  land: 3,
  or: 4,
  xor: 5,
  and: 6,
  eq: 7,
  ne: 7,
  lt: 8,
  le: 8,
  gt: 8,
  ge: 8,
  shl: 9,
  shr: 9,
  add: 10,
  sub: 10,
  mul: 11,
  div: 11,
  rem: 11,
};

const UNARY = 12;
const POSTFIX = 13;

/** The expression, in parentheses where it binds less tightly than `context`. */
export function printExpression(e: Expression, context = 0): string {
  const { text, level } = spell(e);
  return level < context ? `(${text})` : text;
}

function list(expressions: readonly Expression[]): string {
  return expressions.map((e) => printExpression(e)).join(", ");
}

function postfix(text: string): { text: string; level: number } {
  return { text, level: POSTFIX };
}

function unary(operator: string, operand: Expression): { text: string; level: number } {
  return { text: `${operator}${printExpression(operand, UNARY)}`, level: UNARY };
}

function spell(e: Expression): { text: string; level: number } {
  switch (e.kind) {
    case "literal":
      return postfix(String(e.value));
    case "variable":
    case "global":
      return postfix(e.name);
    case "field":
      return postfix(`${printExpression(e.base, POSTFIX)}.${e.field}`);
    case "is":
      return postfix(`${printExpression(e.base, POSTFIX)} is "${e.variant}"`);
    case "index":
      return postfix(`${printExpression(e.base, POSTFIX)}[${printExpression(e.index)}]`);
    case "at":
      return postfix(`${printExpression(e.pool, POSTFIX)}.at(${printExpression(e.frame)})`);
    case "not":
      return unary("!", e.operand);
    case "negate":
      return unary("-", e.operand);
    case "complement":
      return unary("~", e.operand);
    case "binary":
      return spellBinary(e);
    case "wrapping":
      return postfix(`wrapping ${e.operator}(${list([e.left, e.right])})`);
    case "convert":
      return spellConversion(e);
    case "conditional": {
      const [condition, yes, no] = [e.condition, e.whenTrue, e.whenFalse].map((part) =>
        printExpression(part, 1),
      );
      return { text: `${condition} ? ${yes} : ${no}`, level: 0 };
    }
    case "zero":
      return postfix("zeroed()");
    case "construct":
      return postfix(`{ ${[...(e.variant ? [e.variant] : []), ...e.fields.map(spellField)].join(", ")} }`);
    case "update":
      return postfix(`{ ...${[printExpression(e.base), ...e.fields.map(spellField)].join(", ")} }`);
    case "elements":
      return postfix(`[${list(e.elements)}]`);
    case "call":
      return postfix(`${e.function}(${list(e.arguments)})`);
    case "builtin":
      return postfix(`${e.name}(${list(e.arguments)})`);
    case "let":
      return {
        text: `let ${e.variable.name} = ${printExpression(e.value)} in ${printExpression(e.body)}`,
        level: 0,
      };
    case "old":
      return postfix(`old(${printExpression(e.operand)})`);
    case "quantifier":
      return postfix(
        `${e.quantifier}((${e.variables.map(({ name }) => name).join(", ")}) => ${printExpression(e.body)})`,
      );
    case "build":
      return postfix(
        `Seq.build(${printExpression(e.length)}, (${e.variable.name}) => ${printExpression(e.body)})`,
      );
  }
}

function spellField({ name, value }: { name: string; value: Expression }): string {
  return `${name}: ${printExpression(value)}`;
}

function spellBinary(e: Extract<Expression, { kind: "binary" }>): { text: string; level: number } {
  const level = PRECEDENCE[e.operator];
  return {
    text: `${printExpression(e.left, level)} ${SYMBOLS[e.operator]} ${printExpression(e.right, level + 1)}`,
    level,
  };
}

/** An exact conversion to int is what the source leaves out. */
function spellConversion(e: Extract<Expression, { kind: "convert" }>): { text: string; level: number } {
  if (e.type.kind === "int") return spell(e.operand);
  const type = e.type.kind === "integer" || e.type.kind === "enum" ? e.type.name : e.type.kind;
  return postfix(`${type}.${e.mode === "wrap" ? "wrap" : "from"}(${printExpression(e.operand)})`);
}

export function printPassive(form: PassiveForm): string {
  return form.blocks.map(printBlock).join("\n");
}

function printBlock(block: Block): string {
  const edges = block.edges.map(({ from, equalities }) =>
    equalities.length === 0 ? `${from.number}` : `${from.number} [${list(equalities)}]`,
  );
  const head = edges.length === 0 ? `block ${block.number}` : `block ${block.number} <- ${edges.join(", ")}`;
  return [head, ...block.steps.map((step) => `  ${printStep(step)}`)].join("\n");
}

function printStep(step: BlockStep): string {
  switch (step.kind) {
    case "assume":
      return `assume ${printExpression(step.condition)}`;
    case "define":
      return `define ${step.variable.name} := ${printExpression(step.value)}`;
    case "check":
      return `check ${step.code} (${step.span.line}): ${printExpression(step.goal)}`;
  }
}
