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
import { type Parameter, SIGNATURES } from "./signatures.ts";

const END = 2 * PAGE;
const DESCRIPTORS = { dir: 3, fd: 4, socket: 5 } as const;

/** Where good pointers lead: apart from each other. */
const ROOM = 4096;

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

/** Values for the parameters, where the pointer that is number `bad` is this one. */
function values(parameters: readonly Parameter[], bad: number, pointer: number, length: number) {
  let pointers = 0;
  return parameters.flatMap((each): (number | bigint)[] => {
    if (each === "n") return [0];
    if (each === "l") return [0n];
    if (typeof each === "string") return [DESCRIPTORS[each]];
    const isBad = pointers++ === bad;
    const at = isBad ? pointer : ROOM * pointers;
    return each.length === 1 ? [at] : [at, isBad ? length : 1];
  });
}

const pointersOf = (parameters: readonly Parameter[]) =>
  parameters.filter((each) => typeof each === "object");

for (const [name, parameters] of Object.entries(SIGNATURES)) {
  const pointers = pointersOf(parameters);
  if (pointers.length === 0) continue;
  test(`${name} with pointers that lead out of the memory`, async () => {
    const wasi = await withAll();
    for (const [index, [bytes]] of pointers.entries()) {
      const outside = [
        [END - bytes + 1, 1],
        [END, 1],
        [END + 1, 1],
        [0x7fff_ffff, 1],
        [-bytes, 1],
        [-1, 1],
        [0, Math.floor(END / bytes) + 1],
        [END - bytes, 2],
        [0, -1],
        [-1, -1],
        [0x8000_0000 | 0, 0x8000_0000 | 0],
      ] as const;
      const hasLength = pointers[index]?.length === 2;
      for (const [pointer, length] of outside) {
        // Where there is no length, or another's, one thing is stored.
        if (!hasLength && length !== 1) continue;
        const before = wasi.bytes.slice();
        const given = values(parameters, index, pointer, length);
        const error = BigInt(wasi.call(name, ...given));
        assert.ok(
          error === ERRORS["FAULT"] || (hasLength && error === ERRORS["INVALID"] && length !== 1),
          `${name}(${given}): ${error}`,
        );
        assert.deepEqual(wasi.requests, [], `${name}(${given})`);
        assert.ok(Buffer.compare(before, wasi.bytes) === 0, `${name}(${given}) stored something`);
      }
    }
  });
}

test("every function has its type of WASI, and there are no others", async () => {
  const types = { n: "i32", l: "i64", fd: "i32", dir: "i32", socket: "i32" } as const;
  const imports = Object.entries(SIGNATURES).map(([name, parameters]) => {
    const list = parameters.flatMap((each) =>
      typeof each === "string" ? [types[each]] : each.length === 1 ? ["i32"] : ["i32", "i32"],
    );
    const result = name === "proc_exit" ? "" : "(result i32)";
    return `(import "wasi_snapshot_preview1" "${name}" (func (param ${list.join(" ")}) ${result}))`;
  });
  const { library } = await withAll();
  const program = new WebAssembly.Module(assemble(`(module ${imports.join("\n")})`));
  const given = library as unknown as WebAssembly.ModuleImports;
  assert.ok(new WebAssembly.Instance(program, { wasi_snapshot_preview1: given }));
  const others = Object.keys(library).filter((name) => !(name in SIGNATURES));
  const own = ["spawn", "wait", "kill", "pipe", "calls", "messages", "bytes_read", "bytes_written"];
  assert.deepEqual(others, ["memory", ...own]);
});
