/** A tournament of eight players. */
import {
  Seq,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  modifies,
  old,
  requires,
  spec,
  type u32,
  type u64,
} from "welkin";
import { Tournament, greatest, isTournament, leader, numbers, setNumber } from "../../tournament.ts";

const tournament = new Tournament<16>();

invariant(isTournament(tournament));

export const scores = spec((): Seq<u64> => numbers(tournament));

/** A player has another score. Who leads now. */
export function score(player: u32, number: u64): u32 {
  requires(player < 8);
  modifies(scores, tournament);
  ensures(scores() === old(scores()).with(player, number));
  ensures((first: u32) => first < 8);
  ensures((first: u32) =>
    forall(
      (other: int) => implies(0 <= other && other < 8, scores()[other] <= scores()[first]),
      (other: int) => [scores()[other]],
    ),
  );
  setNumber(tournament, player, number);
  greatest(tournament);
  return leader(tournament);
}
