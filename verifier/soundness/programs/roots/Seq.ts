/** A module and a function that are called like a theory of the solver: `Seq.length<u8>`. */
import { Seq, assert, int, lemma, spec, u8 } from "welkin";

export const length = spec(<T>(s: Seq<T>): int => (s.length > 0 ? 7 : 7));

export const lengthOfAll = lemma((s: Seq<u8>): void => {
  assert(length(s) === 7);
  assert(s.length === 7); // FAILS V205
});
