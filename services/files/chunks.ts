/**
 * Chunks: the byte memory in parts of 64 KiB, each of one owner or of none.
 *
 * Owns       which chunk is whose, from the fourth page of the byte memory on; the memory's growth. A chunk is named by its
 *            number.
 * Invariants a chunk that is not given out has the owner 0. No chunk is given out that the memory does not have.
 * Not here   how much an owner may have (volumes.ts), what is in a chunk (heap.ts, contents.ts).
 */
import {
  type FixedArray,
  assert,
  ensures,
  forall,
  implies,
  invariant,
  modifies,
  old,
  prove,
  requires,
  type u16,
  type u32,
  zeroed,
} from "welkin";
import { FreeList, isFreeList } from "../../library/free-list.ts";
import { grow, size } from "../memory.ts";

/** 1 GiB. */
export const CHUNKS = 16384;
export const CHUNK_BYTES: u32 = 65536;

/** Pages before the first chunk, which have fixed uses (areas.ts). */
export const RESERVED: u32 = 3;

/** No chunk. */
export const NONE: u32 = 0xffff_ffff;

/** Pages by which the memory grows: a quarter of what it has, within these bounds, if there are so many. */
const LEAST_STEP: u32 = 16;
const GREATEST_STEP: u32 = 256;

const free: FreeList<typeof CHUNKS> = new FreeList<typeof CHUNKS>();
const owners: FixedArray<u16, typeof CHUNKS> = zeroed();
/** The chunks that the memory has. */
let bound: u32 = 0;

invariant(isFreeList(free));
invariant(free.fresh <= bound && bound <= CHUNKS);
invariant(
  forall(
    (c: u32) => free.allocated.has(c) === (c < CHUNKS && owners[c] !== 0),
    (c: u32) => [free.allocated.has(c)],
  ),
);

/** How many chunks are given out. */
export function chunksTaken(): u32 {
  let count: u32 = 0;
  for (let c: u32 = 0; c < bound; c += 1) {
    invariant(count <= c && c <= bound);
    if (owners[c] !== 0) count += 1;
  }
  return count;
}

/** A chunk for `owner`; NONE if there is no memory. In it is what was in it. */
export function takeChunk(owner: u16): u32 {
  requires(owner !== 0);
  modifies(free, owners, bound);
  ensures((chunk: u32) => chunk < CHUNKS || chunk === NONE);
  let allocation = free.allocate(bound);
  if (allocation.kind === "exhausted") {
    extend();
    allocation = free.allocate(bound);
  }
  if (allocation.kind === "exhausted") return NONE;
  owners[allocation.number] = owner;
  return allocation.number;
}

/** Takes back a chunk, if it is `owner`'s. */
export function releaseChunk(owner: u16, chunk: u32): void {
  requires(owner !== 0);
  modifies(free, owners);
  if (chunk >= CHUNKS) return;
  if (owners[chunk] !== owner) return;
  assert(free.allocated.has(chunk));
  free.release(chunk);
  owners[chunk] = 0;
}

/** Takes back all chunks of `owner`. */
export function releaseChunks(owner: u16): void {
  requires(owner !== 0);
  modifies(free, owners);
  ensures(
    forall((c: u32) => implies(c < CHUNKS, owners[c] === (old(owners)[c] === owner ? 0 : old(owners)[c]))),
  );
  for (let c: u32 = 0; c < bound; c += 1) {
    invariant(c <= bound && bound <= CHUNKS && isFreeList(free) && free.fresh === old(free.fresh));
    invariant(
      forall(
        (n: u32) => free.allocated.has(n) === (n < CHUNKS && owners[n] !== 0),
        (n: u32) => [free.allocated.has(n)],
      ),
    );
    invariant(
      forall(
        (n: u32) =>
          implies(n < CHUNKS, owners[n] === (n < c && old(owners)[n] === owner ? 0 : old(owners)[n])),
        (n: u32) => [owners[n]],
      ),
    );
    if (owners[c] === owner) {
      assert(free.allocated.has(c));
      free.release(c);
      owners[c] = 0;
    }
  }
  prove((n: u32) => {
    requires(bound <= n && n < CHUNKS);
    ensures(owners[n] === 0);
    assert(!free.allocated.has(n));
  });
}

/** Has the memory have more chunks, if the container can pay for some. */
function extend(): void {
  requires(free.fresh <= bound && bound <= CHUNKS);
  modifies(bound);
  ensures(free.fresh <= bound && bound <= CHUNKS);
  if (size() <= RESERVED + bound) {
    if (grow(step()) === NONE) grow(1);
  }
  const pages = size();
  if (pages > RESERVED + bound) bound = pages - RESERVED < CHUNKS ? pages - RESERVED : CHUNKS;
}

function step(): u32 {
  const quarter = bound / 4;
  return quarter < LEAST_STEP ? LEAST_STEP : quarter < GREATEST_STEP ? quarter : GREATEST_STEP;
}
