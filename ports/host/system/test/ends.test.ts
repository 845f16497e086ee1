/** Ends at any moment: of a run, of its children, of the system; and that nothing is left of what has ended. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { Endpoint } from "../../endpoint.ts";
import type { Guest } from "../guest.ts";
import type { MemoryDirectory } from "../memory-directory.ts";
import type { RunOptions } from "../options.ts";
import type { RunResult } from "../result.ts";
import { System } from "../system.ts";
import { CAT, HELLO, READS_AND_RUNS_B, repeats, RUNS_B, runsMany, sleeps, YES } from "./programs.ts";

let system: System;
before(async () => {
  system = await System.boot({ memory: "256M", files: "64M" });
});
after(() => system.shutdown());

const SMALL = { memory: "1M" } as const;

/** Takes all slots that JavaScript has left. */
async function takeSlots({ machine }: System): Promise<Endpoint[]> {
  const held: Endpoint[] = [];
  for (;;)
    try {
      held.push(await machine.root.createEndpoint());
    } catch {
      return held;
    }
}

describe("what runs other programs", () => {
  const holding = (a: Uint8Array, b = HELLO): RunOptions => ({
    files: { a, b },
    processes: 2,
    memory: "16M",
  });

  test("pays nothing for those that have ended", async () => {
    const memory = async (times: number): Promise<number> =>
      (await system.run(repeats(times), holding(sleeps(0)))).statistics.memory;
    assert.equal(await memory(40), await memory(4));
  });

  test("has all its places again when a child ended that was running another", async () => {
    const own = await System.boot({ memory: "128M", files: "32M" });
    const { sessions, parent, files } = own.parts;
    const open = sessions.open.bind(sessions);
    let ended = 0;
    // Ends the child when the sessions of its own child have been opened.
    sessions.open = async (session) => {
      await open(session);
      const [, child, another] = parent["members"].values();
      if (!another || session.service !== files) return;
      ended += 1;
      await (child as Guest).destroy();
    };
    try {
      const result = await own.run(repeats(3), { ...holding(RUNS_B, sleeps(100_000)), timeout: 20_000 });
      assert.equal(result.kind === "exited" && result.code, 0);
      assert.equal(ended, 3);
    } finally {
      own.shutdown();
    }
  });
});

test("programs find slots for as many children as they may have, whoever begins beside them", async () => {
  const own = await System.boot({ memory: "512M", files: "32M" });
  await own.parts.entropy.start();
  const begin = Promise.withResolvers<void>();
  const stdin = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await begin.promise;
      controller.enqueue(new Uint8Array(CHILDREN));
      controller.close();
    },
  });
  const CHILDREN = 32;
  const OTHERS = 7;
  try {
    const files = { a: READS_AND_RUNS_B, b: sleeps(300) };
    const processes = 2 * CHILDREN;
    const running = own.run(runsMany(CHILDREN), { stdin, files, processes, memory: "100M" });
    const others = new AbortController();
    const { signal } = others;
    const besides = Array.from({ length: OTHERS }, () => own.run(sleeps(100_000), { ...SMALL, signal }));
    while (own.parts.parent["members"].size < 1 + CHILDREN + OTHERS) await new Promise(setImmediate);
    begin.resolve();
    const result = await running;
    assert.equal(result.kind === "exited" && result.code, 0);
    others.abort();
    await Promise.all(besides);
  } finally {
    own.shutdown();
  }
});

test("no memory is needed to go on, and to end", async () => {
  const own = await System.boot({ memory: "128M", files: "32M" });
  try {
    await own.run(sleeps(0), { ...SMALL, files: { file: "" } });
    const controller = new AbortController();
    const inputs: ReadableStreamDefaultController<Uint8Array>[] = [];
    const cats: Promise<RunResult>[] = [];
    const sleepers: Promise<RunResult>[] = [];
    // One after the other, so that JavaScript has few threads.
    for (let count = 1; count <= 16; count += 1) {
      const stdin = new ReadableStream<Uint8Array>({ start: (input) => void inputs.push(input) });
      cats.push(own.run(CAT, { ...SMALL, stdin }));
      while (own.parts.sessions.size < 2 * count - 1) await new Promise(setImmediate);
      sleepers.push(own.run(sleeps(100_000), { ...SMALL, signal: controller.signal }));
      while (own.parts.keepers["kept"].size < count) await new Promise(setImmediate);
    }
    const { total, used, given } = own.machine.statistics().memory;
    const all = await own.machine.root.createContainer({ memory: total - used - given - 4096 });
    for (const input of inputs) input.close();
    controller.abort();
    for (const { kind } of await Promise.all(cats)) assert.equal(kind, "exited");
    for (const { kind } of await Promise.all(sleepers)) assert.equal(kind, "aborted");
    await all.destroy();
    assert.equal((await own.run(HELLO, SMALL)).kind, "exited");
  } finally {
    own.shutdown();
  }
});

describe("streams", () => {
  const never = (): Promise<void> => new Promise(() => undefined);
  const stuck = (): WritableStream<Uint8Array> => new WritableStream({ write: never });
  const given = (): number => system.machine.statistics().memory.given;

  test("that are locked are refused, and all is given back", async () => {
    await system.run(HELLO, SMALL);
    const before = given();
    const output = new WritableStream<Uint8Array>();
    output.getWriter();
    const input = new ReadableStream<Uint8Array>();
    input.getReader();
    for (const options of [{ stdout: output }, { stderr: output }, { stdin: input }])
      await assert.rejects(system.run(HELLO, { ...SMALL, ...options }), { code: "badArgument" });
    // Of two at a time one has it.
    const stdout = new WritableStream<Uint8Array>();
    const both = await Promise.allSettled([1, 2].map(() => system.run(HELLO, { ...SMALL, stdout })));
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
    assert.equal(given(), before);
  });

  test("that give no bytes are at their end", async () => {
    for (const chunk of ["text", 7, {}, null, new ArrayBuffer(4)] as unknown as Uint8Array[]) {
      const stdin = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(chunk) });
      const result = await system.run(CAT, { ...SMALL, stdin, stdout: "collect", timeout: 10_000 });
      assert.deepEqual([result.kind, result.stdout.length], ["exited", 0]);
    }
    assert.equal(system.parts.streams.restarts, 0);
  });

  test("can be one for output and errors", async () => {
    const written: Uint8Array[] = [];
    const stream = new WritableStream<Uint8Array>({ write: (bytes) => void written.push(bytes) });
    assert.equal((await system.run(HELLO, { ...SMALL, stdout: stream, stderr: stream })).kind, "exited");
    assert.equal(Buffer.concat(written).toString(), "hello\n");
  });

  test("that take nothing are waited for until the signal is aborted", async () => {
    const controller = new AbortController();
    const running = system.run(HELLO, { ...SMALL, stdout: stuck(), signal: controller.signal });
    while (system.parts.channels["ending"].size === 0) await new Promise(setImmediate);
    controller.abort();
    assert.equal((await running).kind, "exited");
  });

  test("or a while longer than the time", async (context) => {
    const { timers } = context.mock;
    timers.enable({ apis: ["setTimeout"] });
    let kind = "";
    void system.run(YES, { ...SMALL, stdout: stuck(), timeout: 200 }).then((result) => (kind = result.kind));
    for (let turns = 0; turns < 1000 && kind === ""; turns += 1) {
      timers.tick(100);
      await new Promise(setImmediate);
    }
    assert.equal(kind, "timedOut");
  });

  test("or until the system is shut down", async () => {
    const own = await System.boot({ memory: "128M", files: "32M" });
    const running = own.run(HELLO, { ...SMALL, stdout: stuck() });
    while (own.parts.channels["ending"].size === 0) await new Promise(setImmediate);
    own.shutdown();
    assert.equal((await running).kind, "exited");
  });

  test("are closed when the system is shut down", async () => {
    const own = await System.boot({ memory: "128M", files: "32M" });
    const cancelled = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const stdin = new ReadableStream<Uint8Array>(
      { pull: () => asked.resolve(), cancel: () => cancelled.resolve() },
      { highWaterMark: 0 },
    );
    const stdout = new WritableStream<Uint8Array>({ close: () => closed.resolve() });
    const running = own.run(CAT, { ...SMALL, stdin, stdout });
    await asked.promise;
    own.shutdown();
    await assert.rejects(running, { code: "shutDown" });
    await cancelled.promise;
    await closed.promise;
  });
});

describe("a service that cannot start", () => {
  const files = { file: "content" };
  let own: System;
  beforeEach(async () => {
    own = await System.boot({ memory: "128M", files: "32M" });
  });
  afterEach(() => own.shutdown());

  test("for lack of memory starts when there is some", async () => {
    const all = await own.machine.root.createContainer({ memory: "100M" });
    await assert.rejects(own.run(HELLO, { ...SMALL, files }), { code: "noFrames" });
    await all.destroy();
    assert.equal((await own.run(HELLO, { ...SMALL, files })).kind, "exited");
  });

  for (const slots of [0, 1, 2])
    test(`for lack of slots starts when there are some more than ${slots}`, async () => {
      assert.equal((await own.run(HELLO, SMALL)).kind, "exited");
      const { given } = own.machine.statistics().memory;
      const held = await takeSlots(own);
      for (let free = 0; free < slots; free += 1) await held.pop()!.destroy();
      await assert.rejects(own.run(HELLO, { ...SMALL, files }), { code: "noSlots" });
      assert.equal(own.machine.statistics().memory.given, given);
      for (const endpoint of held) await endpoint.destroy();
      assert.equal((await own.run(HELLO, { ...SMALL, files })).kind, "exited");
    });
});

describe("a program that waits for several things", () => {
  test("is refused where nobody can keep its notification", async () => {
    const own = await System.boot({ memory: "128M", files: "32M" });
    try {
      assert.equal((await own.run(HELLO, SMALL)).kind, "exited");
      await own.parts.clock.start();
      const held = await takeSlots(own);
      // For its container, its process, its notification.
      for (let slots = 0; slots < 3; slots += 1) await held.pop()!.destroy();
      await assert.rejects(own.run(sleeps(0), SMALL), { code: "noSlots" });
      assert.equal(own.parts.sessions.size, 0);
      for (const endpoint of held) await endpoint.destroy();
      assert.equal((await own.run(sleeps(0), SMALL)).kind, "exited");
    } finally {
      own.shutdown();
    }
  });

  test("ends with the system", async () => {
    const own = await System.boot({ memory: "128M", files: "32M" });
    await own.run(sleeps(0), SMALL);
    const running = own.run(sleeps(100_000), SMALL);
    while (own.parts.keepers["kept"].size === 0) await new Promise(setImmediate);
    own.shutdown();
    await assert.rejects(running, { code: "shutDown" });
    // What nobody waits for would be heard of now.
    await new Promise(setImmediate);
  });
});

test("a directory in memory that is closed, or of another system, is given to no program", async () => {
  const own = await System.boot({ memory: "128M", files: "32M" });
  try {
    const [memory, other] = [await own.createDirectory(), await system.createDirectory()];
    const given = (each: MemoryDirectory): RunOptions => ({
      ...SMALL,
      directories: [{ memory: each, guest: "/" }],
    });
    assert.equal((await own.run(HELLO, given(memory))).kind, "exited");
    await assert.rejects(own.run(HELLO, given(other)), { code: "badArgument" });
    await memory.close();
    await assert.rejects(own.run(HELLO, given(memory)), { code: "badArgument" });
    await other.close();
  } finally {
    own.shutdown();
  }
});

test("nobody listens any more when the system is shut down", async () => {
  const own = await System.boot({ memory: "128M", files: "32M" });
  const opening = own.listen();
  own.shutdown();
  await assert.rejects(opening, { code: "shutDown" });
  await assert.rejects(own.listen(), { code: "shutDown" });
});
