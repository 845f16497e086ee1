/**
 * Mutations of a function: each mistake in its executable code, one at a time.
 *
 * Owns        which statements are forgotten and which conditions turned round.
 * Invariants  a mutant keeps the contract, the loop invariants, the measures and all ghost code.
 * Not here    mutations within expressions (expressions.ts), what becomes of the mutants (mutate.ts).
 */
import type { Argument, FunctionDeclaration, Program, Span, Statement, Variable } from "../../language/ir.ts";
import { isScalar } from "../../language/types.ts";
import {
  type Mutation,
  type Scope,
  expressionMutations,
  lift,
  negated,
  placeMutations,
} from "./expressions.ts";

/** All mutants of a verified function; none of others, which are not proved. */
export function functionMutations(
  program: Program,
  declaration: FunctionDeclaration,
): readonly Mutation<FunctionDeclaration>[] {
  if (declaration.mode !== "verified") return [];
  const variables = declaration.parameters.filter(({ type, ghost }) => !ghost && isScalar(type));
  const mutations = lift(listMutations(declaration.body, { program, variables }), (body) => ({
    ...declaration,
    body,
  }));
  const seen = new Set<string>();
  return mutations.filter(({ span, change }) => {
    const key = `${span.line}:${span.column}:${span.endLine}:${span.endColumn} ${change}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Mutants of a statement list: a statement is left out, or is wrong in itself. */
function listMutations(list: readonly Statement[], scope: Scope): readonly Mutation<readonly Statement[]>[] {
  let inScope = scope;
  return list.flatMap((statement, index) => {
    const here = inScope;
    const gone = declaredInHead(statement, list.slice(0, index));
    const kept = inScope.variables.filter(({ name }) => !gone.includes(name));
    inScope = { ...inScope, variables: [...kept, ...declaredBy(statement)] };
    const replaced = (statements: readonly Statement[]): readonly Statement[] =>
      list.toSpliced(index, 1, ...statements);
    return [
      ...lift(omission(statement), replaced),
      ...lift(statementMutations(statement, here), (mutant) => replaced([mutant])),
    ];
  });
}

/** The variables of a `for`, which end with it. Their declarations stand before the loop, but inside it in the source. */
function declaredInHead(loop: Statement, before: readonly Statement[]): readonly string[] {
  if (loop.kind !== "loop") return [];
  const { line, column } = loop.span;
  return before.flatMap((statement) => {
    const { span } = statement;
    const inside = span.line > line || (span.line === line && span.column > column);
    return inside ? declaredBy(statement).map(({ name }) => name) : [];
  });
}

/** A declaration that stands in the source is more than its value (sameSpan); others are temporaries of the front end. */
function declaredBy(statement: Statement): readonly Variable[] {
  if (statement.kind === "declare" && !statement.ghost && isScalar(statement.variable.type))
    return sameSpan(statement.span, statement.value.span) ? [] : [statement.variable];
  if (statement.kind === "call" && !statement.ghost && statement.result && isScalar(statement.result.type))
    return [statement.result];
  return [];
}

function sameSpan(a: Span, b: Span): boolean {
  return a.line === b.line && a.column === b.column && a.endLine === b.endLine && a.endColumn === b.endColumn;
}

/** What is left when the statement is forgotten, where that makes sense. */
function omission(statement: Statement): readonly Mutation<readonly Statement[]>[] {
  const { span } = statement;
  switch (statement.kind) {
    case "assign":
      if (statement.ghost || sameSpan(span, statement.value.span)) return [];
      return [{ node: [], span, change: "assignment omitted" }];
    case "retype":
      return [{ node: [], span, change: "retype omitted" }];
    case "call": {
      if (statement.ghost) return [];
      const change = `call of ${statement.function.replace(/^.*\./, "")} omitted`;
      if (!statement.result) return [{ node: [], span, change }];
      const { type } = statement.result;
      if (type.kind !== "bool" && type.kind !== "integer") return [];
      const value = { kind: "zero", type, span } as const;
      return [
        { node: [{ kind: "declare", variable: statement.result, value, ghost: false, span }], span, change },
      ];
    }
    default:
      return [];
  }
}

function statementMutations(s: Statement, scope: Scope): readonly Mutation<Statement>[] {
  switch (s.kind) {
    case "evaluate":
      return []; // An alias is mutated where it is used.
    case "declare":
      if (s.ghost) return [];
      return lift(expressionMutations(s.value, scope), (value) => ({ ...s, value }));
    case "assign":
      if (s.ghost) return [];
      return [
        ...lift(placeMutations(s.target, scope, "target"), (target) => ({ ...s, target })),
        ...lift(expressionMutations(s.value, scope), (value) => ({ ...s, value })),
      ];
    case "call":
      if (s.ghost) return [];
      return callMutations(s, scope);
    case "retype":
      return lift(expressionMutations(s.frame, scope), (frame) => ({ ...s, frame }));
    case "if":
      if (s.ghost) return [];
      return [
        {
          node: { ...s, condition: negated(s.condition) },
          span: s.condition.span,
          change: "condition negated",
        },
        ...lift(conditionMutations(s.condition, scope), (condition) => ({ ...s, condition })),
        ...lift(listMutations(s.whenTrue, scope), (whenTrue) => ({ ...s, whenTrue })),
        ...lift(listMutations(s.whenFalse, scope), (whenFalse) => ({ ...s, whenFalse })),
      ];
    case "switch":
      return switchMutations(s, scope);
    case "loop":
      if (s.ghost) return [];
      return [
        ...lift(listMutations(s.body, scope), (body) => ({ ...s, body })),
        ...lift(listMutations(s.step, scope), (step) => ({ ...s, step })),
      ];
    case "block":
      return lift(listMutations(s.body, scope), (body) => ({ ...s, body }));
    case "return":
      if (!s.value) return [];
      return lift(expressionMutations(s.value, scope), (value) => ({ ...s, value }));
    case "break":
    case "continue":
    case "unreachable":
    case "assert":
    case "assertBits":
    case "assume":
    case "reveal":
    case "prove":
      return [];
  }
}

/** Of a negated condition (the exit of a source loop is one) only the inside: the whole is negated already. */
function conditionMutations(condition: Parameters<typeof expressionMutations>[0], scope: Scope) {
  if (condition.kind !== "not") return expressionMutations(condition, scope);
  return lift(expressionMutations(condition.operand, scope), (operand) => ({ ...condition, operand }));
}

/** Ghost arguments are left alone, like all that is erased. */
function callMutations(
  s: Extract<Statement, { kind: "call" }>,
  scope: Scope,
): readonly Mutation<Statement>[] {
  const callee = scope.program.functions.get(s.function);
  if (!callee) throw new Error(`no function ${s.function}`);
  return s.arguments.flatMap((argument, index) =>
    callee.parameters[index]?.ghost
      ? []
      : lift(argumentMutations(argument, scope), (node) => ({
          ...s,
          arguments: s.arguments.with(index, node),
        })),
  );
}

function argumentMutations(argument: Argument, scope: Scope): readonly Mutation<Argument>[] {
  return argument.kind === "value"
    ? lift(expressionMutations(argument.value, scope), (value) => ({ ...argument, value }))
    : lift(placeMutations(argument.place, scope, "argument"), (place) => ({ ...argument, place }));
}

/** A case is forgotten, so that its values go to `otherwise`; or something in it is wrong. */
function switchMutations(
  s: Extract<Statement, { kind: "switch" }>,
  scope: Scope,
): readonly Mutation<Statement>[] {
  return [
    ...lift(expressionMutations(s.subject, scope), (subject) => ({ ...s, subject })),
    ...s.cases.flatMap((one, index) => [
      {
        node: { ...s, cases: s.cases.toSpliced(index, 1) },
        span: one.body[0]?.span ?? s.span,
        change: `case ${one.values.join(", ")} omitted`,
      },
      ...lift(listMutations(one.body, scope), (body) => ({
        ...s,
        cases: s.cases.with(index, { ...one, body }),
      })),
    ]),
    ...lift(listMutations(s.otherwise, scope), (otherwise) => ({ ...s, otherwise })),
  ];
}
