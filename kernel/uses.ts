/**
 * The uses of frames, as values: what proofs say about the frame table without knowing it.
 *
 * Owns      Kind and Use; how many frames are in use (occupied), and how many are charged to a container (charged).
 * Proof     counts are sums of zeros and ones, one for each frame; counted says how a change of one frame changes them.
 */
import {
  Map,
  Seq,
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
  u32,
} from "welkin";
import { agreesElsewhere } from "../library/maps.ts";
import { sum, sumAtLeast, sumOfChange, sumOfEqual, sumOfFirst } from "../library/sums.ts";
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
}

/** What a frame is used for, and the frame of the container that is charged for it. */
export class Use {
  kind: Kind = Kind.Free;
  container: u32 = 0;
}

/** Are the objects of this kind queues of threads? */
export const isQueueKind = spec(
  (kind: Kind): boolean => kind === Kind.Endpoint || kind === Kind.Notification || kind === Kind.Replies,
);

export type Uses = Map<u32, Use>;

/** The uses after two frames have exchanged who is charged for them. */
export const exchanged = spec((all: Uses, frame: u32, other: u32): Uses =>
  all
    .set(frame, { ...all.get(frame), container: all.get(other).container })
    .set(other, { ...all.get(other), container: all.get(frame).container }),
);

/** 1 if the frame is in use, else 0. */
export const presence = spec((all: Uses, frame: u32): int => (all.has(frame) ? 1 : 0));

/** 1 if the frame is charged to `container`, else 0. */
export const share = spec((all: Uses, frame: u32, container: u32): int =>
  all.has(frame) && all.get(frame).container === container ? 1 : 0,
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
      (c: u32) => charged(after, c) === charged(before, c) + share(after, frame, c) - share(before, frame, c),
      (c: u32) => [charged(after, c)],
    ),
  );
  reveal(occupied, charged);
  sumOfChange(presences(before), presences(after), frame);
  prove((c: u32) => {
    ensures(charged(after, c) === charged(before, c) + share(after, frame, c) - share(before, frame, c));
    sumOfChange(shares(before, c), shares(after, c), frame);
  });
});

/** Where the first `count` frames are in use and no others, so many are. */
export const allOccupied = lemma((all: Uses, count: int): void => {
  requires(0 <= count && count <= FRAMES);
  requires(
    forall(
      (frame: u32) => all.has(frame) === frame < count,
      (frame: u32) => [all.has(frame)],
    ),
  );
  ensures(occupied(all) === count);
  reveal(occupied);
  sumOfFirst(presences(all), count, 1);
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
  ensures(charged(all, all.get(frame).container) >= 1);
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
