/**
 * The typed IR: a checked Kernel TypeScript program, as every later stage reads it.
 *
 *     source -> typed IR -> passive form -> assertion IR -> SMT-LIB -> Z3      (verifier/)
 *                        -> WebAssembly                                        (compiler/)
 *                        -> values                                             (language/interpreter/)
 *
 * Owns        the data types of programs, functions, statements, expressions, types.
 * Invariants  (the front end establishes them; readers may rely on them)
 *   - Every expression carries its type; operands of one operator have one type. No implicit conversion is left.
 *   - Expressions are pure: calls of executable functions are statements. `&&`, `||`, `?:` evaluate lazily.
 *   - The names of parameters, locals, bound variables and labels are unique within a function.
 *   - There are no references left: a place is a variable and a path, and a local alias of a place has been
 *     replaced by that place, its indices held in locals. A reference parameter is a variable whose final
 *     value goes back to the caller's place.
 *   - Generics are gone: each instance stands under its own name.
 *   - Ghost code is marked, and nothing that is not ghost depends on it.
 * Not here    which operations can fail (obligations.ts), the text form (print.ts).
 */

/** Where something stands in the source: offsets in UTF-16 code units, line and column from 1. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

// --- Types -------------------------------------------------------------------------------------------------

export type IntegerName = "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64";

export type Type =
  | { readonly kind: "void" }
  | { readonly kind: "bool" }
  | { readonly kind: "integer"; readonly name: IntegerName }
  /** The mathematical integers; ghost. */
  | { readonly kind: "int" }
  /** `name` keys Program.enums. */
  | { readonly kind: "enum"; readonly name: string }
  /** `name` keys Program.records. */
  | { readonly kind: "record"; readonly name: string }
  /** `name` keys Program.unions. */
  | { readonly kind: "union"; readonly name: string }
  | { readonly kind: "array"; readonly element: Type; readonly length: number }
  /** Objects in frames, by frame number (u32): the set of owned frames and the object in each. Module state only. */
  | { readonly kind: "pool"; readonly element: Type }
  /** Specification types; ghost. */
  | { readonly kind: "seq"; readonly element: Type }
  | { readonly kind: "set"; readonly element: Type }
  | { readonly kind: "map"; readonly key: Type; readonly value: Type }
  /** The hidden state behind a view. Only in the verifier's passive form. */
  | { readonly kind: "token" };

export interface EnumDeclaration {
  readonly name: string;
  readonly span: Span;
  readonly members: readonly { readonly name: string; readonly value: bigint }[];
  /** The smallest unsigned type that holds all members. */
  readonly representation: IntegerName;
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  /** Ghost fields exist in proofs and in the interpreter, and take no memory. */
  readonly ghost: boolean;
}

export interface RecordDeclaration {
  readonly name: string;
  readonly span: Span;
  readonly fields: readonly Field[];
}

/** A tagged union. The text of the tag names the variant: `{ kind: "ok"; ... }` has tag field "kind", tag "ok". */
export interface UnionDeclaration {
  readonly name: string;
  readonly span: Span;
  readonly tagField: string;
  readonly variants: readonly { readonly tag: string; readonly fields: readonly Field[] }[];
}

// --- Expressions -------------------------------------------------------------------------------------------

export type ArithmeticOperator = "add" | "sub" | "mul" | "div" | "rem";
export type BitOperator = "and" | "or" | "xor" | "shl" | "shr";
export type ComparisonOperator = "eq" | "ne" | "lt" | "le" | "gt" | "ge";
/** `land` and `lor` are `&&` and `||`; `implies` and `iff` are for specifications. */
export type BooleanOperator = "land" | "lor" | "implies" | "iff";
export type BinaryOperator = ArithmeticOperator | BitOperator | ComparisonOperator | BooleanOperator;

/** A bound or declared variable. */
export interface Variable {
  readonly name: string;
  readonly type: Type;
}

interface Node {
  readonly type: Type;
  readonly span: Span;
}

export type Expression =
  /** Integers of any kind and enum members: bigint. */
  | (Node & { readonly kind: "literal"; readonly value: bigint | boolean })
  /** A parameter, local, bound variable, or `result` in an `ensures`. */
  | (Node & { readonly kind: "variable"; readonly name: string })
  /** Module state. `name` keys Program.globals. */
  | (Node & { readonly kind: "global"; readonly name: string })
  /** A field of a record; with `variant`, of that variant of a union, which obliges the value to be that variant. */
  | (Node & {
      readonly kind: "field";
      readonly base: Expression;
      readonly field: string;
      readonly variant?: string;
    })
  /** Is the union value this variant? Boolean. */
  | (Node & { readonly kind: "is"; readonly base: Expression; readonly variant: string })
  /** An element of an array or seq. The index is a machine integer, or int in ghost code. */
  | (Node & { readonly kind: "index"; readonly base: Expression; readonly index: Expression })
  /** The object in a frame of a pool. `frame` is a u32, or int in ghost code. */
  | (Node & { readonly kind: "at"; readonly pool: Expression; readonly frame: Expression })
  | (Node & { readonly kind: "not"; readonly operand: Expression })
  | (Node & { readonly kind: "negate"; readonly operand: Expression })
  | (Node & { readonly kind: "complement"; readonly operand: Expression })
  /**
   * Operands and result have one type (comparisons and boolean operators result in bool). `div` truncates, `rem`
   * has the sign of the dividend, `shl` drops high bits, `shr` copies the sign of a signed operand; the right
   * operand of a shift has the type of the left. On type int there is no overflow; bit operators are not on int.
   * `eq` and `ne` are on every type in ghost code, on integers, bool and enums in executable code.
   */
  | (Node & {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  /** Arithmetic modulo 2^BITS on a machine integer type. */
  | (Node & {
      readonly kind: "wrapping";
      readonly operator: "add" | "sub" | "mul";
      readonly left: Expression;
      readonly right: Expression;
    })
  /**
   * From an integer, enum or int to an integer, int or enum type. "exact": the value must fit (obligation; none
   * where every value of the operand's type fits). "wrap": keeps the low bits.
   */
  | (Node & { readonly kind: "convert"; readonly mode: "exact" | "wrap"; readonly operand: Expression })
  | (Node & {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    })
  /** All zero bytes: 0, false, first variant of a union, empty seq, set, map. Also the initial value of a pool. */
  | (Node & { readonly kind: "zero" })
  /** A record of all its fields; of a union, with `variant`. */
  | (Node & {
      readonly kind: "construct";
      readonly variant?: string;
      readonly fields: readonly { readonly name: string; readonly value: Expression }[];
    })
  /** A copy of a record with other values in some fields. */
  | (Node & {
      readonly kind: "update";
      readonly base: Expression;
      readonly fields: readonly { readonly name: string; readonly value: Expression }[];
    })
  /** An array of exactly these elements. */
  | (Node & { readonly kind: "elements"; readonly elements: readonly Expression[] })
  // Ghost only, from here on.
  /** A call of a specification function. `function` keys Program.specs. */
  | (Node & { readonly kind: "call"; readonly function: string; readonly arguments: readonly Expression[] })
  | (Node & {
      readonly kind: "let";
      readonly variable: Variable;
      readonly value: Expression;
      readonly body: Expression;
    })
  /** The value at entry of the function. Locals in it are of scalar type and never change. */
  | (Node & { readonly kind: "old"; readonly operand: Expression })
  | (Node & {
      readonly kind: "quantifier";
      readonly quantifier: "forall" | "exists";
      readonly variables: readonly Variable[];
      /** Each inner list is one trigger (all its terms together). Empty: the verifier chooses. */
      readonly triggers: readonly (readonly Expression[])[];
      readonly body: Expression;
    })
  /** An operation of the specification library on values; see BuiltinName. */
  | (Node & {
      readonly kind: "builtin";
      readonly name: BuiltinName;
      readonly arguments: readonly Expression[];
    })
  /** Seq.build(length, (variable) => body). */
  | (Node & {
      readonly kind: "build";
      readonly length: Expression;
      readonly variable: Variable;
      readonly body: Expression;
    });

/** The receiver is the first argument. Indices and lengths are of type int. Types as in welkin.d.ts. */
export type BuiltinName =
  | "seq.empty" // ()
  | "seq.of" // (...elements)
  | "seq.from" // (array, from, to)
  | "seq.length" // (seq)
  | "seq.push" // (seq, value)
  | "seq.concat" // (seq, seq)
  | "seq.slice" // (seq, from, to)     obligation: 0 <= from <= to <= length
  | "seq.with" // (seq or array, index, value)  obligation: index in range
  | "seq.without" // (seq, index)      obligation: index in range
  | "seq.contains" // (seq, value)
  | "seq.indexOf" // (seq, value)
  | "seq.count" // (seq, value)
  | "set.empty" // ()
  | "set.of" // (...members)
  | "set.has" // (set, value)
  | "set.add" // (set, value)
  | "set.delete" // (set, value)
  | "set.union" // (set, set)
  | "set.intersection" // (set, set)
  | "set.difference" // (set, set)
  | "set.isSubsetOf" // (set, set)
  | "map.empty" // ()
  | "map.has" // (map, key)
  | "map.get" // (map, key)            obligation: has
  | "map.set" // (map, key, value)
  | "map.delete" // (map, key)
  | "map.keys" // (map)
  | "pool.owned" // (pool)
  // Made by the verifier only, for storing to a part of a value.
  | "pool.with" // (pool, frame, object)  the same frames, this object in one of them
  | "pool.gain" // (pool, frame)          owns the frame too, with a zero object in it
  | "pool.lose"; // (pool, frame)         does not own the frame

/** An expression that names storage: a variable or global, then fields, indices and frames. */
export type Place = Expression & { readonly kind: "variable" | "global" | "field" | "index" | "at" };

/** One conjunct of a contract, with its own words for messages. */
export interface Clause {
  readonly condition: Expression;
  readonly span: Span;
  /** The source text. */
  readonly text: string;
}

// --- Statements --------------------------------------------------------------------------------------------

export type Argument =
  | { readonly kind: "value"; readonly value: Expression }
  /** For a reference parameter. `mutable`: the callee's contract says that it may change. */
  | { readonly kind: "reference"; readonly place: Place; readonly mutable: boolean };

interface StatementNode {
  readonly span: Span;
}

export type Statement =
  /** A new local with a value. Locals of record and array type are storage of their own. */
  | (StatementNode & {
      readonly kind: "declare";
      readonly variable: Variable;
      readonly value: Expression;
      readonly ghost: boolean;
    })
  | (StatementNode & {
      readonly kind: "assign";
      readonly target: Place;
      readonly value: Expression;
      readonly ghost: boolean;
    })
  /** Evaluates for its obligations only (the indices of an alias, an expression statement). */
  | (StatementNode & { readonly kind: "evaluate"; readonly value: Expression; readonly ghost: boolean })
  /** Calls an executable or machine function or a lemma (then `ghost`). The result becomes a new local. */
  | (StatementNode & {
      readonly kind: "call";
      readonly function: string;
      readonly arguments: readonly Argument[];
      readonly result?: Variable;
      readonly ghost: boolean;
    })
  /** Moves a frame between pools and zeroes it. Obligation: `from` owns it. */
  | (StatementNode & {
      readonly kind: "retype";
      readonly from: Place;
      readonly frame: Expression;
      readonly to: Place;
    })
  | (StatementNode & {
      readonly kind: "if";
      readonly condition: Expression;
      readonly whenTrue: readonly Statement[];
      readonly whenFalse: readonly Statement[];
      readonly ghost: boolean;
    })
  /** One case runs; no fall-through. Subject: integer or enum. */
  | (StatementNode & {
      readonly kind: "switch";
      readonly subject: Expression;
      readonly cases: readonly { readonly values: readonly bigint[]; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    })
  /**
   * For ever: `body`, then `step`. `continue` goes to `step`, `break` behind the loop. A source loop's condition is
   * an `if (!condition) break` at the start of `body`. Invariants and measure are evaluated before each round.
   */
  | (StatementNode & {
      readonly kind: "loop";
      readonly label: string;
      readonly invariants: readonly Clause[];
      /** Lexicographic, of type int. */
      readonly decreases: readonly Expression[];
      readonly body: readonly Statement[];
      readonly step: readonly Statement[];
      readonly ghost: boolean;
    })
  /** `break` with this label goes behind the block. */
  | (StatementNode & { readonly kind: "block"; readonly label: string; readonly body: readonly Statement[] })
  | (StatementNode & { readonly kind: "break" | "continue"; readonly label: string })
  | (StatementNode & { readonly kind: "return"; readonly value?: Expression })
  /** Obligation: this point is not reached. */
  | (StatementNode & { readonly kind: "unreachable" })
  // Proof steps; erased.
  | (StatementNode & {
      readonly kind: "assert";
      readonly clause: Clause;
      readonly proof: readonly Statement[];
    })
  | (StatementNode & { readonly kind: "assertBits"; readonly clause: Clause })
  | (StatementNode & { readonly kind: "assume"; readonly clause: Clause; readonly reason: string })
  /** Up to the end of the statement list that it stands in. Keys of Program.specs. */
  | (StatementNode & { readonly kind: "reveal"; readonly functions: readonly string[] })
  | (StatementNode & {
      readonly kind: "prove";
      readonly variables: readonly Variable[];
      readonly requires: readonly Clause[];
      readonly ensures: readonly Clause[];
      readonly body: readonly Statement[];
    });

// --- Declarations ------------------------------------------------------------------------------------------

export interface Parameter extends Variable {
  /** Record and array parameters of executable functions are references to the caller's places. */
  readonly reference: boolean;
  readonly ghost: boolean;
}

export type FunctionMode = "verified" | "checked" | "trusted" | "machine" | "lemma";

export interface FunctionDeclaration {
  /** Unique: `module.function`, `module.Class.method`, with `<types>` for an instance of a generic. */
  readonly name: string;
  /** As written. */
  readonly sourceName: string;
  readonly module: string;
  readonly span: Span;
  readonly exported: boolean;
  readonly mode: FunctionMode;
  /** Why a trusted function is trusted; the import name of a machine function. */
  readonly reason?: string;
  readonly parameters: readonly Parameter[];
  readonly result: Type;
  readonly requires: readonly Clause[];
  readonly modifies: readonly Modified[];
  /** `result` names the returned value. */
  readonly ensures: readonly Clause[];
  /** Of type int. Empty where the function is not recursive. */
  readonly decreases: readonly Expression[];
  readonly body: readonly Statement[];
}

/** What a contract lets change: a place (a reference parameter, module state, or a part of one), or a view. */
export type Modified =
  | { readonly kind: "place"; readonly place: Place; readonly span: Span }
  /** A specification function that reads module state: within its module, all the state that it reads. */
  | { readonly kind: "view"; readonly function: string; readonly span: Span };

export interface SpecDeclaration {
  readonly name: string;
  readonly sourceName: string;
  readonly module: string;
  readonly span: Span;
  readonly exported: boolean;
  readonly opaque: boolean;
  readonly parameters: readonly Variable[];
  readonly result: Type;
  readonly requires: readonly Clause[];
  /** Of type int. Empty where not recursive. */
  readonly decreases: readonly Expression[];
  readonly body: Expression;
  /** The module state that the body reads, also through other specification functions of the same module. */
  readonly reads: readonly string[];
  /**
   * The views of other modules that the body reads, also through other specification functions. A view is an
   * exported specification function with `reads` not empty; outside its module it is known by its contract only.
   */
  readonly views: readonly string[];
}

export interface GlobalDeclaration {
  readonly name: string;
  readonly sourceName: string;
  readonly module: string;
  readonly span: Span;
  readonly type: Type;
  /** Constant expression. For a pool: `zero`, and `ownsFrames` tells what it owns at boot. */
  readonly initial: Expression;
  /** The number of frames that a pool owns at boot. */
  readonly ownsFrames?: number;
  readonly ghost: boolean;
}

export interface ModuleDeclaration {
  /** The path from the program's root, without `.ts`, `/` between folders. */
  readonly name: string;
  readonly file: string;
  /** Names of the modules that it imports, lower layers first. */
  readonly imports: readonly string[];
  /** Hold at entry and exit of each exported executable function and lemma, and after initialisation. */
  readonly invariants: readonly Clause[];
}

/** Modules in layer order, lowest first. */
export interface Program {
  readonly modules: readonly ModuleDeclaration[];
  readonly enums: ReadonlyMap<string, EnumDeclaration>;
  readonly records: ReadonlyMap<string, RecordDeclaration>;
  readonly unions: ReadonlyMap<string, UnionDeclaration>;
  readonly globals: ReadonlyMap<string, GlobalDeclaration>;
  readonly specs: ReadonlyMap<string, SpecDeclaration>;
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
}
