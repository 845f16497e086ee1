/**
 * Union-find: disjoint sets of the numbers 0 to N - 1, with path halving.
 *
 * Owns       the parent of each number. A parent is never greater than its child, so every path ends.
 * Ghost      representative: the least number of the set of each number.
 * Invariant  isForest: the root that a number's path leads to is its representative.
 * Not here   linking by rank: with path halving alone an operation takes logarithmic time, amortised.
 */
import {
  type FixedArray,
  Seq,
  type int,
  decreases,
  ensures,
  forall,
  implies,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";

export const isForest = spec(
  <N extends number>(sets: UnionFind<N>): boolean =>
    sets.representative.length === sets.parent.length &&
    forall(
      (x: int) =>
        implies(
          0 <= x && x < sets.parent.length,
          sets.parent[x] <= x &&
            (sets.parent[x] === x) === (sets.representative[x] === x) &&
            sets.representative[sets.parent[x]] === sets.representative[x],
        ),
      (x: int) => [sets.parent[x]],
    ) &&
    forall(
      (x: int) =>
        implies(
          0 <= x && x < sets.parent.length,
          sets.representative[x] <= x &&
            sets.representative[sets.representative[x]] === sets.representative[x],
        ),
      (x: int) => [sets.representative[x]],
    ),
);

/** The numbers are in one set. */
export const connected = spec(
  <N extends number>(sets: UnionFind<N>, x: int, y: int): boolean =>
    sets.representative[x] === sets.representative[y],
);

/** `all`, with the sets of the representatives `a` and `b` made one. */
export const merged = spec((all: Seq<u32>, a: u32, b: u32): Seq<u32> =>
  Seq.build(all.length, (x: int) => (all[x] === a || all[x] === b ? (a < b ? a : b) : all[x])),
);

export class UnionFind<N extends number> {
  parent: FixedArray<u32, N> = zeroed();
  representative: Seq<u32> = Seq.empty();

  /** Makes a set of each number. */
  separate(): void {
    modifies(this);
    ensures(isForest(this));
    ensures(this.representative === Seq.build(this.parent.length, (x: int) => u32.wrap(x)));
    for (let i: u32 = 0; i < this.parent.length; i += 1) {
      invariant(i <= this.parent.length);
      invariant(
        forall(
          (x: int) => implies(0 <= x && x < i, this.parent[x] === x),
          (x: int) => [this.parent[x]],
        ),
      );
      this.parent[i] = i;
    }
    this.representative = Seq.build(this.parent.length, (x: int) => u32.wrap(x));
  }

  /** The representative of the set of `x`: the same for every number of the set. */
  find(x: u32): u32 {
    requires(isForest(this));
    requires(x < this.parent.length);
    modifies(this.parent);
    ensures(isForest(this));
    ensures((result: u32) => result === this.representative[x]);
    let node: u32 = x;
    while (this.parent[node] !== node) {
      invariant(isForest(this));
      invariant(node < this.parent.length);
      invariant(this.representative[node] === this.representative[x]);
      decreases(node);
      // equivalent: assignment omitted because halving makes paths shorter, and changes no set
      this.parent[node] = this.parent[this.parent[node]];
      node = this.parent[node];
    }
    return node;
  }

  /** Makes one set of the sets of `x` and `y`. Says whether they were two. */
  union(x: u32, y: u32): boolean {
    requires(isForest(this));
    requires(x < this.parent.length && y < this.parent.length);
    modifies(this);
    ensures(isForest(this));
    ensures((result: boolean) => result === !old(connected(this, x, y)));
    ensures(
      this.representative ===
        merged(old(this.representative), old(this.representative[x]), old(this.representative[y])),
    );
    const a = this.find(x);
    const b = this.find(y);
    // equivalent: < -> <= because a root that is its own parent stays one
    if (a < b) {
      this.parent[b] = a;
    } else {
      this.parent[a] = b;
    }
    this.representative = merged(this.representative, a, b);
    return a !== b;
  }

  areConnected(x: u32, y: u32): boolean {
    requires(isForest(this));
    requires(x < this.parent.length && y < this.parent.length);
    modifies(this.parent);
    ensures(isForest(this));
    ensures((result: boolean) => result === connected(this, x, y));
    return this.find(x) === this.find(y);
  }
}

/** After a union, two numbers are in one set if they were, or if one was with `x` and the other with `y`. */
export const unionConnects = lemma((all: Seq<u32>, x: int, y: int, u: int, v: int): void => {
  requires(0 <= x && x < all.length && 0 <= y && y < all.length);
  requires(0 <= u && u < all.length && 0 <= v && v < all.length);
  ensures(
    (merged(all, all[x], all[y])[u] === merged(all, all[x], all[y])[v]) ===
      (all[u] === all[v] ||
        (all[u] === all[x] && all[v] === all[y]) ||
        (all[u] === all[y] && all[v] === all[x])),
  );
});

/** Makes one set of the sets of `x` and `y`, and says whether `u` and `v` are in one set then. */
export function connects(sets: UnionFind<16>, x: u32, y: u32, u: u32, v: u32): boolean {
  requires(isForest(sets));
  requires(x < 16 && y < 16 && u < 16 && v < 16);
  modifies(sets);
  ensures(isForest(sets));
  ensures(
    (result: boolean) =>
      result ===
      old(
        connected(sets, u, v) ||
          (connected(sets, u, x) && connected(sets, v, y)) ||
          (connected(sets, u, y) && connected(sets, v, x)),
      ),
  );
  unionConnects(sets.representative, x, y, u, v);
  sets.union(x, y);
  return sets.areConnected(u, v);
}
