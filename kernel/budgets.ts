/**
 * Budgets: what containers have, as values: what proofs say about the tree of containers without knowing it.
 *
 * Owns      Container and its Budgets; what is left of them (left); what the children of a container have (given), and
 *           what all containers have left (framesLeft).
 * Proof     sums over all frames, of which most add 0; settled says how a change of one container changes them.
 */
import {
  Map,
  Seq,
  ensures,
  forall,
  type int,
  lemma,
  opaque,
  prove,
  requires,
  reveal,
  spec,
  trigger,
  u32,
} from "welkin";
import { agreesElsewhere } from "../library/maps.ts";
import { sum, sumAtLeast, sumOfChange, sumOfEqual } from "../library/sums.ts";
import { FRAMES } from "./machine.ts";

/** What a container has of something: the whole, what of it is in use, what its children have. */
export class Budget {
  total: u32 = 0;
  used: u32 = 0;
  given: u32 = 0;
}

export class Container {
  parent: u32 = 0;
  depth: u32 = 0;
  /** It is being destroyed. */
  dying: boolean = false;
  frames: Budget = new Budget();
  time: Budget = new Budget();
}

export enum Resource {
  Frames,
  Time,
}

export type Tree = Map<u32, Container>;

export const budget = spec((container: Container, resource: Resource): Budget =>
  resource === Resource.Frames ? container.frames : container.time,
);

/** What is left of a budget. */
export const left = spec((budget: Budget): int => budget.total - budget.used - budget.given);

// --- Changes -------------------------------------------------------------------------------------------------

/** A container as it is created. */
export const newContainer = spec((parent: u32, depth: int, frames: int, time: int): Container => ({
  parent,
  depth: u32.from(depth),
  dying: false,
  frames: { total: u32.from(frames), used: 0, given: 0 },
  time: { total: u32.from(time), used: 0, given: 0 },
}));

/** A container that uses so many frames more, and has given so much more. */
const adjusted = spec((container: Container, used: int, frames: int, time: int): Container => ({
  ...container,
  frames: {
    ...container.frames,
    used: u32.from(container.frames.used + used),
    given: u32.from(container.frames.given + frames),
  },
  time: { ...container.time, given: u32.from(container.time.given + time) },
}));

/** `parent` uses a frame more, for a new child that gets a part of what it has left. */
export const withChild = spec((nodes: Tree, parent: u32, frame: u32, frames: int, time: int): Tree =>
  nodes
    .set(parent, adjusted(nodes.get(parent), 1, frames, time))
    .set(frame, newContainer(parent, nodes.get(parent).depth + 1, frames, time)),
);

/** The parent of `child` has again what it gave to it. */
export const withoutChild = spec((nodes: Tree, frame: u32, child: Container): Tree =>
  nodes
    .delete(frame)
    .set(child.parent, adjusted(nodes.get(child.parent), -1, -child.frames.total, -child.time.total)),
);

/** `container` uses so many frames more. */
export const using = spec((nodes: Tree, container: u32, frames: int): Tree =>
  nodes.set(container, adjusted(nodes.get(container), frames, 0, 0)),
);

// --- Sums ----------------------------------------------------------------------------------------------------

export const isChild = spec(
  (nodes: Tree, frame: u32, parent: u32): boolean => nodes.has(frame) && nodes.get(frame).parent === parent,
);

/** What `parent` has given to the container in `frame`. */
export const gift = spec((nodes: Tree, frame: u32, parent: u32, resource: Resource): int =>
  isChild(nodes, frame, parent) ? budget(nodes.get(frame), resource).total : 0,
);

/** The frames that the container in `frame` has left. */
export const remainder = spec((nodes: Tree, frame: u32): int =>
  nodes.has(frame) ? left(nodes.get(frame).frames) : 0,
);

const gifts = spec((nodes: Tree, parent: u32, resource: Resource): Seq<int> =>
  Seq.build(FRAMES, (i: int) => gift(nodes, u32.from(i), parent, resource)),
);

const remainders = spec((nodes: Tree): Seq<int> =>
  Seq.build(FRAMES, (i: int) => remainder(nodes, u32.from(i))),
);

/** What the children of `parent` have. */
export const given = opaque((nodes: Tree, parent: u32, resource: Resource): int =>
  sum(gifts(nodes, parent, resource)),
);

/** The frames that all containers have left. */
export const framesLeft = opaque((nodes: Tree): int => sum(remainders(nodes)));

/** Nobody has given more or less, and all together have so many frames less left. */
export const sumsAreKept = spec(
  (before: Tree, after: Tree, used: int): boolean =>
    framesLeft(after) === framesLeft(before) - used &&
    forall((p: u32, r: Resource) => trigger(given(after, p, r)) === given(before, p, r)),
);

/** A change of one container changes the sums by that container. */
export const settled = lemma((before: Tree, after: Tree, frame: u32): void => {
  requires(frame < FRAMES && agreesElsewhere(after, before, frame));
  ensures(framesLeft(after) === framesLeft(before) + remainder(after, frame) - remainder(before, frame));
  ensures(
    forall(
      (p: u32, r: Resource) =>
        trigger(given(after, p, r)) ===
        given(before, p, r) + gift(after, frame, p, r) - gift(before, frame, p, r),
    ),
  );
  reveal(framesLeft, given);
  sumOfChange(remainders(before), remainders(after), frame);
  prove((p: u32, r: Resource) => {
    ensures(
      given(after, p, r) === given(before, p, r) + gift(after, frame, p, r) - gift(before, frame, p, r),
    );
    sumOfChange(gifts(before, p, r), gifts(after, p, r), frame);
  });
});

/** Where nobody has less than nothing left, all together have at least what one has. */
export const leftAtLeast = lemma((nodes: Tree, frame: u32): void => {
  requires(frame < FRAMES && forall((other: u32) => remainder(nodes, other) >= 0));
  ensures(framesLeft(nodes) >= remainder(nodes, frame));
  reveal(framesLeft);
  sumAtLeast(remainders(nodes), frame);
});

/** A parent has given at least what one child has. */
export const givenAtLeast = lemma((nodes: Tree, frame: u32): void => {
  requires(frame < FRAMES && nodes.has(frame));
  ensures(given(nodes, nodes.get(frame).parent, Resource.Frames) >= nodes.get(frame).frames.total);
  ensures(given(nodes, nodes.get(frame).parent, Resource.Time) >= nodes.get(frame).time.total);
  reveal(given);
  sumAtLeast(gifts(nodes, nodes.get(frame).parent, Resource.Frames), frame);
  sumAtLeast(gifts(nodes, nodes.get(frame).parent, Resource.Time), frame);
});

/** A container without children has given nothing. */
export const notGiven = lemma((nodes: Tree, parent: u32): void => {
  requires(forall((frame: u32) => !isChild(nodes, frame, parent)));
  ensures(given(nodes, parent, Resource.Frames) === 0 && given(nodes, parent, Resource.Time) === 0);
  reveal(given);
  sumOfEqual(gifts(nodes, parent, Resource.Frames), 0);
  sumOfEqual(gifts(nodes, parent, Resource.Time), 0);
});

/** No containers have nothing left. */
export const nothingLeft = lemma((): void => {
  ensures(framesLeft(Map.empty()) === 0);
  reveal(framesLeft);
  sumOfEqual(remainders(Map.empty()), 0);
});
