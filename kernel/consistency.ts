/**
 * What holds between the modules of the kernel: that they say the same of every frame.
 *
 * Owns      consistent(): the relation that every call finds and leaves; kernel.ts has it as its invariant.
 * Proof     each part is opaque and over few views: a call proves again only the parts whose views it changes, by the
 *           lemmas here.
 */
import { Map, ensures, forall, lemma, opaque, requires, reveal, spec, type u32 } from "welkin";
import { uses } from "./frames.ts";
import { owners, tablesAreUsed } from "./tables.ts";
import { endpoints, threads } from "./threads.ts";
import { Kind, type Uses } from "./uses.ts";

/** The frames of this kind are those of `objects`. */
export const areUsed = opaque(<T>(objects: Map<u32, T>, all: Uses, kind: Kind): boolean =>
  forall(
    (frame: u32) => objects.has(frame) === (all.has(frame) && all.get(frame).kind === kind),
    (frame: u32) => [[objects.has(frame)], [all.has(frame)]],
  ),
);

/** Every frame is of the kind of the module that has an object there. */
export const consistent = spec(
  (): boolean =>
    areUsed(threads(), uses(), Kind.Thread) &&
    areUsed(endpoints(), uses(), Kind.Endpoint) &&
    areUsed(owners(), uses(), Kind.Table),
);

// --- Frames --------------------------------------------------------------------------------------------------

/** The kind of a frame says whose object is there. */
export const kindSays = lemma(<T>(objects: Map<u32, T>, all: Uses, kind: Kind, frame: u32): void => {
  requires(areUsed(objects, all, kind));
  ensures(objects.has(frame) === (all.has(frame) && all.get(frame).kind === kind));
  reveal(areUsed<T>);
});

/** Objects change, and are where they were. */
export const objectsChange = lemma(
  <T>(before: Map<u32, T>, after: Map<u32, T>, all: Uses, kind: Kind): void => {
    requires(areUsed(before, all, kind));
    requires(forall((frame: u32) => after.has(frame) === before.has(frame)));
    ensures(areUsed(after, all, kind));
    reveal(areUsed<T>);
  },
);

/** A frame is used for a new object. */
export const objectAppears = lemma(
  <T>(before: Map<u32, T>, all: Uses, kind: Kind, frame: u32, object: T, container: u32): void => {
    requires(areUsed(before, all, kind));
    ensures(areUsed(before.set(frame, object), all.set(frame, { kind, container }), kind));
    reveal(areUsed<T>);
  },
);

/** A frame that was free is used for something else. */
export const othersStay = lemma(
  <T>(objects: Map<u32, T>, all: Uses, kind: Kind, frame: u32, other: Kind, container: u32): void => {
    requires(areUsed(objects, all, kind) && !all.has(frame) && other !== kind);
    ensures(areUsed(objects, all.set(frame, { kind: other, container }), kind));
    reveal(areUsed<T>);
  },
);

/** The page tables' own words for it. */
export const tablesAgree = lemma((): void => {
  ensures(areUsed(owners(), uses(), Kind.Table) === tablesAreUsed(owners(), uses()));
  reveal(areUsed<u32>);
});
