/**
 * The invariants of the IR, checked.
 *
 * Owns      what ir.ts promises: types of operands, unique names, known names, ghost code apart. For tests of the
 *           front end and of passes that make IR.
 * Not here  rules of the language, which are a user's to break (language/front).
 */
import type { Expression, FunctionDeclaration, Program, SpecDeclaration, Statement, Type } from "./ir.ts";
import { typeText } from "./print.ts";
import { blocksOf, expressionsOf, operandsOf, subexpressions } from "./walk.ts";
import { fieldsOf } from "./types.ts";

/** The violations, in words; none for a well-formed program. */
export function validate(program: Program): readonly string[] {
  const found: string[] = [];
  for (const f of program.functions.values()) new Body(program, f.name, found).checkFunction(f);
  for (const spec of program.specs.values()) new Body(program, spec.name, found).checkSpec(spec);
  for (const module of program.modules) {
    const body = new Body(program, module.name, found);
    for (const clause of module.invariants) body.checkExpression(clause.condition, new Map());
  }
  for (const global of program.globals.values()) {
    new Body(program, global.name, found).checkType(global.initial, global.type, "initial value");
  }
  return found;
}

interface Known {
  readonly type: Type;
  readonly ghost: boolean;
}

type Environment = ReadonlyMap<string, Known>;

const SPECIFICATION_TYPES = ["int", "seq", "set", "map"];
const SPECIFICATION_KINDS = ["call", "let", "old", "quantifier", "builtin", "build"];

class Body {
  readonly program: Program;
  readonly owner: string;
  readonly found: string[];
  readonly names = new Set<string>();

  constructor(program: Program, owner: string, found: string[]) {
    this.program = program;
    this.owner = owner;
    this.found = found;
  }

  complain(text: string): void {
    this.found.push(`${this.owner}: ${text}`);
  }

  declareName(name: string): void {
    if (this.names.has(name)) this.complain(`the name ${name} is not unique`);
    this.names.add(name);
  }

  checkFunction(f: FunctionDeclaration): void {
    const environment = new Map<string, Known>();
    for (const parameter of f.parameters) {
      this.declareName(parameter.name);
      environment.set(parameter.name, parameter);
    }
    const result = new Map(environment).set("result", { type: f.result, ghost: true });
    for (const clause of f.requires) this.checkCondition(clause.condition, environment);
    for (const clause of f.ensures) this.checkCondition(clause.condition, result);
    for (const measure of f.decreases) {
      this.checkExpression(measure, environment);
      this.checkType(measure, { kind: "int" }, "measure");
    }
    for (const each of f.modifies) if (each.kind === "place") this.checkExpression(each.place, environment);
    this.checkStatements(f.body, environment, f.mode === "lemma", f);
  }

  checkSpec(spec: SpecDeclaration): void {
    const environment = new Map<string, Known>();
    for (const parameter of spec.parameters) {
      this.declareName(parameter.name);
      environment.set(parameter.name, { type: parameter.type, ghost: true });
    }
    for (const clause of spec.requires) this.checkCondition(clause.condition, environment);
    this.checkExpression(spec.body, environment);
    this.checkType(spec.body, spec.result, "body");
  }

  checkType(e: Expression, type: Type, what: string): void {
    if (typeText(e.type) !== typeText(type)) {
      this.complain(`${what} has type ${typeText(e.type)}, not ${typeText(type)}`);
    }
  }

  checkCondition(e: Expression, environment: Environment): void {
    this.checkExpression(e, environment);
    this.checkType(e, { kind: "bool" }, "condition");
  }

  checkStatements(
    list: readonly Statement[],
    outer: Environment,
    ghost: boolean,
    f: FunctionDeclaration,
  ): void {
    const environment = new Map(outer);
    for (const s of list) this.checkStatement(s, environment, ghost, f);
  }

  checkStatement(
    s: Statement,
    environment: Map<string, Known>,
    ghost: boolean,
    f: FunctionDeclaration,
  ): void {
    const isProof = ["assert", "assertBits", "assume", "prove", "reveal"].includes(s.kind);
    const isGhost = isProof || ("ghost" in s && s.ghost);
    if (ghost && !isGhost && !["break", "continue", "return", "block", "unreachable"].includes(s.kind)) {
      this.complain(`a ${s.kind} in ghost code is not ghost`);
    }
    const inner = new Map(environment);
    if (s.kind === "prove") {
      for (const variable of s.variables) {
        this.declareName(variable.name);
        inner.set(variable.name, { type: variable.type, ghost: true });
      }
    }
    if (s.kind === "loop" || s.kind === "block") this.declareName(s.label);
    this.checkStatementExpressions(s, inner, isGhost || ghost);
    this.checkStatementTypes(s, f);
    const blocks = blocksOf(s);
    const [body, step] = blocks;
    if (s.kind === "loop" && body && step) {
      // The step runs in the scope of the loop, not of its body.
      this.checkStatements(body, inner, isGhost || ghost, f);
      this.checkStatements(step, inner, isGhost || ghost, f);
    } else for (const block of blocks) this.checkStatements(block, inner, isGhost || ghost, f);
    this.declareResult(s, environment, isGhost || ghost);
  }

  checkStatementExpressions(s: Statement, environment: Environment, ghost: boolean): void {
    const proof = s.kind === "loop" ? expressionsOf(s) : [];
    for (const e of expressionsOf(s)) {
      this.checkExpression(e, environment);
      const argument = s.kind === "call" && this.isGhostArgument(s, e);
      if (!ghost && !argument && !proof.includes(e) && s.kind !== "assign")
        this.checkExecutable(e, environment);
    }
    if (s.kind === "assign" && !ghost) {
      this.checkExecutable(s.target, environment);
      this.checkExecutable(s.value, environment);
    }
  }

  isGhostArgument(s: Extract<Statement, { kind: "call" }>, e: Expression): boolean {
    const index = s.arguments.findIndex((each) => (each.kind === "value" ? each.value : each.place) === e);
    return this.program.functions.get(s.function)?.parameters[index]?.ghost ?? false;
  }

  checkStatementTypes(s: Statement, f: FunctionDeclaration): void {
    switch (s.kind) {
      case "declare":
        return this.checkType(s.value, s.variable.type, s.variable.name);
      case "assign":
        return this.checkType(s.value, s.target.type, "assigned value");
      case "if":
        return this.checkType(s.condition, { kind: "bool" }, "condition");
      case "return":
        if (s.value) this.checkType(s.value, f.result, "returned value");
        else if (f.result.kind !== "void") this.complain("a return without a value");
        return;
      case "call":
        return this.checkCall(s);
      default:
        return;
    }
  }

  checkCall(s: Extract<Statement, { kind: "call" }>): void {
    const callee = this.program.functions.get(s.function);
    if (!callee) return this.complain(`no function ${s.function}`);
    if (callee.parameters.length !== s.arguments.length)
      this.complain(`${s.function}: wrong number of arguments`);
    callee.parameters.forEach((parameter, index) => {
      const argument = s.arguments[index];
      if (!argument) return;
      const e = argument.kind === "value" ? argument.value : argument.place;
      this.checkType(e, parameter.type, `argument ${parameter.name}`);
      const wanted = parameter.reference ? "reference" : "value";
      if (argument.kind !== wanted) this.complain(`argument ${parameter.name} is no ${wanted}`);
    });
    if (s.result && typeText(s.result.type) !== typeText(callee.result))
      this.complain("type of a call's result");
  }

  declareResult(s: Statement, environment: Map<string, Known>, ghost: boolean): void {
    const variable = s.kind === "declare" ? s.variable : s.kind === "call" ? s.result : undefined;
    if (!variable) return;
    this.declareName(variable.name);
    environment.set(variable.name, { type: variable.type, ghost });
  }

  /** Nothing that runs depends on what exists for proofs only. */
  checkExecutable(e: Expression, environment: Environment): void {
    for (const part of subexpressions(e)) {
      if (this.insideGhostField(e, part)) continue;
      if (SPECIFICATION_KINDS.includes(part.kind)) this.complain(`a ${part.kind} in executable code`);
      if (SPECIFICATION_TYPES.includes(part.type.kind))
        this.complain(`a ${part.kind} of type ${part.type.kind} in code`);
      if (part.kind === "variable" && environment.get(part.name)?.ghost)
        this.complain(`${part.name} is ghost`);
      if (part.kind === "global" && this.program.globals.get(part.name)?.ghost)
        this.complain(`${part.name} is ghost`);
    }
  }

  /** The values of ghost fields in a fresh record are specifications. */
  insideGhostField(whole: Expression, part: Expression): boolean {
    for (const e of subexpressions(whole)) {
      if (e.kind !== "construct" && e.kind !== "update") continue;
      const fields = fieldsOf(this.program, e.type, e.kind === "construct" ? e.variant : undefined) ?? [];
      for (const { name, value } of e.fields) {
        const ghost = fields.some((field) => field.name === name && field.ghost);
        if (ghost && [...subexpressions(value)].includes(part)) return true;
      }
    }
    return false;
  }

  checkExpression(e: Expression, outer: Environment): void {
    const environment = new Map(outer);
    const bound =
      e.kind === "quantifier" ? e.variables : e.kind === "let" || e.kind === "build" ? [e.variable] : [];
    for (const variable of bound) {
      this.declareName(variable.name);
      environment.set(variable.name, { type: variable.type, ghost: true });
    }
    this.checkNode(e, environment);
    for (const operand of operandsOf(e)) this.checkExpression(operand, environment);
  }

  checkNode(e: Expression, environment: Environment): void {
    switch (e.kind) {
      case "variable": {
        const known = environment.get(e.name);
        if (!known) return this.complain(`no variable ${e.name}`);
        return this.checkType(e, known.type, e.name);
      }
      case "global":
        if (!this.program.globals.has(e.name)) this.complain(`no state ${e.name}`);
        return;
      case "call":
        if (!this.program.specs.has(e.function)) this.complain(`no specification function ${e.function}`);
        return;
      case "binary": {
        this.checkType(e.right, e.left.type, `right operand of ${e.operator}`);
        const arithmetic = ["add", "sub", "mul", "div", "rem", "and", "or", "xor", "shl", "shr"];
        const result: Type = arithmetic.includes(e.operator) ? e.left.type : { kind: "bool" };
        return this.checkType(e, result, e.operator);
      }
      case "wrapping":
        this.checkType(e.left, e.type, "left operand");
        return this.checkType(e.right, e.type, "right operand");
      case "conditional":
        this.checkType(e.condition, { kind: "bool" }, "condition");
        this.checkType(e.whenTrue, e.type, "branch");
        return this.checkType(e.whenFalse, e.type, "branch");
      case "literal":
        if ((typeof e.value === "boolean") !== (e.type.kind === "bool")) this.complain("type of a literal");
        return;
      default:
        return;
    }
  }
}
