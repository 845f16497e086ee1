/**
 * Counterexamples: a call that really fails, for an obligation that is not proved.
 *
 * Owns        the way from the solver's model to the interpreter's values.
 * Invariants  what is told has been replayed by the interpreter on the real code; the model is a hint, no more.
 * Not here    the search (language/interpreter/search.ts).
 */
import type { Program, Type } from "../language/ir.ts";
import { fieldsOf } from "../language/types.ts";
import { type Candidate, findCounterexample } from "../language/interpreter/search.ts";
import { UnionValue, type Value, Zeros, arrayOf } from "../language/interpreter/value.ts";
import { entryVariables } from "../verifier/obligations.ts";
import type { ProofObligation, ProofUnit } from "../verifier/query.ts";
import { type ModelValue, modelScript, readModel } from "../verifier/smt/model.ts";
import type { RunningSolver, ScriptOptions } from "./toolchain.ts";

/** `a call with low = 1, high = 4294967295 fails so`, if there is one that the search finds. */
export async function counterexample(
  program: Program,
  unit: ProofUnit,
  obligation: ProofObligation,
  options: ScriptOptions & { readonly solver: RunningSolver },
): Promise<string | undefined> {
  if (!program.functions.has(unit.name)) return undefined;
  const candidates = await modelCandidates(program, unit.name, obligation, options);
  const found = findCounterexample(program, unit.name, obligation, { candidates });
  if (!found) return undefined;
  return `a call${found.text === "" ? "" : ` with ${found.text}`} fails so`;
}

/** The values that parameters and module state have at entry in the solver's model, if it has one. */
async function modelCandidates(
  program: Program,
  name: string,
  { query }: ProofObligation,
  { solver, ...limits }: ScriptOptions & { readonly solver: RunningSolver },
): Promise<readonly Candidate[]> {
  const declared = new Set(query.variables.map((variable) => variable.name));
  const entry = entryVariables(program, name).filter(
    ({ kind, variable }) => kind !== "view" && declared.has(variable.name),
  );
  const variables = entry.map(({ variable }) => variable);
  const output = await solver.output(modelScript(program, query, limits, variables));
  if (output === undefined) return [];
  const model = readModel(program, query, output, variables);
  const zeros = new Zeros(program);
  const valuesOf = (wanted: "parameter" | "global"): ReadonlyMap<string, Value> =>
    new Map(
      entry.flatMap(({ source, kind, variable }) => {
        const value = kind === wanted ? model.get(variable.name) : undefined;
        return value === undefined ? [] : [[source, valueOf(program, zeros, variable.type, value)] as const];
      }),
    );
  return [{ parameters: valuesOf("parameter"), state: valuesOf("global") }];
}

/** What the model leaves open is zero. */
function valueOf(program: Program, zeros: Zeros, type: Type, value: ModelValue): Value {
  if (typeof value === "bigint" || typeof value === "boolean") return value;
  switch (value.kind) {
    case "unknown":
      return zeros.of(type);
    case "elements": {
      if (type.kind !== "array" && type.kind !== "seq") return zeros.of(type);
      const length =
        type.kind === "array" ? type.length : Math.min(Number(value.length), value.elements.length);
      const elements = Array.from({ length }, (_, index) => {
        const element = value.elements[index];
        return element === undefined
          ? zeros.of(type.element)
          : valueOf(program, zeros, type.element, element);
      });
      return type.kind === "array" ? arrayOf(elements) : elements;
    }
    case "record":
      return recordOf(program, zeros, type, value);
  }
}

function recordOf(
  program: Program,
  zeros: Zeros,
  type: Type,
  { variant, fields }: Extract<ModelValue, { kind: "record" }>,
): Value {
  const declared = fieldsOf(program, type, variant);
  if (!declared) return zeros.of(type);
  const values = Object.fromEntries(
    declared.map(({ name, type: fieldType }) => {
      const value = fields.get(name);
      return [name, value === undefined ? zeros.of(fieldType) : valueOf(program, zeros, fieldType, value)];
    }),
  );
  return variant === undefined ? values : new UnionValue(variant, values);
}
