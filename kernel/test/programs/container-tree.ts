/**
 * The containers as a program that a test can drive: a tree of containers, with objects of two kinds and pages.
 */
import { type Pool, ensures, forall, invariant, modifies, pool, requires, u32 } from "welkin";
import {
  DEPTH,
  boot,
  budgetIsKept,
  chargeObject,
  chargePage,
  containerAt,
  containersAreTree,
  create,
  destroy,
  emptyBeforeBoot,
  refundObject,
  refundPage,
  root,
  tree,
} from "../../containers.ts";
import { NONE, frameCount, useOf, uses } from "../../frames.ts";
import { type Container, left } from "../../budgets.ts";
import { FRAMES, zeroFrames } from "../../machine.ts";
import { Kind } from "../../uses.ts";

class Thread {
  next: u32 = 0;
}

const threads: Pool<Thread> = pool();

invariant(
  forall(
    (frame: u32) =>
      threads.owned().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Thread),
    (frame: u32) => [threads.owned().has(frame)],
  ),
);

/** The root container, with so many frames. */
export function start(frames: u32): u32 {
  requires(root() === NONE && 0 < frames && frames <= FRAMES);
  modifies(tree, root, uses, frameCount);
  emptyBeforeBoot();
  return boot(frames);
}

/** A container within `parent`. NONE if there is no such container, or it has too little left or is too deep. */
export function createContainer(parent: u32, frames: u32, time: u32): u32 {
  modifies(tree, uses);
  containersAreTree(parent);
  if (useOf(parent).kind !== Kind.Container) return NONE;
  budgetIsKept(parent);
  const container = containerAt(parent);
  if (container.depth >= DEPTH - 1 || framesLeft(container) <= frames || timeLeft(container) < time)
    return NONE;
  return create(parent, frames, time);
}

export function createThread(container: u32): u32 {
  modifies(tree, uses, threads);
  containersAreTree(container);
  if (useOf(container).kind !== Kind.Container) return NONE;
  budgetIsKept(container);
  if (framesLeft(containerAt(container)) === 0) return NONE;
  return chargeObject(container, threads, Kind.Thread);
}

export function createPage(container: u32): u32 {
  modifies(tree, uses, zeroFrames);
  containersAreTree(container);
  if (useOf(container).kind !== Kind.Container) return NONE;
  budgetIsKept(container);
  if (framesLeft(containerAt(container)) === 0) return NONE;
  return chargePage(container);
}

/** Destroys what is in `frame`, if that is possible. Says whether it was. */
export function destroyAt(frame: u32): boolean {
  modifies(tree, uses, threads);
  containersAreTree(frame);
  switch (useOf(frame).kind) {
    case Kind.Thread:
      refundObject(threads, frame);
      return true;
    case Kind.Page:
      refundPage(frame);
      return true;
    case Kind.Container:
      if (containerAt(frame).parent === NONE || containerAt(frame).frames.used > 0) return false;
      destroy(frame);
      return true;
    default:
      return false;
  }
}

/** The frames that the container in `frame` has left; NONE if it is none. */
export function leftAt(frame: u32): u32 {
  containersAreTree(frame);
  if (useOf(frame).kind !== Kind.Container) return NONE;
  budgetIsKept(frame);
  return framesLeft(containerAt(frame));
}

function framesLeft(container: Container): u32 {
  requires(left(container.frames) >= 0);
  ensures((result: u32) => result === left(container.frames));
  return container.frames.total - container.frames.used - container.frames.given;
}

function timeLeft(container: Container): u32 {
  requires(left(container.time) >= 0);
  ensures((result: u32) => result === left(container.time));
  return container.time.total - container.time.used - container.time.given;
}
