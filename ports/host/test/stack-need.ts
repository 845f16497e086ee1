/**
 * Prints how much stack there must be before a call of the kernel begins, in KiB.
 *
 * Owns        the measurement, by recursion. How the engine compiles is said by its options.
 */
import { CALLS } from "../calls.ts";
import { FrameTable } from "../frame-table.ts";
import { FRAMES } from "../kernel-memory.ts";
import { instantiateKernel } from "../kernel.ts";
import { assemble } from "../rewriter/test/helpers.ts";
import { KERNEL, PORT, trampoline } from "../trampoline.ts";

/** The engine's default for the stack of a thread, in KiB. */
const STACK = 984;

/** Calls `target` in some depth. */
const RECURSION = `(module (import "" "target" (func $target (result i32)))
  (func $recurse (export "recurse") (param i32)
    (if (i32.eqz (local.get 0)) (then (drop (call $target))) (else (call $recurse (i32.sub (local.get 0) (i32.const 1)))))))`;

const NOTHING = `(module (func (export "nothing") (result i32) (i32.const 0)))`;

function instantiate(
  binary: Uint8Array<ArrayBuffer>,
  imports: WebAssembly.Imports = {},
): WebAssembly.Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(binary), imports).exports;
}

/** The greatest depth in which `target` can be called. */
function depth(target: WebAssembly.ImportValue): number {
  const recurse = instantiate(assemble(RECURSION), { "": { target } })["recurse"] as (depth: number) => void;
  let [least, most] = [0, 1 << 20];
  while (least < most) {
    const middle = (least + most + 1) >> 1;
    try {
      recurse(middle);
      least = middle;
    } catch {
      most = middle - 1;
    }
  }
  return least;
}

const nothing = (): void => undefined;
const global = () => new WebAssembly.Global({ value: "i32", mutable: true }, 0);
const hearing = {
  threadEnded: nothing,
  zeroFrame: nothing,
  copyBytes: nothing,
  translationChanged: nothing,
  now: () => 0n,
  letReach: nothing,
  stopReach: nothing,
  stopDevice: nothing,
  maskLine: nothing,
  unmaskLine: nothing,
};
const kernel = await instantiateKernel(hearing, new FrameTable(FRAMES, global()));
const port = { suspend: () => 0, exit: nothing, finish: nothing, isPending: global(), fuel: global() };
const calls = instantiate(trampoline(CALLS), { [KERNEL]: kernel, [PORT]: port });
const without = depth(instantiate(assemble(NOTHING))["nothing"]!);
console.log((1 - depth(calls["nothing"]!) / without) * STACK);
