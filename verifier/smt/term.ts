/**
 * SMT-LIB terms as nested lists, their constructors and their text.
 *
 * Owns        the shape of a term, quoting of symbols, printing.
 * Invariants  an atom is a symbol as it stands in the text (already quoted where it needs to be) or a numeral;
 *             printing is deterministic, one line per term.
 * Not here    sorts: a term does not know its sort.
 */

export type Term = string | readonly Term[];

/** What SMT-LIB and Z3 give a meaning of their own: no variable may be called so. */
const RESERVED = new Set(
  (
    "! _ as let forall exists match par lambda not and or xor => = distinct ite true false + - * / div mod rem " +
    "abs <= < >= > select store const map concat extract Int Bool Real Array Seq String RegEx is update if iff " +
    "implies min max to_real to_int is_int divisible bvadd bvsub bvmul default Token Fuel fuel.none fuel.more"
  ).split(" "),
);

/**
 * A symbol as SMT-LIB spells it: quoted only where it must be. Different names have different symbols, of which a
 * quoted one and its contents are the same: only the contents of quoted ones contain `!`. Tags of unions are any text.
 */
export function symbol(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_.<>@$%^&*+=/?~-]*$/.test(name)) return name;
  return `|${name.replace(/[!|\\]/g, (char) => ESCAPES[char] ?? char)}|`;
}

/** What no quoted symbol may contain, and what stands for it. */
const ESCAPES: Readonly<Record<string, string>> = { "!": "!!", "|": "!bar", "\\": "!back" };

/** The symbol of a variable: its own name, with a prime where that name has another meaning. */
export function variableSymbol(name: string): string {
  return RESERVED.has(name) || /^bv/.test(name) ? symbol(`${name}'`) : symbol(name);
}

export function numeral(value: bigint): Term {
  return value < 0n ? ["-", (-value).toString()] : value.toString();
}

export const TRUE: Term = "true";
export const FALSE: Term = "false";

export function and(...terms: readonly (Term | undefined)[]): Term {
  const parts = terms.filter((term) => term !== undefined && term !== TRUE) as Term[];
  if (parts.length === 0) return TRUE;
  return parts.length === 1 ? parts[0]! : ["and", ...parts];
}

export function or(...terms: readonly Term[]): Term {
  const parts = terms.filter((term) => term !== FALSE);
  if (parts.length === 0) return FALSE;
  return parts.length === 1 ? parts[0]! : ["or", ...parts];
}

export function not(term: Term): Term {
  return ["not", term];
}

/** `guard => term`; the guard may be missing or trivial. */
export function implies(guard: Term | undefined, term: Term): Term {
  return guard === undefined || guard === TRUE ? term : ["=>", guard, term];
}

/** A function of no arguments is a constant and takes no parentheses. */
export function apply(head: string, ...args: readonly Term[]): Term {
  return args.length === 0 ? head : [head, ...args];
}

/** `name: sort`, as a quantifier or a definition binds it. */
export interface Binding {
  readonly name: string;
  readonly sort: string;
}

export function quantified(
  quantifier: "forall" | "exists",
  bindings: readonly Binding[],
  body: Term,
  patterns: readonly (readonly Term[])[],
): Term {
  if (bindings.length === 0) return body;
  const annotated = patterns.flatMap((pattern) => [":pattern", pattern]);
  return [
    quantifier,
    bindings.map(({ name, sort }) => [name, sort]),
    annotated.length === 0 ? body : ["!", body, ...annotated],
  ];
}

export function text(term: Term): string {
  return typeof term === "string" ? term : `(${term.map(text).join(" ")})`;
}

/** Every atom of the term, each once, in order of first occurrence. */
export function atoms(term: Term, found: Set<string> = new Set()): Set<string> {
  if (typeof term === "string") found.add(term);
  else for (const part of term) atoms(part, found);
  return found;
}

/** The term with atoms replaced. The replaced atoms must not be bound inside it. */
export function substitute(term: Term, values: ReadonlyMap<string, Term>): Term {
  if (typeof term === "string") return values.get(term) ?? term;
  return term.map((part) => substitute(part, values));
}

/** A product of two unknowns, or a quotient by one. */
export function isNonlinear(term: Term): boolean {
  if (typeof term === "string") return false;
  const [head, ...args] = term;
  if (head === "*" && args.filter((arg) => !isNumeral(arg)).length > 1) return true;
  if ((head === "div" || head === "mod") && !isNumeral(args[1]!)) return true;
  return term.some(isNonlinear);
}

export function isNumeral(term: Term): boolean {
  if (typeof term === "string") return /^\d+$/.test(term);
  return term.length === 2 && term[0] === "-" && isNumeral(term[1]!);
}
