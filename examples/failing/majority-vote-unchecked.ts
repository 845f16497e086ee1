/**
 * Twin of majority-vote.ts: the vote without the second pass. Its winner need not have a majority.
 */
import { FixedArray, ensures, u32 } from "welkin";

/** Ballots of three voters. */
export function winner(ballots: FixedArray<u32, 3>): u32 {
  ensures((result: u32) => (ballots[0] === result && ballots[1] === result) || ballots[2] === result);
  ensures((result: u32) => ballots[0] === result || ballots[1] === result); // FAILS V202
  return ballots[0] === ballots[1] ? ballots[0] : ballots[2];
}
