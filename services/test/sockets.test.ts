/** The stream service with listeners and connections, driven by a double of the kernel and of the device. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  AGAIN,
  BROKEN_PIPE,
  CANCELED,
  CONNECTION_RESET,
  INVALID,
  NOT_CONNECTED,
  SUCCESS,
  TOO_MANY_FILES,
} from "../errors.ts";
import { SOCKET_STREAM } from "../kinds.ts";
import {
  ACCEPT,
  CLOSE,
  CLOSE_SESSION,
  DEVICE_READY,
  HANGUP,
  NONBLOCK,
  OPEN_LISTENER,
  OPEN_SESSION,
  PEEK,
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

const NOTHING = 0xffff_ffff;
const RESET = 0xffff_fffe;

/** The numbers of the listener and of the first connection. */
const LISTENER = 70;
const FIRST = 100;

/** One end of a connection: what comes, whether it has ended or was broken off, what went out, and room for more. */
interface Wire {
  input: string;
  end: "open" | "ended" | "reset";
  output: string;
  room: number;
}

/** A device with a listener, at which a test has connections come. */
class Sockets {
  readonly wires = new Map<number, Wire>();
  private readonly waiting: number[] = [];
  /** Connections whose output is finished, and that are closed. */
  readonly finished: number[] = [];
  readonly closed: number[] = [];

  /** A connection comes: its number. */
  connect(input = ""): number {
    const number = FIRST + this.wires.size;
    this.wires.set(number, { input, end: "open", output: "", room: 1000 });
    this.waiting.push(number);
    return number;
  }

  readonly device: Device = (bytes) => {
    const at = (number: number): Wire => this.wires.get(number)!;
    const take = (number: number, from: number, address: number, length: number): number => {
      const part = at(number).input.slice(from, from + length);
      if (part === "") return from > 0 ? NOTHING : this.readable(number);
      bytes().set(new TextEncoder().encode(part), address);
      return part.length;
    };
    return {
      readable: (number: number) => this.readable(number),
      read: (number: number, address: number, length: number) => {
        const taken = take(number, 0, address, length);
        if (taken !== NOTHING && taken !== RESET) at(number).input = at(number).input.slice(taken);
        return taken;
      },
      peek: take,
      writable: (number: number) => at(number).room,
      write: (number: number, _stream: number, address: number, length: number) => {
        const taken = Math.min(length, at(number).room);
        at(number).output += new TextDecoder().decode(bytes().subarray(address, address + taken));
        at(number).room -= taken;
        return taken;
      },
      accept: (listener: number) => (listener === LISTENER ? (this.waiting.shift() ?? NOTHING) : RESET),
      finish: (number: number) => this.finished.push(number),
      close: (number: number) => this.closed.push(number),
    };
  };

  private readable(number: number): number {
    if (number === LISTENER) return this.waiting.length || NOTHING;
    const { input, end } = this.wires.get(number)!;
    if (end === "reset") return RESET;
    return input.length || (end === "ended" ? 0 : NOTHING);
  }
}

let sockets: Sockets;
let service: Double;

const askLater = (operation: number, words: readonly number[], request: Request = {}): Answer | undefined =>
  service.ask(operation, words, { badge: 1, ...request });

/** The answer, which there must be at once. */
function ask(operation: number, words: readonly number[], request: Request = {}): Answer {
  const answer = askLater(operation, words, request);
  assert.ok(answer, "it waits");
  return answer;
}

const embed = (operation: number, ...words: readonly number[]): Answer => ask(operation, words, { badge: 0 });

/** A new session with the listener: the number of its file. */
function openListener(badge = 1): number {
  assert.equal(embed(OPEN_SESSION, badge).error, SUCCESS);
  const { error, words } = embed(OPEN_LISTENER, badge, LISTENER);
  assert.equal(error, SUCCESS);
  return Number(words[0]);
}

function accept(listener: number, request: Request = {}): number {
  const { error, words } = ask(ACCEPT, [listener], request);
  assert.equal(error, SUCCESS);
  return Number(words[0]);
}

/** What was read at once, behind the error; undefined if the client waits. */
function read(file: number, length: number, request: Request & { skip?: number } = {}): string | undefined {
  const loan = new Uint8Array(length);
  const answer = askLater(READ, [file, request.skip ?? 0, length, 0], { loan, ...request });
  return answer && `${answer.error} ${new TextDecoder().decode(loan.subarray(0, Number(answer.words[0])))}`;
}

const write = (file: number, text: string, request: Request = {}): Answer | undefined =>
  askLater(WRITE, [file, 0, text.length, 0], { loan: new TextEncoder().encode(text), ...request });

beforeEach(async () => {
  sockets = new Sockets();
  service = await Double.start("services/streams/main.ts", sockets.device);
});

describe("a listener", () => {
  test("gives connections in their order, each a file of its own", () => {
    const listener = openListener();
    sockets.connect("first");
    sockets.connect("second");
    const [first, second] = [accept(listener), accept(listener)];
    assert.notEqual(first, second);
    assert.equal(read(second, 10), "0 second");
    assert.equal(read(first, 10), "0 first");
    assert.equal(Number(ask(STAT, [first]).more) & 0xff, SOCKET_STREAM);
  });

  test("has who waits wait for the next one, or not", () => {
    const listener = openListener();
    assert.equal(ask(ACCEPT, [listener], { flags: NONBLOCK }).error, AGAIN);
    assert.equal(askLater(ACCEPT, [listener], { client: 5 }), undefined);
    assert.equal(askLater(ACCEPT, [listener], { client: 6 }), undefined);
    sockets.connect();
    embed(DEVICE_READY, LISTENER);
    assert.equal(service.answers.get(5)?.error, SUCCESS);
    assert.equal(service.answers.get(6), undefined);
    ask(CLOSE, [listener]);
    assert.equal(service.answers.get(6)?.error, CANCELED);
  });

  test("tells who watches it", () => {
    const listener = openListener();
    assert.equal(ask(WATCH, [listener, READABLE], { offer: "watcher" }).words[0], 0n);
    sockets.connect();
    embed(DEVICE_READY, LISTENER);
    assert.deepEqual(service.signals, ["watcher"]);
    assert.equal(ask(WATCH, [listener, READABLE]).words[0], BigInt(READABLE));
  });

  test("is neither read nor written, and nothing else accepts", () => {
    const listener = openListener();
    sockets.connect();
    assert.equal(read(listener, 10), `${NOT_CONNECTED} `);
    assert.equal(write(listener, "x")?.error, NOT_CONNECTED);
    assert.equal(ask(ACCEPT, [accept(listener)]).error, INVALID);
    assert.equal(ask(ACCEPT, [Number(ask(PIPE, []).words[0])]).error, INVALID);
  });

  test("gives a session as many as it has files for; others stay for later", () => {
    const listener = openListener();
    for (let count = 0; count < 64; count += 1) sockets.connect();
    for (let count = 0; count < 63; count += 1) accept(listener);
    assert.equal(ask(ACCEPT, [listener]).error, TOO_MANY_FILES);
    ask(CLOSE, [5]);
    assert.equal(accept(listener), 5);
  });

  test("that is closed on the host is an error", () => {
    assert.equal(embed(OPEN_SESSION, 1).error, SUCCESS);
    const gone = Number(embed(OPEN_LISTENER, 1, LISTENER + 1).words[0]);
    assert.equal(ask(ACCEPT, [gone]).error, INVALID);
  });

  test("is one of two sessions: each connection is of one", () => {
    const [listener, other] = [openListener(1), openListener(2)];
    sockets.connect("one");
    sockets.connect("two");
    const second = accept(other, { badge: 2 });
    const first = accept(listener);
    assert.equal(read(second, 10, { badge: 2 }), "0 one");
    assert.equal(read(first, 10), "0 two");
  });
});

describe("a connection", () => {
  /** One that has come and was accepted: its file and its number. */
  function connected(input = ""): { file: number; number: number; wire: Wire } {
    const listener = openListener();
    const number = sockets.connect(input);
    return { file: accept(listener), number, wire: sockets.wires.get(number)! };
  }

  test("is read as its bytes come, to its end", () => {
    const { file, number, wire } = connected();
    assert.equal(read(file, 10, { flags: NONBLOCK }), `${AGAIN} `);
    assert.equal(read(file, 10, { client: 5 }), undefined);
    wire.input = "bytes";
    embed(DEVICE_READY, number);
    assert.equal(service.answers.get(5)?.words[0], 5n);
    wire.end = "ended";
    assert.equal(read(file, 10), "0 ");
  });

  test("is peeked at, behind what was seen, and read then", () => {
    const { file } = connected("peeking");
    const flags = PEEK;
    assert.equal(read(file, 4, { flags }), "0 peek");
    assert.equal(read(file, 4, { flags, skip: 4 }), "0 ing");
    assert.equal(read(file, 4, { flags: PEEK | NONBLOCK, skip: 7 }), `${AGAIN} `);
    assert.equal(read(file, 10), "0 peeking");
    const pipe = ask(PIPE, []);
    assert.equal(read(Number(pipe.words[0]), 1, { flags }), `${INVALID} `);
  });

  test("is written as it has room", () => {
    const { file, number, wire } = connected();
    wire.room = 3;
    assert.equal(write(file, "abcde", { client: 5 }), undefined);
    assert.equal(wire.output, "abc");
    assert.equal(write(file, "x", { client: 6, flags: NONBLOCK })?.error, AGAIN);
    wire.room = 10;
    embed(DEVICE_READY, number);
    assert.equal(service.answers.get(5)?.words[0], 5n);
    assert.equal(wire.output, "abcde");
  });

  test("that is broken off says so, and takes nothing", () => {
    const { file, number, wire } = connected();
    assert.equal(read(file, 10, { client: 5 }), undefined);
    wire.end = "reset";
    wire.room = NOTHING;
    embed(DEVICE_READY, number);
    assert.equal(service.answers.get(5)?.error, CONNECTION_RESET);
    assert.equal(write(file, "x")?.error, BROKEN_PIPE);
    assert.equal(ask(WATCH, [file, READABLE]).words[0], BigInt(READABLE | HANGUP));
  });

  test("is watched both ways; the end of what comes is none of what goes", () => {
    const { file, number, wire } = connected();
    wire.room = 0;
    assert.equal(ask(WATCH, [file, READABLE], { offer: "watcher" }).words[0], 0n);
    assert.equal(ask(WATCH, [file, WRITABLE], { offer: "watcher" }).words[0], 0n);
    wire.end = "ended";
    assert.equal(ask(WATCH, [file, WRITABLE], { offer: "watcher" }).words[0], 0n);
    embed(DEVICE_READY, number);
    assert.deepEqual(service.signals, ["watcher"]);
    assert.equal(ask(WATCH, [file, READABLE | WRITABLE]).words[0], BigInt(READABLE | HANGUP));
  });

  test("is shut down one way and the other, and closed once", () => {
    const { file, number, wire } = connected("unread");
    assert.equal(ask(SHUT_DOWN, [file, 2]).error, SUCCESS);
    assert.deepEqual(sockets.finished, [number]);
    assert.equal(write(file, "x")?.error, BROKEN_PIPE);
    assert.equal(read(file, 3), "0 unr");
    assert.equal(ask(SHUT_DOWN, [file, 1]).error, SUCCESS);
    assert.equal(read(file, 3), "0 ");
    assert.equal(ask(WATCH, [file, READABLE]).words[0], BigInt(READABLE | HANGUP));
    assert.deepEqual(sockets.closed, []);
    assert.equal(ask(CLOSE, [file]).error, SUCCESS);
    assert.deepEqual([sockets.finished, sockets.closed], [[number], [number]]);
    assert.equal(wire.output, "");
  });

  test("that is shared is closed with its last file", () => {
    const { file, number } = connected();
    assert.equal(embed(OPEN_SESSION, 2).error, SUCCESS);
    assert.equal(embed(SHARE, 1, file, 2).error, SUCCESS);
    ask(CLOSE, [file]);
    assert.deepEqual([sockets.finished, sockets.closed], [[], []]);
    embed(CLOSE_SESSION, 2);
    assert.deepEqual([sockets.finished, sockets.closed], [[number], [number]]);
  });

  test("is closed with its session", () => {
    const { number } = connected();
    embed(CLOSE_SESSION, 1);
    assert.deepEqual(sockets.closed, [number]);
  });
});
