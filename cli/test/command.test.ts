import assert from "node:assert/strict";
import { test } from "node:test";
import { type Command, Failure, helpOf, parseInvocation } from "../command.ts";
import { EXIT, exitCodeTable } from "../exit-codes.ts";
import { recordingTerminal } from "./helpers.ts";

const COMMAND: Command = {
  name: "paint",
  operands: "WALL...",
  summary: "Paints walls.",
  options: { coats: { value: "N", short: "c", help: "how often" }, dry: { help: "do not" } },
  run: () => Promise.resolve(EXIT.success),
};

function invoke(...parameters: string[]) {
  const signal = new AbortController().signal;
  return parseInvocation(COMMAND, parameters, { terminal: recordingTerminal(), folder: "/", signal });
}

test("operands, flags and values are read in any order", () => {
  const invocation = invoke("north", "--dry", "-c", "3", "south");
  assert.deepEqual(invocation.operands, ["north", "south"]);
  assert.ok(invocation.flag("dry"));
  assert.equal(invocation.number("coats", 1), 3);
  assert.equal(invoke("north").number("coats", 1), undefined);
});

test("a negative number is an operand", () => {
  assert.deepEqual(invoke("wall", "-5", "-0x10").operands, ["wall", "-5", "-0x10"]);
  assert.deepEqual(invoke("--", "-5").operands, ["-5"]);
});

for (const parameters of [["--wet"], ["--coats"], ["--dry=1"]])
  test(`${parameters.join(" ")} is a usage failure of one line`, () => {
    assert.throws(
      () => invoke(...parameters),
      (error) => error instanceof Failure && error.code === EXIT.usage && !error.message.includes("\n"),
    );
  });

for (const value of ["x", "-1", "0", "1.5", "1e3", ""])
  test(`--coats ${JSON.stringify(value)} is no number of coats`, () => {
    assert.throws(() => invoke(`--coats=${value}`).number("coats", 1), /--coats takes a whole number from 1/);
  });

test("help names every option", () => {
  const help = helpOf(COMMAND);
  for (const part of ["welkin paint WALL...", "Paints walls.", "-c, --coats N", "--dry"])
    assert.ok(help.includes(part), part);
});

test("exit codes differ and each has a meaning", () => {
  const codes = Object.values(EXIT);
  assert.equal(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(exitCodeTable(), new RegExp(`^ +${code}  \\w`, "m"));
});
