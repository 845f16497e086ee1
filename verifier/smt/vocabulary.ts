/**
 * The vocabulary of one script: every sort, function and axiom that the query could need, and the choice of those
 * that it does need.
 *
 * Owns        declarations, axioms, their selection by reachability, their text.
 * Invariants
 *   - An axiom can act only where its trigger matches; so it is selected when every function of one of its patterns
 *     occurs in what is selected already. A ground axiom is selected with the function that it is about.
 *   - A function that is selected is declared once; everything is printed in the order of registration, so equal
 *     queries give equal text.
 * Not here    what the axioms say (sequences.ts, sets.ts, maps.ts, pools.ts, records.ts, specifications.ts).
 */
import { type Binding, type Term, atoms, quantified, text } from "./term.ts";

export interface Axiom {
  /** The fact in words. */
  readonly fact: string;
  readonly variables: readonly Binding[];
  readonly patterns: readonly (readonly Term[])[];
  readonly body: Term;
  /** Of a ground axiom: the function that it is about. */
  readonly about?: string;
}

/** An axiom as one closed formula. */
export interface SelectedAxiom {
  readonly fact: string;
  readonly term: Term;
}

interface FunctionDeclaration {
  readonly parameters: readonly string[];
  readonly result: string;
}

export class Vocabulary {
  readonly #sorts = new Set<string>();
  readonly #functions = new Map<string, FunctionDeclaration>();
  readonly #axioms: Axiom[] = [];
  readonly #theories = new Set<string>();
  readonly #definitions = new Map<string, () => void>();
  readonly #numbers = new Map<string, number>();

  /** Runs `register` the first time that this theory is asked for. */
  theory(name: string, register: () => void): void {
    if (this.#theories.has(name)) return;
    this.#theories.add(name);
    register();
  }

  sort(name: string): string {
    this.#sorts.add(name);
    return name;
  }

  function(name: string, parameters: readonly string[], result: string): string {
    const known = this.#functions.get(name);
    if (known && text([...known.parameters, known.result]) !== text([...parameters, result])) {
      throw new Error(`two meanings of ${name}`);
    }
    if (!known) this.#functions.set(name, { parameters, result });
    return name;
  }

  /** Is this symbol an uninterpreted function with parameters, so that it may head a trigger? */
  isFunction(name: string): boolean {
    return (this.#functions.get(name)?.parameters.length ?? 0) > 0;
  }

  /** A number for each text, in the order in which they come. */
  number(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  axiom(axiom: Axiom): void {
    this.#axioms.push(axiom);
  }

  /** A function whose axioms are worked out only if the function is selected. */
  whenSelected(name: string, define: () => void): void {
    this.#definitions.set(name, define);
  }

  /** Declarations and axioms that these terms need, as script lines. */
  select(roots: readonly Term[]): {
    readonly declarations: string[];
    readonly axioms: readonly SelectedAxiom[];
  } {
    const selection = new Selection(this.#functions, this.#axioms, this.#definitions);
    selection.reach(roots);
    selection.close();
    return {
      declarations: [...this.#sortLines(selection, roots), ...this.#functionLines(selection)],
      axioms: this.#axioms
        .filter((axiom) => selection.axioms.has(axiom))
        .map((axiom) => ({ fact: axiom.fact, term: closed(axiom) })),
    };
  }

  /** All that is registered, for the tests of its soundness. */
  get axioms(): readonly Axiom[] {
    return this.#axioms;
  }

  get sorts(): readonly string[] {
    return [...this.#sorts];
  }

  get functions(): readonly string[] {
    return [...this.#functions.keys()];
  }

  /** The parameters and result of a registered function. */
  signature(name: string): FunctionDeclaration | undefined {
    return this.#functions.get(name);
  }

  #sortLines(selection: Selection, roots: readonly Term[]): string[] {
    const used = new Set<string>();
    for (const root of roots) atoms(root, used);
    for (const axiom of selection.axioms) atoms(closed(axiom), used);
    for (const name of selection.functions) {
      const { parameters, result } = this.#functions.get(name)!;
      for (const sort of [...parameters, result]) used.add(sort);
    }
    return [...this.#sorts].filter((sort) => used.has(sort)).map((sort) => `(declare-sort ${sort} 0)`);
  }

  #functionLines(selection: Selection): string[] {
    return [...this.#functions]
      .filter(([name]) => selection.functions.has(name))
      .map(([name, { parameters, result }]) => `(declare-fun ${name} (${parameters.join(" ")}) ${result})`);
  }
}

/** The closure of what the roots mention under "an axiom whose trigger can match". */
class Selection {
  readonly functions = new Set<string>();
  readonly axioms = new Set<Axiom>();
  readonly #known: ReadonlyMap<string, FunctionDeclaration>;
  readonly #candidates: readonly Axiom[];
  readonly #definitions: ReadonlyMap<string, () => void>;

  constructor(
    known: ReadonlyMap<string, FunctionDeclaration>,
    candidates: readonly Axiom[],
    definitions: ReadonlyMap<string, () => void>,
  ) {
    this.#known = known;
    this.#candidates = candidates;
    this.#definitions = definitions;
  }

  reach(terms: readonly Term[]): void {
    for (const term of terms) {
      for (const atom of atoms(term)) {
        if (!this.#known.has(atom) || this.functions.has(atom)) continue;
        this.functions.add(atom);
        this.#definitions.get(atom)?.();
      }
    }
  }

  close(): void {
    for (let size = -1; size !== this.axioms.size;) {
      size = this.axioms.size;
      for (const axiom of this.#candidates) {
        if (this.axioms.has(axiom) || !this.#canAct(axiom)) continue;
        this.axioms.add(axiom);
        this.reach([closed(axiom)]);
      }
    }
  }

  #canAct(axiom: Axiom): boolean {
    if (axiom.about !== undefined) return this.functions.has(axiom.about);
    return axiom.patterns.some((pattern) =>
      [...atoms(pattern)].every((atom) => !this.#known.has(atom) || this.functions.has(atom)),
    );
  }
}

function closed(axiom: Axiom): Term {
  return quantified("forall", axiom.variables, axiom.body, axiom.patterns);
}
