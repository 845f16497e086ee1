/**
 * The frame table as a program that a test can drive: objects of two kinds and pages, by scalar calls. It counts the
 * frames in use, since a frame may be asked for only when one is free.
 */
import { Map, type Pool, forall, invariant, modifies, old, pool, requires, u32 } from "welkin";
import {
  NONE,
  allocate,
  allocatePage,
  frameCount,
  release,
  releasePage,
  setFrameCount,
  useOf,
  uses,
} from "../../frames.ts";
import { FRAMES, zeroFrames } from "../../machine.ts";
import { Kind, type Use, counted, noneOccupied, occupied } from "../../uses.ts";

class Thread {
  next: u32 = 0;
}

class Endpoint {
  first: u32 = 0;
  last: u32 = 0;
}

const threads: Pool<Thread> = pool();
const endpoints: Pool<Endpoint> = pool();
let total: u32 = 0;
let used: u32 = 0;

invariant(
  forall(
    (frame: u32) =>
      threads.owned().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Thread),
    (frame: u32) => [threads.owned().has(frame)],
  ),
);
invariant(
  forall(
    (frame: u32) =>
      endpoints.owned().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Endpoint),
    (frame: u32) => [endpoints.owned().has(frame)],
  ),
);

invariant(
  total === 0
    ? used === 0 && uses() === Map.empty<u32, Use>() && frameCount() === 0
    : used === occupied(uses()) && frameCount() === total,
);

/** There are so many frames. */
export function start(frames: u32): void {
  requires(frameCount() === 0 && frames <= FRAMES);
  modifies(frameCount, total);
  noneOccupied();
  setFrameCount(frames);
  total = frames;
}

export function createThread(container: u32): u32 {
  modifies(threads, uses, used);
  if (used >= total) return NONE;
  const frame = allocate(threads, Kind.Thread, container);
  counted(old(uses()), uses(), frame);
  used += 1;
  return frame;
}

export function createEndpoint(container: u32): u32 {
  modifies(endpoints, uses, used);
  if (used >= total) return NONE;
  const frame = allocate(endpoints, Kind.Endpoint, container);
  counted(old(uses()), uses(), frame);
  used += 1;
  return frame;
}

export function createPage(container: u32): u32 {
  modifies(uses, zeroFrames, used);
  if (used >= total) return NONE;
  const frame = allocatePage(container);
  counted(old(uses()), uses(), frame);
  used += 1;
  return frame;
}

/** Destroys what is in `frame`. Says whether there was something. */
export function destroy(frame: u32): boolean {
  modifies(threads, endpoints, uses, used);
  if (used === 0 || frame >= FRAMES) return false;
  switch (useOf(frame).kind) {
    case Kind.Thread:
      release(threads, frame);
      break;
    case Kind.Endpoint:
      release(endpoints, frame);
      break;
    case Kind.Page:
      releasePage(frame);
      break;
    default:
      return false;
  }
  counted(old(uses()), uses(), frame);
  used = used - 1;
  return true;
}

export function kindOf(frame: u32): u32 {
  return u32.from(useOf(frame).kind);
}

export function containerOf(frame: u32): u32 {
  return useOf(frame).container;
}
