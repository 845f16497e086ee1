/**
 * Programs in C, under the kernel, with files in memory and on the host: each checks what it is answered, and ends with 0.
 */
import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { WASI } from "node:wasi";
import type { RunOptions } from "../../ports/host/system/options.ts";
import { System } from "../../ports/host/system/system.ts";
import { assemble } from "../../ports/host/rewriter/test/helpers.ts";
import { compileC } from "./c.ts";
import { IMPORTS, wrongCalls } from "./signatures.ts";

let system: System;
before(async () => {
  system = await System.boot();
});
after(() => system.shutdown());

/** Runs a program in C to its end: its code, or how else it ended, and its errors. */
async function run(name: string, options: RunOptions) {
  return await runModule(await compileC(name), { args: [name], ...options });
}

async function runModule(module: Uint8Array, options: RunOptions) {
  const result = await system.run(module, {
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

/** What a program in C writes under node:wasi, with this directory. */
async function underNode(name: string, args: readonly string[], directory: string): Promise<string> {
  const output = join(directory, "..", `${basename(directory)}.output`);
  const stdout = openSync(output, "w+");
  try {
    const host = new WASI({ version: "preview1", preopens: { "/": directory }, stdout, args: [...args] });
    const imports = host.getImportObject() as WebAssembly.Imports;
    host.start((await WebAssembly.instantiate(await compileC(name), imports)).instance);
    return readFileSync(output, "utf8");
  } finally {
    closeSync(stdout);
    rmSync(output);
  }
}

for (const seed of ["1", "2", "3", "4", "5"])
  test(`operations on files come to the same as under node:wasi, seed ${seed}`, async () => {
    const args = ["differences", seed, "2000"];
    const hosts = [1, 2].map(() => mkdtempSync(join(tmpdir(), "welkin-wasi-")));
    const memory = await system.createDirectory();
    try {
      const output = await underNode("differences", args, hosts[0]!);
      assert.ok(output.length > 10_000);
      const expected = { ...GOOD, output };
      const onHost = { directories: [{ host: hosts[1]!, guest: "/" }] };
      assert.deepEqual(await run("differences", { args, ...onHost }), expected);
      assert.deepEqual(await run("differences", { args, directories: [{ memory, guest: "/" }] }), expected);
    } finally {
      for (const host of hosts) rmSync(host, { recursive: true });
      await memory.close();
    }
  });

/** Opens a file as descriptor 4, makes all these calls, and ends with the number of the first that is not refused as it should. */
function hostile(): Uint8Array {
  const descriptors = { dir: 3, fd: 4, socket: -1 };
  const calls = wrongCalls(2 * 65536, descriptors).filter(({ name }) => !name.startsWith("sock_"));
  const tries = calls.map(({ name, values, mayBeInvalid }, index) => {
    const given = values.map((each) =>
      typeof each === "bigint" ? `(i64.const ${each})` : `(i32.const ${each})`,
    );
    return `(local.set 0 (call $${name} ${given.join(" ")}))
      (if (i32.and (i32.ne (local.get 0) (i32.const 21))
                   (i32.or (i32.const ${mayBeInvalid ? 0 : 1}) (i32.ne (local.get 0) (i32.const 28))))
        (then (call $proc_exit (i32.const ${index + 2}))))`;
  });
  const rights = "(i64.const 0x08e001ff)";
  const open = `(call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 1)
    ${rights} (i64.const 0) (i32.const 0) (i32.const 8))`;
  return assemble(`(module ${IMPORTS} (memory (export "memory") 2) (data (i32.const 0) "file")
    (func (export "_start") (local i32)
      (if ${open} (then (call $proc_exit (i32.const 1))))
      ${tries.join("\n")}))`);
}

test("every pointer of every call is checked against the program's own memory", async () => {
  const memory = await system.createDirectory();
  const result = await runModule(hostile(), {
    args: ["hostile"],
    env: { NAME: "value" },
    directories: [{ memory, guest: "/" }],
  });
  assert.deepEqual(result, { ...GOOD, end: 0 });
  assert.deepEqual(await memory.list(), ["file"]);
  await memory.close();
});
