/**
 * The text of scripts: what is in one, what is left out, how it is named.
 */
import assert from "node:assert/strict";
import test from "node:test";
import type { Expression } from "../../language/ir.ts";
import type { Query } from "../query.ts";
import { encode } from "../smt/encode.ts";
import { symbol } from "../smt/term.ts";
import {
  INT,
  U32,
  U8,
  add,
  array,
  call,
  eq,
  forall,
  implies,
  index,
  int,
  le,
  lt,
  n,
  op,
  program,
  query,
  seq,
  spec,
  sub,
  v,
} from "./smt-build.ts";

const LIMITS = { resources: 1000, seed: 7 };
const NOTHING = program();

function script(asked: Query, declared = NOTHING): string {
  return encode(declared, asked, LIMITS);
}

function assertions(asked: Query, declared = NOTHING): readonly string[] {
  const lines = script(asked, declared).split("\n");
  return lines.slice(lines.indexOf("; types of the variables"));
}

/** The triggers that are chosen for `forall variables. body`. */
function triggers(variables: Query["variables"], names: readonly string[], body: Expression): string {
  const bound = names.map((name) => [name, INT] as const);
  const free = variables.map(({ name, type }) => [name, type] as const);
  const lines = assertions(query(free, [forall(bound, body)], eq(n(0), n(1))));
  const line = lines.find((each) => each.startsWith("(assert (forall"));
  return /:pattern .*(?=\)\)\)$)/.exec(line ?? "")?.[0] ?? "";
}

test("a whole script", () => {
  const [x, y] = [v("x", U8), v("and", INT)];
  const asked = query(
    [
      ["x", U8],
      ["and", INT],
    ],
    [lt(int(x), y)],
    le(n(1), y),
  );
  assert.deepEqual(script(asked).split("\n"), [
    "(set-option :auto_config false)",
    "(set-option :smt.mbqi false)",
    "(set-option :smt.case_split 3)",
    "(set-option :smt.random_seed 7)",
    "(set-option :rlimit 1000)",
    "(set-option :smt.arith.solver 2)",
    "(push)",
    "(declare-fun x () Int)",
    "(declare-fun |and'| () Int)",
    "; types of the variables",
    "(assert (<= 0 x 255))",
    "; hypotheses",
    "(assert (< x |and'|))",
    "; goal, negated",
    "(assert (not (<= 1 |and'|)))",
    "(check-sat)",
    "(get-info :reason-unknown)",
    "(get-info :rlimit)",
    "",
  ]);
});

test("equal queries give equal text", () => {
  const asked = query([["s", seq(U32)]], [], eq(v("s", seq(U32)), v("s", seq(U32))));
  assert.equal(script(asked), script(structuredClone(asked)));
});

test("only what the query can reach is there", () => {
  const declared = program({
    specs: [
      spec("m.used", [["k", INT]], INT, call("m.inner", INT, v("k", INT))),
      spec("m.inner", [["k", INT]], INT, add(v("k", INT), n(1))),
      spec("m.unused", [["k", INT]], INT, v("k", INT)),
    ],
  });
  const text = script(
    query([["s", seq(U32)]], [], eq(call("m.used", INT, index(v("s", seq(U32)), n(0))), n(2))),
    declared,
  );
  assert.match(text, /the definition of m\.used/);
  assert.match(text, /the definition of m\.inner/);
  assert.doesNotMatch(text, /unused|Seq\.push|Seq\.count/);
});

test("products of unknowns ask for the other arithmetic", () => {
  const [x, y] = [v("x", INT), v("y", INT)];
  const variables = [
    ["x", INT],
    ["y", INT],
  ] as const;
  assert.match(script(query(variables, [], eq(op("mul", x, y), x))), /arith\.solver 6/);
  assert.match(script(query(variables, [], eq(op("div", x, y), x))), /arith\.solver 6/);
  assert.match(script(query(variables, [], eq(op("mul", n(3), op("rem", x, n(-4))), x))), /arith\.solver 2/);
});

test("triggers are the least terms that are not arithmetic and do not feed themselves", () => {
  const A = array(U32, 8);
  const [a, next] = [v("a", A), v("next", A)];
  const [i, j] = [v("i", INT), v("j", INT)];
  const variables = [
    { name: "a", type: A },
    { name: "next", type: A },
  ];
  const at = (base: Expression, place: Expression): Expression => int(index(base, place));
  assert.equal(triggers(variables, ["i"], lt(at(a, i), n(3))), ":pattern ((Seq.at<u32> a i))");
  assert.equal(
    triggers(variables, ["i", "j"], implies(lt(i, j), le(at(a, i), at(a, j)))),
    ":pattern ((Seq.at<u32> a i) (Seq.at<u32> a j))",
  );
  assert.equal(
    triggers(variables, ["i"], eq(at(next, at(a, i)), at(a, add(i, n(1))))),
    ":pattern ((Seq.at<u32> next (Seq.at<u32> a i)))",
  );
  assert.equal(triggers(variables, ["i"], lt(at(a, i), at(a, sub(i, n(1))))), ":pattern ((Seq.at<u32> a i))");
  assert.equal(
    triggers(variables, ["i"], lt(at(a, add(i, n(1))), n(3))),
    ":pattern ((Seq.at<u32> a (+ i 1)))",
  );
  assert.equal(triggers(variables, ["i"], lt(i, n(3))), "");
});

test("a formula that is to be proved needs no trigger", () => {
  const body = forall([["i", INT]], le(n(0), int(index(v("a", array(U32, 8)), v("i", INT)))));
  const lines = assertions(query([["a", array(U32, 8)]], [], body));
  assert.equal(lines.find((line) => line.includes("forall"))?.includes(":pattern"), false);
});

test("different names have different symbols, with or without bars", () => {
  const names = ["a", "a!barb", "a|b", "a!!barb", "a!|b", "a!b", "a\\b", "a!backb", "1", "!", "|", ""];
  const contents = names.map((name) => symbol(name).replace(/^\|([^]*)\|$/, "$1"));
  assert.equal(new Set(contents).size, names.length, contents.join(" "));
  for (const content of contents) assert.doesNotMatch(content, /[|\\]/);
});
