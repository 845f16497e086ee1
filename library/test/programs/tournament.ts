/** A tournament of eight players. */
import { Seq, ensures, implies, invariant, modifies, old, requires, spec, type u32, type u64 } from "welkin";
import { Tournament, greatest, isTournament, leader, numbers, setNumber } from "../../tournament.ts";

const tournament = new Tournament<16>();

invariant(isTournament(tournament));

export const scores = spec((): Seq<u64> => numbers(tournament));

/** A player has another score. Who leads now. */
export function score(player: u32, number: u64): u32 {
  requires(player < 8);
  modifies(scores, tournament);
  ensures(scores() === old(scores()).with(player, number));
  ensures((first: u32) => first < 8 && implies(first !== player, number <= scores()[first]));
  setNumber(tournament, player, number);
  greatest(tournament);
  return leader(tournament);
}
