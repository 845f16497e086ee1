/**
 * Tournaments: a number for each of so many players, the greatest of which is known at once.
 *
 * Owns       Tournament: a tree in an array. Node i has the children 2 i and 2 i + 1; of 2 n nodes the last n are the
 *            players. Setting a number, and finding who has the greatest, take log2(n) steps at most.
 * Invariant  isTournament: a node has the greater of the numbers of its children. An array that is all zero is one.
 */
import {
  type FixedArray,
  Seq,
  assert,
  decreases,
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
  prove,
  requires,
  reveal,
  spec,
  trigger,
  type u32,
  type u64,
  zeroed,
} from "welkin";

export class Tournament<N extends number> {
  nodes: FixedArray<u64, N> = zeroed();
}

/** The numbers of the players. */
export const numbers = spec(<N extends number>(all: Tournament<N>): Seq<u64> =>
  Seq.from(all.nodes, all.nodes.length / 2, 2 * (all.nodes.length / 2)),
);

/** A node has the greater of the numbers of its children. */
export const isTournament = spec(<N extends number>(all: Tournament<N>): boolean =>
  areWonBut(Seq.from(all.nodes), 0),
);

/** All nodes that have children are won, that at `changing` aside. */
const areWonBut = spec((nodes: Seq<u64>, changing: int): boolean =>
  forall((i: int) => implies(1 <= i && i < nodes.length / 2 && i !== changing, trigger(isWon(nodes, i)))),
);

/** Node `i` has the greater of the numbers of its children. */
const isWon = opaque(
  (nodes: Seq<u64>, i: int): boolean =>
    nodes[i] === (nodes[2 * i] > nodes[2 * i + 1] ? nodes[2 * i] : nodes[2 * i + 1]),
);

/** Where one node has changed, all are won that were, but for its parent. */
const othersStay = lemma((before: Seq<u64>, after: Seq<u64>, changed: int): void => {
  requires(areWonBut(before, changed) && 1 <= changed && changed < before.length);
  requires(after === before.with(changed, after[changed]));
  requires(implies(changed < after.length / 2, isWon(after, changed)));
  ensures(areWonBut(after, changed / 2));
  prove((i: int) => {
    requires(1 <= i && i < after.length / 2 && i !== changed / 2 && i !== changed);
    ensures(isWon(after, i));
    assert(isWon(before, i));
    reveal(isWon);
  });
});

/** No node has a greater number than the first. */
const firstIsGreatest = lemma((nodes: Seq<u64>, i: int): void => {
  requires(areWonBut(nodes, 0) && 1 <= i && i < 2 * (nodes.length / 2));
  ensures(nodes[i] <= nodes[1]);
  decreases(i);
  if (i > 1) {
    firstIsGreatest(nodes, i / 2);
    assert(isWon(nodes, i / 2));
    reveal(isWon);
    assert(nodes[2 * (i / 2)] <= nodes[i / 2] && nodes[2 * (i / 2) + 1] <= nodes[i / 2]);
    assert(i === 2 * (i / 2) || i === 2 * (i / 2) + 1);
  }
});

/** A player has this number from now on. */
export function setNumber<N extends number>(all: Tournament<N>, player: u32, number: u64): void {
  requires(isTournament(all) && player < numbers(all).length);
  modifies(all);
  ensures(isTournament(all));
  ensures(numbers(all) === old(numbers(all)).with(player, number));
  let node: u32 = all.nodes.length / 2 + player;
  all.nodes[node] = number;
  othersStay(Seq.from(old(all).nodes), Seq.from(all.nodes), node);
  node = node / 2;
  while (node > 0) {
    invariant(node < all.nodes.length / 2 && areWonBut(Seq.from(all.nodes), node));
    invariant(numbers(all) === old(numbers(all)).with(player, number));
    const before = ghost(Seq.from(all.nodes));
    const left = all.nodes[2 * node];
    const right = all.nodes[2 * node + 1];
    reveal(isWon);
    const greater = left > right ? left : right; // equivalent: > -> >= because they are equal then
    if (all.nodes[node] === greater) return;
    all.nodes[node] = greater;
    othersStay(before, Seq.from(all.nodes), node);
    node = node / 2;
  }
}

/** The greatest number. */
export function greatest<N extends number>(all: Tournament<N>): u64 {
  requires(isTournament(all) && numbers(all).length > 0);
  ensures((number: u64) => number === all.nodes[1]);
  ensures((number: u64) =>
    forall((player: int) =>
      implies(0 <= player && player < numbers(all).length, trigger(numbers(all)[player]) <= number),
    ),
  );
  prove((player: int) => {
    requires(0 <= player && player < numbers(all).length);
    ensures(numbers(all)[player] <= all.nodes[1]);
    firstIsGreatest(Seq.from(all.nodes), all.nodes.length / 2 + player);
  });
  return all.nodes[1];
}

/** A player who has it. */
export function leader<N extends number>(all: Tournament<N>): u32 {
  requires(isTournament(all) && numbers(all).length > 0);
  ensures((player: u32) => player < numbers(all).length && numbers(all)[player] === all.nodes[1]);
  let node: u32 = 1;
  while (node < all.nodes.length / 2) {
    invariant(1 <= node && node < 2 * (all.nodes.length / 2) && all.nodes[node] === all.nodes[1]);
    decreases(all.nodes.length - node);
    assert(isWon(Seq.from(all.nodes), node));
    reveal(isWon);
    node = all.nodes[2 * node] === all.nodes[1] ? 2 * node : 2 * node + 1;
  }
  return node - all.nodes.length / 2;
}
