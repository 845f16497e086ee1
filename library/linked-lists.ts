/**
 * Intrusive doubly linked lists that share one table of links: the numbers 0 to N - 1, each in at most one list.
 *
 * Owns       Links: next and previous of every number. List: head, tail. All operations take constant time. A link to n
 *            is n + 1, so that lists which are all zero are empty and need no set-up.
 * Ghost      members: the numbers in the list, first to last.
 * Invariant  isList: links lead from each member to its neighbours. What changes one list keeps the links of all
 *            numbers that are not in it, so lists without common members keep each other (stayList).
 * Not here   which list a number is in (its owner's state tells).
 */
import {
  type FixedArray,
  Seq,
  ensures,
  forall,
  ghost,
  implies,
  type int,
  lemma,
  modifies,
  old,
  prove,
  requires,
  spec,
  trigger,
  u32,
  zeroed,
} from "welkin";
import { containedWithout, noDuplicates } from "./sequences.ts";

export class Links<N extends number> {
  next: FixedArray<u32, N> = zeroed();
  previous: FixedArray<u32, N> = zeroed();
}

export class List {
  head: u32 = 0;
  tail: u32 = 0;
  members: Seq<u32> = Seq.empty();
}

/** The links lead along the members of `list`. */
export const isList = spec(
  <N extends number>(links: Links<N>, list: List): boolean =>
    noDuplicates(list.members) &&
    list.head === (list.members.length === 0 ? 0 : list.members[0] + 1) &&
    list.tail === (list.members.length === 0 ? 0 : list.members[list.members.length - 1] + 1) &&
    forall((i: int) =>
      implies(0 <= i && i < list.members.length, trigger(list.members[i]) < links.next.length),
    ) &&
    forall((i: int) =>
      implies(
        0 <= i && i < list.members.length,
        trigger(links.next[list.members[i]]) === (i + 1 < list.members.length ? list.members[i + 1] + 1 : 0),
      ),
    ) &&
    forall((i: int) =>
      implies(
        0 <= i && i < list.members.length,
        trigger(links.previous[list.members[i]]) === (i > 0 ? list.members[i - 1] + 1 : 0),
      ),
    ),
);

/** The numbers that are not among these have the links that they had. */
export const keepOthers = spec(
  <N extends number>(before: Links<N>, after: Links<N>, changed: Seq<u32>): boolean =>
    forall((n: u32) => implies(!changed.contains(n), trigger(after.next[n]) === before.next[n])) &&
    forall((n: u32) => implies(!changed.contains(n), trigger(after.previous[n]) === before.previous[n])),
);

/** No number is in both. */
export const areDisjoint = spec((a: Seq<u32>, b: Seq<u32>): boolean =>
  forall((n: u32) => !a.contains(n) || !trigger(b.contains(n))),
);

/** A list without its member `number`. */
export const without = spec((members: Seq<u32>, number: u32): Seq<u32> =>
  members.without(members.indexOf(number)),
);

/** A list stays a list where links of others only have changed. */
export const stayList = lemma(
  <N extends number>(before: Links<N>, after: Links<N>, changed: Seq<u32>, list: List): void => {
    requires(isList(before, list));
    requires(keepOthers(before, after, changed));
    requires(areDisjoint(list.members, changed));
    ensures(isList(after, list));
  },
);

/** Puts `number`, which is in no list, at the end of `list`. */
export function append<N extends number>(links: Links<N>, list: List, number: u32): void {
  requires(isList(links, list) && number < links.next.length);
  requires(!list.members.contains(number));
  modifies(links, list);
  ensures(isList(links, list));
  ensures(list.members === old(list.members).push(number));
  ensures(keepOthers(old(links), links, list.members));
  const last = list.tail;
  links.next[number] = 0;
  links.previous[number] = last;
  if (last === 0) {
    list.head = number + 1;
  } else {
    links.next[last - 1] = number + 1;
  }
  list.tail = number + 1;
  list.members = list.members.push(number);
}

/** Takes `number` out of `list`, wherever it stands. */
export function remove<N extends number>(links: Links<N>, list: List, number: u32): void {
  requires(isList(links, list));
  requires(list.members.contains(number));
  modifies(links, list);
  ensures(isList(links, list));
  ensures(list.members === without(old(list.members), number));
  ensures(forall((n: u32) => list.members.contains(n) === (old(list.members).contains(n) && n !== number)));
  ensures(keepOthers(old(links), links, old(list.members)));
  const position = ghost(list.members.indexOf(number));
  const before = links.previous[number];
  const after = links.next[number];
  if (before === 0) {
    list.head = after;
  } else {
    links.next[before - 1] = after;
  }
  if (after === 0) {
    list.tail = before;
  } else {
    links.previous[after - 1] = before;
  }
  list.members = list.members.without(position);
  prove((n: u32) => {
    ensures(list.members.contains(n) === (old(list.members).contains(n) && n !== number));
    containedWithout(old(list.members), position, n);
  });
}

/** Has the list no members? */
export function isEmpty<N extends number>(links: Links<N>, list: List): boolean {
  requires(isList(links, list));
  ensures((result: boolean) => result === (list.members.length === 0));
  return list.head === 0; // equivalent: .head -> .tail because an empty list has neither
}

/** The first member of a list that has one. */
export function first<N extends number>(links: Links<N>, list: List): u32 {
  requires(isList(links, list) && list.members.length > 0);
  ensures((result: u32) => result === list.members[0]);
  return list.head - 1;
}
