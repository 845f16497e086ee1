import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "../compile.ts";
import { binary, declaration, integer, program, returns, variable } from "./ir.ts";

const u32 = integer("u32");
const [a, b] = [variable("a", u32), variable("b", u32)];

test("an exported function runs", () => {
  const add = declaration("add", [a, b], u32, [returns(binary("add", a, b))]);
  const { binary: bytes } = compile(program([add]), { entry: "main" });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  assert.equal((exports["add"] as (a: number, b: number) => number)(20, 22), 42);
  assert.ok(exports["memory"] instanceof WebAssembly.Memory);
});
