/**
 * Counting lines: small programs of which every line says in a comment what it is.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSources } from "../../language/front/index.ts";
import { countLines } from "../lines.ts";

const PROGRAMS = {
  types: `
import { type FixedArray, Map, type int, spec, u32, views, zeroed } from "welkin";
const SIZE = 2 + 2; // executable
type Numbers = Map<u32, int>; // specification
enum Kind { None } // executable
class Entry { // executable
  kind: Kind = Kind.None; // executable
} // executable
class Place { // specification
  level: int = 0; // specification
} // specification
const table: FixedArray<Entry, typeof SIZE> = zeroed(); // executable
let all: Map<int, Place> = Map.empty(); // specification
export const places = spec((): Map<int, Place> => all); // specification
export const kind = spec( // specification
  (): Kind => // specification
    table[0].kind, // specification
); // specification
export const both = views(places); // specification
export const group = views( // specification
  places, // specification
  both, // specification
); // specification
`,
  functions: `
import { type int, assert, ensures, forall, ghost, invariant, lemma, machine, modifies, old, prove, requires, u32 } from "welkin";
let count: u32 = 0; // executable
invariant( // specification
  count <= 100 && // specification
    count >= 0, // specification
); // specification
const small = lemma((n: int): void => { // proof
  requires(n >= 0); // proof
  ensures(n * n >= 0); // proof
}); // proof
const beep = machine("beep", (n: u32): void => { // trusted
  requires(n < 9); // trusted
}); // trusted
/**
 * More.
 */
export function more( // executable
  n: u32, // executable
): u32 { // executable
  requires(n <= 100); // specification
  modifies(count); // specification
  ensures( // specification
    (result: u32) => // specification
      result === old(count), // specification
  ); // specification
  // Nothing.
  const before = ghost(count); // proof
  small(n); // proof
  let i: u32 = 0; // executable
  while (i < n) { // executable
    invariant(i <= n); // proof
    i += 1; // executable
    if (i > 3) { // executable
      assert(i > 2); // proof
    } // executable
  } // executable

  prove((m: int) => { // proof
    ensures(m * 0 === 0); // proof
  }); // proof
  beep(2); // executable
  assert(before === count); // proof
  return count; // executable
} // executable
`,
};

for (const [name, text] of Object.entries(PROGRAMS))
  test(`every line is of the class that it says: ${name}`, () => {
    const { program, diagnostics } = loadSources({ "m.ts": text });
    assert.ok(program, diagnostics.map(({ message }) => message).join("\n"));
    const [file] = program.modules.map((module) => module.file);
    const expected = { executable: 0, specification: 0, proof: 0, trusted: 0 };
    for (const [, each] of text.matchAll(/\/\/ (\w+)$/gm))
      if (each! in expected) expected[each as keyof typeof expected] += 1;
    assert.deepEqual(countLines([program], new Map([[file!, text]])), new Map([[file!, expected]]));
  });
