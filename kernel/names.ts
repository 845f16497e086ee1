/**
 * Names of objects: a frame, and a generation that says which of the objects that were in it one after the other.
 *
 * Owns      the generation of every frame: how many objects in it have ended.
 * View      generations(): of all frames.
 * States    a name is live until its frame is retired, and then never again. Nobody looks for names: all that are
 *           kept, wherever, are dead at once.
 * Not here  what is in the frames (uses.ts), who has names (handles.ts).
 */
import {
  type FixedArray,
  ensures,
  forall,
  implies,
  modifies,
  old,
  requires,
  spec,
  trigger,
  type u32,
  u64,
  zeroed,
} from "welkin";
import { FRAMES } from "./machine.ts";
import { Kind, type Uses, isMemoryKind } from "./uses.ts";

export type Generations = FixedArray<u64, typeof FRAMES>;

const table: Generations = zeroed();

/** The generation of every frame. */
export const generations = spec((): Generations => table);

// --- Names over values ---------------------------------------------------------------------------------------

/** The name is that of what is in the frame now, if it has a name. */
export const isLive = spec(
  (all: Generations, frame: u32, generation: u64): boolean => frame < FRAMES && all[frame] === generation,
);

/** The generations after what is in `frame` has lost its name. */
export const retired = spec((all: Generations, frame: u32): Generations =>
  all.with(frame, u64.from(all[frame] + 1)),
);

/** Frames of this kind hold objects that have names: all but pages and page tables. */
export const hasName = spec((kind: Kind): boolean => kind !== Kind.Free && !isMemoryKind(kind));

/** Every object with a name is still there, or its name is retired: what the modules that have names rely on. */
export const keepsNames = spec(
  (names: Generations, uses: Uses, namesAfter: Generations, usesAfter: Uses): boolean =>
    forall((frame: u32) =>
      implies(
        frame < FRAMES,
        names[frame] <= trigger(namesAfter[frame]) &&
          implies(
            names[frame] === namesAfter[frame] && uses.has(frame) && hasName(uses.get(frame).kind),
            usesAfter.has(frame) && usesAfter.get(frame).kind === uses.get(frame).kind,
          ),
      ),
    ),
);

// --- Operations ----------------------------------------------------------------------------------------------

/** The generation that a name of what is in `frame` has. */
export function generationOf(frame: u32): u64 {
  requires(frame < FRAMES);
  ensures((generation: u64) => generation === generations()[frame]);
  return table[frame];
}

/** Is the name live? Any frame number may be asked for. */
export function isLiveName(frame: u32, generation: u64): boolean {
  ensures((live: boolean) => live === isLive(generations(), frame, generation));
  return frame < FRAMES && table[frame] === generation;
}

/** Can the name of what is in `frame` be retired? After 2^64 - 1 objects a frame has no more names to give. */
export function canRetire(frame: u32): boolean {
  requires(frame < FRAMES);
  ensures((possible: boolean) => possible === generations()[frame] < u64.MAX);
  return table[frame] < u64.MAX;
}

/** Makes all names dead that were given for what is in `frame`. */
export function retire(frame: u32): void {
  requires(frame < FRAMES && generations()[frame] < u64.MAX);
  modifies(generations);
  ensures(generations() === retired(old(generations()), frame));
  table[frame] += 1;
}
