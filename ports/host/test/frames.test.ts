/** Frames: ranges of bytes are copied as if page by page, wherever their frames are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { FrameTable } from "../frame-table.ts";
import { Frames, type Pages, type Place } from "../frames.ts";
import { Fuel } from "../fuel.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const FRAME_BYTES = 4096;
const PAGES = 24;
/** Of each space, pages from here on are in no memory. */
const IN_MEMORY = 16;

/** A space whose first pages are in one memory, from a page on that is not the first. */
class Space implements Pages {
  readonly bytes = new Uint8Array(IN_MEMORY * FRAME_BYTES);

  find(page: number, place: Place): boolean {
    place.bytes = this.bytes;
    place.offset = (page - FIRST) * FRAME_BYTES;
    return place.offset < this.bytes.length;
  }

  needs(): boolean {
    return false;
  }
}

const FIRST = 256;

/** Numbers below a bound, always the same. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

test("ranges are copied from wherever they are to wherever they are", () => {
  const { frames, spaces } = twoSpaces();
  const expected = spaces.map(() => new Uint8Array(PAGES * FRAME_BYTES));
  const random = generator(1);
  for (let round = 0; round < 2000; round += 1) {
    for (const [space, { bytes }] of spaces.entries()) fill(bytes, expected[space]!, random);
    for (let ranges = random(4); ranges >= 0; ranges -= 1) {
      const [from, to] = random(2) === 0 ? [0, 1] : [1, 0];
      const length = random(3) === 0 ? random(8) : random(20_000);
      const fromAt = place(random, length);
      const toAt = place(random, length);
      copyRange(frames, { from, fromAt, to, toAt, length });
      expected[to]!.set(expected[from]!.subarray(fromAt, fromAt + length), toAt);
    }
    frames.finish();
    assert.equal(frames.isPending.value, 0);
    for (const [space, { bytes }] of spaces.entries())
      assert.ok(Buffer.from(bytes).equals(expected[space]!.subarray(0, bytes.length)), `round ${round}`);
  }
});

test("a page of another space does not follow", () => {
  const { frames, spaces } = twoSpaces();
  const [one, two] = spaces.map(({ bytes }) => bytes);
  one!.fill(1);
  two!.fill(2);
  frames.copyBytes(frameOf(0, 0), 0, frameOf(1, 0), 0, FRAME_BYTES);
  frames.copyBytes(frameOf(1, 1), 0, frameOf(0, 1), 0, FRAME_BYTES);
  frames.finish();
  assert.deepEqual([one![FRAME_BYTES], two![0], two![FRAME_BYTES]], [2, 1, 2]);
});

test("the bytes of spaces that are gone are collected, though they were copied last", async () => {
  const { frames, spaces } = twoSpaces();
  const buffers = spaces.map(({ bytes }) => new WeakRef(bytes.buffer));
  frames.copyBytes(frameOf(0, 0), 0, frameOf(1, 0), 0, 100);
  frames.zeroFrame(frameOf(0, 1));
  for (const space of spaces.splice(0).keys()) frames.detach(space);
  // What a weak reference has been made of stays until the present turn is over.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  assert.deepEqual(
    buffers.map((buffer) => buffer.deref()),
    [undefined, undefined],
  );
});

/** Two spaces, each of whose pages is a frame. */
function twoSpaces(): { frames: Frames; spaces: Space[] } {
  const fuel = new Fuel();
  const frames = new Frames(new FrameTable(2 * PAGES, fuel.global), fuel);
  const spaces = [new Space(), new Space()];
  for (const [space, pages] of spaces.entries()) {
    frames.attach(space, pages);
    frames.translationChanged(space, FIRST, PAGES, -1, frameOf(space, 0));
  }
  return { frames, spaces };
}

/** Where a range begins: often so that it begins or ends with a page. */
function place(random: (bound: number) => number, length: number): number {
  const at = random(PAGES * FRAME_BYTES - length);
  const page = at - (at % FRAME_BYTES);
  const kind = random(3);
  if (kind === 0) return page;
  const end = page - (length % FRAME_BYTES);
  return kind === 1 && end >= 0 ? end : at;
}

const frameOf = (space: number, page: number): number => space * PAGES + page;

/** Changes some bytes, as a process does. */
function fill(bytes: Uint8Array, expected: Uint8Array, random: (bound: number) => number): void {
  const at = random(bytes.length - 100);
  bytes.fill(random(256), at, at + 100);
  expected.set(bytes.subarray(at, at + 100), at);
}

/** As the kernel copies a range: as many bytes at a time as are in one page here and in one there. */
function copyRange(
  frames: Frames,
  range: { from: number; fromAt: number; to: number; toAt: number; length: number },
): void {
  const { from, fromAt, to, toAt, length } = range;
  for (let done = 0; done < length;) {
    const [source, target] = [fromAt + done, toAt + done];
    const rest = [length - done, FRAME_BYTES - (source % FRAME_BYTES), FRAME_BYTES - (target % FRAME_BYTES)];
    const count = Math.min(...rest);
    frames.copyBytes(
      frameOf(from, Math.floor(source / FRAME_BYTES)),
      source % FRAME_BYTES,
      frameOf(to, Math.floor(target / FRAME_BYTES)),
      target % FRAME_BYTES,
      count,
    );
    done += count;
  }
}
