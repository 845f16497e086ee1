/**
 * The text form of the typed IR.
 *
 * Owns        one notation for types, expressions, statements and declarations: for tests, dumps and messages.
 * Invariants  Fully parenthesised. Literals carry their type, so the text says every type: `5u32`, `5` for int.
 *             Types with equal text are equal.
 * Not here    a parser: the text is for reading.
 */
import type {
  Argument,
  Clause,
  Expression,
  FunctionDeclaration,
  Modified,
  Program,
  SpecDeclaration,
  Statement,
  Type,
  Variable,
} from "./ir.ts";
import { SYMBOLS } from "./operators.ts";

export function typeText(type: Type): string {
  switch (type.kind) {
    case "integer":
    case "enum":
    case "record":
    case "union":
      return type.name;
    case "bool":
      return "boolean";
    case "array":
      return `FixedArray<${typeText(type.element)}, ${type.length}>`;
    case "pool":
      return `Pool<${typeText(type.element)}>`;
    case "seq":
      return `Seq<${typeText(type.element)}>`;
    case "set":
      return `Set<${typeText(type.element)}>`;
    case "map":
      return `Map<${typeText(type.key)}, ${typeText(type.value)}>`;
    case "void":
    case "int":
    case "token":
      return type.kind;
  }
}

export function expressionText(e: Expression): string {
  const list = (each: readonly Expression[]) => each.map(expressionText).join(", ");
  switch (e.kind) {
    case "literal":
      return literalText(e.value, e.type);
    case "variable":
      return e.name;
    case "global":
      return `@${e.name}`;
    case "field":
      return `${expressionText(e.base)}${e.variant === undefined ? "" : `!${e.variant}`}.${e.field}`;
    case "is":
      return `(${expressionText(e.base)} is ${e.variant})`;
    case "index":
      return `${expressionText(e.base)}[${expressionText(e.index)}]`;
    case "at":
      return `${expressionText(e.pool)}.at(${expressionText(e.frame)})`;
    case "not":
      return `!${expressionText(e.operand)}`;
    case "negate":
      return `-${expressionText(e.operand)}`;
    case "complement":
      return `~${expressionText(e.operand)}`;
    case "binary":
      return `(${expressionText(e.left)} ${SYMBOLS[e.operator]} ${expressionText(e.right)})`;
    case "wrapping":
      return `wrapping(${expressionText(e.left)} ${SYMBOLS[e.operator]} ${expressionText(e.right)})`;
    case "convert":
      return `${typeText(e.type)}${e.mode === "wrap" ? ".wrap" : ""}(${expressionText(e.operand)})`;
    case "conditional":
      return `(${expressionText(e.condition)} ? ${expressionText(e.whenTrue)} : ${expressionText(e.whenFalse)})`;
    case "zero":
      return `zero<${typeText(e.type)}>`;
    case "construct":
      return `${typeText(e.type)}${e.variant === undefined ? "" : `!${e.variant}`} { ${fieldsText(e.fields)} }`;
    case "update":
      return `{ ...${expressionText(e.base)}, ${fieldsText(e.fields)} }`;
    case "elements":
      return `[${list(e.elements)}]`;
    case "call":
      return `${e.function}(${list(e.arguments)})`;
    case "let":
      return `(let ${e.variable.name} = ${expressionText(e.value)} in ${expressionText(e.body)})`;
    case "old":
      return `old(${expressionText(e.operand)})`;
    case "quantifier": {
      const triggers = e.triggers.map((trigger) => ` {${list(trigger)}}`).join("");
      return `(${e.quantifier} ${e.variables.map(variableText).join(", ")}${triggers}. ${expressionText(e.body)})`;
    }
    case "builtin":
      return `${e.name}${e.arguments.length === 0 ? `<${typeText(e.type)}>` : ""}(${list(e.arguments)})`;
    case "build":
      return `Seq.build(${expressionText(e.length)}, ${variableText(e.variable)} => ${expressionText(e.body)})`;
  }
}

function literalText(value: bigint | boolean, type: Type): string {
  if (type.kind === "int" || type.kind === "bool") return String(value);
  return type.kind === "enum" ? `${type.name}(${value})` : `${value}${typeText(type)}`;
}

function fieldsText(fields: readonly { readonly name: string; readonly value: Expression }[]): string {
  return fields.map(({ name, value }) => `${name}: ${expressionText(value)}`).join(", ");
}

function variableText(variable: Variable): string {
  return `${variable.name}: ${typeText(variable.type)}`;
}

function argumentText(argument: Argument): string {
  if (argument.kind === "value") return expressionText(argument.value);
  return `${argument.mutable ? "mutable " : "ref "}${expressionText(argument.place)}`;
}

/** The statements, each on lines of its own, indented by this many steps. */
function statementsText(statements: readonly Statement[], depth = 0): string {
  return statements.map((statement) => statementText(statement, depth)).join("");
}

function statementText(s: Statement, depth: number): string {
  const indent = "  ".repeat(depth);
  const ghost = "ghost" in s && s.ghost ? "ghost " : "";
  const line = (text: string) => `${indent}${ghost}${text}\n`;
  const block = (statements: readonly Statement[]) => `{\n${statementsText(statements, depth + 1)}${indent}}`;
  switch (s.kind) {
    case "declare":
      return line(`let ${variableText(s.variable)} = ${expressionText(s.value)}`);
    case "assign":
      return line(`${expressionText(s.target)} = ${expressionText(s.value)}`);
    case "evaluate":
      return line(`evaluate ${expressionText(s.value)}`);
    case "call": {
      const result = s.result ? `let ${variableText(s.result)} = ` : "";
      return line(`${result}call ${s.function}(${s.arguments.map(argumentText).join(", ")})`);
    }
    case "retype":
      return line(`retype ${[s.from, s.frame, s.to].map(expressionText).join(", ")}`);
    case "if": {
      const otherwise = s.whenFalse.length === 0 ? "" : ` else ${block(s.whenFalse)}`;
      return line(`if ${expressionText(s.condition)} ${block(s.whenTrue)}${otherwise}`);
    }
    case "switch": {
      const cases = s.cases
        .map((each) => `${indent}case ${each.values.join(", ")} ${block(each.body)}\n`)
        .join("");
      const otherwise = s.otherwise.length === 0 ? "" : `${indent}default ${block(s.otherwise)}\n`;
      return `${line(`switch ${expressionText(s.subject)}`)}${cases}${otherwise}`;
    }
    case "loop": {
      const head = [
        ...clausesText("invariant", s.invariants, depth + 2),
        ...measureText(s.decreases, depth + 2),
      ];
      const step = s.step.length === 0 ? "" : ` step ${block(s.step)}`;
      return `${line(`loop ${s.label}`)}${head.join("")}${indent}${block(s.body)}${step}\n`;
    }
    case "block":
      return line(`block ${s.label} ${block(s.body)}`);
    case "break":
    case "continue":
      return line(`${s.kind} ${s.label}`);
    case "return":
      return line(s.value ? `return ${expressionText(s.value)}` : "return");
    case "unreachable":
      return line("unreachable");
    case "assert":
      return line(
        `assert ${expressionText(s.clause.condition)}${s.proof.length === 0 ? "" : ` by ${block(s.proof)}`}`,
      );
    case "assertBits":
      return line(`assertBits ${expressionText(s.clause.condition)}`);
    case "assume":
      return line(`assume ${expressionText(s.clause.condition)} because ${JSON.stringify(s.reason)}`);
    case "reveal":
      return line(`reveal ${s.functions.join(", ")}`);
    case "prove": {
      const head = [
        ...clausesText("requires", s.requires, depth + 2),
        ...clausesText("ensures", s.ensures, depth + 2),
      ];
      return `${line(`prove ${s.variables.map(variableText).join(", ")}`)}${head.join("")}${indent}${block(s.body)}\n`;
    }
  }
}

function clausesText(word: string, clauses: readonly Clause[], depth: number): readonly string[] {
  return clauses.map((clause) => `${"  ".repeat(depth)}${word} ${expressionText(clause.condition)}\n`);
}

function measureText(measure: readonly Expression[], depth: number): readonly string[] {
  if (measure.length === 0) return [];
  return [`${"  ".repeat(depth)}decreases ${measure.map(expressionText).join(", ")}\n`];
}

function modifiedText(modified: Modified): string {
  return modified.kind === "view" ? `view ${modified.function}` : expressionText(modified.place);
}

export function functionText(f: FunctionDeclaration): string {
  const parameters = f.parameters.map(
    (each) => `${each.ghost ? "ghost " : ""}${each.reference ? "ref " : ""}${variableText(each)}`,
  );
  const reason = f.reason === undefined ? "" : ` ${JSON.stringify(f.reason)}`;
  const mode = f.mode === "verified" ? "function" : `${f.mode}${reason}`;
  const modifies = f.modifies.length === 0 ? [] : [`  modifies ${f.modifies.map(modifiedText).join(", ")}\n`];
  return [
    `${f.exported ? "export " : ""}${mode} ${f.name}(${parameters.join(", ")}): ${typeText(f.result)}\n`,
    ...clausesText("requires", f.requires, 1),
    ...modifies,
    ...clausesText("ensures", f.ensures, 1),
    ...measureText(f.decreases, 1),
    f.mode === "machine" ? "" : `{\n${statementsText(f.body, 1)}}\n`,
  ].join("");
}

function specText(spec: SpecDeclaration): string {
  const words = `${spec.exported ? "export " : ""}${spec.opaque ? "opaque" : "spec"}`;
  const reads = spec.reads.length === 0 ? [] : [`  reads ${spec.reads.join(", ")}\n`];
  const views = spec.views.length === 0 ? [] : [`  views ${spec.views.join(", ")}\n`];
  return [
    `${words} ${spec.name}(${spec.parameters.map(variableText).join(", ")}): ${typeText(spec.result)}\n`,
    ...reads,
    ...views,
    ...clausesText("requires", spec.requires, 1),
    ...measureText(spec.decreases, 1),
    `  = ${expressionText(spec.body)}\n`,
  ].join("");
}

export function programText(program: Program): string {
  const lines: string[] = [];
  for (const module of program.modules) {
    lines.push(`module ${module.name}${module.imports.map((name) => ` imports ${name}`).join("")}\n`);
    lines.push(...clausesText("invariant", module.invariants, 1));
  }
  for (const each of program.enums.values()) {
    const members = each.members.map(({ name, value }) => `${name} = ${value}`);
    lines.push(`enum ${each.name}: ${each.representation} { ${members.join(", ")} }\n`);
  }
  const fields = (list: readonly (Variable & { readonly ghost: boolean })[]) =>
    list.map((field) => `${field.ghost ? "ghost " : ""}${variableText(field)}`).join("; ");
  for (const each of program.records.values()) lines.push(`record ${each.name} { ${fields(each.fields)} }\n`);
  for (const each of program.unions.values()) {
    const variants = each.variants.map((variant) => `${variant.tag} { ${fields(variant.fields)} }`);
    lines.push(`union ${each.name} by ${each.tagField} = ${variants.join(" | ")}\n`);
  }
  for (const each of program.globals.values()) {
    const owns = each.ownsFrames === undefined ? "" : ` owns ${each.ownsFrames} frames`;
    const value = expressionText(each.initial);
    lines.push(`${each.ghost ? "ghost " : ""}state ${variableText(each)} = ${value}${owns}\n`);
  }
  for (const each of program.specs.values()) lines.push(specText(each));
  for (const each of program.functions.values()) lines.push(functionText(each));
  return lines.join("");
}
