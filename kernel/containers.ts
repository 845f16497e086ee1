/**
 * Containers: who may use how many frames and how much time. A tree, whose root is made at boot.
 *
 * Owns       the container objects. Every frame in use is charged to a container through this module.
 * View       tree(): what every container has, by its frame; root().
 * States     a container is created with a part of what its parent has left, and gives it back when it is destroyed,
 *            which it can be when no frame is charged to it.
 * Invariants a container's frame is charged to its parent. What a container has used is what is charged to it; what it has
 *            given is the sum of what its children have; both together are at most what it has.
 *            What all containers have left is as much as is free: so a container can always have what it has left.
 * Not here   what the frames are used for (the modules above), who may ask for it (handles.ts).
 */
import {
  Map,
  type Pool,
  Seq,
  assert,
  copy,
  ensures,
  forall,
  ghost,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  opaque,
  pool,
  prove,
  requires,
  reveal,
  spec,
  u32,
} from "welkin";
import { sum, sumAtLeast, sumOfEqual, sumWith } from "../library/sums.ts";
import {
  Kind,
  NONE,
  type Use,
  allocate,
  charged,
  chargedAtLeast,
  countedWith,
  noneOccupied,
  notCharged,
  allocatePage,
  gains,
  loses,
  releasePage,
  useOf,
  countedWithout,
  release,
  occupied,
  uses,
} from "./frames.ts";
import { FRAMES, zeroFrames } from "./machine.ts";

/** All the time there is, in parts. */
export const TIME = 1_000_000;

/** How deep containers are nested at most. */
export const DEPTH = 32;

/** What a container has of something: the whole, what of it is in use, what its children have. */
export class Budget {
  total: u32 = 0;
  used: u32 = 0;
  given: u32 = 0;
}

export class Container {
  parent: u32 = 0;
  depth: u32 = 0;
  frames: Budget = new Budget();
  time: Budget = new Budget();
}

const containers: Pool<Container> = pool();
let first: u32 = NONE;
let all: Map<u32, Container> = Map.empty();

/** What every container has, by its frame. */
export const tree = spec((): Map<u32, Container> => all);

/** The container at the top; NONE before boot. */
export const root = spec((): u32 => first);

/** What of a budget is left. */
export const left = spec((budget: Budget): int => budget.total - budget.used - budget.given);

/** A container as it is created. */
export const newContainer = spec((parent: u32, depth: int, frames: int, time: int): Container => ({
  parent,
  depth: u32.from(depth),
  frames: { total: u32.from(frames), used: 0, given: 0 },
  time: { total: u32.from(time), used: 0, given: 0 },
}));

/** A container with so much more in use, and so much more given to children. */
export const settled = spec((container: Container, used: int, frames: int, time: int): Container => ({
  ...container,
  frames: {
    ...container.frames,
    used: u32.from(container.frames.used + used),
    given: u32.from(container.frames.given + frames),
  },
  time: { ...container.time, given: u32.from(container.time.given + time) },
}));

/** The tree without a child that nothing is charged to, whose parent has again what it gave. */
export const withoutChild = spec(
  (nodes: Map<u32, Container>, frame: u32, child: Container): Map<u32, Container> =>
    nodes
      .delete(frame)
      .set(child.parent, settled(nodes.get(child.parent), -1, -child.frames.total, -child.time.total)),
);

/** The tree when a frame that `container` has used is free again. */
export const refunded = spec((nodes: Map<u32, Container>, container: u32): Map<u32, Container> =>
  nodes.set(container, settled(nodes.get(container), -1, 0, 0)),
);

// --- Sums over the tree --------------------------------------------------------------------------------------

const isChild = spec(
  (nodes: Map<u32, Container>, child: u32, parent: u32): boolean =>
    nodes.has(child) && nodes.get(child).parent === parent,
);

const frameGifts = spec((nodes: Map<u32, Container>, parent: u32): Seq<int> =>
  Seq.build(FRAMES, (i: int) =>
    isChild(nodes, u32.from(i), parent) ? nodes.get(u32.from(i)).frames.total : 0,
  ),
);

const timeGifts = spec((nodes: Map<u32, Container>, parent: u32): Seq<int> =>
  Seq.build(FRAMES, (i: int) =>
    isChild(nodes, u32.from(i), parent) ? nodes.get(u32.from(i)).time.total : 0,
  ),
);

/** The frames that the children of `parent` have. */
export const framesGiven = opaque((nodes: Map<u32, Container>, parent: u32): int =>
  sum(frameGifts(nodes, parent)),
);

/** The time that the children of `parent` have. */
export const timeGiven = opaque((nodes: Map<u32, Container>, parent: u32): int =>
  sum(timeGifts(nodes, parent)),
);

const remainders = spec((nodes: Map<u32, Container>): Seq<int> =>
  Seq.build(FRAMES, (i: int) => (nodes.has(u32.from(i)) ? left(nodes.get(u32.from(i)).frames) : 0)),
);

/** The frames that all containers have left. */
export const framesLeft = opaque((nodes: Map<u32, Container>): int => sum(remainders(nodes)));

/** A container's budgets count in what all have left, and in what its parent has given. */
const sumsWith = lemma((nodes: Map<u32, Container>, frame: u32, node: Container): void => {
  requires(frame < FRAMES);
  ensures(
    framesLeft(nodes.set(frame, node)) ===
      framesLeft(nodes) + left(node.frames) - (nodes.has(frame) ? left(nodes.get(frame).frames) : 0),
  );
  ensures(
    forall(
      (p: u32) =>
        framesGiven(nodes.set(frame, node), p) ===
        framesGiven(nodes, p) +
          (node.parent === p ? node.frames.total : 0) -
          (isChild(nodes, frame, p) ? nodes.get(frame).frames.total : 0),
      (p: u32) => [framesGiven(nodes.set(frame, node), p)],
    ),
  );
  ensures(
    forall(
      (p: u32) =>
        timeGiven(nodes.set(frame, node), p) ===
        timeGiven(nodes, p) +
          (node.parent === p ? node.time.total : 0) -
          (isChild(nodes, frame, p) ? nodes.get(frame).time.total : 0),
      (p: u32) => [timeGiven(nodes.set(frame, node), p)],
    ),
  );
  reveal(framesLeft, framesGiven, timeGiven);
  const after = nodes.set(frame, node);
  assert(remainders(after) === remainders(nodes).with(frame, left(node.frames)));
  sumWith(remainders(nodes), frame, left(node.frames));
  prove((p: u32) => {
    ensures(
      framesGiven(after, p) ===
        framesGiven(nodes, p) +
          (node.parent === p ? node.frames.total : 0) -
          (isChild(nodes, frame, p) ? nodes.get(frame).frames.total : 0),
    );
    const gift = node.parent === p ? node.frames.total : 0;
    assert(frameGifts(after, p) === frameGifts(nodes, p).with(frame, gift));
    sumWith(frameGifts(nodes, p), frame, gift);
  });
  prove((p: u32) => {
    ensures(
      timeGiven(after, p) ===
        timeGiven(nodes, p) +
          (node.parent === p ? node.time.total : 0) -
          (isChild(nodes, frame, p) ? nodes.get(frame).time.total : 0),
    );
    const gift = node.parent === p ? node.time.total : 0;
    assert(timeGifts(after, p) === timeGifts(nodes, p).with(frame, gift));
    sumWith(timeGifts(nodes, p), frame, gift);
  });
});

/** No containers have nothing left. */
const nothingLeft = lemma((): void => {
  ensures(framesLeft(Map.empty()) === 0);
  reveal(framesLeft);
  sumOfEqual(remainders(Map.empty()), 0);
});

/** A container without children has given nothing. */
const nothingGiven = lemma((nodes: Map<u32, Container>, parent: u32): void => {
  requires(forall((c: u32) => !isChild(nodes, c, parent)));
  ensures(framesGiven(nodes, parent) === 0 && timeGiven(nodes, parent) === 0);
  reveal(framesGiven, timeGiven);
  sumOfEqual(frameGifts(nodes, parent), 0);
  sumOfEqual(timeGifts(nodes, parent), 0);
});

/** A container's budgets no more count in what all have left, nor in what its parent has given. */
const sumsWithout = lemma((nodes: Map<u32, Container>, frame: u32): void => {
  requires(frame < FRAMES && nodes.has(frame));
  ensures(framesLeft(nodes.delete(frame)) === framesLeft(nodes) - left(nodes.get(frame).frames));
  ensures(
    forall(
      (p: u32) =>
        framesGiven(nodes.delete(frame), p) ===
        framesGiven(nodes, p) - (isChild(nodes, frame, p) ? nodes.get(frame).frames.total : 0),
      (p: u32) => [framesGiven(nodes.delete(frame), p)],
    ),
  );
  ensures(
    forall(
      (p: u32) =>
        timeGiven(nodes.delete(frame), p) ===
        timeGiven(nodes, p) - (isChild(nodes, frame, p) ? nodes.get(frame).time.total : 0),
      (p: u32) => [timeGiven(nodes.delete(frame), p)],
    ),
  );
  sumsWith(nodes.delete(frame), frame, nodes.get(frame));
  assert(nodes.delete(frame).set(frame, nodes.get(frame)) === nodes);
});

// --- Invariants ----------------------------------------------------------------------------------------------

/** The objects are the tree. */
const objectsAreTree = spec((): boolean =>
  forall(
    (c: u32) =>
      containers.owned().has(c) === all.has(c) && implies(all.has(c), all.get(c) === containers.at(c)),
    (c: u32) => [all.has(c)],
  ),
);

/** A container's frame is charged to its parent; every frame in use, the root's aside, is charged to a container. */
const framesAreCharged = spec(
  (): boolean =>
    forall(
      (c: u32) =>
        all.has(c) === (uses().has(c) && uses().get(c).kind === Kind.Container) &&
        implies(all.has(c), c < FRAMES && uses().get(c).container === all.get(c).parent),
      (c: u32) => [all.has(c)],
    ) &&
    forall(
      (frame: u32) =>
        implies(
          uses().has(frame),
          frame < FRAMES && (frame === first || all.has(uses().get(frame).container)),
        ),
      (frame: u32) => [uses().has(frame)],
    ),
);

/** Depths rise by one from parent to child. */
const isTree = spec(
  (): boolean =>
    (first === NONE
      ? all === Map.empty<u32, Container>() && uses() === Map.empty<u32, Use>()
      : all.has(first)) &&
    forall(
      (c: u32) =>
        implies(
          all.has(c),
          all.get(c).depth < DEPTH &&
            (c === first
              ? all.get(c).parent === NONE && all.get(c).depth === 0
              : all.has(all.get(c).parent) && all.get(c).depth === all.get(all.get(c).parent).depth + 1),
        ),
      (c: u32) => [all.has(c)],
    ),
);

/** What a container has used is what is charged to it. */
const usedIsCharged = spec((): boolean =>
  forall(
    (c: u32) => implies(all.has(c), all.get(c).frames.used === charged(uses(), c)),
    (c: u32) => [all.has(c)],
  ),
);

/** What a container has given is what its children have. */
const givenIsGot = spec((): boolean =>
  forall(
    (c: u32) =>
      implies(
        all.has(c),
        all.get(c).frames.given === framesGiven(all, c) && all.get(c).time.given === timeGiven(all, c),
      ),
    (c: u32) => [all.has(c)],
  ),
);

/** No container has used and given more than it has. */
const budgetsHold = spec((): boolean =>
  forall(
    (c: u32) => implies(all.has(c), left(all.get(c).frames) >= 0 && left(all.get(c).time) >= 0),
    (c: u32) => [all.has(c)],
  ),
);

invariant(objectsAreTree());
invariant(framesAreCharged());
invariant(isTree());
invariant(usedIsCharged());
invariant(givenIsGot());
invariant(budgetsHold());
invariant(implies(first !== NONE, framesLeft(all) + occupied(uses()) === FRAMES));

/** The tree has the containers, and a container's frame is charged to its parent. */
export const containersAreTree = lemma((frame: u32): void => {
  ensures(tree().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Container));
  ensures(implies(tree().has(frame), uses().get(frame).container === tree().get(frame).parent));
  ensures(implies(tree().has(frame), (frame === root()) === (tree().get(frame).parent === NONE)));
});

/** Whatever is no container is charged to a container. */
export const payerIsContainer = lemma((frame: u32): void => {
  requires(uses().has(frame) && uses().get(frame).kind !== Kind.Container);
  ensures(tree().has(uses().get(frame).container));
});

/** Before boot nothing is in use. */
export const emptyBeforeBoot = lemma((): void => {
  requires(root() === NONE);
  ensures(tree() === Map.empty<u32, Container>() && uses() === Map.empty<u32, Use>());
});

/** Each budget is kept: what is used is charged, what is given the children have, and both are within the whole. */
export const budgetIsKept = lemma((container: u32): void => {
  requires(tree().has(container));
  ensures(tree().get(container).frames.used === charged(uses(), container));
  ensures(tree().get(container).frames.given === framesGiven(tree(), container));
  ensures(tree().get(container).time.given === timeGiven(tree(), container));
  ensures(left(tree().get(container).frames) >= 0 && left(tree().get(container).time) >= 0);
});

/** What a container has left is free. */
export const leftIsFree = lemma((container: u32): void => {
  requires(tree().has(container));
  ensures(left(tree().get(container).frames) <= FRAMES - occupied(uses()));
  reveal(framesLeft);
  sumAtLeast(remainders(all), container);
});

/** Nothing is charged to what is no container, and it has no children. */
export const nothingOutside = lemma((): void => {
  ensures(
    forall(
      (c: u32) =>
        implies(
          c !== NONE && !tree().has(c),
          charged(uses(), c) === 0 && framesGiven(tree(), c) === 0 && timeGiven(tree(), c) === 0,
        ),
      (c: u32) => [tree().has(c)],
    ),
  );
  prove((c: u32) => {
    requires(c !== NONE && !tree().has(c));
    ensures(charged(uses(), c) === 0 && framesGiven(tree(), c) === 0 && timeGiven(tree(), c) === 0);
    notCharged(uses(), c);
    nothingGiven(all, c);
  });
});

/** Nothing is charged to a container that has used nothing, so it has no children and has given nothing. */
export const unusedIsEmpty = lemma((container: u32): void => {
  requires(tree().has(container) && tree().get(container).frames.used === 0);
  ensures(
    forall(
      (f: u32) => implies(uses().has(f), uses().get(f).container !== container),
      (f: u32) => [uses().has(f)],
    ),
  );
  ensures(tree().get(container).frames.given === 0 && tree().get(container).time.given === 0);
  prove((f: u32) => {
    requires(uses().has(f));
    ensures(uses().get(f).container !== container);
    chargedAtLeast(uses(), f);
  });
  nothingGiven(all, container);
});

/** A parent has given what its child has, and is charged for it. */
export const parentHasGiven = lemma((frame: u32): void => {
  requires(tree().has(frame) && frame !== root());
  ensures(tree().get(tree().get(frame).parent).frames.used >= 1);
  ensures(tree().get(tree().get(frame).parent).frames.given >= tree().get(frame).frames.total);
  ensures(tree().get(tree().get(frame).parent).time.given >= tree().get(frame).time.total);
  reveal(framesGiven, timeGiven);
  chargedAtLeast(uses(), frame);
  sumAtLeast(frameGifts(all, all.get(frame).parent), frame);
  sumAtLeast(timeGifts(all, all.get(frame).parent), frame);
});

// --- Operations ----------------------------------------------------------------------------------------------

/** Makes the root, which has all frames and all time. */
export function boot(): u32 {
  requires(root() === NONE);
  modifies(tree, root, uses, containers);
  ensures((frame: u32) => root() === frame && frame !== NONE);
  ensures(
    (frame: u32) =>
      tree() === Map.empty<u32, Container>().set(frame, newContainer(NONE, 0, FRAMES - 1, TIME)),
  );
  ensures(
    (frame: u32) => uses() === Map.empty<u32, Use>().set(frame, { kind: Kind.Container, container: NONE }),
  );
  noneOccupied();
  nothingLeft();
  nothingOutside();
  const frame = place(NONE, 0, FRAMES - 1, TIME);
  first = frame;
  countedWith(old(uses()), frame, uses().get(frame));
  sumsWith(old(all), frame, all.get(frame));
  return frame;
}

/** Makes a container within `parent`, with a part of what it has left. */
export function create(parent: u32, frames: u32, time: u32): u32 {
  requires(tree().has(parent) && tree().get(parent).depth + 1 < DEPTH);
  requires(frames < left(tree().get(parent).frames) && time <= left(tree().get(parent).time));
  modifies(tree, uses, containers);
  ensures((frame: u32) => frame !== NONE && !old(uses()).has(frame));
  ensures(
    (frame: u32) =>
      tree() ===
      old(tree())
        .set(parent, settled(old(tree()).get(parent), 1, frames, time))
        .set(frame, newContainer(parent, old(tree()).get(parent).depth + 1, frames, time)),
  );
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind: Kind.Container, container: parent }));
  leftIsFree(parent);
  nothingOutside();
  const giver = containers.at(parent);
  giver.frames.used += 1;
  giver.frames.given += frames;
  giver.time.given += time;
  all = all.set(parent, giver);
  sumsWith(old(all), parent, giver);
  const between = ghost(all);
  const frame = place(parent, giver.depth + 1, frames, time);
  countedWith(old(uses()), frame, uses().get(frame));
  sumsWith(between, frame, all.get(frame));
  return frame;
}

/** Moves a free frame to pool `to`, as an object of this kind, charged to `container`. */
export function chargeObject<T>(container: u32, to: Pool<T>, kind: Kind): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  requires(kind !== Kind.Free && kind !== Kind.Page && kind !== Kind.Container);
  modifies(to, tree, uses, containers);
  ensures((frame: u32) => frame < FRAMES && !old(uses()).has(frame));
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind, container }));
  ensures(tree() === old(tree()).set(container, settled(old(tree()).get(container), 1, 0, 0)));
  ensures((frame: u32) => gains(old(to), to, frame));
  leftIsFree(container);
  const frame = allocate(to, kind, container);
  charge(container);
  countedWith(old(uses()), frame, { kind, container });
  sumsWith(old(all), container, all.get(container));
  return frame;
}

/** Makes an object free again, for which nobody is charged then; `from` is the pool that it is in. */
export function refundObject<T>(from: Pool<T>, frame: u32): void {
  requires(from.owned().has(frame) && uses().has(frame));
  requires(uses().get(frame).kind !== Kind.Page && uses().get(frame).kind !== Kind.Container);
  modifies(from, tree, uses, containers);
  ensures(uses() === old(uses()).delete(frame));
  ensures(tree() === refunded(old(tree()), old(uses()).get(frame).container));
  ensures(loses(old(from), from, frame));
  chargedAtLeast(uses(), frame);
  const container = useOf(frame).container;
  release(from, frame);
  refund(container);
  countedWithout(old(uses()), frame);
  sumsWith(old(all), container, all.get(container));
}

/** A frame for a process, zeroed, charged to `container`. */
export function chargePage(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  modifies(tree, uses, zeroFrames, containers);
  ensures((frame: u32) => frame < FRAMES && !old(uses()).has(frame));
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind: Kind.Page, container }));
  ensures((frame: u32) => zeroFrames() === old(zeroFrames()).add(frame));
  ensures(tree() === old(tree()).set(container, settled(old(tree()).get(container), 1, 0, 0)));
  leftIsFree(container);
  const frame = allocatePage(container);
  charge(container);
  countedWith(old(uses()), frame, { kind: Kind.Page, container });
  sumsWith(old(all), container, all.get(container));
  return frame;
}

/** Makes a page free again, for which nobody is charged then. */
export function refundPage(frame: u32): void {
  requires(uses().has(frame) && uses().get(frame).kind === Kind.Page);
  modifies(tree, uses, containers);
  ensures(uses() === old(uses()).delete(frame));
  ensures(tree() === refunded(old(tree()), old(uses()).get(frame).container));
  chargedAtLeast(uses(), frame);
  const container = useOf(frame).container;
  releasePage(frame);
  refund(container);
  countedWithout(old(uses()), frame);
  sumsWith(old(all), container, all.get(container));
}

/** What a container has. */
export function containerAt(frame: u32): Container {
  requires(tree().has(frame));
  ensures((result: Container) => result === tree().get(frame));
  return copy(containers.at(frame));
}

// --- Parts of operations -------------------------------------------------------------------------------------

/** Puts a new container into the tree; the caller settles the sums. */
function place(parent: u32, depth: u32, frames: u32, time: u32): u32 {
  requires(occupied(uses()) < FRAMES && objectsAreTree());
  requires(
    forall(
      (c: u32) => implies(all.has(c), uses().has(c)),
      (c: u32) => [all.has(c)],
    ),
  );
  modifies(all, uses, containers);
  ensures(objectsAreTree());
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

/** Ends a container to which nothing is charged. Its parent has again what it gave. */
export function destroy(frame: u32): void {
  requires(tree().has(frame) && frame !== root() && tree().get(frame).frames.used === 0);
  modifies(tree, uses, containers);
  ensures(uses() === old(uses()).delete(frame));
  ensures(tree() === withoutChild(old(tree()), frame, old(tree()).get(frame)));
  unusedIsEmpty(frame);
  parentHasGiven(frame);
  const frames = containers.at(frame).frames.total;
  const time = containers.at(frame).time.total;
  const parent = containers.at(frame).parent;
  release(containers, frame);
  const taker = containers.at(parent);
  taker.frames.used -= 1;
  taker.frames.given -= frames;
  taker.time.given -= time;
  all = all.delete(frame).set(parent, taker);
  countedWithout(old(uses()), frame);
  sumsWithout(old(all), frame);
  sumsWith(old(all).delete(frame), parent, taker);
}

/** Has `container` use a frame more; the caller settles the sums. */
function charge(container: u32): void {
  requires(all.has(container) && objectsAreTree() && left(all.get(container).frames) > 0);
  modifies(all, containers);
  ensures(all === old(all).set(container, settled(old(all).get(container), 1, 0, 0)));
  ensures(objectsAreTree());
  containers.at(container).frames.used += 1;
  all = all.set(container, containers.at(container));
}

/** Has `container` use a frame less; the caller settles the sums. */
function refund(container: u32): void {
  requires(all.has(container) && objectsAreTree() && all.get(container).frames.used > 0);
  modifies(all, containers);
  ensures(all === refunded(old(all), container));
  ensures(objectsAreTree());
  containers.at(container).frames.used -= 1;
  all = all.set(container, containers.at(container));
}
