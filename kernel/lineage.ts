/**
 * Lineage: who descends from whom in the tree of containers, as values.
 *
 * Owns      isLineage; which containers are within another (isWithin), and which are doomed, since it or an ancestor of it
 *           is dying (isDoomed).
 * Proof     inductions climb to the parent, whose depth is less.
 */
import { decreases, ensures, forall, implies, lemma, requires, spec, trigger, type u32 } from "welkin";
import type { Tree } from "./budgets.ts";
import { NONE } from "./frames.ts";

/** Depths rise by one from parent to child; who has no parent is the root. */
export const isLineage = spec((nodes: Tree): boolean =>
  forall((c: u32) =>
    implies(
      trigger(nodes.has(c)),
      nodes.get(c).parent === NONE
        ? nodes.get(c).depth === 0
        : nodes.has(nodes.get(c).parent) && nodes.get(c).depth === nodes.get(nodes.get(c).parent).depth + 1,
    ),
  ),
);

/** The container has a parent, nearer to the root. */
const hasParent = spec(
  (nodes: Tree, container: u32): boolean =>
    nodes.has(container) &&
    nodes.has(nodes.get(container).parent) &&
    nodes.get(nodes.get(container).parent).depth < nodes.get(container).depth,
);

/** The container is `ancestor`, or descends from it. */
export const isWithin = spec((nodes: Tree, container: u32, ancestor: u32): boolean => {
  decreases(nodes.get(container).depth);
  return (
    container === ancestor ||
    (hasParent(nodes, container) && isWithin(nodes, nodes.get(container).parent, ancestor))
  );
});

/** The container is dying, or an ancestor of it is. */
export const isDoomed = spec((nodes: Tree, container: u32): boolean => {
  decreases(nodes.get(container).depth);
  return (
    nodes.get(container).dying ||
    (hasParent(nodes, container) && isDoomed(nodes, nodes.get(container).parent))
  );
});

/** The tree when `container` is dying. */
export const withDying = spec((nodes: Tree, container: u32): Tree =>
  nodes.set(container, { ...nodes.get(container), dying: true }),
);

/** The containers are still there, each under its parent, and none is more or less dying. */
export const keepsLineage = spec((before: Tree, after: Tree): boolean =>
  forall((c: u32) =>
    implies(
      trigger(before.has(c)),
      after.has(c) &&
        after.get(c).parent === before.get(c).parent &&
        after.get(c).depth === before.get(c).depth &&
        after.get(c).dying === before.get(c).dying,
    ),
  ),
);

/** Who descends from whom, and who is doomed, stays so where budgets change, and where a container is made. */
export const lineageStays = lemma((before: Tree, after: Tree, container: u32, ancestor: u32): void => {
  requires(isLineage(before) && keepsLineage(before, after) && before.has(container));
  ensures(isDoomed(after, container) === isDoomed(before, container));
  ensures(isWithin(after, container, ancestor) === isWithin(before, container, ancestor));
  decreases(before.get(container).depth);
  if (before.get(container).parent !== NONE) {
    lineageStays(before, after, before.get(container).parent, ancestor);
  }
});

/** The death of a container dooms what is within it, and nothing else. */
export const deathDooms = lemma((nodes: Tree, dying: u32, container: u32): void => {
  requires(isLineage(nodes) && nodes.has(dying) && nodes.has(container));
  ensures(
    isDoomed(withDying(nodes, dying), container) ===
      (isDoomed(nodes, container) || isWithin(nodes, container, dying)),
  );
  decreases(nodes.get(container).depth);
  if (nodes.get(container).parent !== NONE) {
    deathDooms(nodes, dying, nodes.get(container).parent);
  }
});
