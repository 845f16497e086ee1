/**
 * Page tables as they lie in memory: an independent walker, which knows nothing but the format of x86-64, finds in them
 * what a plain map of pages has after the same random calls, and the container pays for exactly the frames that it finds.
 */
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { compile } from "../../compiler/compile.ts";
import { layoutOf } from "../../compiler/layout.ts";
import { programOf } from "../../verifier/test/marked.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const NONE = 0xffff_ffff;
const PAGES = 1n << 35n;
const QUOTA = 20;
const [DONE, NO_SUCH_PAGE, ALREADY_MAPPED, NOT_MAPPED, NO_FRAMES] = [0, 1, 2, 3, 4];

const program = programOf(join(ROOT, "kernel/test/programs/address-spaces.ts"), ROOT);
const entry = "kernel/test/programs/address-spaces";
const module = new WebAssembly.Module(compile(program, { entry, optimise: true }).binary);
const framesStart = layoutOf(program).frames.start;

/** What a page is: its frame, and 0 to read, 1 to write too, 2 to execute too. */
interface Page {
  readonly frame: number;
  readonly access: number;
}

type Pages = Map<bigint, Page>;

/** A kernel that has just booted, with a container of QUOTA frames, a reader of its frames, and the frame last zeroed. */
function boot() {
  const zeroed = { frame: NONE };
  const machine = { zero_frame: (frame: number) => void (zeroed.frame = frame) };
  const { exports } = new WebAssembly.Instance(module, { machine });
  const { memory } = exports as { memory: WebAssembly.Memory };
  const call = (name: string, ...values: readonly (number | bigint)[]): number =>
    (exports[name] as (...values: readonly (number | bigint)[]) => number)(...values) >>> 0;
  const container = call("createContainer", call("start"), QUOTA);
  const entriesOf = (frame: number) => new BigUint64Array(memory.buffer, framesStart + frame * 4096, 512);
  return { call, container, entriesOf, zeroed };
}

type Kernel = ReturnType<typeof boot>;

/** All pages and the number of tables that are found from `frame` on, which holds a table of this level. */
function found(
  { entriesOf }: Kernel,
  frame: number,
  level = 4,
  prefix = 0n,
): { pages: Pages; tables: number } {
  const pages: Pages = new Map();
  let tables = 1;
  for (const [index, entry] of entriesOf(frame).entries()) {
    if ((entry & 1n) === 0n) continue;
    const number = prefix * 512n + BigInt(index);
    const target = Number((entry >> 12n) & 0xff_ffff_ffffn);
    assert.equal(entry & 0x84n, 4n, "for users, and not large");
    const [writable, executable] = [(entry & 2n) !== 0n, entry >> 63n === 0n];
    if (level === 1) {
      assert.ok(!(writable && executable));
      pages.set(number, { frame: target, access: writable ? 1 : executable ? 2 : 0 });
    } else {
      assert.ok(writable && executable, "tables allow everything");
      const below = found({ entriesOf } as Kernel, target, level - 1, number);
      tables += below.tables;
      for (const [page, to] of below.pages) pages.set(page, to);
    }
  }
  return { pages, tables };
}

/** What the processor does, one page at a time. */
function translation({ entriesOf }: Kernel, space: number, page: bigint): Page | undefined {
  let [frame, writable, executable] = [space, true, true];
  for (const shift of [27n, 18n, 9n, 0n]) {
    const entry = entriesOf(frame)[Number((page >> shift) & 511n)]!;
    if ((entry & 1n) === 0n) return undefined;
    writable &&= (entry & 2n) !== 0n;
    executable &&= entry >> 63n === 0n;
    frame = Number((entry >> 12n) & 0xff_ffff_ffffn);
  }
  return { frame, access: writable ? 1 : executable ? 2 : 0 };
}

/** The tables that a space has: those on the way to every page that was ever mapped. */
class Space {
  readonly pages: Pages = new Map();
  readonly tables = new Set<string>();

  missing(page: bigint): readonly string[] {
    return [9n, 18n, 27n]
      .map((shift) => `${shift} ${page >> shift}`)
      .filter((name) => !this.tables.has(name));
  }
}

const index = fc.constantFrom(0n, 1n, 511n);
const page = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .tuple(fc.constantFrom(0n, 255n), index, index, index)
      .map(([four, three, two, one]) => ((four * 512n + three) * 512n + two) * 512n + one),
  },
  { weight: 1, arbitrary: fc.constantFrom(PAGES, PAGES + 1n, (1n << 64n) - 1n) },
);

const step = fc.record({
  name: fc.constantFrom("map", "map", "unmap", "protect"),
  space: fc.nat(1),
  page,
  access: fc.nat(2),
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The model's step: what becomes of the call, after which the model is as the tables must be, new frames being NONE. */
function expected(model: Space, left: number, { name, page, access }: Step): number {
  if (page >= PAGES) return NO_SUCH_PAGE;
  const old = model.pages.get(page);
  if (name === "map") {
    const missing = model.missing(page);
    if (old) return ALREADY_MAPPED;
    if (missing.length + 1 > left) return NO_FRAMES;
    for (const each of missing) model.tables.add(each);
    model.pages.set(page, { frame: NONE, access });
    return DONE;
  }
  if (!old) return NOT_MAPPED;
  if (name === "unmap") model.pages.delete(page);
  else model.pages.set(page, { frame: old.frame, access });
  return DONE;
}

function run(kernel: Kernel, space: number, { name, page, access }: Step): number {
  switch (name) {
    case "map":
      return kernel.call("mapPage", space, page, access);
    case "unmap":
      return kernel.call("unmapPage", space, page);
    default:
      return kernel.call("protectPage", space, page, access);
  }
}

/** Enters the frame that a new page has, which has just been zeroed and is no other page's. */
function learn(kernel: Kernel, models: readonly Space[], space: number, at: number): void {
  for (const [page, { frame, access }] of models[at]!.pages) {
    if (frame !== NONE) continue;
    const found = kernel.call("frameAt", space, page);
    assert.equal(found, kernel.zeroed.frame);
    for (const { pages } of models) for (const each of pages.values()) assert.notEqual(each.frame, found);
    models[at]!.pages.set(page, { frame: found, access });
  }
}

const seen = new Set<number>();

test("the walk of the tables in memory finds what is mapped", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
      const kernel = boot();
      const spaces = [0, 1].map(() => kernel.call("createSpaceIn", kernel.container));
      const models = spaces.map(() => new Space());
      for (const each of steps) {
        const [space, model] = [spaces[each.space]!, models[each.space]!];
        const left = kernel.call("framesLeftIn", kernel.container);
        const outcome = expected(model, left, each);
        seen.add(outcome);
        assert.equal(run(kernel, space, each), outcome, `${each.name} ${each.page}`);
        learn(kernel, models, space, each.space);
        if (each.page < PAGES) {
          assert.deepEqual(translation(kernel, space, each.page), model.pages.get(each.page));
          assert.equal(kernel.call("frameAt", space, each.page), model.pages.get(each.page)?.frame ?? NONE);
        }
      }
      const walks = spaces.map((space) => found(kernel, space));
      assert.deepEqual(
        walks.map(({ pages }) => [...pages].sort()),
        models.map(({ pages }) => [...pages].sort()),
      );
      const used = walks.reduce((sum, { pages, tables }) => sum + pages.size + tables, 0);
      assert.equal(kernel.call("framesLeftIn", kernel.container), QUOTA - used);
    }),
    { numRuns: 100, seed: 1 },
  );
  assert.deepEqual([...seen].sort(), [DONE, NO_SUCH_PAGE, ALREADY_MAPPED, NOT_MAPPED, NO_FRAMES]);
});
