/**
 * The frame table as a program that a test can drive: objects of two kinds and pages, by scalar calls.
 */
import { type Pool, forall, invariant, modifies, pool, requires, u32 } from "welkin";
import {
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
import { Kind } from "../../uses.ts";

class Thread {
  next: u32 = 0;
}

class Endpoint {
  first: u32 = 0;
  last: u32 = 0;
}

const threads: Pool<Thread> = pool();
const endpoints: Pool<Endpoint> = pool();

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

/** There are so many frames. */
export function start(frames: u32): void {
  requires(frameCount() <= frames && frames <= FRAMES);
  modifies(frameCount);
  setFrameCount(frames);
}

export function createThread(container: u32): u32 {
  modifies(threads, uses);
  return allocate(threads, Kind.Thread, container);
}

export function createEndpoint(container: u32): u32 {
  modifies(endpoints, uses);
  return allocate(endpoints, Kind.Endpoint, container);
}

export function createPage(container: u32): u32 {
  modifies(uses, zeroFrames);
  return allocatePage(container);
}

/** Destroys what is in `frame`. Says whether there was something. */
export function destroy(frame: u32): boolean {
  modifies(threads, endpoints, uses);
  const use = useOf(frame);
  switch (use.kind) {
    case Kind.Thread:
      release(threads, frame);
      return true;
    case Kind.Endpoint:
      release(endpoints, frame);
      return true;
    case Kind.Page:
      releasePage(frame);
      return true;
    default:
      return false;
  }
}

export function kindOf(frame: u32): u32 {
  return u32.from(useOf(frame).kind);
}

export function containerOf(frame: u32): u32 {
  return useOf(frame).container;
}
