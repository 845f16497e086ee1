/**
 * Programs in C, under the kernel, with files in memory and on the host: each checks what it is answered, and ends with 0.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { RunOptions } from "../../ports/host/system/options.ts";
import { System } from "../../ports/host/system/system.ts";
import { compileC } from "./c.ts";

let system: System;
before(async () => {
  system = await System.boot();
});
after(() => system.shutdown());

/** Runs a program to its end: its code, or how else it ended, and its errors. */
async function run(name: string, options: RunOptions) {
  const result = await system.run(await compileC(name), {
    args: [name],
    stdout: "collect",
    stderr: "collect",
    timeout: 60_000,
    ...options,
  });
  const [output, errors] = [result.stdout, result.stderr].map((bytes) => Buffer.from(bytes).toString());
  return { end: result.kind === "exited" ? result.code : result.kind, output, errors };
}

const GOOD = { end: 0, output: "", errors: "" };

for (const name of ["files", "directories", "links", "rights", "times", "waiting", "random", "hostile"]) {
  test(`${name}, in memory`, async () => {
    const memory = await system.createDirectory();
    assert.deepEqual(await run(name, { directories: [{ memory, guest: "/" }] }), GOOD);
    assert.deepEqual(await memory.list(), []);
    await memory.close();
  });

  test(`${name}, on the host`, async () => {
    const host = mkdtempSync(join(tmpdir(), "welkin-wasi-"));
    try {
      assert.deepEqual(await run(name, { directories: [{ host, guest: "/" }] }), GOOD);
      assert.deepEqual(readdirSync(host), []);
    } finally {
      rmSync(host, { recursive: true });
    }
  });
}

test("a program has its arguments, its environment and its input, and gives its code", async () => {
  const { end, output, errors } = await run("beginning", {
    args: ["beginning", "first", "", 'the "second"', "zwölf"],
    env: { NAME: "value", EMPTY: "", LINES: "a\nb" },
    stdin: new TextEncoder().encode("some input\nwithout an end"),
  });
  const begun = '<first>\n<>\n<the "second">\n<zwölf>\n[NAME=value]\n[EMPTY=]\n[LINES=a\nb]\n';
  assert.deepEqual(
    { end, output, errors },
    {
      end: 33,
      output: `${begun}some input\nwithout an end`,
      errors: "errors\n",
    },
  );
});

test("a program runs three others, joined by pipes, ends one and waits for one that fails", async () => {
  const program = await compileC("processes");
  const memory = await system.createDirectory();
  await memory.write("program.wasm", program);
  const options = { directories: [{ memory, guest: "/" }], processes: 4 };
  assert.deepEqual(await run("processes", options), GOOD);
  await memory.close();
});
