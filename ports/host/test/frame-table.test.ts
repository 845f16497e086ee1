/** The frame table: what WebAssembly does by itself is what JavaScript would have done. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameTable, type Others } from "../frame-table.ts";
import { Frames, type Pages, type Place } from "../frames.ts";
import { costOf, Fuel } from "../fuel.ts";
import { Reach } from "../reach.ts";

const FRAME_BYTES = 4096;
const NONE = -1;
const DEVICE = 1;
/** Spaces are named by the first frames. */
const SPACES = 3;
const FRAMES = 20;
const PAGES = 8;
/** A memory reaches so many pages at first, and so many when it has grown. */
const [SMALL, GROWN] = [2, 5];

class Memory implements Pages {
  bytes = new Uint8Array(SMALL * FRAME_BYTES);

  grow(): void {
    const before = this.bytes;
    this.bytes = new Uint8Array(GROWN * FRAME_BYTES);
    this.bytes.set(before);
  }

  find(page: number, place: Place): boolean {
    place.bytes = this.bytes;
    place.offset = page * FRAME_BYTES;
    return place.offset < this.bytes.length;
  }

  needs(): boolean {
    return false;
  }
}

/** What the kernel tells, to WebAssembly or right to JavaScript. */
function port({ direct }: { direct: boolean }) {
  const fuel = new Fuel();
  const table = new FrameTable(FRAMES, fuel.global);
  const frames = new Frames(table, fuel);
  const reach = new Reach(table, frames);
  const told = { times: 0 };
  const others: Others = {
    zeroFrame(frame) {
      told.times += 1;
      frames.zeroFrame(frame);
    },
    translationChanged(space, page, count, before, after) {
      told.times += 1;
      reach.stopReach(before);
      frames.translationChanged(space, page, count, before, after);
    },
  };
  const functions = table.functions(others) as unknown as {
    zero_frame(frame: number): void;
    translation_changed(space: number, page: bigint, count: number, before: number, after: number): void;
  };
  const quick: Others = {
    zeroFrame: functions.zero_frame,
    translationChanged: (space, page, ...rest) => functions.translation_changed(space, BigInt(page), ...rest),
  };
  const memories = new Map<number, Memory>();
  return { table, fuel, frames, reach, told, memories, machine: direct ? others : quick };
}

type Port = ReturnType<typeof port>;

/** Numbers below a bound, always the same. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** A kernel with several ports, to which it tells the same. */
class Kernel {
  readonly pages = new Map<number, { space: number; page: number }>();
  private readonly ports: readonly Port[];
  private readonly random: (bound: number) => number;

  constructor(ports: readonly Port[], seed: number) {
    this.ports = ports;
    this.random = generator(seed);
  }

  step(): void {
    const [space, page] = [this.random(SPACES), this.random(PAGES)];
    const frame = this.frameAt(space, page);
    const [first] = this.ports as [Port];
    const memory = first.memories.get(space);
    const other = SPACES + this.random(FRAMES - SPACES);
    switch (this.random(11)) {
      case 0:
        return this.each(({ memories }) => memories.get(space)?.grow());
      case 1:
        return memory ? this.end(space) : this.begin(space);
      case 2:
        return frame === undefined ? undefined : this.unmap(frame);
      case 3:
        return frame === undefined ? undefined : this.exchange(frame, other);
      case 4:
        return frame === undefined ? undefined : this.protect(frame);
      case 5:
        return this.pages.has(other)
          ? this.each(({ reach }) => reach.letReach(other, DEVICE, true))
          : undefined;
      case 6:
        return this.write(other, this.random(256));
      case 7:
        return frame === undefined || this.pages.has(other)
          ? undefined
          : this.tell(space, page, frame, other);
      default:
        if (frame !== undefined || this.pages.has(other)) return;
        // What the port maps itself no memory reaches yet.
        return this.map(
          space,
          page,
          other,
          memory === undefined || memory.bytes.length <= page * FRAME_BYTES,
        );
    }
  }

  private each(change: (port: Port) => void): void {
    for (const port of this.ports) change(port);
  }

  frameAt(space: number, page: number): number | undefined {
    return [...this.pages].find(([, at]) => at.space === space && at.page === page)?.[0];
  }

  private tell(space: number, page: number, before: number, after: number): void {
    this.each(({ machine }) => machine.translationChanged(space, page, 1, before, after));
    if (before !== NONE) this.pages.delete(before);
    if (after !== NONE) this.pages.set(after, { space, page });
  }

  private map(space: number, page: number, frame: number, isNew: boolean): void {
    this.each(({ machine, table }) => {
      machine.zeroFrame(frame);
      table.areNew.value = isNew ? 1 : 0;
    });
    this.tell(space, page, NONE, frame);
    this.each(({ table }) => (table.areNew.value = 0));
  }

  private unmap(frame: number): void {
    const { space, page } = this.pages.get(frame)!;
    this.tell(space, page, frame, NONE);
  }

  private protect(frame: number): void {
    const { space, page } = this.pages.get(frame)!;
    this.each(({ machine }) => machine.translationChanged(space, page, 1, frame, frame));
  }

  /** As kernel/spaces.ts does it. */
  private exchange(frame: number, other: number): void {
    const [from, to] = [this.pages.get(frame)!, this.pages.get(other)];
    if (!to || frame === other) return;
    this.tell(to.space, to.page, other, NONE);
    this.each(({ machine }) => machine.zeroFrame(other));
    this.tell(to.space, to.page, NONE, frame);
    this.tell(from.space, from.page, frame, other);
    this.pages.set(frame, to);
  }

  private write(frame: number, value: number): void {
    this.each(({ frames }) => frames.write(frame, 0, new Uint8Array([value])));
  }

  private begin(space: number): void {
    this.each(({ frames, memories }) => {
      const memory = new Memory();
      memories.set(space, memory);
      frames.attach(space, memory);
    });
  }

  private end(space: number): void {
    this.each(({ frames, memories }) => {
      frames.detach(space);
      memories.delete(space);
    });
    for (const [frame, at] of this.pages) if (at.space === space) this.unmap(frame);
  }
}

/** All that can be seen of a port: where frames are, the bytes of pages and memories, and what the device reaches. */
function seen({ table, frames, reach, memories }: Port, pages: Iterable<number>) {
  const firstOf = (frame: number): number => {
    const bytes = new Uint8Array(1);
    frames.read(frame, 0, bytes);
    return bytes[0]!;
  };
  const isReached = (frame: number): boolean => {
    try {
      reach.read(DEVICE, frame * FRAME_BYTES, 1);
      return true;
    } catch {
      return false;
    }
  };
  return JSON.stringify({
    spaces: [...table.spaces],
    pages: [...pages].map((frame) => [frame, firstOf(frame)]),
    reached: Array.from({ length: FRAMES }, (_, frame) => isReached(frame)),
    memories: [...memories].map(([space, { bytes }]) => [space, firstBytes(bytes)]),
  });
}

const firstBytes = (bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.length / FRAME_BYTES }, (_, page) => bytes[page * FRAME_BYTES]!);

test("random changes are seen as if JavaScript were told of all", () => {
  const ports = [port({ direct: false }), port({ direct: true })] as const;
  const kernel = new Kernel(ports, 1);
  for (let step = 0; step < 10_000; step += 1) {
    kernel.step();
    const [quick, direct] = ports.map((each) => seen(each, kernel.pages.keys()));
    assert.equal(quick, direct, `step ${step}`);
  }
  const [quick, direct] = ports;
  assert.ok(quick.told.times < direct.told.times * 0.8, `${quick.told.times} of ${direct.told.times}`);
});

test("of the pages of a memory JavaScript hears nothing, from before its process begins to after its end", () => {
  const { table, frames, told, machine, fuel } = port({ direct: false });
  const [space, grown] = [0, SMALL];
  const map = (page: number): void => {
    table.areNew.value = 1;
    machine.zeroFrame(SPACES + page);
    machine.translationChanged(space, page, 1, NONE, SPACES + page);
    table.areNew.value = 0;
  };
  map(0);
  frames.attach(space, new Memory());
  map(grown);
  frames.detach(space);
  for (const page of [0, grown]) machine.translationChanged(space, page, 1, SPACES + page, NONE);
  assert.equal(told.times, 0);
  assert.equal(fuel.left, -2 * costOf(FRAME_BYTES));
});

test("a large page is told to JavaScript", () => {
  const { told, machine } = port({ direct: false });
  machine.translationChanged(0, 512, 512, NONE, 0);
  machine.translationChanged(0, 512, 512, 0, NONE);
  assert.equal(told.times, 2);
});
