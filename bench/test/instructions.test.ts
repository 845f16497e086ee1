/** The kernel takes as many instructions as the committed table says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countAll, readTable } from "../instructions.ts";

test("bench/instructions.json is up to date (else: npm run bench:instructions -- --write)", () => {
  const { table, figures } = countAll();
  const before = readTable();
  // Another compiler makes other code: then what counts is that nothing has become much dearer.
  if (table.compiler === before.compiler) assert.deepEqual(table, before);
  for (const [name, count] of Object.entries(table.counts))
    assert.ok(count <= before.counts[name]! * 1.2, name);
  for (const { name, value, limit } of figures) assert.ok(value <= (limit ?? value), name);
});
