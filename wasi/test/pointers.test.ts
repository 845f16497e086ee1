/**
 * Pointers that lead out of the memory, in every call: an error, nothing asked of a service, nothing stored.
 * And the signatures: a module that imports every function with its type of WASI is made with the library.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assemble } from "../../ports/host/rewriter/test/helpers.ts";
import {
  begin,
  CLOCK,
  DIRECTORY,
  type Double,
  ENTROPY,
  ERRORS,
  FILE,
  FILES,
  PAGE,
  SOCKET,
  STREAMS,
} from "./double.ts";
import { IMPORTS, SIGNATURES, wrongCalls } from "./signatures.ts";

const DESCRIPTORS = { dir: 3, fd: 4, socket: 5 } as const;

async function withAll(): Promise<Double> {
  const wasi = await begin({
    arguments: ["program", "argument"],
    environment: ["NAME=value"],
    descriptors: [
      undefined,
      undefined,
      undefined,
      { service: FILES, kind: DIRECTORY, file: 3, name: "/" },
      { service: FILES, kind: FILE, file: 4 },
      { service: STREAMS, kind: SOCKET, file: 5 },
    ],
  });
  for (const service of [FILES, STREAMS, CLOCK, ENTROPY])
    wasi.services.set(service, () => [0, 0, 0, 0, 0, 0]);
  // Begins.
  wasi.call("sched_yield");
  return wasi;
}

for (const [name, calls] of Map.groupBy(wrongCalls(2 * PAGE, DESCRIPTORS), ({ name }) => name))
  test(`${name} with pointers that lead out of the memory`, async () => {
    const wasi = await withAll();
    for (const { values, mayBeInvalid } of calls) {
      const before = wasi.bytes.slice();
      const error = BigInt(wasi.call(name, ...values));
      assert.ok(
        error === ERRORS["FAULT"] || (mayBeInvalid && error === ERRORS["INVALID"]),
        `${name}(${values}): ${error}`,
      );
      assert.deepEqual(wasi.requests, [], `${name}(${values})`);
      assert.ok(Buffer.compare(before, wasi.bytes) === 0, `${name}(${values}) stored something`);
    }
  });

test("every function has its type of WASI, and there are no others", async () => {
  const { library } = await withAll();
  const program = new WebAssembly.Module(assemble(`(module ${IMPORTS})`));
  const given = library as unknown as WebAssembly.ModuleImports;
  assert.ok(new WebAssembly.Instance(program, { wasi_snapshot_preview1: given }));
  const others = Object.keys(library).filter((name) => !(name in SIGNATURES));
  const own = ["spawn", "wait", "kill", "pipe", "calls", "messages", "bytes_read", "bytes_written"];
  assert.deepEqual(others, ["memory", ...own]);
});
