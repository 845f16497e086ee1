/** Rewritten modules that are kept: what is found is what was kept, and only for the module that it was made from. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findRewritten, keepRewritten } from "../rewritten.ts";
import { rewrite } from "../rewriter/rewrite.ts";
import { assemble, OPTIONS } from "../rewriter/test/helpers.ts";

/** A module with a custom section of so many bytes, which are not as others have them. */
function moduleWith(bytes: number): Uint8Array {
  const content = Buffer.from(`\x01rewritten.test ${process.pid}`.padEnd(bytes, "."));
  const [low, high] = [(content.length & 0x7f) | 0x80, content.length >> 7];
  return Buffer.concat([assemble("(module (memory 1))"), Buffer.from([0, low, high]), content]);
}

test("what was kept is found, for equal bytes", () => {
  const source = moduleWith(5000);
  const rewritten = rewrite(source, OPTIONS);
  assert.equal(findRewritten(source), undefined);
  keepRewritten(source, rewritten);
  const found = findRewritten(Uint8Array.from(source))!;
  assert.deepEqual(found.description, rewritten.description);
  assert.ok(Buffer.from(rewritten.binary).equals(found.binary));
  assert.ok(WebAssembly.validate(found.binary));
});

test("a module that differs in any byte has another one, though it may have the same name", () => {
  const source = moduleWith(4000);
  keepRewritten(source, rewrite(source, OPTIONS));
  for (let last = 1; last <= 40; last += 1) {
    const other = Uint8Array.from(source);
    other[other.length - last]! ^= 1;
    assert.equal(findRewritten(other), undefined);
  }
  assert.ok(findRewritten(source));
});
