/**
 * The vocabulary of Kernel TypeScript: what a program imports from "welkin".
 *
 * Owns      the names and their TypeScript types, so that plain `tsc --strict` and every editor accept a program.
 * Meaning   docs/reference.md; the front end (language/front) gives each name its typed IR.
 * Not here  anything that runs: every name is compiled, proved or erased, never called as JavaScript.
 *
 * Machine integers are empty ambient enums: literals and `a + b` need no casts, and a u8 is no u32. What plain
 * TypeScript cannot see (mixed widths in an operator, fractions, literals out of range) the front end rejects.
 */

// --- Numbers ---------------------------------------------------------------------------------------------

/** A mathematical integer: unbounded, for specifications only. Ghost. */
export type int = number;

/*
 * Each machine integer type T has
 *   MIN, MAX, BITS        its least and greatest value, its width
 *   from(x)               conversion; that the value fits is a proof obligation
 *   wrap(x)               conversion that keeps the low BITS bits (two's complement)
 *   wrappingAdd/Sub/Mul   arithmetic modulo 2^BITS
 */

export declare enum u8 {}
export declare namespace u8 {
  const MIN: u8;
  const MAX: u8;
  const BITS: 8;
  function from(value: number): u8;
  function wrap(value: number): u8;
  function wrappingAdd(a: u8, b: u8): u8;
  function wrappingSub(a: u8, b: u8): u8;
  function wrappingMul(a: u8, b: u8): u8;
}

export declare enum u16 {}
export declare namespace u16 {
  const MIN: u16;
  const MAX: u16;
  const BITS: 16;
  function from(value: number): u16;
  function wrap(value: number): u16;
  function wrappingAdd(a: u16, b: u16): u16;
  function wrappingSub(a: u16, b: u16): u16;
  function wrappingMul(a: u16, b: u16): u16;
}

export declare enum u32 {}
export declare namespace u32 {
  const MIN: u32;
  const MAX: u32;
  const BITS: 32;
  function from(value: number): u32;
  function wrap(value: number): u32;
  function wrappingAdd(a: u32, b: u32): u32;
  function wrappingSub(a: u32, b: u32): u32;
  function wrappingMul(a: u32, b: u32): u32;
}

export declare enum u64 {}
export declare namespace u64 {
  const MIN: u64;
  const MAX: u64;
  const BITS: 64;
  function from(value: number): u64;
  function wrap(value: number): u64;
  function wrappingAdd(a: u64, b: u64): u64;
  function wrappingSub(a: u64, b: u64): u64;
  function wrappingMul(a: u64, b: u64): u64;
}

export declare enum i8 {}
export declare namespace i8 {
  const MIN: i8;
  const MAX: i8;
  const BITS: 8;
  function from(value: number): i8;
  function wrap(value: number): i8;
  function wrappingAdd(a: i8, b: i8): i8;
  function wrappingSub(a: i8, b: i8): i8;
  function wrappingMul(a: i8, b: i8): i8;
}

export declare enum i16 {}
export declare namespace i16 {
  const MIN: i16;
  const MAX: i16;
  const BITS: 16;
  function from(value: number): i16;
  function wrap(value: number): i16;
  function wrappingAdd(a: i16, b: i16): i16;
  function wrappingSub(a: i16, b: i16): i16;
  function wrappingMul(a: i16, b: i16): i16;
}

export declare enum i32 {}
export declare namespace i32 {
  const MIN: i32;
  const MAX: i32;
  const BITS: 32;
  function from(value: number): i32;
  function wrap(value: number): i32;
  function wrappingAdd(a: i32, b: i32): i32;
  function wrappingSub(a: i32, b: i32): i32;
  function wrappingMul(a: i32, b: i32): i32;
}

export declare enum i64 {}
export declare namespace i64 {
  const MIN: i64;
  const MAX: i64;
  const BITS: 64;
  function from(value: number): i64;
  function wrap(value: number): i64;
  function wrappingAdd(a: i64, b: i64): i64;
  function wrappingSub(a: i64, b: i64): i64;
  function wrappingMul(a: i64, b: i64): i64;
}

// --- Data ------------------------------------------------------------------------------------------------

/** `N` elements of `T`, laid out one after the other. `N` is a literal or the type of an unannotated constant. */
export interface FixedArray<T, N extends number> {
  readonly length: N;
  [index: number]: T;
  /** The array with `value` at `index`. Ghost. */
  with(index: int, value: T): FixedArray<T, N>;
}

/** The value whose bytes are all zero, of the type that the context asks for. */
export declare function zeroed<T>(): T;

/** A fixed array of these elements, as many as the context asks for. */
export declare function arrayOf<T, N extends number>(...elements: T[]): FixedArray<T, N>;

/** A copy of a record or array, which may then be stored elsewhere. */
export declare function copy<T>(place: T): T;

/** The member of enum `E` with this number; that there is one is a proof obligation. */
export declare function enumFrom<E>(value: number): E;

/**
 * Objects of one record type that live in 4 KiB frames, named by frame number. `at(f)` is legal exactly where
 * `owned().has(f)` is proved. Every frame belongs to one pool at a time, so objects never overlap.
 */
export interface Pool<T> {
  /** The object in frame `frame`, as a place. */
  at(frame: u32): T;
  /** The frames that this pool owns. Ghost. */
  owned(): Set<u32>;
}

/** All frames from 0 to `count - 1`: the pool that owns every frame at boot. One in a program. */
export declare function frames<T>(count: number): Pool<T>;

/** A pool that owns nothing at boot. */
export declare function pool<T>(): Pool<T>;

/** Moves frame `frame` from pool `from`, which must own it, to pool `to`; its bytes become zero. */
export declare function retype<A, B>(from: Pool<A>, frame: u32, to: Pool<B>): void;

/**
 * A function of the host: the WebAssembly import `NAME` of the module "machine", or, as "MODULE.NAME", of another
 * module. Its contract is an axiom of the proofs.
 */
export declare function machine<F extends (...parameters: never[]) => unknown>(name: string, contract: F): F;

/** Says that this point cannot be reached, which is a proof obligation. */
export declare function unreachable(): never;

// --- Contracts: calls at the head of a body, in this order -------------------------------------------------

/** Holds when the function is called; the caller proves it. */
export declare function requires(condition: boolean): void;

/** The places, module variables or views that the function may change. What is not named is unchanged. */
export declare function modifies(...places: unknown[]): void;

/** Holds when the function returns. With a parameter: of the result, `ensures((result: u32) => ...)`. */
export declare function ensures(condition: boolean): void;
export declare function ensures<R>(condition: (result: R) => boolean): void;

/** A measure that falls with every recursive call or loop round, and cannot fall for ever. Lexicographic. */
export declare function decreases(...measure: number[]): void;

/** At the head of a loop: holds before every round. At the top of a module: holds between calls of its exports. */
export declare function invariant(condition: boolean): void;

/** Marks a function as checked: its obligations become run-time checks that trap. */
export declare function checked(): void;

/** Marks a function whose contract is believed without proof, for this reason. `welkin audit` prints it. */
export declare function trusted(reason: string): void;

// --- Proof steps: erased ------------------------------------------------------------------------------------

/** Proved here, then known; with `proof`, the steps in it are known to this proof alone. */
export declare function assert(condition: boolean, proof?: () => void): void;

/** Proved by bit-vector reasoning alone, from nothing but the widths of the variables in it; then known. */
export declare function assertBits(condition: boolean): void;

/** Believed without proof, for this reason. `welkin audit` prints it. */
export declare function assume(condition: boolean, reason: string): void;

/** Lets the proof from here to the end of the block see the body of an opaque specification function. */
export declare function reveal(...functions: ((...parameters: never[]) => unknown)[]): void;

/**
 * Proves something for all values of the parameters. The body of the arrow is `requires`, `ensures`, then proof
 * steps; afterwards `forall(parameters, requires implies ensures)` is known.
 */
export declare function prove(step: (...variables: never[]) => void): void;

/** A value that exists for proofs only. A variable that is initialised with it is ghost. */
export declare function ghost<T>(value: T): T;

// --- Specifications -----------------------------------------------------------------------------------------

/** A pure function for specifications. Exported by a module whose state it reads, it is a view of that module. */
export declare function spec<F extends (...parameters: never[]) => unknown>(definition: F): F;

/** A specification function whose body proofs see only where they `reveal` it. */
export declare function opaque<F extends (...parameters: never[]) => unknown>(definition: F): F;

/** Several views by one name, for `modifies` and `unchanged`: `const exchange = views(threads, messages)`. */
export declare function views(...views: unknown[]): Views;
declare class Views {
  private readonly views;
}

/** Each of the views and places is what it was at entry: `threads() === old(threads()) && ...`. */
export declare function unchanged(...views: unknown[]): boolean;

/** A proved fact with parameters: `requires`, `ensures`, proof steps. Calling it makes the fact known. Erased. */
export declare function lemma<F extends (...parameters: never[]) => void>(statement: F): F;

/** `term`, at which the solver uses the quantified fact in whose body this stands. */
export declare function trigger<T>(term: T): T;

/** For all values of the parameters. `triggers`: terms whose appearance makes the solver use the fact. */
export declare function forall(
  body: (...variables: never[]) => boolean,
  triggers?: (...variables: never[]) => unknown[],
): boolean;

/** For some values of the parameters. */
export declare function exists(
  body: (...variables: never[]) => boolean,
  triggers?: (...variables: never[]) => unknown[],
): boolean;

/** `!a || b`, where `b` need make sense only if `a` holds. */
export declare function implies(a: boolean, b: boolean): boolean;

/** The value that the expression had when the function was entered. */
export declare function old<T>(value: T): T;

/** A finite sequence. Value; ghost; `===` compares lengths and elements. */
export interface Seq<T> {
  readonly length: int;
  readonly [index: number]: T;
  /** The element at `index`, which must be in range. Same as `s[index]`. */
  at(index: int): T;
  first(): T;
  last(): T;
  push(value: T): Seq<T>;
  concat(other: Seq<T>): Seq<T>;
  /** The elements from `from` up to, not including, `to`. */
  slice(from: int, to: int): Seq<T>;
  with(index: int, value: T): Seq<T>;
  contains(value: T): boolean;
  /** The index of the first occurrence, or -1. */
  indexOf(value: T): int;
  /** How often `value` occurs. */
  count(value: T): int;
  /** Without the element at `index`. */
  without(index: int): Seq<T>;
}
export declare namespace Seq {
  function empty<T>(): Seq<T>;
  function of<T>(...elements: T[]): Seq<T>;
  /** The elements of a fixed array, all or from `from` up to `to`. */
  function from<T>(array: FixedArray<T, number>, from?: int, to?: int): Seq<T>;
  /** `length` elements: element `i` is `element(i)`. */
  function build<T>(length: int, element: (index: int) => T): Seq<T>;
}

/** A set. Value; ghost; `===` compares members. */
export interface Set<T> {
  has(value: T): boolean;
  add(value: T): Set<T>;
  delete(value: T): Set<T>;
  union(other: Set<T>): Set<T>;
  intersection(other: Set<T>): Set<T>;
  difference(other: Set<T>): Set<T>;
  isSubsetOf(other: Set<T>): boolean;
}
export declare namespace Set {
  function empty<T>(): Set<T>;
  function of<T>(...members: T[]): Set<T>;
}

/** A finite or infinite map. Value; ghost; `===` compares keys and the values under them. */
export interface Map<K, V> {
  has(key: K): boolean;
  /** The value under `key`, which must be there. */
  get(key: K): V;
  set(key: K, value: V): Map<K, V>;
  delete(key: K): Map<K, V>;
  keys(): Set<K>;
}
export declare namespace Map {
  function empty<K, V>(): Map<K, V>;
}
