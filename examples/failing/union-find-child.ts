/**
 * Twin of union-find.ts: the number itself is linked, not its root, so that its set falls apart.
 */
import { ensures, modifies, requires, u32 } from "welkin";
import { UnionFind, connected, isForest, merged } from "../union-find.ts";

export function union(sets: UnionFind<16>, x: u32, y: u32): void {
  requires(isForest(sets));
  requires(y < x && x < 16);
  modifies(sets);
  ensures(connected(sets, x, y));
  ensures(isForest(sets)); // FAILS V202
  const root = sets.find(y);
  sets.representative = merged(sets.representative, sets.representative[x], root);
  sets.parent[x] = root;
}
