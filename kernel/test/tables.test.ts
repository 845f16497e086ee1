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
const LARGE = 512;
/** The first frame that is memory of a device. */
const DEVICES = 524288;
/** The frames of the two containers: the first has none for large pages. */
const QUOTAS = [20, 1050] as const;
const [DONE, NO_SUCH_PAGE, MISALIGNED, ALREADY_MAPPED, NOT_MAPPED, NO_FRAMES, NOT_EXECUTABLE] = [
  0, 1, 2, 3, 4, 5, 6,
];
/** Whether an exchange is possible. */
const [NO, YES] = [0, 1];
const [WRITE, EXECUTE] = [1, 2];

const program = programOf(join(ROOT, "kernel/test/programs/address-spaces.ts"), ROOT);
const entry = "kernel/test/programs/address-spaces";
const module = new WebAssembly.Module(compile(program, { entry, optimise: true }).binary);
const framesStart = layoutOf(program).frames.start;

/** What a page is: its frame, or LARGE frames from this one on, and 0 to read, 1 to write too, 2 to execute too. */
interface Page {
  readonly frame: number;
  readonly access: number;
  readonly large: boolean;
}

const isDevice = ({ frame }: Page): boolean => frame >= DEVICES && frame !== NONE;
const sizeOf = (page: Page): number => (page.large ? LARGE : isDevice(page) ? 0 : 1);
/** The first of the pages with which `page` would be in a large one. */
const firstOf = (page: bigint): bigint => page - (page % 512n);
const framesOf = (pages: Pages): number => [...pages.values()].reduce((sum, page) => sum + sizeOf(page), 0);

type Pages = Map<bigint, Page>;

/** A kernel that has just booted, with containers of so many frames; and readers of its frames. */
function boot(quotas: readonly number[]) {
  const contents = new Map<number, number>();
  const translations = new Map<string, number>();
  const machine = {
    zero_frame: (frame: number) => void contents.set(frame, 0),
    translation_changed: (space: number, page: bigint, count: number, before: number, after: number) => {
      for (let index = 0; index < count; index += 1) {
        const name = `${space >>> 0} ${page + BigInt(index)}`;
        const frame = (first: number) => (first === -1 ? NONE : (first >>> 0) + index);
        assert.equal(translations.get(name) ?? NONE, frame(before), "the port is told what was there");
        translations.set(name, frame(after));
      }
    },
  };
  const { exports } = new WebAssembly.Instance(module, { machine });
  const { memory } = exports as { memory: WebAssembly.Memory };
  const call = (name: string, ...values: readonly (number | bigint)[]): number =>
    (exports[name] as (...values: readonly (number | bigint)[]) => number)(...values) >>> 0;
  const root = call("start");
  const containers = quotas.map((quota) => call("createContainer", root, quota));
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
    const large = (entry & 0x80n) !== 0n;
    assert.ok((entry & 4n) !== 0n, "for users");
    assert.ok(!large || (level === 2 && target % LARGE === 0), "large pages are at level 2, and aligned");
    const [writable, executable] = [(entry & 2n) !== 0n, entry >> 63n === 0n];
    if (level === 1 || large) {
      const isOfDevice = target >= DEVICES;
      assert.ok(!(executable && (writable || isOfDevice)));
      assert.equal(entry & 0x18n, isOfDevice ? 0x18n : 0n, "nothing but memory of devices is uncached");
      const page = large ? number * 512n : number;
      pages.set(page, { frame: target, access: writable ? 1 : executable ? 2 : 0, large });
    } else {
      assert.ok(writable && executable, "tables allow everything");
      const below = found({ entriesOf } as Kernel, target, level - 1, number);
      tables += below.tables;
      for (const [page, to] of below.pages) pages.set(page, to);
    }
  }
  return { pages, tables };
}

/** What the processor does, one page at a time: the frame, and what is allowed. */
function translation(
  { entriesOf }: Kernel,
  space: number,
  page: bigint,
): { frame: number; access: number } | undefined {
  let [frame, writable, executable] = [space, true, true];
  for (const shift of [27n, 18n, 9n, 0n]) {
    const entry = entriesOf(frame)[Number((page >> shift) & 511n)]!;
    if ((entry & 1n) === 0n) return undefined;
    writable &&= (entry & 2n) !== 0n;
    executable &&= entry >> 63n === 0n;
    frame = Number((entry >> 12n) & 0xff_ffff_ffffn);
    if (shift === 9n && (entry & 0x80n) !== 0n) {
      frame += Number(page & 511n);
      break;
    }
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

  /** The tables that lack on the way to `page`, from this level up. */
  missing(page: bigint, large: boolean): readonly string[] {
    return (large ? [18n, 27n] : [9n, 18n, 27n])
      .map((shift) => `${shift} ${page >> shift}`)
      .filter((name) => !this.tables.has(name));
  }

  isTaken(page: bigint, large: boolean): boolean {
    if (large) return [...this.pages.keys()].some((each) => firstOf(each) === page);
    return this.pages.has(page) || this.pages.get(firstOf(page))?.large === true;
  }

  /** The frame of a page, and what is allowed. */
  translation(page: bigint): { frame: number; access: number } | undefined {
    const first = this.pages.get(firstOf(page));
    const found = first?.large === true ? first : this.pages.get(page);
    if (!found) return undefined;
    return { frame: found.frame + (found.large ? Number(page % 512n) : 0), access: found.access };
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
  name: fc.constantFrom("map", "map", "mapLarge", "mapDevice", "unmap", "protect", "exchange"),
  space: fc.nat(2),
  page,
  toSpace: fc.nat(2),
  toPage: page,
  access: fc.nat(2),
  /** Of a device's memory. */
  frame: fc.constantFrom(DEVICES, 0x8000_0000, NONE - 1),
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Spaces of two payers as plain maps. A new frame is NONE until the kernel has said which it is. */
class Model {
  readonly spaces = [new Space(0), new Space(1), new Space(1)];
  readonly left = [QUOTAS[0] - 1, QUOTAS[1] - 2];

  step({ name, access, page, frame, ...at }: Step): number {
    const space = this.spaces[at.space]!;
    if (name === "map" || name === "mapLarge")
      return this.map(space, page, { frame: NONE, access, large: name === "mapLarge" });
    if (name === "mapDevice")
      return this.map(space, page, { frame, access: access === WRITE ? WRITE : 0, large: false });
    if (name === "exchange") return this.exchange(space, page, this.spaces[at.toSpace]!, at.toPage);
    if (page >= PAGES) return NO_SUCH_PAGE;
    const old = space.pages.get(page);
    if (!old) return NOT_MAPPED;
    if (name === "unmap") {
      this.left[space.payer]! += sizeOf(old);
      space.pages.delete(page);
    } else if (isDevice(old) && access === EXECUTE) return NOT_EXECUTABLE;
    else space.pages.set(page, { ...old, access });
    return DONE;
  }

  exchange(space: Space, page: bigint, toSpace: Space, toPage: bigint): number {
    const [old, other] = [space.pages.get(page), toSpace.pages.get(toPage)];
    if (!old || !other || (space === toSpace && page === toPage)) return NO;
    if ([old, other].some((each) => each.large || isDevice(each))) return NO;
    space.pages.set(page, { ...other, access: WRITE });
    toSpace.pages.set(toPage, { ...old, access: WRITE });
    return YES;
  }

  map(space: Space, page: bigint, to: Page): number {
    const { large } = to;
    if (page >= PAGES) return NO_SUCH_PAGE;
    if (large && page !== firstOf(page)) return MISALIGNED;
    if (space.isTaken(page, large)) return ALREADY_MAPPED;
    const missing = space.missing(page, large);
    if (missing.length + sizeOf(to) > this.left[space.payer]!) return NO_FRAMES;
    this.left[space.payer]! -= missing.length + sizeOf(to);
    for (const each of missing) space.tables.add(each);
    if (large && space.tables.delete(`9 ${page >> 9n}`)) this.left[space.payer]! += 1;
    space.pages.set(page, to);
    return DONE;
  }
}

function run(kernel: Kernel, spaces: readonly number[], { name, page, access, frame, ...at }: Step): number {
  const space = spaces[at.space]!;
  switch (name) {
    case "map":
      return kernel.call("mapPage", space, page, access, 0);
    case "mapLarge":
      return kernel.call("mapPage", space, page, access, 1);
    case "mapDevice":
      return kernel.call("mapDevicePage", space, page, frame, access === WRITE ? 1 : 0);
    case "unmap":
      return kernel.call("unmapPage", space, page);
    case "exchange":
      return kernel.call("exchangePagesOf", space, page, spaces[at.toSpace]!, at.toPage);
    default:
      return kernel.call("protectPage", space, page, access);
  }
}

/** Enters the frames that a new page has: they are no other page's, and have zeros. Then a process writes to them. */
function learn({ call, contents }: Kernel, model: Model, at: number, space: number): void {
  for (const [page, { frame, ...rest }] of model.spaces[at]!.pages) {
    if (frame !== NONE) continue;
    const found = call("frameAt", space, page);
    for (const { pages } of model.spaces)
      for (const each of pages.values())
        if (each.frame !== NONE && !isDevice(each))
          assert.ok(found + sizeOf({ frame, ...rest }) <= each.frame || each.frame + sizeOf(each) <= found);
    model.spaces[at]!.pages.set(page, { frame: found, ...rest });
    for (let each = found; each < found + sizeOf({ frame, ...rest }); each += 1) {
      assert.equal(contents.get(each), 0);
      contents.set(each, each);
    }
  }
}

const seen = new Set<string>();

test("the walk of the tables in memory finds what is mapped", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
      const kernel = boot(QUOTAS);
      const model = new Model();
      const spaces = model.spaces.map(({ payer }) => kernel.call("createSpaceIn", kernel.containers[payer]!));
      for (const each of steps) {
        const outcome = model.step(each);
        seen.add(`${each.name} ${outcome}`);
        assert.equal(run(kernel, spaces, each), outcome, `${each.name} ${each.page}`);
        for (const [at, space] of spaces.entries()) {
          learn(kernel, model, at, space);
          for (const page of [each.page, each.toPage, firstOf(each.page) + 77n].filter(
            (number) => number < PAGES,
          )) {
            const expected = model.spaces[at]!.translation(page);
            assert.deepEqual(translation(kernel, space, page), expected);
            assert.equal(kernel.call("frameAt", space, page), expected?.frame ?? NONE);
          }
        }
      }
      const used = [0, 0];
      for (const [at, space] of spaces.entries()) {
        const { pages, tables } = found(kernel, space);
        assert.deepEqual([...pages].sort(), [...model.spaces[at]!.pages].sort());
        used[model.spaces[at]!.payer]! += framesOf(pages) + tables;
      }
      for (const [payer, container] of kernel.containers.entries()) {
        assert.equal(model.left[payer], QUOTAS[payer]! - used[payer]!);
        assert.equal(kernel.call("framesLeftIn", container), model.left[payer]);
      }
    }),
    { numRuns: 150, seed: 1 },
  );
  const mapping = [DONE, NO_SUCH_PAGE, ALREADY_MAPPED, NO_FRAMES];
  const existing = [DONE, NO_SUCH_PAGE, NOT_MAPPED];
  const possible = {
    map: mapping,
    mapLarge: [...mapping, MISALIGNED],
    mapDevice: mapping,
    unmap: existing,
    protect: [...existing, NOT_EXECUTABLE],
    exchange: [NO, YES],
  };
  for (const [name, outcomes] of Object.entries(possible))
    for (const outcome of outcomes) assert.ok(seen.has(`${name} ${outcome}`), `${name} ${outcome}`);
});

test("a space is destroyed step by step, from which its container has all frames again", () => {
  const [quota, atMost] = [8000, 16];
  const kernel = boot([quota, quota]);
  const [container, other] = kernel.containers as [number, number];
  const leftIn = (each: number) => kernel.call("framesLeftIn", each);
  const kept = kernel.call("createSpaceIn", container);
  kernel.call("mapPage", kept, 7n, 1, 0);
  kernel.call("mapPage", kernel.call("createSpaceIn", other), 7n, 1, 0);
  const [whole, others] = [leftIn(container), leftIn(other)];
  for (const [seed, pages] of [0, 1, 15, 16, 17, 300].entries()) {
    const space = kernel.call("createSpaceIn", container);
    for (const number of fc.sample(page, { numRuns: pages, seed }))
      kernel.call("mapPage", space, number, 0, 0);
    for (let number = 0; number < pages && number < 9; number += 1)
      assert.equal(kernel.call("mapPage", space, BigInt(4096 * (number + 5)), number % 3, 1), DONE);
    for (let number = 0; number < pages; number += 1)
      kernel.call("mapPage", space, BigInt(number * 400), number % 3, 0);
    for (let number = 0; number < pages; number += 2)
      assert.equal(kernel.call("mapDevicePage", space, BigInt(2 ** 20 + number * 400), DEVICES, 0), DONE);
    if (pages === 17)
      for (let number = 1; number < pages; number += 1) kernel.call("unmapPage", space, BigInt(number * 400));
    for (let done = false; !done;) {
      const [before, left] = [found(kernel, space), leftIn(container)];
      done = kernel.call("destroySpaceStep", space) === 1;
      const after = done ? { pages: new Map() as Pages, tables: 0 } : found(kernel, space);
      for (const [number, to] of after.pages) assert.deepEqual(before.pages.get(number), to);
      const [tables, pages] = [before.tables - after.tables, before.pages.size - after.pages.size];
      assert.ok(done ? tables + pages <= atMost : tables + pages === atMost);
      assert.equal(leftIn(container), left + tables + framesOf(before.pages) - framesOf(after.pages));
    }
    assert.deepEqual([leftIn(container), leftIn(other)], [whole, others]);
    assert.equal(found(kernel, kept).pages.size, 1);
  }
});
