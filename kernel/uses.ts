/**
 * The uses of frames, as values: what proofs say about the frame table without knowing it.
 *
 * Owns      Kind and Use; how many frames are in use (occupied), and how many are charged to a container (charged).
 * Runs      a large page has one use, that of its first frame, which counts for the whole run of them.
 * Proof     counts are sums, of 0 or the size of the use for each frame; counted says how a change of one use changes them.
 */
import {
  Map,
  Seq,
  assert,
  decreases,
  ensures,
  forall,
  implies,
  type int,
  lemma,
  opaque,
  prove,
  requires,
  reveal,
  spec,
  trigger,
  u32,
} from "welkin";
import { agreesElsewhere } from "../library/maps.ts";
import { front } from "../library/sequences.ts";
import { sum, sumAtLeast, sumOfChange, sumOfEqual } from "../library/sums.ts";
import { LARGE } from "./entries.ts";
import { FRAMES } from "./machine.ts";

export enum Kind {
  Free,
  Page,
  Container,
  Process,
  Thread,
  Table,
  Endpoint,
  Notification,
  Replies,
  Platform,
  Interrupt,
  Device,
  LargePage,
}

/** The number of frames in a run, which begins at a multiple of it. */
export const RUN = LARGE;

/** How many frames a use of this kind takes, from its own on. */
export const sizeOf = spec((kind: Kind): int => (kind === Kind.LargePage ? RUN : 1));

/** Are frames of this kind pages, which processes see? */
export const isPageKind = spec((kind: Kind): boolean => kind === Kind.Page || kind === Kind.LargePage);

/** What a frame is used for, and the frame of the container that is charged for it. */
export class Use {
  kind: Kind = Kind.Free;
  container: u32 = 0;
}

/** Are the objects of this kind queues of threads? */
export const isQueueKind = spec(
  (kind: Kind): boolean => kind === Kind.Endpoint || kind === Kind.Notification || kind === Kind.Replies,
);

/** Are the frames of this kind memory, pages and page tables, which have no names? */
export const isMemoryKind = spec((kind: Kind): boolean => isPageKind(kind) || kind === Kind.Table);

export type Uses = Map<u32, Use>;

/** The uses after two frames have exchanged who is charged for them. */
export const exchanged = spec((all: Uses, frame: u32, other: u32): Uses =>
  all
    .set(frame, { ...all.get(frame), container: all.get(other).container })
    .set(other, { ...all.get(other), container: all.get(frame).container }),
);

/** How many frames the use of this one takes; 0 if it has none. */
export const presence = spec((all: Uses, frame: u32): int =>
  all.has(frame) ? sizeOf(all.get(frame).kind) : 0,
);

/** The same if it is charged to `container`, else 0. */
export const share = spec((all: Uses, frame: u32, container: u32): int =>
  all.has(frame) && all.get(frame).container === container ? sizeOf(all.get(frame).kind) : 0,
);

/** The use of a run, if it is that of a large page. */
export const isLargeRun = spec(
  (all: Uses, run: int): boolean =>
    all.has(u32.from(run * RUN)) && all.get(u32.from(run * RUN)).kind === Kind.LargePage,
);

const presences = spec((all: Uses): Seq<int> => Seq.build(FRAMES, (i: int) => presence(all, u32.from(i))));

const shares = spec((all: Uses, container: u32): Seq<int> =>
  Seq.build(FRAMES, (i: int) => share(all, u32.from(i), container)),
);

/** How many frames are in use. */
export const occupied = opaque((all: Uses): int => sum(presences(all)));

/** How many frames are charged to `container`. */
export const charged = opaque((all: Uses, container: u32): int => sum(shares(all, container)));

/** A change of one frame changes the counts by that frame. */
export const counted = lemma((before: Uses, after: Uses, frame: u32): void => {
  requires(frame < FRAMES && agreesElsewhere(after, before, frame));
  ensures(occupied(after) === occupied(before) + presence(after, frame) - presence(before, frame));
  ensures(
    forall(
      (c: u32) =>
        trigger(charged(after, c)) === charged(before, c) + share(after, frame, c) - share(before, frame, c),
    ),
  );
  reveal(occupied, charged);
  sumOfChange(presences(before), presences(after), frame);
  prove((c: u32) => {
    ensures(charged(after, c) === charged(before, c) + share(after, frame, c) - share(before, frame, c));
    sumOfChange(shares(before, c), shares(after, c), frame);
  });
});

/** Every one of the first `count` frames is in use, for itself or in a run, and no others. */
export const isFull = spec((all: Uses, count: int): boolean =>
  forall((frame: u32) =>
    isLargeRun(all, frame / RUN)
      ? trigger(all.has(frame)) === (frame % RUN === 0) && (frame / RUN) * RUN + RUN <= count
      : all.has(frame) === frame < count && implies(all.has(frame), all.get(frame).kind !== Kind.LargePage),
  ),
);

/** Of the first `length` frames so many are taken: where they end within a run, all of that is. */
const fullTo = lemma((all: Uses, count: int, length: int): void => {
  requires(0 <= length && length <= FRAMES && 0 <= count && isFull(all, count));
  ensures(
    sum(presences(all).slice(0, length)) ===
      (isLargeRun(all, length / RUN) && length % RUN > 0
        ? (length / RUN) * RUN + RUN
        : length < count
          ? length
          : count),
  );
  decreases(length);
  if (length > 0) {
    fullTo(all, count, length - 1);
    const last = u32.from(length - 1);
    assert(front(presences(all).slice(0, length)) === presences(all).slice(0, length - 1));
    assert(
      sum(presences(all).slice(0, length)) === sum(presences(all).slice(0, length - 1)) + presence(all, last),
    );
    assert(implies(last % RUN === 0, u32.from((last / RUN) * RUN) === last));
    assert(implies(length % RUN > 0, length / RUN === last / RUN));
  }
});

/** Where all of the first `count` frames are in use, so many are. */
export const allOccupied = lemma((all: Uses, count: int): void => {
  requires(0 <= count && count <= FRAMES && isFull(all, count));
  ensures(occupied(all) === count);
  reveal(occupied);
  fullTo(all, count, FRAMES);
  assert(presences(all).slice(0, FRAMES) === presences(all));
});

/** Of no frames none is in use. */
export const noneOccupied = lemma((): void => {
  ensures(occupied(Map.empty()) === 0);
  reveal(occupied);
  sumOfEqual(presences(Map.empty()), 0);
});

/** A container to which a frame is charged has a charge. */
export const chargedAtLeast = lemma((all: Uses, frame: u32): void => {
  requires(frame < FRAMES && all.has(frame));
  ensures(charged(all, all.get(frame).container) >= sizeOf(all.get(frame).kind));
  reveal(charged);
  sumAtLeast(shares(all, all.get(frame).container), frame);
});

/** A container to which no frame is charged has no charge. */
export const notCharged = lemma((all: Uses, container: u32): void => {
  requires(forall((frame: u32) => implies(all.has(frame), all.get(frame).container !== container)));
  ensures(charged(all, container) === 0);
  reveal(charged);
  sumOfEqual(shares(all, container), 0);
});
