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
/** Whether an exchange is possible. */
const [NO, YES] = [0, 1];
const WRITE = 1;

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

/** A kernel that has just booted, with two containers of so many frames; and readers of its frames. */
function boot(quota: number) {
  const contents = new Map<number, number>();
  const translations = new Map<string, number>();
  const machine = {
    zero_frame: (frame: number) => void contents.set(frame, 0),
    translation_changed: (space: number, page: bigint, before: number, after: number) => {
      const name = `${space >>> 0} ${page}`;
      assert.equal(translations.get(name) ?? NONE, before >>> 0, "the port is told what was there");
      translations.set(name, after >>> 0);
    },
  };
  const { exports } = new WebAssembly.Instance(module, { machine });
  const { memory } = exports as { memory: WebAssembly.Memory };
  const call = (name: string, ...values: readonly (number | bigint)[]): number =>
    (exports[name] as (...values: readonly (number | bigint)[]) => number)(...values) >>> 0;
  const root = call("start");
  const containers = [0, 1].map(() => call("createContainer", root, quota));
  const entriesOf = (frame: number) => new BigUint64Array(memory.buffer, framesStart + frame * 4096, 512);
  return { call, containers, entriesOf, contents };
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

/** A space: its payer, its pages, and its tables: those on the way to every page that was ever mapped. */
class Space {
  readonly pages: Pages = new Map();
  readonly tables = new Set<string>();
  readonly payer: number;

  constructor(payer: number) {
    this.payer = payer;
  }

  missing(page: bigint): readonly string[] {
    return [9n, 18n, 27n]
      .map((shift) => `${shift} ${page >> shift}`)
      .filter((name) => !this.tables.has(name));
  }
}

const index = fc.constantFrom(0n, 511n);
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
  name: fc.constantFrom("map", "map", "unmap", "protect", "exchange"),
  space: fc.nat(2),
  page,
  toSpace: fc.nat(2),
  toPage: page,
  access: fc.nat(2),
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Spaces of two payers as plain maps. A new frame is NONE until the kernel has said which it is. */
class Model {
  readonly spaces = [new Space(0), new Space(0), new Space(1)];
  readonly left = [QUOTA - 2, QUOTA - 1];

  step({ name, access, ...at }: Step): number {
    const [space, toSpace] = [this.spaces[at.space]!, this.spaces[at.toSpace]!];
    if (name === "map") return this.map(space, at.page, { frame: NONE, access }, 1);
    const old = space.pages.get(at.page);
    if (name === "exchange") {
      const other = toSpace.pages.get(at.toPage);
      if (!old || !other || (space === toSpace && at.page === at.toPage)) return NO;
      space.pages.set(at.page, { ...other, access: WRITE });
      toSpace.pages.set(at.toPage, { ...old, access: WRITE });
      return YES;
    }
    if (at.page >= PAGES) return NO_SUCH_PAGE;
    if (!old) return NOT_MAPPED;
    if (name === "unmap") {
      this.left[space.payer]! += 1;
      space.pages.delete(at.page);
    } else space.pages.set(at.page, { ...old, access });
    return DONE;
  }

  /** Maps a page, for which so many frames are needed besides those of the tables that lack. */
  map(space: Space, page: bigint, to: Page, frames: number): number {
    if (page >= PAGES) return NO_SUCH_PAGE;
    if (space.pages.has(page)) return ALREADY_MAPPED;
    const missing = space.missing(page);
    if (missing.length + frames > this.left[space.payer]!) return NO_FRAMES;
    this.left[space.payer]! -= missing.length + frames;
    for (const each of missing) space.tables.add(each);
    space.pages.set(page, to);
    return DONE;
  }
}

function run(kernel: Kernel, spaces: readonly number[], { name, page, toPage, access, ...at }: Step): number {
  const [space, toSpace] = [spaces[at.space]!, spaces[at.toSpace]!];
  switch (name) {
    case "map":
      return kernel.call("mapPage", space, page, access);
    case "unmap":
      return kernel.call("unmapPage", space, page);
    case "exchange":
      return kernel.call("exchangePagesOf", space, page, toSpace, toPage);
    default:
      return kernel.call("protectPage", space, page, access);
  }
}

/** Enters the frame that a new page has: it is no other page's, and full of zeros. Then a process writes to it. */
function learn({ call, contents }: Kernel, model: Model, at: number, space: number): void {
  for (const [page, { frame, access }] of model.spaces[at]!.pages) {
    if (frame !== NONE) continue;
    const found = call("frameAt", space, page);
    for (const { pages } of model.spaces)
      for (const each of pages.values()) assert.notEqual(each.frame, found);
    model.spaces[at]!.pages.set(page, { frame: found, access });
    assert.equal(contents.get(found), 0);
    contents.set(found, found);
  }
}

const seen = new Set<string>();

test("the walk of the tables in memory finds what is mapped", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
      const kernel = boot(QUOTA);
      const model = new Model();
      const spaces = model.spaces.map(({ payer }) => kernel.call("createSpaceIn", kernel.containers[payer]!));
      for (const each of steps) {
        const outcome = model.step(each);
        seen.add(`${each.name} ${outcome}`);
        assert.equal(run(kernel, spaces, each), outcome, `${each.name} ${each.page}`);
        for (const [at, space] of spaces.entries()) {
          learn(kernel, model, at, space);
          for (const page of [each.page, each.toPage].filter((number) => number < PAGES)) {
            const expected = model.spaces[at]!.pages.get(page);
            assert.deepEqual(translation(kernel, space, page), expected);
            assert.equal(kernel.call("frameAt", space, page), expected?.frame ?? NONE);
          }
        }
      }
      const used = [0, 0];
      for (const [at, space] of spaces.entries()) {
        const { pages, tables } = found(kernel, space);
        assert.deepEqual([...pages].sort(), [...model.spaces[at]!.pages].sort());
        used[model.spaces[at]!.payer]! += pages.size + tables;
      }
      for (const [payer, container] of kernel.containers.entries()) {
        assert.equal(model.left[payer], QUOTA - used[payer]!);
        assert.equal(kernel.call("framesLeftIn", container), model.left[payer]);
      }
    }),
    { numRuns: 150, seed: 1 },
  );
  const mapping = [DONE, NO_SUCH_PAGE, ALREADY_MAPPED, NO_FRAMES];
  const existing = [DONE, NO_SUCH_PAGE, NOT_MAPPED];
  const possible = { map: mapping, unmap: existing, protect: existing };
  for (const [name, outcomes] of Object.entries({ ...possible, exchange: [NO, YES] }))
    for (const outcome of outcomes) assert.ok(seen.has(`${name} ${outcome}`), `${name} ${outcome}`);
});

test("a space is destroyed step by step, from which its container has all frames again", () => {
  const [quota, atMost] = [800, 16];
  const kernel = boot(quota);
  const [container, other] = kernel.containers as [number, number];
  const leftIn = (each: number) => kernel.call("framesLeftIn", each);
  const kept = kernel.call("createSpaceIn", container);
  kernel.call("mapPage", kept, 7n, 1);
  kernel.call("mapPage", kernel.call("createSpaceIn", other), 7n, 1);
  const [whole, others] = [leftIn(container), leftIn(other)];
  for (const [seed, pages] of [0, 1, 15, 16, 17, 300].entries()) {
    const space = kernel.call("createSpaceIn", container);
    for (const number of fc.sample(page, { numRuns: pages, seed })) kernel.call("mapPage", space, number, 0);
    for (let number = 0; number < pages; number += 1)
      kernel.call("mapPage", space, BigInt(number * 400), number % 3);
    if (pages === 17)
      for (let number = 1; number < pages; number += 1) kernel.call("unmapPage", space, BigInt(number * 400));
    for (let done = false; !done;) {
      const [before, left] = [found(kernel, space), leftIn(container)];
      done = kernel.call("destroySpaceStep", space) === 1;
      const after = done ? { pages: new Map() as Pages, tables: 0 } : found(kernel, space);
      for (const [number, to] of after.pages) assert.deepEqual(before.pages.get(number), to);
      const freed = before.pages.size + before.tables - after.pages.size - after.tables;
      assert.ok(done ? freed <= atMost : freed === atMost);
      assert.equal(leftIn(container), left + freed);
    }
    assert.deepEqual([leftIn(container), leftIn(other)], [whole, others]);
    assert.equal(found(kernel, kept).pages.size, 1);
  }
});
