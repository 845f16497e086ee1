/** The lowest layer. */
import { ensures, lemma, modifies, old, requires, spec, u32, type int } from "welkin";

let level: u32 = 0;
let noise: u32 = 0;

export const height = spec((): int => level);
export const loudness = spec((): int => noise);

export const heightIsNatural = lemma((): void => {
  ensures(height() >= 0);
});

export function raise(): void {
  requires(height() < 1000);
  modifies(height);
  ensures(height() === old(height()) + 1);
  level += 1;
}

export function shout(value: u32): void {
  modifies(loudness);
  noise = value;
}
