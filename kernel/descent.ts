/**
 * Descent: what is to be destroyed first of a container or process and all that it owns.
 *
 * Owns      nothing: it relates who owns whom to the tree of containers (areNested).
 * Proof     the way down is bounded: from container to container depth rises, and below containers are only what they
 *           own and what that owns, as the threads of processes.
 * Not here  freeing it (the calls).
 */
import {
  Map,
  decreases,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  opaque,
  requires,
  reveal,
  spec,
  trigger,
  u32,
} from "welkin";
import { type Container, type Tree, newContainer, withChild, withoutChild } from "./budgets.ts";
import { DEPTH, tree, treeIsLineage } from "./containers.ts";
import { NONE } from "./frames.ts";
import { isLineage, isWithin } from "./lineage.ts";
import { FRAMES } from "./machine.ts";
import { firstOwned, ownerOf, owns, ownsNothing } from "./ownership.ts";

type Owners = Map<u32, u32>;

/** `owner` can own what is no container: it is a container, or something else that a container owns. */
export const isHolder = spec(
  (owners: Owners, nodes: Tree, owner: u32): boolean =>
    nodes.has(owner) || (owners.has(owner) && nodes.has(owners.get(owner))),
);

/** A container is owned by its parent, the root by nobody; everything else by what can own it. */
export const areNested = opaque(
  (owners: Owners, nodes: Tree): boolean =>
    forall((c: u32) =>
      implies(
        trigger(nodes.has(c)),
        nodes.get(c).parent === NONE ? !owners.has(c) : owns(owners, nodes.get(c).parent, c),
      ),
    ) &&
    forall((object: u32) =>
      implies(trigger(owners.has(object)) && !nodes.has(object), isHolder(owners, nodes, owners.get(object))),
    ),
);

/** How far it is from an object to the end of any way down from owner to owned, at most. */
const height = spec((owners: Owners, nodes: Tree, object: u32): int =>
  nodes.has(object) ? DEPTH + 1 - nodes.get(object).depth : nodes.has(owners.get(object)) ? 1 : 0,
);

/** `object` is `whole`, or owned by a part of it. */
export const isPart = spec((owners: Owners, nodes: Tree, object: u32, whole: u32): boolean => {
  decreases(DEPTH + 1 - height(owners, nodes, object));
  return (
    object === whole ||
    (owners.has(object) &&
      height(owners, nodes, owners.get(object)) > height(owners, nodes, object) &&
      isPart(owners, nodes, owners.get(object), whole))
  );
});

/**
 * A part of `whole` that owns nothing: what is to be destroyed first of it. At most DEPTH + 2 steps. A container is dying by
 * then, so that nothing new comes into it.
 */
export function firstToDestroy(whole: u32): u32 {
  requires(whole < FRAMES && areNested(ownerOf(), tree()));
  requires(implies(tree().has(whole), tree().get(whole).dying));
  ensures((part: u32) => part < FRAMES && ownsNothing(ownerOf(), part));
  ensures((part: u32) => isPart(ownerOf(), tree(), part, whole));
  treeIsLineage();
  reveal(areNested);
  let part = whole;
  let below = firstOwned(part); // equivalent: part -> whole because it begins there
  while (below !== NONE) {
    invariant(part < FRAMES && isPart(ownerOf(), tree(), part, whole));
    invariant(below === NONE ? ownsNothing(ownerOf(), part) : below < FRAMES && owns(ownerOf(), part, below));
    decreases(height(ownerOf(), tree(), part));
    part = below;
    below = firstOwned(part); // equivalent: part -> below because they are the same here
  }
  return part;
}

/** The container that an object is in: itself, its owner, or the owner of that. */
export const containerOf = spec((owners: Owners, nodes: Tree, object: u32): u32 =>
  nodes.has(object)
    ? object
    : nodes.has(owners.get(object))
      ? owners.get(object)
      : owners.get(owners.get(object)),
);

/** The parts of a container are in containers within it: so what is destroyed with it is doomed when it is dying. */
export const partsAreWithin = lemma((owners: Owners, nodes: Tree, part: u32, whole: u32): void => {
  requires(areNested(owners, nodes) && isLineage(nodes) && nodes.has(whole));
  requires(isPart(owners, nodes, part, whole));
  ensures(isWithin(nodes, containerOf(owners, nodes, part), whole));
  decreases(DEPTH + 1 - height(owners, nodes, part));
  reveal(areNested);
  if (part !== whole) {
    partsAreWithin(owners, nodes, owners.get(part), whole);
  }
});

// --- What keeps owners and tree together ---------------------------------------------------------------------

/** Where nothing was, the root has no owner. */
export const rootIsNested = lemma((owners: Owners, frame: u32, frames: int, time: int): void => {
  requires(areNested(owners, Map.empty()));
  ensures(areNested(owners, Map.empty<u32, Container>().set(frame, newContainer(NONE, 0, frames, time))));
  reveal(areNested);
});

/** A new container is owned by its parent. */
export const nestedAfterCreate = lemma(
  (owners: Owners, nodes: Tree, parent: u32, frame: u32, frames: int, time: int): void => {
    requires(areNested(owners, nodes) && nodes.has(parent) && !nodes.has(NONE));
    requires(!nodes.has(frame) && !owners.has(frame));
    ensures(areNested(owners.set(frame, parent), withChild(nodes, parent, frame, frames, time)));
    reveal(areNested);
  },
);

/** A container that owns nothing goes. */
export const nestedAfterDestroy = lemma((owners: Owners, nodes: Tree, frame: u32): void => {
  requires(areNested(owners, nodes) && isLineage(nodes));
  requires(nodes.has(frame) && nodes.get(frame).parent !== NONE && ownsNothing(owners, frame));
  ensures(areNested(owners.delete(frame), withoutChild(nodes, frame, nodes.get(frame))));
  reveal(areNested);
});

/** What is no container gets an owner. */
export const nestedAfterAdopt = lemma((owners: Owners, nodes: Tree, owner: u32, object: u32): void => {
  requires(areNested(owners, nodes) && isHolder(owners, nodes, owner));
  requires(!nodes.has(object) && !owners.has(object));
  ensures(areNested(owners.set(object, owner), nodes));
  reveal(areNested);
});

/** What is no container, and owns nothing, has no owner any more. */
export const nestedAfterDisown = lemma((owners: Owners, nodes: Tree, object: u32): void => {
  requires(areNested(owners, nodes) && !nodes.has(object) && ownsNothing(owners, object));
  ensures(areNested(owners.delete(object), nodes));
  reveal(areNested);
});

/** Containers change, and stay where they are. */
export const nestedAfterChange = lemma((owners: Owners, before: Tree, after: Tree): void => {
  requires(areNested(owners, before));
  requires(
    forall(
      (c: u32) =>
        trigger(after.has(c)) === before.has(c) &&
        implies(before.has(c), after.get(c).parent === before.get(c).parent),
    ),
  );
  ensures(areNested(owners, after));
  reveal(areNested);
});
