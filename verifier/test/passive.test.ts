import assert from "node:assert/strict";
import { test } from "node:test";
import type { Statement } from "../../language/ir.ts";
import { not, toInt } from "../../language/build.ts";
import { passiveFormOf, proofUnit } from "../obligations.ts";
import { printPassive, printExpression } from "../passive/print.ts";
import {
  assign,
  at,
  clause,
  declare,
  func,
  give,
  number,
  op,
  parameter,
  programOf,
  ref,
  U32,
  when,
} from "./ir.ts";

function passive(...body: Statement[]): string {
  const declaration = func("f", { parameters: [parameter("x"), parameter("n")], result: U32, body });
  return printPassive(passiveFormOf(programOf([declaration]), "test.f"));
}

test("copies and literals get no version of their own", () => {
  const text = passive(
    declare("y", ref("x")),
    assign("y", op("add", ref("y"), number(1n)), 3),
    give(ref("y")),
  );
  assert.equal(
    text,
    [
      "block 0",
      "block 1 <- 0",
      "  check V101 (1): 0 <= x@0 + 1 && x@0 + 1 <= 4294967295",
      "  define y@0 := x@0 + 1",
    ].join("\n"),
  );
});

test("a join makes a version of what the paths leave different", () => {
  const text = passive(
    declare("y", number(1n)),
    declare("z", number(1n)),
    when(op("lt", ref("x"), ref("n")), [assign("y", ref("x"))]),
    give(op("and", ref("y"), ref("z"))),
  );
  assert.equal(
    text,
    [
      "block 0",
      "block 1 <- 0",
      "block 2 <- 1",
      "  assume x@0 < n@0",
      "block 3 <- 1",
      "  assume !(x@0 < n@0)",
      "block 4 <- 2 [y@0 === x@0], 3 [y@0 === 1]",
      "  define result@0 := y@0 & 1",
    ].join("\n"),
  );
});

/** `while (i < n) i += 1`, with invariant `i <= n` and measure `n - i`. */
function counting(): Statement[] {
  const loop: Statement = {
    kind: "loop",
    label: "loop",
    invariants: [clause(op("le", ref("i"), ref("n")), 4)],
    decreases: [op("sub", toInt(ref("n")), toInt(ref("i")))],
    body: [
      when(not(op("lt", ref("i"), ref("n"))), [{ kind: "break", label: "loop", span: at(3) }]),
      assign("i", op("add", ref("i"), number(1n)), 5),
    ],
    step: [],
    ghost: false,
    span: at(3),
  };
  return [declare("i", number(0n)), loop, give(ref("i"), 7)];
}

test("a loop is cut at its header", () => {
  assert.equal(
    passive(...counting()),
    [
      "block 0",
      "block 1 <- 0",
      "  check V203 (4): 0 <= n@0",
      "block 2 <- 1",
      "  assume i@0 <= n@0",
      "block 3 <- 2",
      "  assume !(i@0 < n@0)",
      "block 4 <- 2",
      "  assume i@0 < n@0",
      "  check V101 (1): 0 <= i@0 + 1 && i@0 + 1 <= 4294967295",
      "  define i@1 := i@0 + 1",
      "  check V204 (4): i@1 <= n@0",
      "  check V208 (1): n@0 - i@1 < n@0 - i@0 && 0 <= n@0 - i@0",
      "block 5 <- 3",
    ].join("\n"),
  );
});

test("only what leads to a check is known there, under the conditions of the way", () => {
  const declaration = func("f", {
    parameters: [parameter("x"), parameter("n")],
    result: U32,
    ensures: [clause(op("le", ref("result"), ref("n")), 2)],
    body: counting(),
  });
  const unit = proofUnit(programOf([declaration]), "test.f");
  const exit = unit.obligations.find(({ code }) => code === "V202");
  assert.ok(exit);
  assert.equal(exit.span.line, 7);
  assert.equal(exit.related?.line, 2);
  assert.deepEqual(
    exit.query.hypotheses.map((e) => printExpression(e)),
    ["0 <= n@0", "i@0 <= n@0", "!(i@0 < n@0)"],
  );
});
