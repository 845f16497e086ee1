/**
 * Trails: the directories that lead from where a path begins to where it has come.
 *
 * Owns       the directories, each a place (places.ts), the first one first; `depth` says how many there are.
 * Invariants the first one is where the path begins, from `begin` on, whatever follows: `..` takes the last one off, and never
 *            the first. So no path gets out of the directory where it begins, and neither links nor what others rename
 *            change that.
 * Not here   what a name in a directory is (places.ts), in which order names are looked up (walks.ts).
 */
import { type FixedArray, Seq, ensures, modifies, old, requires, spec, type u32, zeroed } from "welkin";

/** Directories of a trail, at most. */
const DEPTH = 128;

/** The directories of a trail. */
export const directoriesOf = spec((trail: Trail): Seq<u32> => Seq.from(trail.places, 0, trail.depth));

export class Trail {
  places: FixedArray<u32, typeof DEPTH> = zeroed();
  depth: u32 = 0;

  begin(place: u32): void {
    modifies(this);
    ensures(1 <= this.depth && this.depth <= this.places.length);
    ensures(directoriesOf(this) === Seq.of(place));
    this.places[0] = place;
    this.depth = 1;
  }

  /** The directory where the path has come. */
  last(): u32 {
    requires(1 <= this.depth && this.depth <= this.places.length);
    ensures((result: u32) => result === directoriesOf(this).last());
    return this.places[this.depth - 1];
  }

  /** The path goes into a directory; false if it is too deep. */
  enter(place: u32): boolean {
    requires(1 <= this.depth && this.depth <= this.places.length);
    modifies(this);
    ensures(1 <= this.depth && this.depth <= this.places.length);
    ensures((entered: boolean) =>
      entered
        ? directoriesOf(this) === old(directoriesOf(this)).push(place)
        : directoriesOf(this) === old(directoriesOf(this)),
    );
    ensures(this.places[0] === old(this.places[0]));
    if (this.depth >= this.places.length) return false;
    this.places[this.depth] = place;
    this.depth += 1;
    return true;
  }

  /** The path goes back by one directory; false if it would leave where it began. */
  leave(): boolean {
    requires(1 <= this.depth && this.depth <= this.places.length);
    modifies(this.depth);
    ensures(1 <= this.depth && this.depth <= this.places.length);
    ensures((left: boolean) => left === old(this.depth) > 1);
    ensures((left: boolean) => this.depth === (left ? old(this.depth) - 1 : old(this.depth)));
    if (this.depth === 1) return false;
    this.depth = this.depth - 1;
    return true;
  }
}
