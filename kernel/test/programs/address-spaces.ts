/**
 * Address spaces as a program that a test can drive: spaces of two containers, with the checks of system calls.
 */
import { invariant, modifies, requires, u32, type u64 } from "welkin";
import {
  DEPTH,
  boot,
  budgetIsKept,
  containerAt,
  containersAreTree,
  create,
  emptyBeforeBoot,
  root,
  tree,
} from "../../containers.ts";
import { Access } from "../../entries.ts";
import { NONE, frameCount, useOf, uses } from "../../frames.ts";
import { pagesAreMapped } from "../../homes.ts";
import { FRAMES, known, reached, zeroFrames } from "../../machine.ts";
import { destroyStep, exchangePages, mapDeviceFrame, mapNew, unmapFree } from "../../pages.ts";
import { createSpace, homes, protect, spaces, translate } from "../../spaces.ts";
import { missing, owners, walk } from "../../tables.ts";
import { tablesAreUsed } from "../../trees.ts";
import { Kind } from "../../uses.ts";

invariant(tablesAreUsed(owners(), uses()));
invariant(pagesAreMapped(homes(), uses()));

/** The root container. */
export function start(): u32 {
  requires(root() === NONE);
  modifies(tree, root, uses, frameCount);
  emptyBeforeBoot();
  return boot(FRAMES);
}

/** A container with so many frames. NONE if that is not possible. */
export function createContainer(parent: u32, frames: u32): u32 {
  modifies(tree, uses);
  containersAreTree(parent);
  if (useOf(parent).kind !== Kind.Container) return NONE;
  budgetIsKept(parent);
  const container = containerAt(parent);
  if (container.depth >= DEPTH - 1) return NONE;
  if (container.frames.total - container.frames.used - container.frames.given <= frames) return NONE;
  return create(parent, frames, 0);
}

export function framesLeftIn(frame: u32): u32 {
  containersAreTree(frame);
  if (useOf(frame).kind !== Kind.Container) return NONE;
  budgetIsKept(frame);
  const container = containerAt(frame);
  return container.frames.total - container.frames.used - container.frames.given;
}

/** A space, charged to a container. NONE if that is not possible. */
export function createSpaceIn(container: u32): u32 {
  modifies(spaces, owners, walk, missing, tree, uses);
  containersAreTree(container);
  if (useOf(container).kind !== Kind.Container) return NONE;
  budgetIsKept(container);
  const payer = containerAt(container);
  if (payer.frames.total - payer.frames.used - payer.frames.given === 0) return NONE;
  return createSpace(container);
}

function accessFrom(number: u32): Access {
  switch (number) {
    case 1:
      return Access.Write;
    case 2:
      return Access.Execute;
    default:
      return Access.Read;
  }
}

export function mapPage(space: u32, page: u64, access: u32, large: boolean): u32 {
  requires(spaces().has(space));
  modifies(spaces, homes, owners, walk, missing, reached, known, tree, uses, zeroFrames);
  return u32.from(mapNew(space, page, accessFrom(access), large));
}

/** Maps memory of a device, which nobody can execute. */
export function mapDevicePage(space: u32, page: u64, frame: u32, writable: boolean): u32 {
  requires(spaces().has(space) && FRAMES <= frame && frame !== NONE);
  modifies(spaces, homes, owners, walk, missing, reached, known, tree, uses);
  return u32.from(mapDeviceFrame(space, page, frame, writable ? Access.Write : Access.Read));
}

export function unmapPage(space: u32, page: u64): u32 {
  requires(spaces().has(space));
  modifies(spaces, homes, walk, missing, reached, known, tree, uses);
  return u32.from(unmapFree(space, page));
}

/** Two pages, neither of which is large or memory of a device, exchange frames. Says whether it is possible. */
export function exchangePagesOf(space: u32, page: u64, toSpace: u32, toPage: u64): boolean {
  requires(spaces().has(space) && spaces().has(toSpace));
  modifies(spaces, homes, walk, missing, reached, known, uses, zeroFrames);
  if (space === toSpace && page === toPage) return false;
  const place = translate(space, page);
  const other = translate(toSpace, toPage);
  if (place.kind === "unmapped" || place.large || place.frame >= FRAMES) return false;
  if (other.kind === "unmapped" || other.large || other.frame >= FRAMES) return false;
  exchangePages(space, page, toSpace, toPage);
  return true;
}

export function protectPage(space: u32, page: u64, access: u32): u32 {
  requires(spaces().has(space));
  modifies(spaces, walk, missing, reached, known);
  return u32.from(protect(space, page, accessFrom(access)));
}

/** Whether the space is no more. */
export function destroySpaceStep(space: u32): boolean {
  requires(spaces().has(space));
  modifies(spaces, homes, owners, walk, missing, reached, known, tree, uses);
  return destroyStep(space);
}

/** The frame of a page, or of the page in a large one; NONE if it is not mapped. */
export function frameAt(space: u32, page: u64): u32 {
  requires(spaces().has(space));
  const place = translate(space, page);
  return place.kind === "mapped" ? place.frame : NONE;
}
