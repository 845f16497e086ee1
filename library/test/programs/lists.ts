/** Two lists in one table of links, and a sum: what changes one list keeps the other. */
import {
  type Seq,
  ensures,
  forall,
  ghost,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  spec,
  u32,
} from "welkin";
import {
  Links,
  List,
  append,
  first,
  isEmpty,
  isList,
  remove,
  stayList,
  without,
} from "../../linked-lists.ts";
import { sum, sumWith } from "../../sums.ts";

const links = new Links<64>();
const left = new List();
const right = new List();

invariant(isList(links, left));
invariant(isList(links, right));
invariant(forall((n: u32) => !left.members.contains(n) || !right.members.contains(n)));

export const leftMembers = spec((): Seq<u32> => left.members);
export const rightMembers = spec((): Seq<u32> => right.members);

/** Moves the first of the left list to the end of the right one. */
export function moveFirst(): u32 {
  requires(leftMembers().length > 0);
  modifies(leftMembers, rightMembers, links, left, right);
  ensures((result: u32) => leftMembers() === without(old(leftMembers()), result));
  ensures((result: u32) => rightMembers() === old(rightMembers()).push(result));
  const number = first(links, left);
  remove(links, left, number);
  stayList(old(links), links, old(left.members), right);
  const between = ghost(links);
  append(links, right, number);
  stayList(between, links, right.members, left);
  return number;
}

export function hasLeft(): boolean {
  ensures((result: boolean) => result === leftMembers().length > 0);
  return !isEmpty(links, left);
}

export const sumAfter = lemma((s: Seq<int>): void => {
  requires(s.length === 3 && sum(s) === 6 && s[1] === 2);
  ensures(sum(s.with(1, 5)) === 9);
  sumWith(s, 1, 5);
});
