/**
 * The stream service, driven by a double of the kernel: what it answers, what it wakes, what it gives back.
 */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  AGAIN,
  BAD_FILE,
  BROKEN_PIPE,
  CANCELED,
  FAULT,
  INVALID,
  NO_MEMORY,
  NO_SPACE,
  NOT_CONNECTED,
  NOT_DIRECTORY,
  SUCCESS,
  TOO_MANY_FILES,
} from "../errors.ts";
import { CHARACTER_DEVICE } from "../kinds.ts";
import {
  CLOSE,
  CLOSE_SESSION,
  DEVICE_READY,
  HANGUP,
  NONBLOCK,
  OPEN,
  OPEN_CONSOLE,
  OPEN_SESSION,
  PIPE,
  READ,
  READABLE,
  SHARE,
  SHUT_DOWN,
  STAT,
  WATCH,
  WRITABLE,
  WRITE,
} from "../protocol.ts";
import { type Answer, type Device, Double, type Request } from "./double.ts";

const SOURCE = "services/streams/main.ts";
const CAPACITY = 65536;
const NOTHING = 0xffff_ffff;

/** A console whose input and output a test decides on. */
class Console {
  input: Uint8Array[] = [];
  ended = false;
  readonly output: string[] = [];
  /** Bytes that it takes still; or NOTHING. */
  room = Number.MAX_SAFE_INTEGER;

  readonly device: Device = (bytes) => ({
    readable: () => this.readable(),
    writable: () => (this.room === NOTHING ? NOTHING : Math.min(this.room, 0x7fff_ffff)),
    read: (_console: number, address: number, length: number) => {
      const next = this.input[0];
      if (!next) return this.readable();
      const part = next.subarray(0, length);
      bytes().set(part, address);
      if (part.length < next.length) this.input[0] = next.subarray(part.length);
      else this.input.shift();
      return part.length;
    },
    write: (console: number, stream: number, address: number, length: number) => {
      const taken = Math.min(length, this.room);
      this.output.push(`${console}.${stream} ${text(bytes().subarray(address, address + taken))}`);
      this.room -= taken;
      return taken;
    },
    accept: () => NOTHING,
    peek: () => NOTHING,
    finish: () => 0,
    close: () => 0,
  });

  private readable(): number {
    return this.input[0]?.length ?? (this.ended ? 0 : NOTHING);
  }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const bytes = (content: string): Uint8Array => new Uint8Array(Buffer.from(content, "latin1"));

let console: Console;
let service: Double;

/** The answer, which there must be at once. */
function ask(operation: number, words: readonly number[], request: Request = {}): Answer {
  const answer = service.ask(operation, words, request);
  assert.ok(answer, "it waits");
  return answer;
}

const waits = (operation: number, words: readonly number[], request: Request = {}): void =>
  assert.equal(service.ask(operation, words, request), undefined);

const openSession = (badge: number): void => assert.equal(ask(OPEN_SESSION, [badge]).error, SUCCESS);

function openPipe(badge: number): { reading: number; writing: number } {
  const { error, words } = ask(PIPE, [], { badge });
  assert.equal(error, SUCCESS);
  return { reading: Number(words[0]), writing: Number(words[1]) };
}

function openConsole(badge: number, stream: number): number {
  const { error, words } = ask(OPEN_CONSOLE, [badge, stream, 7, 1]);
  assert.equal(error, SUCCESS);
  return Number(words[0]);
}

const write = (file: number, content: string, request: Request = {}): Answer | undefined =>
  service.ask(WRITE, [file, 0, content.length, 0], { badge: 1, loan: bytes(content), ...request });

/** What has been read at once; undefined if the client waits. */
function read(file: number, length: number, request: Request = {}): string | undefined {
  const loan = new Uint8Array(length);
  const answer = service.ask(READ, [file, 0, length, 0], { badge: 1, loan, ...request });
  return answer && `${answer.error} ${text(loan.subarray(0, Number(answer.words[0])))}`;
}

beforeEach(async () => {
  console = new Console();
  service = await Double.start(SOURCE, console.device);
});

describe("sessions", () => {
  test("only the embedder opens them, and each badge once", () => {
    assert.equal(ask(PIPE, [], { badge: 1 }).error, NOT_CONNECTED);
    openSession(1);
    assert.notEqual(ask(OPEN_SESSION, [1]).error, SUCCESS);
    assert.equal(ask(OPEN_SESSION, [0]).error, INVALID);
    assert.notEqual(ask(OPEN_SESSION, [2], { badge: 1 }).error, SUCCESS);
    assert.equal(ask(PIPE, [], { badge: 2 }).error, NOT_CONNECTED);
  });

  test("badges of one chain are different sessions, closed in any order", () => {
    const badges = [5, 5 + 4096, 5 + 2 * 4096];
    for (const badge of badges) openSession(badge);
    assert.equal(ask(CLOSE_SESSION, [badges[1]!]).error, SUCCESS);
    assert.equal(ask(PIPE, [], { badge: badges[1]! }).error, NOT_CONNECTED);
    for (const badge of [badges[0]!, badges[2]!]) openPipe(badge);
  });

  test("there are 4096 of them, and a closed one makes place", () => {
    for (let badge = 1; badge <= 4096; badge += 1) openSession(badge);
    assert.equal(ask(OPEN_SESSION, [9999]).error, TOO_MANY_FILES);
    ask(CLOSE_SESSION, [77]);
    openSession(9999);
  });

  test("a file of another session is none", () => {
    openSession(1);
    openSession(2);
    const { writing } = openPipe(1);
    assert.equal(write(writing, "x", { badge: 2 })?.error, BAD_FILE);
  });

  test("a file that was opened in another era is none; what a session begins with is of all", () => {
    assert.equal(ask(OPEN_SESSION, [1, 0, 7]).error, SUCCESS);
    assert.equal(openConsole(1, 1), 0);
    const { reading, writing } = openPipe(1);
    assert.deepEqual([reading, writing], [7 * 0x1_0000 + 1, 7 * 0x1_0000 + 2]);
    for (const other of [2, 6 * 0x1_0000 + 2, 7 * 0x1_0000]) assert.equal(write(other, "x")?.error, BAD_FILE);
    assert.equal(write(writing, "x")?.error, SUCCESS);
    assert.equal(read(reading, 10), "0 x");
    assert.equal(ask(CLOSE, [writing], { badge: 1 }).error, SUCCESS);
    assert.equal(write(writing, "x")?.error, BAD_FILE);
  });

  test("closing one cancels what waits, and the other end is at its end", () => {
    openSession(1);
    openSession(2);
    const { reading, writing } = openPipe(1);
    const shared = Number(ask(SHARE, [1, reading, 2]).words[0]);
    assert.equal(read(reading, 10, { client: 8 }), undefined);
    assert.equal(read(shared, 10, { badge: 2, client: 9 }), undefined);
    assert.equal(ask(CLOSE_SESSION, [1]).error, SUCCESS);
    assert.equal(service.answers.get(8)?.error, CANCELED);
    assert.deepEqual(service.answers.get(9), { error: SUCCESS, more: 0n, words: [0n, 0n, 0n, 0n, 0n] });
    assert.equal(write(writing, "x")?.error, NOT_CONNECTED);
  });

  test("closing them gives back all pages", () => {
    for (let round = 0; round < 50; round += 1) {
      openSession(1);
      for (let pipe = 0; pipe < 16; pipe += 1) openPipe(1);
      ask(CLOSE_SESSION, [1]);
    }
    assert.equal(service.size, 17);
  });
});

describe("pipes", () => {
  let reading: number;
  let writing: number;

  beforeEach(() => {
    openSession(1);
    ({ reading, writing } = openPipe(1));
  });

  test("what is written is read, in order", () => {
    assert.equal(write(writing, "hello ")?.words[0], 6n);
    assert.equal(write(writing, "world")?.words[0], 5n);
    assert.equal(read(reading, 8), "0 hello wo");
    assert.equal(read(reading, 8), "0 rld");
    assert.equal(read(reading, 0), "0 ");
  });

  test("any amounts go through whole, round the end of the ring", () => {
    let sent = "";
    let received = "";
    for (let round = 0; round < 400; round += 1) {
      const content = String.fromCharCode(
        ...Array.from({ length: (round * 613) % 5000 }, (_, i) => (round + i) % 256),
      );
      if (write(writing, content, { flags: NONBLOCK })?.error === SUCCESS) sent += content;
      const part = read(reading, (round * 977) % 7000, { flags: NONBLOCK });
      if (part?.startsWith("0 ")) received += part.slice(2);
    }
    for (let part = read(reading, 60_000, { flags: NONBLOCK }); part?.startsWith("0 ");) {
      received += part.slice(2);
      part = read(reading, 60_000, { flags: NONBLOCK });
    }
    assert.ok(sent.length > CAPACITY * 4);
    assert.equal(received, sent);
  });

  test("a reader waits for bytes, the first one first", () => {
    const loans = [new Uint8Array(4), new Uint8Array(4)];
    waits(READ, [reading, 0, 4, 0], { badge: 1, client: 5, loan: loans[0]! });
    waits(READ, [reading, 0, 4, 0], { badge: 1, client: 6, loan: loans[1]! });
    assert.equal(write(writing, "abcdef")?.words[0], 6n);
    assert.equal(service.answers.get(5)?.words[0], 4n);
    assert.equal(service.answers.get(6)?.words[0], 2n);
    assert.deepEqual(loans.map(text), ["abcd", "ef\0\0"]);
  });

  test("a writer waits until all of it is taken", () => {
    const content = "x".repeat(CAPACITY + 10);
    assert.equal(write(writing, content, { client: 5 }), undefined);
    assert.equal(read(reading, CAPACITY)?.length, CAPACITY + 2);
    assert.equal(service.answers.get(5)?.words[0], BigInt(CAPACITY + 10));
    assert.equal(read(reading, CAPACITY), `0 ${"x".repeat(10)}`);
  });

  test("a short write is done whole or not at all", () => {
    write(writing, "x".repeat(CAPACITY - 10));
    assert.equal(write(writing, "y".repeat(20), { flags: NONBLOCK })?.error, AGAIN);
    assert.equal(write(writing, "y".repeat(20), { client: 5 }), undefined);
    assert.equal(read(reading, 5), "0 xxxxx");
    assert.equal(service.answers.get(5), undefined);
    read(reading, 5);
    assert.equal(service.answers.get(5)?.words[0], 20n);
  });

  test("who may not wait is told Again, or how much was done", () => {
    assert.equal(read(reading, 5, { flags: NONBLOCK }), `${AGAIN} `);
    const { words } = write(writing, "x".repeat(CAPACITY + 5), { flags: NONBLOCK })!;
    assert.equal(words[0], BigInt(CAPACITY));
  });

  test("it is at its end when no end writes, and broken when none reads", () => {
    assert.equal(read(reading, 5, { client: 5 }), undefined);
    assert.equal(ask(CLOSE, [writing], { badge: 1 }).error, SUCCESS);
    assert.equal(service.answers.get(5)?.error, SUCCESS);
    assert.equal(read(reading, 5), "0 ");
    const other = openPipe(1);
    assert.equal(write(other.writing, "x".repeat(CAPACITY + 5), { client: 6 }), undefined);
    ask(CLOSE, [other.reading], { badge: 1 });
    assert.equal(service.answers.get(6)?.words[0], BigInt(CAPACITY));
    assert.equal(write(other.writing, "x")?.error, BROKEN_PIPE);
  });

  test("a shared end keeps it open", () => {
    openSession(2);
    const shared = Number(ask(SHARE, [1, writing, 2]).words[0]);
    ask(CLOSE, [writing], { badge: 1 });
    assert.equal(read(reading, 5, { client: 5 }), undefined);
    write(shared, "abc", { badge: 2 });
    assert.equal(service.answers.get(5)?.words[0], 3n);
    ask(CLOSE_SESSION, [2]);
    assert.equal(read(reading, 5), "0 ");
  });

  test("each end does its own only", () => {
    assert.equal(read(writing, 5), `${BAD_FILE} `);
    assert.equal(write(reading, "x")?.error, BAD_FILE);
  });

  test("shutting down an end is as closing it, but for its number", () => {
    assert.equal(ask(SHUT_DOWN, [writing, 0], { badge: 1 }).error, INVALID);
    assert.equal(ask(SHUT_DOWN, [writing, 2], { badge: 1 }).error, SUCCESS);
    assert.equal(read(reading, 5), "0 ");
    assert.equal(write(writing, "x")?.error, BAD_FILE);
  });

  test("what was not lent fails, and moves nothing", () => {
    assert.equal(ask(WRITE, [writing, 0, 100, 0], { badge: 1, loan: new Uint8Array(10) }).error, FAULT);
    write(writing, "abc");
    assert.equal(ask(READ, [reading, 0, 3, 1], { badge: 1, loan: new Uint8Array(3) }).error, FAULT);
    assert.equal(read(reading, 5), "0 abc");
  });

  test("lengths and places beyond any memory are refused", () => {
    const huge = 2 ** 33;
    assert.equal(ask(WRITE, [writing, 0, huge, 0], { badge: 1 }).error, INVALID);
    assert.equal(ask(READ, [reading, 0, 1, huge], { badge: 1 }).error, INVALID);
    assert.equal(ask(READ, [huge, 0, 1, 0], { badge: 1 }).error, BAD_FILE);
  });

  test("a client that was destroyed gets nothing, nor does who has its number then", () => {
    const loan = new Uint8Array(4);
    waits(READ, [reading, 0, 4, 0], { badge: 1, client: 5, loan });
    service.destroyClient(5);
    assert.equal(ask(STAT, [reading], { badge: 1, client: 5 }).error, SUCCESS);
    write(writing, "abcd");
    assert.equal(service.answers.get(5)?.error, SUCCESS);
    assert.deepEqual(loan, new Uint8Array(4));
    waits(READ, [openPipe(1).reading, 0, 4, 0], { badge: 1, client: 6, loan });
    service.destroyClient(6);
    assert.equal(read(reading, 4), "0 abcd");
  });

  test("a session has bounds", () => {
    for (let more = 1; more < 16; more += 1) openPipe(1);
    assert.equal(ask(PIPE, [], { badge: 1 }).error, NO_SPACE);
    for (let client = 10; client < 18; client += 1) assert.equal(read(reading, 1, { client }), undefined);
    assert.equal(read(reading, 1, { client: 18 }), `${AGAIN} `);
    openSession(2);
    for (let file = 0; file < 64; file += 1) assert.equal(ask(SHARE, [1, reading, 2]).error, SUCCESS);
    assert.equal(ask(SHARE, [1, reading, 2]).error, TOO_MANY_FILES);
    assert.equal(ask(PIPE, [], { badge: 2 }).error, TOO_MANY_FILES);
  });

  test("without memory there is none", () => {
    service.pages = service.size;
    assert.equal(ask(PIPE, [], { badge: 1 }).error, NO_MEMORY);
  });

  test("what only files can do says why not", () => {
    assert.equal(ask(OPEN, [reading], { badge: 1 }).error, NOT_DIRECTORY);
    for (const operation of [0, 100, 0xffff_ffff])
      assert.notEqual(ask(operation, [reading], { badge: 1 }).error, SUCCESS);
  });
});

describe("consoles", () => {
  beforeEach(() => openSession(1));

  test("what is written is the device's, with its stream", () => {
    write(openConsole(1, 1), "out");
    write(openConsole(1, 2), "err");
    assert.deepEqual(console.output, ["7.1 out", "7.2 err"]);
  });

  test("a terminal is a character device", () => {
    assert.equal(ask(STAT, [openConsole(1, 1)], { badge: 1 }).more & 0xffn, BigInt(CHARACTER_DEVICE));
  });

  test("a writer waits for a device that takes no more", () => {
    const output = openConsole(1, 1);
    console.room = 3;
    assert.equal(write(output, "abcdef", { client: 5 }), undefined);
    console.room = 2;
    service.ask(DEVICE_READY, [7]);
    assert.equal(service.answers.get(5), undefined);
    console.room = 100;
    service.ask(DEVICE_READY, [7]);
    assert.equal(service.answers.get(5)?.words[0], 6n);
    assert.deepEqual(console.output, ["7.1 abc", "7.1 de", "7.1 f"]);
    console.room = NOTHING;
    assert.equal(write(output, "x")?.error, BROKEN_PIPE);
  });

  test("a reader waits for input, until it ends", () => {
    const input = openConsole(1, 0);
    const loan = new Uint8Array(10);
    waits(READ, [input, 0, 10, 0], { badge: 1, client: 5, loan });
    console.input.push(bytes("abc"));
    service.ask(DEVICE_READY, [7]);
    assert.equal(text(loan), "abc\0\0\0\0\0\0\0");
    assert.equal(service.answers.get(5)?.words[0], 3n);
    assert.equal(read(input, 5, { client: 5 }), undefined);
    console.ended = true;
    service.ask(DEVICE_READY, [8]);
    assert.equal(service.answers.get(5), undefined);
    service.ask(DEVICE_READY, [7]);
    assert.deepEqual(service.answers.get(5)?.error, SUCCESS);
    assert.equal(read(input, 5), "0 ");
  });

  test("one that is closed is looked for no more", () => {
    const [first, second, third] = [0, 1, 2].map((stream) => openConsole(1, stream));
    for (const file of [second!, first!, third!]) {
      assert.equal(ask(CLOSE, [file], { badge: 1 }).error, SUCCESS);
      assert.equal(ask(DEVICE_READY, [7]).error, SUCCESS);
    }
  });
});

describe("watching", () => {
  let reading: number;
  let writing: number;

  beforeEach(() => {
    openSession(1);
    ({ reading, writing } = openPipe(1));
  });

  const watch = (file: number, events: number, request: Request = {}): Answer =>
    ask(WATCH, [file, events], { badge: 1, ...request });

  test("what is ready is told at once, and nothing is kept", () => {
    assert.equal(watch(writing, WRITABLE, { offer: "a" }).words[0], BigInt(WRITABLE));
    write(writing, "abc");
    const { words } = watch(reading, READABLE, { offer: "a" });
    assert.deepEqual(words.slice(0, 2), [BigInt(READABLE), 3n]);
    read(reading, 3);
    write(writing, "abc");
    assert.deepEqual(service.signals, []);
  });

  test("what is not is signalled, once", () => {
    assert.equal(watch(reading, READABLE, { offer: "a" }).words[0], 0n);
    assert.deepEqual(service.signals, []);
    write(writing, "abc");
    write(writing, "abc");
    assert.deepEqual(service.signals, ["a"]);
  });

  test("a full pipe is signalled when it has room again", () => {
    write(writing, "x".repeat(CAPACITY));
    assert.equal(watch(writing, WRITABLE, { offer: "a" }).words[0], 0n);
    read(reading, 10);
    assert.deepEqual(service.signals, []);
    read(reading, 5000);
    assert.deepEqual(service.signals, ["a"]);
  });

  test("the end of the other side is an event", () => {
    watch(reading, READABLE, { offer: "a" });
    ask(CLOSE, [writing], { badge: 1 });
    assert.deepEqual(service.signals, ["a"]);
    assert.equal(watch(reading, READABLE).words[0], BigInt(READABLE | HANGUP));
  });

  test("input of a console is", () => {
    watch(openConsole(1, 0), READABLE, { offer: "a" });
    console.input.push(bytes("abc"));
    service.ask(DEVICE_READY, [7]);
    assert.deepEqual(service.signals, ["a"]);
  });

  test("without an offer it only tells", () => {
    assert.equal(watch(reading, READABLE).words[0], 0n);
    write(writing, "abc");
    assert.deepEqual(service.signals, []);
  });

  test("more sessions than slots: the oldest is signalled early, and each can watch", () => {
    for (let badge = 100; badge < 300; badge += 1) {
      openSession(badge);
      const pipe = openPipe(badge);
      assert.equal(watch(pipe.reading, READABLE, { badge, offer: `${badge}` }).words[0], 0n);
    }
    assert.deepEqual(
      service.signals,
      Array.from({ length: 200 - 126 }, (_, index) => `${100 + index}`),
    );
    for (let badge = 100; badge < 300; badge += 1) ask(CLOSE_SESSION, [badge]);
    assert.equal(service.signals.length, 200 - 126);
  });
});
