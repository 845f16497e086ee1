/** Eight lists in one table of links: a number moves from one to another. */
import {
  type FixedArray,
  Seq,
  ensures,
  type int,
  invariant,
  modifies,
  old,
  requires,
  spec,
  type u32,
  zeroed,
} from "welkin";
import { appendTo, areSeparate, removeFrom } from "../../list-arrays.ts";
import { Links, List, without } from "../../linked-lists.ts";

const links = new Links<64>();
const lists: FixedArray<List, 8> = zeroed();

invariant(areSeparate(links, lists));

export const members = spec((): Seq<Seq<u32>> => Seq.build(8, (i: int) => lists[i].members));

/** Moves `number` from the list at `from` to the end of that at `to`. */
export function move(number: u32, from: u32, to: u32): void {
  requires(from < 8 && to < 8 && from !== to && number < 64 && members()[from].contains(number));
  modifies(members, links, lists);
  ensures(
    members() ===
      old(members())
        .with(from, without(old(members())[from], number))
        .with(to, old(members())[to].push(number)),
  );
  removeFrom(links, lists, from, number);
  appendTo(links, lists, to, number);
}
