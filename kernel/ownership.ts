/**
 * Ownership: for every owner, the list of the objects that go when it goes.
 *
 * Owns       the owner of every object that has one, a list for each owner, the links of all lists. All operations take
 *            constant time.
 * View       ownerOf(): the owner of every object that has one. Owners and objects are named by their frames.
 * States     an object has no owner -> is the last in the list of its owner -> has no owner.
 * Invariants an object is in the list of its owner, once, and in no other.
 * Not here   who owns whom (the modules above), who pays for an object (containers.ts).
 */
import {
  type FixedArray,
  Map,
  assert,
  ensures,
  forall,
  implies,
  invariant,
  modifies,
  old,
  prove,
  requires,
  spec,
  trigger,
  u32,
  zeroed,
} from "welkin";
import { Links, type List, first, isEmpty } from "../library/linked-lists.ts";
import { appendTo, areSeparate, removeFrom } from "../library/list-arrays.ts";
import { NONE } from "./frames.ts";
import { FRAMES } from "./machine.ts";

const links = new Links<typeof FRAMES>();
const lists: FixedArray<List, typeof FRAMES> = zeroed();
/** The owner of each object, plus one; 0 if it has none. */
const table: FixedArray<u32, typeof FRAMES> = zeroed();
let owners: Map<u32, u32> = Map.empty();

/** The owner of every object that has one. */
export const ownerOf = spec((): Map<u32, u32> => owners);

/** `object` is owned by `owner`. */
export const owns = spec(
  (owners: Map<u32, u32>, owner: u32, object: u32): boolean =>
    owners.has(object) && owners.get(object) === owner,
);

/** `owner` owns nothing. */
export const ownsNothing = spec((owners: Map<u32, u32>, owner: u32): boolean =>
  forall(
    (object: u32) => !owns(owners, owner, object),
    (object: u32) => [owners.has(object)],
  ),
);

// --- Invariants ----------------------------------------------------------------------------------------------

/** The table has the owners. */
const tableIsView = spec((): boolean =>
  forall(
    (object: u32) =>
      implies(trigger(owners.has(object)), object < FRAMES && owners.get(object) < FRAMES) &&
      implies(object < FRAMES, table[object] === (owners.has(object) ? owners.get(object) + 1 : 0)),
  ),
);

/** The list of an owner has what it owns. */
const ownedAreListed = spec((): boolean =>
  forall((owner: u32, object: u32) =>
    implies(owner < FRAMES, trigger(lists[owner].members.contains(object)) === owns(owners, owner, object)),
  ),
);

invariant(tableIsView());
invariant(areSeparate(links, lists));
invariant(ownedAreListed());

// --- Operations ----------------------------------------------------------------------------------------------

/** `object`, which has no owner, is owned by `owner` from now on: the last of what it owns. */
export function adopt(owner: u32, object: u32): void {
  requires(owner < FRAMES && object < FRAMES && !ownerOf().has(object));
  modifies(ownerOf, links, lists, table);
  ensures(ownerOf() === old(ownerOf()).set(object, owner));
  appendTo(links, lists, owner, object);
  table[object] = owner + 1;
  owners = owners.set(object, owner);
}

/** `object` has no owner from now on. */
export function disown(object: u32): void {
  requires(ownerOf().has(object));
  modifies(ownerOf, links, lists, table);
  ensures(ownerOf() === old(ownerOf()).delete(object));
  const owner = table[object] - 1;
  removeFrom(links, lists, owner, object);
  table[object] = 0;
  owners = owners.delete(object);
}

/** The object that `owner` has owned longest; NONE if it owns nothing. */
export function firstOwned(owner: u32): u32 {
  requires(owner < FRAMES);
  ensures((object: u32) =>
    object === NONE ? ownsNothing(ownerOf(), owner) : object < FRAMES && owns(ownerOf(), owner, object),
  );
  if (isEmpty(links, lists[owner])) {
    prove((object: u32) => {
      ensures(!owns(owners, owner, object));
      assert(!lists[owner].members.contains(object));
    });
    return NONE;
  }
  const object = first(links, lists[owner]);
  assert(lists[owner].members.contains(object));
  return object;
}

/** The owner of an object; NONE if it has none. */
export function ownerAt(object: u32): u32 {
  requires(object < FRAMES);
  ensures((owner: u32) =>
    owner === NONE ? !ownerOf().has(object) : owner < FRAMES && owns(ownerOf(), owner, object),
  );
  return table[object] === 0 ? NONE : table[object] - 1;
}
