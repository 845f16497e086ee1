/** The kernel's memory is as large as its frames need it, and nothing else of it changes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAMES as BUILT_FOR } from "../../../kernel/test/built.ts";
import { build } from "../build.ts";
import { KERNEL_SOURCE } from "../kernel.ts";
import { FRAMES, withFrames } from "../kernel-memory.ts";

const PAGE = 65536;
const FRAME = 4096;

async function memoryWith(frames: number): Promise<number> {
  const module = new WebAssembly.Module(withFrames(await build(KERNEL_SOURCE), frames));
  const nothing = () => 0n as never;
  const imports = WebAssembly.Module.imports(module).map(({ name }) => [name, nothing]);
  const { exports } = new WebAssembly.Instance(module, { machine: Object.fromEntries(imports) });
  return (exports["memory"] as WebAssembly.Memory).buffer.byteLength;
}

test("the kernel is built for as many frames as are said", () => assert.equal(FRAMES, BUILT_FOR));

test("with all frames it is as it was", async () => {
  const binary = await build(KERNEL_SOURCE);
  assert.deepEqual(withFrames(binary, FRAMES), binary);
});

test("with fewer frames it has fewer pages, and enough", async () => {
  const all = await memoryWith(FRAMES);
  for (const frames of [0, 1, 15, 16, 17, 2048, FRAMES - 1]) {
    const unused = all - (await memoryWith(frames));
    assert.ok(unused <= (FRAMES - frames) * FRAME && unused > (FRAMES - frames) * FRAME - PAGE, `${frames}`);
  }
});
