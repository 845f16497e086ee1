/**
 * Containers: who may use how many frames and how much time. A tree, whose root is made at boot.
 *
 * Owns       the container objects. Every frame in use is charged to a container through this module.
 * View       tree(): what every container has, by its frame; root().
 * States     a container is created with a part of what its parent has left, and gives it back when it is destroyed,
 *            which it can be when no frame is charged to it. Before that it may be dying, for as many calls as it takes.
 * Invariants a container's frame is charged to its parent. What a container has used is what is charged to it; what it
 *            has given is the sum of what its children have; both together are at most what it has.
 *            What all containers have left is as much as is free: so an allocation within a budget never fails.
 * Not here   what the frames are used for (the modules above), who may ask for it (handles.ts),
 *            that a doomed container makes nothing new (the calls).
 */
import {
  Map,
  type Pool,
  copy,
  decreases,
  ensures,
  forall,
  ghost,
  implies,
  invariant,
  lemma,
  modifies,
  old,
  pool,
  prove,
  requires,
  spec,
  trigger,
  u32,
  unchanged,
} from "welkin";
import {
  Container,
  Resource,
  type Tree,
  framesLeft,
  given,
  givenAtLeast,
  left,
  leftAtLeast,
  newContainer,
  notGiven,
  nothingLeft,
  settled,
  sumsAreKept,
  using,
  withChild,
  withoutChild,
} from "./budgets.ts";
import {
  NONE,
  allocate,
  allocatePage,
  allocateRun,
  areObjects,
  frameCount,
  gains,
  isZeroedFrom,
  loses,
  reassign,
  release,
  releasePage,
  setFrameCount,
  useOf,
  uses,
} from "./frames.ts";
import { isDoomed, isLineage, withDying } from "./lineage.ts";
import { FRAMES, zeroFrames } from "./machine.ts";
import {
  Kind,
  RUN,
  type Use,
  type Uses,
  charged,
  chargedAtLeast,
  counted,
  exchanged,
  isPageKind,
  noneOccupied,
  notCharged,
  occupied,
  sizeOf,
} from "./uses.ts";

/** All the time there is, in parts. */
export const TIME = 1_000_000;

/** How deep containers are nested at most. */
export const DEPTH = 32;

const containers: Pool<Container> = pool();
let first: u32 = NONE;
let all: Tree = Map.empty();

/** What every container has, by its frame. */
export const tree = spec((): Tree => all);

/** The container at the top; NONE before boot. */
export const root = spec((): u32 => first);

// --- Invariants ----------------------------------------------------------------------------------------------

/** A container's frame is charged to its parent. Who has none is the root, and nothing is too deep. */
const containersAreCharged = spec((): boolean =>
  forall(
    (c: u32) =>
      trigger(all.has(c)) === (uses().has(c) && uses().get(c).kind === Kind.Container) &&
      implies(
        all.has(c),
        all.get(c).depth < DEPTH &&
          all.get(c).parent === uses().get(c).container &&
          (c === first) === (all.get(c).parent === NONE),
      ),
  ),
);

/** Every frame in use, the root's aside, is charged to a container. */
const framesAreCharged = spec((): boolean =>
  forall((frame: u32) =>
    implies(
      trigger(uses().has(frame)),
      frame < FRAMES && (frame === first || all.has(uses().get(frame).container)),
    ),
  ),
);

/** Before boot there is nothing, after it the root. What all containers have left is what is free. */
const isBooted = spec((): boolean =>
  first === NONE
    ? all === Map.empty<u32, Container>() && uses() === Map.empty<u32, Use>() && frameCount() === 0
    : all.has(first) && framesLeft(all) + occupied(uses()) === frameCount(),
);

/** What `c` has used is charged to it, what it has given its children have, and both are within what it has. */
export const isWithinBudget = spec(
  (nodes: Tree, all: Uses, c: u32): boolean =>
    nodes.get(c).frames.used === charged(all, c) &&
    nodes.get(c).frames.given === given(nodes, c, Resource.Frames) &&
    nodes.get(c).time.given === given(nodes, c, Resource.Time) &&
    left(nodes.get(c).frames) >= 0 &&
    left(nodes.get(c).time) >= 0,
);

const budgetsAreKept = spec((): boolean =>
  forall((c: u32) => implies(trigger(all.has(c)), isWithinBudget(all, uses(), c))),
);

invariant(areObjects(all, containers));
invariant(isLineage(all));
invariant(containersAreCharged());
invariant(framesAreCharged());
invariant(isBooted());
invariant(budgetsAreKept());

/** The tree has the containers, and a container's frame is charged to its parent. */
export const containersAreTree = lemma((frame: u32): void => {
  ensures(tree().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Container));
  ensures(implies(tree().has(frame), uses().get(frame).container === tree().get(frame).parent));
  ensures(implies(tree().has(frame), (frame === root()) === (tree().get(frame).parent === NONE)));
});

/** The tree has a root, and every other container a parent, one less deep. */
export const treeIsLineage = lemma((): void => {
  ensures(isLineage(tree()) && !tree().has(NONE));
  ensures(root() === NONE ? tree() === Map.empty<u32, Container>() : tree().has(root()));
  ensures(
    forall((c: u32) =>
      implies(trigger(tree().has(c)), uses().has(c) && c < FRAMES && tree().get(c).depth < DEPTH),
    ),
  );
});

/** Whatever is no container is charged to a container. */
export const payerIsContainer = lemma((frame: u32): void => {
  requires(uses().has(frame) && uses().get(frame).kind !== Kind.Container);
  ensures(tree().has(uses().get(frame).container));
});

/** Before boot there are no frames. */
export const emptyBeforeBoot = lemma((): void => {
  requires(root() === NONE);
  ensures(frameCount() === 0 && tree() === Map.empty<u32, Container>() && uses() === Map.empty<u32, Use>());
});

/** Each budget is kept. */
export const budgetIsKept = lemma((container: u32): void => {
  requires(tree().has(container));
  ensures(isWithinBudget(tree(), uses(), container));
});

/** What a container has left is free. */
export const leftIsFree = lemma((container: u32): void => {
  requires(tree().has(container));
  ensures(left(tree().get(container).frames) <= frameCount() - occupied(uses()));
  leftAtLeast(all, container);
});

/** Every frame is either in use, or left to exactly one container. */
export const framesAreShared = lemma((): void => {
  requires(root() !== NONE);
  ensures(framesLeft(tree()) + occupied(uses()) === frameCount());
});

// --- Operations ----------------------------------------------------------------------------------------------

/** Makes the root, which has all frames, as many as there are, and all time. */
export function boot(frames: u32): u32 {
  requires(root() === NONE && 0 < frames && frames <= FRAMES);
  modifies(tree, root, uses, frameCount, containers);
  ensures(frameCount() === frames);
  ensures((frame: u32) => root() === frame && frame < FRAMES);
  ensures(
    (frame: u32) =>
      tree() === Map.empty<u32, Container>().set(frame, newContainer(NONE, 0, frames - 1, TIME)),
  );
  ensures(
    (frame: u32) => uses() === Map.empty<u32, Use>().set(frame, { kind: Kind.Container, container: NONE }),
  );
  noneOccupied();
  nothingLeft();
  setFrameCount(frames);
  first = place(NONE, 0, frames - 1, TIME);
  notCharged(old(uses()), first);
  notGiven(old(all), first);
  counted(old(uses()), uses(), first);
  settled(old(all), all, first);
  return first;
}

/** Makes a container within `parent`, with a part of what it has left. */
export function create(parent: u32, frames: u32, time: u32): u32 {
  requires(tree().has(parent) && tree().get(parent).depth + 1 < DEPTH);
  requires(frames < left(tree().get(parent).frames) && time <= left(tree().get(parent).time));
  modifies(tree, uses, containers);
  ensures((frame: u32) => frame < FRAMES && !old(uses()).has(frame));
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind: Kind.Container, container: parent }));
  ensures((frame: u32) => tree() === withChild(old(tree()), parent, frame, frames, time));
  leftIsFree(parent);
  const giver = containers.at(parent);
  giver.frames.used += 1;
  giver.frames.given += frames;
  giver.time.given += time;
  all = all.set(parent, giver);
  settled(old(all), all, parent);
  const between = ghost(all);
  const frame = place(parent, giver.depth + 1, frames, time);
  notCharged(old(uses()), frame);
  notGiven(old(all), frame);
  counted(old(uses()), uses(), frame);
  settled(between, all, frame);
  return frame;
}

/** Ends a container to which nothing is charged. Its parent has again what it gave. */
export function destroy(frame: u32): void {
  requires(tree().has(frame) && frame !== root() && tree().get(frame).frames.used === 0);
  modifies(tree, uses, containers);
  ensures(uses() === old(uses()).delete(frame));
  ensures(tree() === withoutChild(old(tree()), frame, old(tree()).get(frame)));
  prove((other: u32) => {
    requires(uses().has(other));
    ensures(uses().get(other).container !== frame);
    chargedAtLeast(uses(), other);
  });
  notGiven(all, frame);
  chargedAtLeast(uses(), frame);
  givenAtLeast(all, frame);
  const child = copy(containers.at(frame));
  release(containers, frame);
  const taker = containers.at(child.parent);
  taker.frames.used -= 1;
  taker.frames.given -= child.frames.total;
  taker.time.given -= child.time.total;
  all = all.delete(frame).set(child.parent, taker);
  counted(old(uses()), uses(), frame);
  settled(old(all), old(all).delete(frame), frame);
  settled(old(all).delete(frame), all, child.parent);
}

/** From now on the container is dying, and all within it is doomed. */
export function markDying(container: u32): void {
  requires(tree().has(container));
  modifies(tree, containers);
  ensures(tree() === withDying(old(tree()), container));
  containers.at(container).dying = true;
  all = all.set(container, containers.at(container));
  settled(old(all), all, container);
}

/** Moves a free frame to pool `to`, as an object of this kind, charged to `container`. */
export function chargeObject<T>(container: u32, to: Pool<T>, kind: Kind): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  requires(kind !== Kind.Free && !isPageKind(kind) && kind !== Kind.Container);
  modifies(to, tree, uses, containers);
  ensures((frame: u32) => frame < FRAMES && !old(uses()).has(frame));
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind, container }));
  ensures(tree() === using(old(tree()), container, 1));
  ensures((frame: u32) => gains(old(to), to, frame));
  leftIsFree(container);
  const frame = allocate(to, kind, container);
  charge(container, 1);
  counted(old(uses()), uses(), frame);
  return frame;
}

/** Makes an object free again, for which nobody is charged then; `from` is the pool that it is in. */
export function refundObject<T>(from: Pool<T>, frame: u32): void {
  requires(from.owned().has(frame) && uses().has(frame));
  requires(!isPageKind(uses().get(frame).kind) && uses().get(frame).kind !== Kind.Container);
  modifies(from, tree, uses, containers);
  ensures(uses() === old(uses()).delete(frame));
  ensures(tree() === using(old(tree()), old(uses()).get(frame).container, -1));
  ensures(loses(old(from), from, frame));
  chargedAtLeast(uses(), frame);
  refund(useOf(frame).container, 1);
  release(from, frame);
  counted(old(uses()), uses(), frame);
}

/** A frame for a process, zeroed, charged to `container`. */
export function chargePage(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  modifies(tree, uses, zeroFrames, containers);
  ensures((frame: u32) => frame < FRAMES && !old(uses()).has(frame));
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind: Kind.Page, container }));
  ensures((frame: u32) => zeroFrames() === old(zeroFrames()).add(frame));
  ensures(tree() === using(old(tree()), container, 1));
  leftIsFree(container);
  const frame = allocatePage(container);
  charge(container, 1);
  counted(old(uses()), uses(), frame);
  return frame;
}

/** The first of RUN frames for a process, zeroed, charged to `container`; NONE if there is no run of free frames. */
export function chargeRun(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) >= RUN);
  modifies(tree, uses, zeroFrames, containers);
  ensures((frame: u32) =>
    frame === NONE
      ? unchanged(uses, tree, zeroFrames)
      : frame < FRAMES &&
        !old(uses()).has(frame) &&
        uses() === old(uses()).set(frame, { kind: Kind.LargePage, container }) &&
        isZeroedFrom(old(zeroFrames()), zeroFrames(), frame, RUN) &&
        tree() === using(old(tree()), container, RUN),
  );
  const frame = allocateRun(container);
  if (frame === NONE) return NONE;
  charge(container, RUN);
  counted(old(uses()), uses(), frame);
  return frame;
}

/** Makes a page free again, of whatever size, for which nobody is charged then. */
export function refundPage(frame: u32): void {
  requires(uses().has(frame) && isPageKind(uses().get(frame).kind));
  modifies(tree, uses, containers);
  ensures(uses() === old(uses()).delete(frame));
  ensures(
    tree() === using(old(tree()), old(uses()).get(frame).container, -sizeOf(old(uses()).get(frame).kind)),
  );
  chargedAtLeast(uses(), frame);
  const use = useOf(frame);
  refund(use.container, use.kind === Kind.LargePage ? RUN : 1);
  releasePage(frame);
  counted(old(uses()), uses(), frame);
}

/** Each of two pages is charged from now on to whom the other was: nobody is charged for more, or for less. */
export function exchangePayers(frame: u32, other: u32): void {
  requires(uses().has(frame) && uses().get(frame).kind === Kind.Page);
  requires(uses().has(other) && uses().get(other).kind === Kind.Page);
  modifies(uses);
  ensures(uses() === exchanged(old(uses()), frame, other));
  const container = useOf(frame).container;
  reassign(frame, useOf(other).container);
  const between = ghost(uses());
  reassign(other, container);
  counted(old(uses()), between, frame);
  counted(between, uses(), other);
}

/** Is the container dying, or an ancestor of it? At most DEPTH steps, up to the root. */
export function doomed(container: u32): boolean {
  requires(tree().has(container));
  ensures((result: boolean) => result === isDoomed(tree(), container));
  let at = container;
  while (!containers.at(at).dying) {
    invariant(all.has(at) && isDoomed(all, at) === isDoomed(all, container));
    decreases(all.get(at).depth);
    at = containers.at(at).parent;
    if (at === NONE) {
      return false;
    }
  }
  return true;
}

/** What a container has. */
export function containerAt(frame: u32): Container {
  requires(tree().has(frame));
  ensures((result: Container) => result === tree().get(frame));
  return copy(containers.at(frame));
}

/** The frames that a container has left. Read without the rest of it: calls that create ask for it. */
export function framesLeftOf(frame: u32): u32 {
  requires(tree().has(frame));
  ensures((result: u32) => result === left(tree().get(frame).frames));
  const frames = containers.at(frame).frames;
  return frames.total - frames.used - frames.given;
}

/** The time that a container has left. Read without the rest of it: every choice of a thread asks for it. */
export function timeLeftOf(frame: u32): u32 {
  requires(tree().has(frame));
  ensures((result: u32) => result === left(tree().get(frame).time));
  const time = containers.at(frame).time;
  return time.total - time.used - time.given;
}

// --- Parts of operations -------------------------------------------------------------------------------------

/** Puts a new container into the tree, which its parent has paid for. */
function place(parent: u32, depth: u32, frames: u32, time: u32): u32 {
  requires(occupied(uses()) < frameCount() && areObjects(all, containers));
  requires(forall((c: u32) => implies(trigger(all.has(c)), uses().has(c))));
  modifies(all, uses, containers);
  ensures(areObjects(all, containers));
  ensures((frame: u32) => frame < FRAMES && !old(uses()).has(frame) && !old(tree()).has(frame));
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind: Kind.Container, container: parent }));
  ensures((frame: u32) => all === old(all).set(frame, newContainer(parent, depth, frames, time)));
  const frame = allocate(containers, Kind.Container, parent);
  const container = containers.at(frame);
  container.parent = parent;
  container.depth = depth;
  container.frames.total = frames;
  container.time.total = time;
  all = all.set(frame, container);
  return frame;
}

/** Has `container` use so many frames more. */
function charge(container: u32, frames: u32): void {
  requires(all.has(container) && areObjects(all, containers));
  requires(left(all.get(container).frames) >= frames);
  modifies(all, containers);
  ensures(areObjects(all, containers) && all === using(old(all), container, frames));
  ensures(sumsAreKept(old(all), all, frames));
  containers.at(container).frames.used += frames;
  all = all.set(container, containers.at(container));
  settled(old(all), all, container);
}

/** Has `container` use so many frames less. */
function refund(container: u32, frames: u32): void {
  requires(all.has(container) && areObjects(all, containers) && all.get(container).frames.used >= frames);
  modifies(all, containers);
  ensures(areObjects(all, containers) && all === using(old(all), container, -frames));
  ensures(sumsAreKept(old(all), all, -frames));
  containers.at(container).frames.used -= frames;
  all = all.set(container, containers.at(container));
  settled(old(all), all, container);
}
