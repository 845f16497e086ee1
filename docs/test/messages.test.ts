/** docs/messages.md says what the tables of codes say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { MESSAGES } from "../../language/diagnostics.ts";
import { MESSAGES as PROOFS } from "../../verifier/messages.ts";
import { messagesPage, PAGE } from "../generate-messages.ts";

test("docs/messages.md is up to date (else: npm run docs)", async () => {
  assert.equal(readFileSync(PAGE, "utf8"), await messagesPage());
});

test("every code has an entry on the page", () => {
  const entries = [...readFileSync(PAGE, "utf8").matchAll(/^### ([KV]\d{3}): /gm)].map((match) => match[1]);
  assert.deepEqual(entries.toSorted(), [...Object.keys(MESSAGES), ...Object.keys(PROOFS)].toSorted());
});
