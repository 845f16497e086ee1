/**
 * The choice of triggers: at which terms the solver uses a quantified fact.
 *
 * Owns        candidates, the danger of matching loops, the choice.
 * Invariants  a trigger mentions every bound variable, and is made of functions that are not interpreted. The
 *             choice decides only how soon a proof is found, never what is true.
 *
 * A candidate `f(x)` can loop if the body also has `f(g(x))`: using the fact at x makes the term that uses it at g(x).
 * Such candidates, and those with arithmetic on a bound variable (`a[i + 1]` matches hardly anything), come last.
 */
import { type Term, atoms, substitute, text } from "./term.ts";

interface Candidate {
  readonly term: Term;
  readonly covers: ReadonlySet<string>;
  readonly size: number;
  /** 0: good. 1: can loop. 2: has arithmetic on a bound variable. */
  readonly rank: 0 | 1 | 2;
}

const ARITHMETIC = new Set(["+", "-", "*"]);

/** Triggers for `variables` in `body`; several are alternatives. None where nothing covers the variables. */
export function chooseTriggers(
  variables: readonly string[],
  body: Term,
  isFunction: (name: string) => boolean,
): readonly (readonly Term[])[] {
  const found = new Collector(new Set(variables), isFunction);
  found.visit(body, new Map(), new Set());
  const candidates = ranked(found, variables);
  for (const rank of [0, 1, 2]) {
    const allowed = candidates.filter((candidate) => candidate.rank <= rank);
    const single = smallest(allowed.filter((candidate) => candidate.covers.size === variables.length));
    if (single.length > 0) return single.map((candidate) => [candidate.term]);
    const several = cover(allowed, variables);
    if (several) return [several];
  }
  return [];
}

function ranked(found: Collector, variables: readonly string[]): readonly Candidate[] {
  const bound = new Set(variables);
  return [...found.terms.values()].map((term) => {
    const occurring = atoms(term);
    const covers = new Set(variables.filter((variable) => occurring.has(variable)));
    const rank = found.arithmetic.has(text(term)) ? 2 : found.loops(term, bound) ? 1 : 0;
    return { term, covers, size: text(term).length, rank };
  });
}

/** Those that contain no other of them. */
function smallest(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(
    (candidate) => !candidates.some((other) => other !== candidate && contains(candidate.term, other.term)),
  );
}

function contains(whole: Term, part: Term): boolean {
  if (text(whole) === text(part)) return true;
  return typeof whole !== "string" && whole.some((inner) => contains(inner, part));
}

/** A small set that covers all variables: always the candidate that covers most of what is left, then the shortest. */
function cover(candidates: readonly Candidate[], variables: readonly string[]): readonly Term[] | undefined {
  const missing = new Set(variables);
  const chosen: Term[] = [];
  while (missing.size > 0) {
    const gain = (candidate: Candidate): number =>
      [...candidate.covers].filter((name) => missing.has(name)).length;
    const best = [...candidates].sort((a, b) => gain(b) - gain(a) || a.size - b.size)[0];
    if (!best || gain(best) === 0) return undefined;
    chosen.push(best.term);
    for (const name of best.covers) missing.delete(name);
  }
  return chosen;
}

class Collector {
  /** By text: applications that mention a bound variable and are made of functions and plain arithmetic alone. */
  readonly terms = new Map<string, Term>();
  /** The texts of those in which arithmetic is done on a bound variable. */
  readonly arithmetic = new Set<string>();
  readonly #bound: ReadonlySet<string>;
  readonly #isFunction: (name: string) => boolean;

  constructor(bound: ReadonlySet<string>, isFunction: (name: string) => boolean) {
    this.#bound = bound;
    this.#isFunction = isFunction;
  }

  /** `lets` gives what names stand for; `inner` are the variables of quantifiers inside, which no trigger mentions. */
  visit(term: Term, lets: ReadonlyMap<string, Term>, inner: ReadonlySet<string>): void {
    if (typeof term === "string" || term.length === 0) return;
    const head = term[0]!;
    if (head === "let") return this.#visitLet(term, lets, inner);
    if (head === "forall" || head === "exists") {
      const names = (term[1] as readonly Term[]).map((binding) => binding[0] as string);
      return this.visit(term[2]!, lets, new Set([...inner, ...names]));
    }
    if (head === "!") return this.visit(term[1]!, lets, inner);
    if (typeof head === "string" && this.#isFunction(head)) this.#consider(substitute(term, lets), inner);
    for (const part of term.slice(1)) this.visit(part, lets, inner);
  }

  #visitLet(term: readonly Term[], lets: ReadonlyMap<string, Term>, inner: ReadonlySet<string>): void {
    const extended = new Map(lets);
    for (const [name, value] of term[1] as readonly (readonly [string, Term])[]) {
      this.visit(value, lets, inner);
      extended.set(name, substitute(value, lets));
    }
    this.visit(term[2]!, extended, inner);
  }

  #consider(term: Term, inner: ReadonlySet<string>): void {
    const occurring = atoms(term);
    if (![...occurring].some((name) => this.#bound.has(name))) return;
    if ([...occurring].some((name) => inner.has(name)) || !this.#matchable(term)) return;
    const key = text(term);
    this.terms.set(key, term);
    if (this.#hasArithmetic(term)) this.arithmetic.add(key);
  }

  /** Functions, constants, variables and arithmetic; nothing that is true or false. */
  #matchable(term: Term): boolean {
    if (typeof term === "string") return true;
    const head = term[0]!;
    if (typeof head !== "string") return false;
    if (!this.#isFunction(head) && !ARITHMETIC.has(head)) return false;
    return term.slice(1).every((part) => this.#matchable(part));
  }

  #hasArithmetic(term: Term): boolean {
    if (typeof term === "string") return false;
    if (ARITHMETIC.has(term[0] as string)) return [...atoms(term)].some((name) => this.#bound.has(name));
    return term.slice(1).some((part) => this.#hasArithmetic(part));
  }

  /** Does another candidate match this one with a greater term in place of a bound variable? */
  loops(pattern: Term, bound: ReadonlySet<string>): boolean {
    return [...this.terms.values()].some((term) => {
      const values = new Map<string, Term>();
      if (!match(pattern, term, bound, values)) return false;
      return [...values].some(([, value]) => typeof value !== "string" && mentions(value, bound));
    });
  }
}

function mentions(term: Term, names: ReadonlySet<string>): boolean {
  return [...atoms(term)].some((name) => names.has(name));
}

/** Is `term` an instance of `pattern`? Its bound variables' values go to `values`. */
function match(pattern: Term, term: Term, bound: ReadonlySet<string>, values: Map<string, Term>): boolean {
  if (typeof pattern === "string") {
    if (!bound.has(pattern)) return pattern === term;
    const known = values.get(pattern);
    if (known !== undefined) return text(known) === text(term);
    values.set(pattern, term);
    return true;
  }
  if (typeof term === "string" || term.length !== pattern.length) return false;
  return pattern.every((part, i) => match(part, term[i]!, bound, values));
}
