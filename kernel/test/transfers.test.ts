/**
 * What goes with calls, on the compiled kernel over a machine of plain bytes: bytes, handles and pages come to where they
 * must, every error is met, and a call that ends with one has changed nothing.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RIGHTS, STATUS, type StatusName } from "../interface/call.ts";
import { NONE as NO_FRAME, builtFrom, idleMachine } from "./built.ts";

const { module } = builtFrom("kernel/kernel");
const NONE = Number(NO_FRAME);
const OWN = NONE;
const PAGE = 4096;
/** Slots of the server: it makes the client's process and thread. */
const [CONTAINER, SELF, ENDPOINT, CHILD, THREAD, FREE] = [0, 1, 2, 3, 4, 9];
/** Slots of the client, and what it finds there. */
const [TO_SERVER, PLAIN, EMPTY] = [0, 1, 5];
const [READ, WRITE, BOTH] = [1, 2, 3];
const { Send, Grant } = RIGHTS;
const ALL = 15;
/** The first pages that each process has mapped: writable ones, and behind them one to be read only. */
const [MINE, THEIRS, PAGES] = [100, 300, 20];
/** The large page that each process has. */
const [MY_LARGE, THEIR_LARGE] = [1024, 2048];

type Value = number | bigint;

/** A machine whose frames are plain bytes. */
class Machine {
  readonly frames = new Map<number, Uint8Array>();
  readonly translations = new Map<string, number>();

  bytes(frame: number): Uint8Array {
    return this.frames.get(frame) ?? this.frames.set(frame, new Uint8Array(PAGE)).get(frame)!;
  }

  /** The bytes of a page. */
  page(space: number, page: number): Uint8Array {
    return this.bytes(this.translations.get(`${space} ${page}`)!);
  }

  readonly imports = {
    ...idleMachine(),
    zero_frame: (frame: number) => void this.bytes(frame).fill(0),
    copy_bytes: (from: number, fromOffset: number, to: number, toOffset: number, length: number) =>
      this.bytes(to).set(this.bytes(from).slice(fromOffset, fromOffset + length), toOffset),
    translation_changed: (space: number, page: bigint, _count: number, _before: number, after: number) =>
      void this.translations.set(`${space} ${page}`, after),
  };
}

/** What the client says before it calls. */
interface Terms {
  readonly lend?: readonly [address: Value, length: Value, access: number];
  readonly offer?: readonly [handle: number, rights: number, badge: bigint, slot: number];
}

/** A server that has just received the call of a client in another process, or, if it is `alone`, in its own. */
class Meeting {
  readonly machine = new Machine();
  readonly client: number;
  readonly own: number;
  readonly theirs: number;
  private readonly exports: WebAssembly.Exports;

  constructor({ lend, offer }: Terms, { alone = false } = {}) {
    this.exports = new WebAssembly.Instance(module, { machine: this.machine.imports }).exports;
    this.done("boot", PAGE);
    this.call("dispatch", 0);
    this.done("createEndpoint", CONTAINER, ENDPOINT);
    if (alone) this.done("duplicate", SELF, CHILD, ALL, 0n);
    else this.done("createProcess", CONTAINER, CHILD);
    this.own = this.call("spaceOf", this.call("objectOf", SELF));
    this.theirs = this.call("spaceOf", this.call("objectOf", CHILD));
    this.done("createThread", CHILD, 0, THREAD);
    this.done("start", THREAD, 0n, 0n);
    const there = alone ? [20, 21] : [TO_SERVER, PLAIN];
    this.done("give", CHILD, there[0]!, ENDPOINT, Send.bit | Grant.bit, 0n);
    this.done("give", CHILD, there[1]!, ENDPOINT, Send.bit, 0n);
    for (let page = 0; page <= PAGES; page += 1) {
      this.done("map", OWN, BigInt(MINE + page), page < PAGES ? 1 : 0);
      this.done("map", CHILD, BigInt(THEIRS + page), page < PAGES ? 1 : 0);
    }
    this.done("mapLarge", OWN, BigInt(MY_LARGE), 1);
    this.done("mapLarge", CHILD, BigInt(THEIR_LARGE), 1);
    this.call("receive", ENDPOINT);
    this.call("dispatch", 0);
    if (lend) this.done("lend", BigInt(lend[0]), BigInt(lend[1]), lend[2]);
    if (offer) this.done("offer", ...offer);
    assert.equal(this.call("call", there[0]!, 0n, 0n, 0n, 0n, 0n, 0n), STATUS.Wait);
    this.call("dispatch", 0);
    this.client = this.call("client");
    this.fill();
  }

  call(name: string, ...values: readonly Value[]): number {
    const callee = this.exports[name] as (...values: readonly Value[]) => number | bigint | undefined;
    return Number(callee(...values) ?? 0) >>> 0;
  }

  done(name: string, ...values: readonly Value[]): void {
    assert.equal(this.call(name, ...values), STATUS.Done, `${name}(${values.join(", ")})`);
  }

  /** Every page has bytes that tell which it is. */
  private fill(): void {
    for (let page = 0; page <= PAGES; page += 1) {
      this.machine
        .page(this.own, MINE + page)
        .forEach((_, index, all) => (all[index] = (page * 3 + index) % 251));
      this.machine
        .page(this.theirs, THEIRS + page)
        .forEach((_, index, all) => (all[index] = (100 + page * 7 + index) % 241));
    }
  }

  /** All bytes from a page of a space on. */
  bytes(space: number, page: number): Uint8Array {
    return Uint8Array.from(
      Array.from({ length: PAGES + 1 }, (_, index) => [...this.machine.page(space, page + index)]).flat(),
    );
  }

  /** All that could have changed. */
  state(): unknown {
    const objects = Array.from({ length: 32 }, (_, slot) => this.call("objectOf", slot));
    return [
      objects,
      this.bytes(this.own, MINE),
      this.bytes(this.theirs, THEIRS),
      new Map(this.machine.translations),
    ];
  }
}

const at = (page: number, byte = 0): bigint => BigInt(page * PAGE + byte);

// --- Bytes ---------------------------------------------------------------------------------------------------

const RANGES: readonly (readonly [lent: number, offset: number, mine: number, length: number])[] = [
  [0, 0, 0, 0],
  [0, 0, 0, 1],
  [5, 7, 4090, 3],
  [4000, 90, 4000, 200],
  [10, 4086, 8191, 4096],
  [1, 0, 4095, 65_536],
  [PAGE, PAGE, 0, 65_536],
];

test("read copies what the client lends, and write copies into it", () => {
  for (const [lent, offset, mine, length] of RANGES)
    for (const name of ["read", "write"]) {
      const meeting = new Meeting({ lend: [at(THEIRS, lent), offset + length, BOTH] });
      const before = [meeting.bytes(meeting.own, MINE), meeting.bytes(meeting.theirs, THEIRS)] as const;
      meeting.done(name, meeting.client, BigInt(offset), at(MINE, mine), length);
      const [own, theirs] = [before[0].slice(), before[1].slice()];
      const there = lent + offset;
      if (name === "read") own.set(before[1].slice(there, there + length), mine);
      else theirs.set(before[0].slice(mine, mine + length), there);
      assert.deepEqual(meeting.bytes(meeting.own, MINE), own, `${name} ${length}`);
      assert.deepEqual(meeting.bytes(meeting.theirs, THEIRS), theirs, `${name} ${length}`);
    }
});

const TOP = 1n << 47n;
const LEND: readonly (readonly [address: bigint, length: bigint, access: number, expected: StatusName])[] = [
  [0n, TOP, BOTH, "Done"],
  [TOP, 0n, 0, "Done"],
  [1n, TOP, READ, "BadArgument"],
  [TOP + 1n, 0n, READ, "BadArgument"],
  [(1n << 64n) - 1n, 1n, READ, "BadArgument"],
  [1n, (1n << 64n) - 1n, READ, "BadArgument"],
  [0n, 0n, 4, "BadArgument"],
];

test("lend looks at its arguments alone", () => {
  for (const [address, length, access, expected] of LEND) {
    const meeting = new Meeting({});
    assert.equal(meeting.call("lend", address, length, access), STATUS[expected], `${address} ${length}`);
  }
});

/** A call of the server's that fails, when the client has said this. */
type Failure = readonly [
  expected: StatusName,
  terms: Terms,
  call: (meeting: Meeting) => readonly [name: string, ...values: Value[]],
];

const LENT = 3 * PAGE;
const lending = (access: number, length: Value = LENT, address: Value = at(THEIRS)): Terms => ({
  lend: [address, length, access],
});

/** Those of read and write, of which one needs the client's right `good`, and not `bad`. */
function copying(name: string, good: number, bad: number): readonly Failure[] {
  const all =
    (offset: Value, address: Value, length: number): Failure[2] =>
    ({ client }) => [name, client, BigInt(offset), BigInt(address), length];
  const readOnly = name === "read" ? all(0, at(MINE + PAGES), 1) : all(0, at(MINE), 1);
  const readOnlyTerms = lending(good, LENT, name === "read" ? at(THEIRS) : at(THEIRS + PAGES));
  return [
    ["NoSuchClient", lending(good), () => [name, NONE, 0n, at(MINE), 1]],
    ["NoSuchClient", lending(good), ({ own }) => [name, own, 0n, at(MINE), 1]],
    ["NotAllowed", {}, all(0, at(MINE), 0)],
    ["NotAllowed", lending(bad), all(0, at(MINE), 1)],
    ["BadArgument", lending(good), all(LENT, at(MINE), 1)],
    ["BadArgument", lending(good), all(LENT + 1, at(MINE), 0)],
    ["BadArgument", lending(good), all((1n << 64n) - 1n, at(MINE), 1)],
    ["BadArgument", lending(good), all(1, at(MINE), LENT)],
    ["BadArgument", lending(good, 1 << 20), all(0, at(MINE), 65_537)],
    ["BadArgument", lending(good, 1 << 20), all(0, at(MINE), NONE)],
    ["NotMapped", lending(good, 1 << 20, at(THEIRS + PAGES + 1)), all(0, at(MINE), 1)],
    ["NotMapped", lending(good, 1 << 20, at(THEIRS - 1)), all(PAGE - 1, at(MINE), 1)],
    ["NotMapped", lending(good), all(0, at(MINE + PAGES + 1), 1)],
    ["NotMapped", lending(good), all(0, at(MINE - 1, PAGE - 1), 2)],
    ["NotMapped", lending(good), all(0, TOP - 1n, 2)],
    ["NoSuchPage", lending(good), all(0, TOP, 1)],
    ["NoSuchPage", lending(good), all(0, (1n << 64n) - 1n, 4096)],
    ["NotAllowed", readOnlyTerms, readOnly],
    ["NotAllowed", lending(good), all(0, at(MY_LARGE, 5), 1)],
    ["NotAllowed", lending(good), all(0, at(MY_LARGE + 511), 1)],
    ["NotAllowed", lending(good, LENT, at(THEIR_LARGE)), all(0, at(MINE), 1)],
    ["NotAllowed", lending(good, LENT, at(THEIR_LARGE + 1)), all(0, at(MINE), 1)],
  ];
}

/** Those of takePages and putPages. */
function moving(name: string): readonly Failure[] {
  const all =
    (offset: Value, page: Value, count: number): Failure[2] =>
    ({ client }) => [name, client, BigInt(offset), BigInt(page), count];
  const wide = lending(BOTH, PAGE * 18);
  return [
    ["NoSuchClient", wide, () => [name, NONE, 0n, BigInt(MINE), 1]],
    ["NotAllowed", lending(READ), all(0, MINE, 1)],
    ["NotAllowed", lending(WRITE), all(0, MINE, 1)],
    ["BadArgument", wide, all(0, MINE, 17)],
    ["BadArgument", wide, all(0, MINE, NONE)],
    ["BadArgument", wide, all(0, MINE, 0x10_0000)],
    ["BadArgument", wide, all(1, MINE, 1)],
    ["BadArgument", lending(BOTH, PAGE * 2, at(THEIRS, 5)), all(0, MINE, 1)],
    ["BadArgument", lending(BOTH, PAGE * 2), all(PAGE, MINE, 2)],
    ["BadArgument", wide, all((1n << 64n) - BigInt(PAGE), MINE, 1)],
    ["NotMapped", lending(BOTH, PAGE * 4, at(THEIRS - 2)), all(0, MINE, 4)],
    ["NotMapped", wide, all(0, MINE - 1, 4)],
    ["NotMapped", wide, all(0, MINE + PAGES + 1, 1)],
    ["NoSuchPage", wide, all(0, 1n << 35n, 1)],
    ["NotMapped", wide, all(0, (1n << 35n) - 1n, 2)],
    ["NoSuchPage", wide, all(0, (1n << 64n) - 1n, 16)],
    ["NotAllowed", wide, all(0, MINE + PAGES - 1, 2)],
    ["NotAllowed", lending(BOTH, PAGE * 2, at(THEIRS + PAGES - 1)), all(0, MINE, 2)],
    ["NotAllowed", wide, all(0, MY_LARGE, 1)],
    ["NotAllowed", wide, all(0, MY_LARGE + 511, 1)],
    ["NotAllowed", lending(BOTH, PAGE * 2, at(THEIR_LARGE)), all(0, MINE, 1)],
    ["NotAllowed", lending(BOTH, PAGE * 2, at(THEIR_LARGE + 1)), all(0, MINE, 1)],
  ];
}

const offering = (handle: number, rights = ALL, slot = EMPTY): Terms => ({
  offer: [handle, rights, 77n, slot],
});

const GRANTING: readonly Failure[] = [
  ["NoSuchClient", offering(TO_SERVER), () => ["accept", NONE, FREE]],
  ["NoSuchHandle", {}, ({ client }) => ["accept", client, FREE]],
  ["NoSuchHandle", offering(128), ({ client }) => ["accept", client, FREE]],
  ["NoSuchHandle", offering(EMPTY), ({ client }) => ["accept", client, FREE]],
  ["NotAllowed", offering(PLAIN), ({ client }) => ["accept", client, FREE]],
  ["SlotTaken", offering(TO_SERVER), ({ client }) => ["accept", client, ENDPOINT]],
  ["SlotTaken", offering(TO_SERVER), ({ client }) => ["accept", client, 128]],
  ["NoSuchClient", offering(NONE), () => ["grant", NONE, ENDPOINT, ALL, 0n]],
  ["NoSuchHandle", offering(NONE), ({ client }) => ["grant", client, FREE, ALL, 0n]],
  ["BadArgument", offering(NONE), ({ client }) => ["grant", client, ENDPOINT, 16, 0n]],
  ["SlotTaken", offering(NONE, ALL, TO_SERVER), ({ client }) => ["grant", client, ENDPOINT, ALL, 0n]],
  ["SlotTaken", offering(NONE, ALL, 128), ({ client }) => ["grant", client, ENDPOINT, ALL, 0n]],
  ["SlotTaken", {}, ({ client }) => ["grant", client, ENDPOINT, ALL, 0n]],
];

const FAILURES: Readonly<Record<string, readonly Failure[]>> = {
  read: copying("read", READ, WRITE),
  write: copying("write", WRITE, READ),
  "accept and grant": GRANTING,
  takePages: moving("takePages"),
  putPages: moving("putPages"),
};

for (const [what, failures] of Object.entries(FAILURES))
  test(`${what}: each error, after which nothing has changed`, () => {
    for (const [expected, terms, call] of failures) {
      const meeting = new Meeting(terms);
      const before = meeting.state();
      const [name, ...values] = call(meeting);
      assert.equal(
        meeting.call(name, ...values),
        STATUS[expected],
        `${name}(${values.join(", ")}): ${expected}`,
      );
      assert.deepEqual(meeting.state(), before);
    }
  });

test("a client that has its reply lends nothing any more", () => {
  const meeting = new Meeting({ ...lending(BOTH), ...offering(TO_SERVER) });
  const { client } = meeting;
  meeting.done("reply", client, 0n, 0n, 0n, 0n, 0n, 0n);
  for (const name of ["read", "write"])
    assert.equal(meeting.call(name, client, 0n, at(MINE), 1), STATUS.NoSuchClient);
  for (const name of ["takePages", "putPages"])
    assert.equal(meeting.call(name, client, 0n, BigInt(MINE), 1), STATUS.NoSuchClient);
  assert.equal(meeting.call("accept", client, FREE), STATUS.NoSuchClient);
  assert.equal(meeting.call("grant", client, ENDPOINT, ALL, 0n), STATUS.NoSuchClient);
});

// --- Within one space ------------------------------------------------------------------------------------------

test("a process that calls itself can use what does not overlap", () => {
  const alone = (from: bigint, to: bigint, length: number): number => {
    const meeting = new Meeting({ lend: [from, 1 << 16, BOTH] }, { alone: true });
    return meeting.call("read", meeting.client, 0n, to, length);
  };
  assert.equal(alone(at(MINE), at(THEIRS), 5000), STATUS.Done);
  assert.equal(alone(at(MINE, 10), at(MINE, 20), 10), STATUS.Done);
  assert.equal(alone(at(MINE, 20), at(MINE, 10), 10), STATUS.Done);
  assert.equal(alone(at(MINE, 10), at(MINE, 19), 10), STATUS.BadArgument);
  assert.equal(alone(at(MINE, 19), at(MINE, 10), 10), STATUS.BadArgument);
  assert.equal(alone(at(MINE), at(MINE), 1), STATUS.BadArgument);
  assert.equal(alone(at(MINE), at(MINE), 0), STATUS.Done);
});

test("a process that calls itself can move pages of its own", () => {
  for (const [from, to, count, expected] of [
    [MINE, MINE + 2, 2, "Done"],
    [MINE, MINE + 1, 2, "BadArgument"],
    [MINE + 1, MINE, 2, "BadArgument"],
    [MINE, MINE, 1, "BadArgument"],
  ] as const) {
    const meeting = new Meeting({ lend: [at(from), 1 << 16, BOTH] }, { alone: true });
    const before = [0, 1].map((index) => meeting.machine.page(meeting.own, from + index).slice());
    assert.equal(meeting.call("takePages", meeting.client, 0n, BigInt(to), count), STATUS[expected]);
    if (expected === "Done")
      for (const [index, bytes] of before.entries())
        assert.deepEqual(meeting.machine.page(meeting.own, to + index), bytes);
  }
});

// --- Handles -----------------------------------------------------------------------------------------------------

test("accept takes a copy with the rights and the badge that the client says", () => {
  const meeting = new Meeting(offering(TO_SERVER, Send.bit));
  meeting.done("accept", meeting.client, FREE);
  assert.equal(meeting.call("objectOf", FREE), meeting.call("objectOf", ENDPOINT));
  assert.equal(meeting.call("receive", FREE), STATUS.NotAllowed, "it had Send and Grant");
  assert.equal(meeting.call("trySend", FREE, 0n, 0n, 0n, 0n, 0n, 0n), STATUS.WouldWait);
  meeting.done("accept", meeting.client, FREE + 1);
  meeting.done("close", FREE);
  meeting.done("destroy", ENDPOINT);
  assert.equal(meeting.call("accept", meeting.client, FREE), STATUS.Destroyed);
});

test("grant gives the client a handle where it says", () => {
  const meeting = new Meeting(offering(NONE, 0, EMPTY));
  meeting.done("grant", meeting.client, THREAD, ALL, 5n);
  assert.equal(meeting.call("grant", meeting.client, THREAD, ALL, 5n), STATUS.SlotTaken);
  meeting.done("duplicate", THREAD, FREE, Send.bit, 0n);
  assert.equal(meeting.call("grant", meeting.client, FREE, ALL, 5n), STATUS.NotAllowed, "it lacks Grant");
  meeting.done("reply", meeting.client, 0n, 0n, 0n, 0n, 0n, 0n);
  const thread = meeting.call("objectOf", THREAD);
  meeting.call("receive", ENDPOINT);
  assert.equal(meeting.call("dispatch", 0), meeting.client);
  assert.equal(meeting.call("objectOf", EMPTY), thread);
});

// --- Pages -------------------------------------------------------------------------------------------------------

test("pages move with what is in them, whoever gave has zeros, and nobody pays for more", () => {
  for (const name of ["takePages", "putPages"])
    for (const count of [0, 1, 3, 16]) {
      const meeting = new Meeting({ lend: [at(THEIRS), PAGE * 18, BOTH] });
      const { machine, own, theirs } = meeting;
      const used = () => meeting.call("budget", meeting.call("objectOf", CONTAINER), 0, 1);
      const [before, paid] = [[meeting.bytes(own, MINE), meeting.bytes(theirs, THEIRS)] as const, used()];
      const frames = (space: number, page: number) =>
        Array.from({ length: PAGES + 1 }, (_, index) => machine.translations.get(`${space} ${page + index}`));
      const [mine, lent] = [frames(own, MINE), frames(theirs, THEIRS)];
      meeting.done(name, meeting.client, at(1), BigInt(MINE + 2), count);
      const [taker, giver] = name === "takePages" ? [own, theirs] : [theirs, own];
      for (let index = 0; index < count; index += 1) {
        const [there, here] = name === "takePages" ? [2 + index, 1 + index] : [1 + index, 2 + index];
        const [to, from] = name === "takePages" ? [MINE, THEIRS] : [THEIRS, MINE];
        const source = before[name === "takePages" ? 1 : 0];
        assert.deepEqual(machine.page(taker, to + there), source.slice(here * PAGE, (here + 1) * PAGE));
        assert.ok(machine.page(giver, from + here).every((byte) => byte === 0));
      }
      assert.deepEqual(
        new Set([...frames(own, MINE), ...frames(theirs, THEIRS)]),
        new Set([...mine, ...lent]),
        "the same frames, each in one place",
      );
      for (let index = 0; index <= PAGES; index += 1)
        if (index < 1 || index > count + 2) {
          assert.equal(frames(own, MINE)[index], mine[index]);
          assert.equal(frames(theirs, THEIRS)[index], lent[index]);
        }
      assert.equal(used(), paid);
    }
});
