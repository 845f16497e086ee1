/**
 * Arrays of intrusive lists that share one table of links: each number is in one of the lists at most.
 *
 * Owns       appendTo, removeFrom: as append and remove (linked-lists.ts), for one list of the array.
 * Invariant  areSeparate: each is a list, and no number is in two. An array that is all zero has empty lists.
 */
import {
  type FixedArray,
  ensures,
  forall,
  implies,
  type int,
  lemma,
  modifies,
  old,
  prove,
  requires,
  spec,
  trigger,
  type u32,
} from "welkin";
import {
  Links,
  List,
  append,
  areDisjoint,
  isList,
  keepOthers,
  remove,
  stayList,
  without,
} from "./linked-lists.ts";

/** The lists are lists; that at `changing` aside. */
const areListsBut = spec(
  <N extends number, M extends number>(links: Links<N>, lists: FixedArray<List, M>, changing: int): boolean =>
    forall((i: int) =>
      implies(0 <= i && i < lists.length && i !== changing, isList(links, trigger(lists[i]))),
    ),
);

/** The lists are lists, and no number is in two. */
export const areSeparate = spec(
  <N extends number, M extends number>(links: Links<N>, lists: FixedArray<List, M>): boolean =>
    areListsBut(links, lists, -1) &&
    forall(
      (i: int, j: int, n: u32) =>
        implies(
          0 <= i && i < j && j < lists.length,
          !lists[i].members.contains(n) || !lists[j].members.contains(n),
        ),
      (i: int, j: int, n: u32) => [lists[i].members.contains(n), lists[j].members.contains(n)],
    ),
);

/** Where the links of members of one list have changed, the others are lists still. */
const othersStay = lemma(
  <N extends number, M extends number>(
    before: Links<N>,
    after: Links<N>,
    lists: FixedArray<List, M>,
    changed: List,
    changing: int,
  ): void => {
    requires(areListsBut(before, lists, changing) && keepOthers(before, after, changed.members));
    requires(
      forall((i: int) =>
        implies(
          0 <= i && i < lists.length && i !== changing,
          areDisjoint(trigger(lists[i]).members, changed.members),
        ),
      ),
    );
    ensures(areListsBut(after, lists, changing));
    prove((i: int) => {
      requires(0 <= i && i < lists.length && i !== changing);
      ensures(isList(after, lists[i]));
      stayList(before, after, changed.members, lists[i]);
    });
  },
);

/** Puts `number`, which is in no list, at the end of the list at `i`. */
export function appendTo<N extends number, M extends number>(
  links: Links<N>,
  lists: FixedArray<List, M>,
  i: u32,
  number: u32,
): void {
  requires(areSeparate(links, lists) && i < lists.length && number < links.next.length);
  requires(
    forall((j: int) => implies(0 <= j && j < lists.length, !trigger(lists[j]).members.contains(number))),
  );
  modifies(links, lists);
  ensures(areSeparate(links, lists));
  ensures(lists === old(lists).with(i, lists[i]));
  ensures(lists[i].members === old(lists)[i].members.push(number));
  append(links, lists[i], number);
  othersStay(old(links), links, lists, lists[i], i);
}

/** Takes `number` out of the list at `i`, wherever it stands there. */
export function removeFrom<N extends number, M extends number>(
  links: Links<N>,
  lists: FixedArray<List, M>,
  i: u32,
  number: u32,
): void {
  requires(areSeparate(links, lists) && i < lists.length && lists[i].members.contains(number));
  modifies(links, lists);
  ensures(areSeparate(links, lists));
  ensures(lists === old(lists).with(i, lists[i]));
  ensures(lists[i].members === without(old(lists)[i].members, number));
  ensures(
    forall(
      (n: u32) =>
        trigger(lists[i].members.contains(n)) === (old(lists)[i].members.contains(n) && n !== number),
    ),
  );
  remove(links, lists[i], number);
  othersStay(old(links), links, lists, old(lists)[i], i);
}
