/**
 * Verdicts on arrays and sequences.
 */
import {
  Cases,
  SEQ,
  ARRAY,
  a,
  build,
  slice,
  without,
  concat,
  inside,
  x,
  y,
  i,
  j,
  k,
  s,
  t,
  p,
  q,
  MACHINE,
  SEQS,
  INTS,
} from "./smt-cases.ts";
import * as b from "./smt-build.ts";
import {
  add,
  array,
  both,
  builtin,
  contains,
  convert,
  count,
  eq,
  exists,
  forall,
  implies,
  index,
  int,
  le,
  length,
  lt,
  n,
  ne,
  not,
  push,
  seq,
  sub,
  v,
  withElement,
  zero,
  INT,
  U8,
  U32,
} from "./smt-build.ts";

const cases = new Cases();

// Arrays.
cases.proved("array length", MACHINE, [], eq(length(a), n(8)));
cases.proved("array elements are in range", MACHINE, [], lt(int(index(a, x)), n(1n << 32n)));
cases.proved("array store", MACHINE, [inside(x, n(8))], eq(index(withElement(a, x, p), x), p));
cases.open("array store out of range", MACHINE, [], eq(index(withElement(a, x, p), x), p));
cases.proved("array store elsewhere", MACHINE, [ne(x, y)], eq(index(withElement(a, x, p), y), index(a, y)));
cases.open("two elements", MACHINE, [], eq(index(a, n(100)), index(a, n(101))));
cases.open("an element out of range", MACHINE, [], eq(int(index(a, n(8))), n(0)));
cases.open(
  "an ill-typed value in an array contradicts nothing",
  MACHINE,
  [inside(x, n(8))],
  eq(index(withElement(a, x, convert("exact", n(1n << 32n), U32)), x), n(5, U32)),
);
cases.proved(
  "arrays are equal by elements",
  [...MACHINE, ["c", ARRAY]],
  [
    forall(
      [["e", INT]],
      implies(inside(v("e", INT), n(8)), eq(index(a, v("e", INT)), index(v("c", ARRAY), v("e", INT)))),
    ),
  ],
  eq(a, v("c", ARRAY)),
);
cases.open(
  "arrays equal but for the last",
  [...MACHINE, ["c", ARRAY]],
  [
    forall(
      [["e", INT]],
      implies(inside(v("e", INT), n(7)), eq(index(a, v("e", INT)), index(v("c", ARRAY), v("e", INT)))),
    ),
  ],
  eq(a, v("c", ARRAY)),
);
cases.proved("storing what is there", MACHINE, [inside(x, n(8))], eq(withElement(a, x, index(a, x)), a));
cases.proved("zero array", MACHINE, [inside(x, n(4))], eq(index(zero(array(U8, 4)), x), n(0, U8)));
cases.open("zero array out of range", MACHINE, [], eq(index(zero(array(U8, 4)), x), n(0, U8)));
cases.proved(
  "elements",
  MACHINE,
  [eq(x, n(1))],
  eq(index({ kind: "elements", elements: [p, q], type: array(U32, 2), span: b.SPAN }, x), q),
);
cases.proved(
  "the whole array as a sequence",
  MACHINE,
  [],
  eq(builtin("seq.from", seq(U32), a, n(0), n(8)), slice(a, n(0), n(8))),
);

// Sequences.
cases.proved(
  "push",
  SEQS,
  [],
  both(eq(index(push(s, x), length(s)), x), eq(length(push(s, x)), add(length(s), n(1)))),
);
cases.proved("push keeps", SEQS, [inside(i, length(s))], eq(index(push(s, x), i), index(s, i)));
cases.open("push does not add in front", SEQS, [lt(n(0), length(s))], eq(index(push(s, x), n(0)), x));
cases.proved("a push is undone", SEQS, [], eq(slice(push(s, x), n(0), length(s)), s));
cases.proved("concat", SEQS, [inside(i, length(t))], eq(index(concat(s, t), add(length(s), i)), index(t, i)));
cases.proved(
  "concat of slices",
  SEQS,
  [inside(i, length(s))],
  eq(concat(slice(s, n(0), i), slice(s, i, length(s))), s),
);
cases.open("concat does not commute", SEQS, [], eq(concat(s, t), concat(t, s)));
cases.proved(
  "concat associates",
  [...SEQS, ["u", SEQ]],
  [],
  eq(concat(concat(s, t), v("u", SEQ)), concat(s, concat(t, v("u", SEQ)))),
);
cases.proved(
  "slice of slice",
  SEQS,
  [both(le(n(0), i), le(i, j), le(j, k), le(k, length(s)))],
  eq(slice(slice(s, i, k), n(0), sub(j, i)), slice(s, i, j)),
);
cases.open("slice out of range", SEQS, [], eq(length(slice(s, n(0), k)), k));
cases.proved(
  "without",
  SEQS,
  [inside(i, length(s)), inside(j, length(s)), lt(i, j)],
  eq(index(without(s, i), sub(j, n(1))), index(s, j)),
);
cases.proved(
  "without is the two slices",
  SEQS,
  [inside(i, length(s))],
  eq(without(s, i), concat(slice(s, n(0), i), slice(s, add(i, n(1)), length(s)))),
);
cases.open("without out of range", SEQS, [], eq(length(without(s, i)), sub(length(s), n(1))));
cases.proved("contains an element", SEQS, [inside(i, length(s))], contains(s, index(s, i)));
cases.open("contains an element out of range", SEQS, [], contains(s, index(s, i)));
cases.proved(
  "contains means an index",
  SEQS,
  [contains(s, x)],
  exists([["e", INT]], both(inside(v("e", INT), length(s)), eq(index(s, v("e", INT)), x))),
);
cases.proved("contains after push", SEQS, [ne(x, y)], eq(contains(push(s, y), x), contains(s, x)));
cases.proved(
  "contains after without",
  SEQS,
  [inside(i, length(s)), contains(s, x), ne(index(s, i), x)],
  contains(without(s, i), x),
);
cases.open(
  "without may remove one of two",
  SEQS,
  [inside(i, length(s)), eq(index(s, i), x)],
  not(contains(without(s, i), x)),
);
cases.proved(
  "indexOf is first",
  SEQS,
  [inside(i, length(s))],
  le(builtin("seq.indexOf", INT, s, index(s, i)), i),
);
cases.proved(
  "indexOf of what is not there",
  SEQS,
  [not(contains(s, x))],
  eq(builtin("seq.indexOf", INT, s, x), n(-1)),
);
cases.proved("count after push", SEQS, [], eq(count(push(s, x), x), add(count(s, x), n(1))));
cases.proved(
  "a swap is a permutation",
  [...MACHINE],
  [inside(i, n(8)), inside(j, n(8))],
  forall(
    [["e", U32]],
    eq(
      count(withElement(withElement(a, i, index(a, j)), j, index(a, i)), v("e", U32)),
      count(a, v("e", U32)),
    ),
  ),
);
cases.open(
  "an overwrite is no permutation",
  [...MACHINE],
  [inside(i, n(8)), inside(j, n(8))],
  forall([["e", U32]], eq(count(withElement(a, i, index(a, j)), v("e", U32)), count(a, v("e", U32)))),
);
cases.proved("count and membership", SEQS, [lt(n(0), count(s, x))], contains(s, x));
cases.proved(
  "empty",
  SEQS,
  [],
  both(eq(length(zero(SEQ)), n(0)), not(contains(builtin("seq.empty", SEQ), x))),
);
cases.proved("no elements, so empty", SEQS, [eq(length(s), n(0))], eq(s, builtin("seq.empty", SEQ)));
cases.proved(
  "of",
  SEQS,
  [],
  both(eq(index(builtin("seq.of", SEQ, x, y), n(1)), y), contains(builtin("seq.of", SEQ, x, y), x)),
);
cases.proved("build", INTS, [inside(i, n(10))], eq(index(build(n(10), add(v("e", INT), x)), i), add(i, x)));
cases.open("build out of range", INTS, [], eq(index(build(n(10), add(v("e", INT), x)), i), add(i, x)));
cases.open("build of negative length", INTS, [], eq(length(build(x, v("e", INT))), x));
cases.proved(
  "equal builds",
  INTS,
  [eq(x, y)],
  eq(build(n(10), add(v("e", INT), x)), build(n(10), add(v("e", INT), y))),
);

cases.run("sequences");
