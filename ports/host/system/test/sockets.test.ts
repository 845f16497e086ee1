/** Sockets: what programs do with listeners that they are given, and what becomes of connections, whoever ends first. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { compileC, compileText } from "../../../../wasi/test/c.ts";
import { random } from "../../rewriter/test/random.ts";
import type { Connection } from "../../devices/connection.ts";
import type { SocketListener } from "../../devices/listener.ts";
import type { Program } from "../../program.ts";
import type { RunOptions } from "../options.ts";
import { System } from "../system.ts";
import { Crashing, type Point, POINTS } from "./crashing.ts";

let system: System;
let program: Program;
let listener: SocketListener;
let crashing: Crashing;
before(async () => {
  system = await System.boot();
  crashing = new Crashing(system, "streams");
  program = await system.load(await compileC("sockets"));
  listener = await system.listen();
});
after(async () => {
  system.shutdown();
  await listener.close();
});

/** Runs the program: how it has ended, and what it wrote. */
async function run(args: readonly string[], options: RunOptions = {}) {
  const result = await system.run(program, {
    args: ["sockets", ...args],
    listeners: [listener],
    stdout: "collect",
    stderr: "collect",
    timeout: 30_000,
    ...options,
  });
  const [output, errors] = [result.stdout, result.stderr].map((bytes) => Buffer.from(bytes).toString());
  return { end: result.kind === "exited" ? result.code : result.kind, output, errors };
}

/** An output that tells when the program has written a line. */
function line(): { readonly written: Promise<void>; readonly stdout: WritableStream<Uint8Array> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { written: promise, stdout: new WritableStream({ write: () => resolve() }) };
}

/** Bytes that wait to go out. */
const kept = (): number =>
  system.parts.channels["taken"].reduce((sum, [, { socket }]) => sum + socket.writableLength, 0);

async function peer(to: SocketListener = listener): Promise<Socket> {
  const socket = connect({ host: to.host, port: to.port, allowHalfOpen: true });
  await once(socket, "connect");
  return socket;
}

/** All that comes until the end. */
async function rest(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Resolves when the other end has closed the connection, or broken it off. */
const closed = async (socket: Socket): Promise<void> => {
  socket.on("error", () => undefined);
  if (!socket.closed)
    await new Promise((resolve) => {
      for (const event of ["end", "close"]) socket.once(event, resolve);
      socket.resume();
    });
  socket.destroy();
};

describe("a program with a listener", () => {
  test("goes through all calls", async () => {
    const { written, stdout } = line();
    const running = run(["checks"], { stdout });
    await written;
    const first = await peer();
    first.write("hello, world");
    const [more] = (await once(first, "data")) as [Buffer];
    assert.equal(more.toString(), "more");
    first.end("!");
    assert.equal(await rest(first), "the end");
    const second = await peer();
    await once(second, "data");
    second.resetAndDestroy();
    assert.deepEqual(await running, { end: 0, output: "", errors: "" });
  });

  test("serves many connections, one after the other and at a time", async () => {
    const sizes = Array.from({ length: 120 }, (_, index) => (index * index * 37) % 100_000);
    const running = run(["echo", `${sizes.length}`]);
    const talk = async (size: number): Promise<void> => {
      const socket = await peer();
      const text = "x".repeat(size);
      socket.end(text);
      assert.equal(await rest(socket), text);
    };
    for (const size of sizes.slice(0, 40)) await talk(size);
    await Promise.all(sizes.slice(40).map(talk));
    assert.deepEqual(await running, { end: 0, output: "", errors: "" });
    assert.equal(system.parts.channels.connections, 0);
  });

  test("goes on whatever its peers do", async () => {
    const { restarts } = system.parts.streams;
    const controller = new AbortController();
    const running = run(["echo", "1000000"], { signal: controller.signal });
    const below = random(7);
    const misbehave = async (): Promise<void> => {
      const socket = (await peer()).on("error", () => undefined);
      for (let step = below(6); step > 0; step -= 1) {
        if (below(3) > 0) socket.write(Buffer.alloc(below(100_000)));
        if (below(3) === 0) socket.resume();
        await new Promise((resolve) => setTimeout(resolve, below(3)));
      }
      if (below(2) === 0) socket.resetAndDestroy();
      else socket.destroy();
    };
    for (let round = 0; round < 20; round += 1) await Promise.all(Array.from({ length: 15 }, misbehave));
    const last = await peer();
    last.end("still there");
    assert.equal(await rest(last), "still there");
    controller.abort();
    assert.deepEqual(await running, { end: "aborted", output: "", errors: "" });
    assert.equal(system.parts.streams.restarts, restarts);
  });

  test("is held up by a peer that reads nothing, and only so much is kept for that", async () => {
    const { written, stdout } = line();
    const controller = new AbortController();
    const running = run(["flood"], { stdout, signal: controller.signal });
    const socket = (await peer()).pause();
    await written;
    assert.ok(kept() <= 65_536, `${kept()}`);
    controller.abort();
    assert.equal((await running).end, "aborted");
    await closed(socket);
  });

  test("gives a connection to a process that it runs", async () => {
    const files = { "program.wasm": await compileC("sockets") };
    const running = run(["hand"], { files, processes: 1 });
    const socket = await peer();
    const text = "to a child and back\n".repeat(5000);
    socket.end(text);
    const back = await rest(socket);
    assert.deepEqual(await running, { end: 0, output: "", errors: "" });
    assert.equal(back, text);
  });

  test("has none of another system, and none that is closed", async () => {
    const other = await System.boot();
    const foreign = await other.listen();
    const gone = await system.listen();
    await gone.close();
    for (const each of [foreign, gone])
      await assert.rejects(run(["echo", "0"], { listeners: [each] }), { code: "badArgument" });
    other.shutdown();
    await foreign.close();
  });

  test("that reads nothing holds its peer up, and only so much is kept for that", async () => {
    const { written, stdout } = line();
    const running = run(["idle", "1"], { stdout, timeout: 1000 });
    const socket = await peer();
    socket.on("error", () => undefined);
    await written;
    const [[, { socket: held }]] = system.parts.channels["taken"] as [[number, Connection]];
    socket.write(Buffer.alloc(50_000_000));
    while (held.readableLength < 65_536) await once(held, "readable");
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.ok(held.readableLength <= 131_072, `${held.readableLength}`);
    assert.ok(socket.writableLength > 0);
    assert.equal((await running).end, "timedOut");
    await closed(socket);
  });

  test("gets as many connections at a time as its listener may have", async () => {
    const small = await system.listen({ connections: 2 });
    const sockets = await Promise.all([peer(small), peer(small)]);
    await closed(await peer(small));
    const running = run(["echo", "2"], { listeners: [small] });
    for (const socket of sockets) socket.end("within");
    assert.deepEqual(await Promise.all(sockets.map(rest)), ["within", "within"]);
    assert.equal((await running).end, 0);
    await small.close();
  });

  test("is told when it is closed", async () => {
    const closing = await system.listen();
    const { written, stdout } = line();
    const running = run(["idle", "1"], { stdout, listeners: [closing] });
    const socket = await peer(closing);
    await written;
    const end = closing.close();
    assert.equal((await running).end, 0);
    await closed(socket);
    await end;
  });
});

test("the server of the manual answers", async () => {
  const manual = readFileSync(join(import.meta.dirname, "../../../../docs/sockets.md"), "utf8");
  const [, text = ""] = /^```c\n(.*?)^```$/ms.exec(manual) ?? [];
  const controller = new AbortController();
  const server = await system.load(await compileText("server", text));
  const running = system.run(server, { listeners: [listener], memory: "16M", signal: controller.signal });
  for (const answer of ["   1", "   2"])
    assert.equal(await (await fetch(`http://${listener.host}:${listener.port}/`)).text(), answer);
  controller.abort();
  assert.equal((await running).kind, "aborted");
});

describe("connections end", () => {
  test("with the program, however it ends", async () => {
    const { written, stdout } = line();
    const running = run(["idle", "3"], { timeout: 300, stdout });
    const sockets = await Promise.all([peer(), peer(), peer()]);
    await written;
    assert.equal(system.parts.channels.connections, 3);
    await Promise.all(sockets.map(closed));
    assert.equal((await running).end, "timedOut");
    assert.equal(system.parts.channels.connections, 0);
  });

  test("with the stream service, wherever it fails; the listener stays", { timeout: 120_000 }, async () => {
    const service = system.parts.streams;
    await crashing.makeMany();
    crashing.failAt("taken", 0);
    await serve();
    const { messages } = crashing;
    assert.ok(messages > 10, `${messages}`);
    const before = left();
    // How often the device has something new to tell differs a little.
    for (let message = 1; message <= messages; message += 1)
      for (const point of Object.keys(POINTS) as Point[]) {
        const { restarts } = service;
        crashing.failAt(point, message);
        await serve();
        await service.start();
        assert.ok(service.restarts === restarts + 1 || message > messages - 3, `${point} ${message}`);
        crashing.failAt("taken", 0);
        await serve();
        assert.deepEqual(left(), before, `${point} ${message}`);
      }
  });
});

/** Runs a server that answers until it is told to quit, and tells it so for as long as it runs: it may not know that it has answered. */
async function serve(): Promise<void> {
  let hasEnded = false;
  const running = run(["serve"]).finally(() => (hasEnded = true));
  while (!hasEnded) {
    const socket = await peer();
    socket.end("quit");
    await Promise.race([rest(socket).catch(() => ""), running]);
    socket.destroy();
  }
  assert.deepEqual(await running, { end: 0, output: "", errors: "" });
}

/** What is taken when no program runs. */
const left = () => ({
  frames: system.machine.statistics().memory,
  slots: system.machine.port.javascript["freeSlots"].length,
  connections: system.parts.channels.connections,
});
