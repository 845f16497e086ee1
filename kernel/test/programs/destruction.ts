/**
 * Creation and destruction of whole trees as a program that a test can drive: containers have processes, which have
 * threads.
 *
 * Invariant  everything in use, the root aside, has an owner: its container, or, if it is a thread, a process that its
 *            container owns. So what owns nothing is charged for nothing.
 */
import {
  type Pool,
  ensures,
  forall,
  implies,
  invariant,
  modifies,
  old,
  pool,
  prove,
  requires,
  spec,
  u32,
} from "welkin";
import { left } from "../../budgets.ts";
import {
  DEPTH,
  TIME,
  boot,
  budgetIsKept,
  chargeObject,
  containerAt,
  containersAreTree,
  create,
  destroy,
  doomed,
  emptyBeforeBoot,
  markDying,
  payerIsContainer,
  refundObject,
  root,
  tree,
  treeIsLineage,
} from "../../containers.ts";
import {
  areNested,
  firstToDestroy,
  nestedAfterAdopt,
  nestedAfterChange,
  nestedAfterCreate,
  nestedAfterDestroy,
  nestedAfterDisown,
  rootIsNested,
} from "../../descent.ts";
import { NONE, frameCount, useOf, uses, usesAreFrames } from "../../frames.ts";
import { FRAMES } from "../../machine.ts";
import { adopt, disown, ownerOf, ownsNothing } from "../../ownership.ts";
import { Kind, notCharged } from "../../uses.ts";

class Process {
  space: u32 = 0;
}

class Thread {
  status: u32 = 0;
}

const processes: Pool<Process> = pool();
const threads: Pool<Thread> = pool();

const kindsAreObjects = spec((): boolean =>
  forall(
    (f: u32) =>
      processes.owned().has(f) === (uses().has(f) && uses().get(f).kind === Kind.Process) &&
      threads.owned().has(f) === (uses().has(f) && uses().get(f).kind === Kind.Thread) &&
      implies(
        uses().has(f),
        uses().get(f).kind === Kind.Container ||
          uses().get(f).kind === Kind.Process ||
          uses().get(f).kind === Kind.Thread,
      ),
    (f: u32) => [[processes.owned().has(f)], [threads.owned().has(f)], [uses().has(f)]],
  ),
);

const allHaveOwners = spec((): boolean =>
  forall(
    (f: u32) => ownerOf().has(f) === (uses().has(f) && f !== root()),
    (f: u32) => [[ownerOf().has(f)], [uses().has(f)]],
  ),
);

const ownersPay = spec((): boolean =>
  forall(
    (f: u32) =>
      implies(
        ownerOf().has(f),
        uses().get(f).kind === Kind.Thread
          ? uses().has(ownerOf().get(f)) &&
              uses().get(ownerOf().get(f)).kind === Kind.Process &&
              uses().get(ownerOf().get(f)).container === uses().get(f).container
          : ownerOf().get(f) === uses().get(f).container,
      ),
    (f: u32) => [ownerOf().has(f)],
  ),
);

invariant(kindsAreObjects());
invariant(allHaveOwners());
invariant(ownersPay());
invariant(areNested(ownerOf(), tree()));

/** The root container, with so many frames. */
export function start(frames: u32): u32 {
  requires(root() === NONE && 0 < frames && frames <= FRAMES);
  modifies(tree, root, uses, frameCount);
  emptyBeforeBoot();
  const frame = boot(frames);
  rootIsNested(ownerOf(), frame, frames - 1, TIME);
  return frame;
}

/** Can the container in `frame` make something new with so many frames more? */
function canPay(frame: u32, frames: u32): boolean {
  ensures((result: boolean) => implies(result, tree().has(frame) && left(tree().get(frame).frames) > frames));
  containersAreTree(frame);
  if (useOf(frame).kind !== Kind.Container || doomed(frame)) return false;
  budgetIsKept(frame);
  const budget = containerAt(frame).frames;
  return budget.total - budget.used - budget.given > frames;
}

/** A container within `parent`. NONE if that is impossible. */
export function createContainer(parent: u32, frames: u32): u32 {
  modifies(tree, uses, ownerOf);
  treeIsLineage();
  if (!canPay(parent, frames) || containerAt(parent).depth + 1 >= DEPTH) return NONE;
  budgetIsKept(parent);
  const frame = create(parent, frames, 0);
  nestedAfterCreate(ownerOf(), old(tree()), parent, frame, frames, 0);
  adopt(parent, frame);
  return frame;
}

/** A process in a container. NONE if that is impossible. */
export function createProcess(container: u32): u32 {
  modifies(tree, uses, ownerOf, processes);
  treeIsLineage();
  if (!canPay(container, 0)) return NONE;
  const frame = chargeObject(container, processes, Kind.Process);
  containersAreTree(frame);
  nestedAfterChange(ownerOf(), old(tree()), tree());
  nestedAfterAdopt(ownerOf(), tree(), container, frame);
  adopt(container, frame);
  return frame;
}

/** A thread of a process. NONE if that is impossible. */
export function createThread(process: u32): u32 {
  modifies(tree, uses, ownerOf, threads);
  treeIsLineage();
  containersAreTree(root());
  if (useOf(process).kind !== Kind.Process || !canPay(useOf(process).container, 0)) return NONE;
  usesAreFrames(process);
  const frame = chargeObject(useOf(process).container, threads, Kind.Thread);
  containersAreTree(frame);
  nestedAfterChange(ownerOf(), old(tree()), tree());
  nestedAfterAdopt(ownerOf(), tree(), process, frame);
  adopt(process, frame);
  return frame;
}

/** Destroys the first part of what is in `frame`, and says which: `frame` itself is the last. NONE for the root. */
export function destroyNext(frame: u32): u32 {
  modifies(tree, uses, ownerOf, processes, threads);
  containersAreTree(frame);
  switch (useOf(frame).kind) {
    case Kind.Free:
      return NONE;
    case Kind.Container:
      if (containerAt(frame).parent === NONE) return NONE;
      markDying(frame);
      nestedAfterChange(ownerOf(), old(tree()), tree());
      break;
    default:
      break;
  }
  treeIsLineage();
  containersAreTree(root());
  usesAreFrames(frame);
  const part = firstToDestroy(frame);
  free(part);
  return part;
}

/** Is the container in `frame` doomed? */
export function isDoomedAt(frame: u32): boolean {
  containersAreTree(frame);
  return useOf(frame).kind === Kind.Container && doomed(frame);
}

/** Makes free what owns nothing. */
function free(frame: u32): void {
  requires(ownerOf().has(frame) && ownsNothing(ownerOf(), frame));
  requires(kindsAreObjects() && allHaveOwners() && ownersPay() && areNested(ownerOf(), tree()));
  modifies(tree, uses, ownerOf, processes, threads);
  ensures(kindsAreObjects() && allHaveOwners() && ownersPay() && areNested(ownerOf(), tree()));
  containersAreTree(frame);
  treeIsLineage();
  containersAreTree(root());
  prove((f: u32) => {
    requires(uses().has(f) && uses().get(frame).kind === Kind.Container);
    ensures(uses().get(f).container !== frame);
    containersAreTree(f);
  });
  disown(frame);
  switch (useOf(frame).kind) {
    case Kind.Container:
      notCharged(uses(), frame);
      budgetIsKept(frame);
      nestedAfterDestroy(old(ownerOf()), tree(), frame);
      destroy(frame);
      break;
    case Kind.Process:
      payerIsContainer(frame);
      nestedAfterDisown(old(ownerOf()), tree(), frame);
      refundObject(processes, frame);
      nestedAfterChange(ownerOf(), old(tree()), tree());
      break;
    default:
      payerIsContainer(frame);
      nestedAfterDisown(old(ownerOf()), tree(), frame);
      refundObject(threads, frame);
      nestedAfterChange(ownerOf(), old(tree()), tree());
      break;
  }
}
