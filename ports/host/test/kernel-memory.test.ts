/** The kernel's memory is as large as its frames need it, and shared; nothing else of the kernel changes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAMES as BUILT_FOR } from "../../../kernel/test/built.ts";
import { build } from "../build.ts";
import { KERNEL_SOURCE } from "../kernel.ts";
import { FRAMES, withFrames } from "../kernel-memory.ts";
import { Reader } from "../rewriter/reader.ts";

const PREAMBLE_BYTES = 8;
const MEMORY_SECTION = 5;
const PAGE = 65536;
const FRAME = 4096;

async function memoryWith(frames: number): Promise<WebAssembly.Memory> {
  const module = new WebAssembly.Module(withFrames(await build(KERNEL_SOURCE), frames));
  const nothing = () => 0n as never;
  const imports = WebAssembly.Module.imports(module).map(({ name }) => [name, nothing]);
  const { exports } = new WebAssembly.Instance(module, { machine: Object.fromEntries(imports) });
  return exports["memory"] as WebAssembly.Memory;
}

test("the kernel is built for as many frames as are said", () => assert.equal(FRAMES, BUILT_FOR));

/** The sections of a module, but for that of memories. */
function others(binary: Uint8Array): readonly Uint8Array[] {
  const reader = new Reader(binary, PREAMBLE_BYTES);
  const sections: Uint8Array[] = [];
  while (!reader.done) {
    const start = reader.position;
    const number = reader.byte();
    reader.position = reader.u32() + reader.position;
    if (number !== MEMORY_SECTION) sections.push(binary.subarray(start, reader.position));
  }
  return sections;
}

test("all sections but that of its memory are as they were", async () => {
  const binary = await build(KERNEL_SOURCE);
  for (const frames of [0, 2048, FRAMES])
    assert.deepEqual(others(withFrames(binary, frames)), others(binary));
});

test("it is shared, so that the engine does not take it for memory of JavaScript's", async () => {
  const before = process.memoryUsage().external;
  const { buffer } = await memoryWith(FRAMES);
  assert.equal(Object.prototype.toString.call(buffer), "[object SharedArrayBuffer]");
  assert.ok(process.memoryUsage().external - before < buffer.byteLength / 2);
});

test("with fewer frames it has fewer pages, and enough", async () => {
  const { byteLength: all } = (await memoryWith(FRAMES)).buffer;
  for (const frames of [0, 1, 15, 16, 17, 2048, FRAMES - 1]) {
    const unused = all - (await memoryWith(frames)).buffer.byteLength;
    assert.ok(unused <= (FRAMES - frames) * FRAME && unused > (FRAMES - frames) * FRAME - PAGE, `${frames}`);
  }
});
