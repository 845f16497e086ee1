/**
 * The kernel as a port sees it: kernel.wasm, driven by its exports alone.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { compile } from "../../compiler/compile.ts";
import { programOf } from "../../verifier/test/marked.ts";
import { FRAMES, idleMachine } from "./built.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const NONE = 0xffff_ffff;
/** The members of the enum in kernel/status.ts, which Node cannot import. */
const Status = Object.fromEntries(
  [...readFileSync(join(ROOT, "kernel/status.ts"), "utf8").matchAll(/^ {2}(\w+),$/gm)].map(([, name], i) => [
    name,
    i,
  ]),
);

/** The caller's own process. */
const OWN = NONE;
/** The handles that the first process has. */
const [CONTAINER, SELF] = [0, 1];

const program = programOf(join(ROOT, "kernel/kernel.ts"), ROOT);
const { binary } = compile(program, { entry: "kernel/kernel", optimise: true });
const module = new WebAssembly.Module(binary);

type Kernel = (name: string, ...values: readonly (number | bigint)[]) => number;

/** A kernel before boot; results as unsigned. */
function load(): Kernel {
  const { exports } = new WebAssembly.Instance(module, { machine: idleMachine() });
  return (name, ...values) =>
    Number((exports[name] as (...values: readonly (number | bigint)[]) => number | bigint)(...values)) >>> 0;
}

/** A kernel whose first thread runs. */
function booted(): Kernel {
  const kernel = load();
  assert.equal(kernel("boot", 4096), Status.Done);
  assert.notEqual(kernel("dispatch", 0), NONE);
  return kernel;
}

/** Makes a thread with a handle in `slot`, and starts it. Its number. */
function spawn(kernel: Kernel, slot: number): number {
  assert.equal(kernel("createThread", SELF, 0, slot), Status.Done);
  assert.equal(kernel("start", slot, 0n, 0n), Status.Done);
  return kernel("objectOf", slot);
}

test("before boot there is no thread, and no call does anything", () => {
  const kernel = load();
  assert.equal(kernel("dispatch", 0), NONE);
  assert.equal(kernel("yieldNow"), Status.NotRunning);
  assert.equal(kernel("createThread", SELF, 0, 2), Status.NotRunning);
  assert.equal(kernel("objectOf", 0), NONE);
  assert.equal(kernel("client"), NONE);
  assert.equal(kernel("boot", 5), Status.BadArgument);
  assert.equal(kernel("boot", FRAMES + 1), Status.BadArgument);
});

test("the first thread runs after boot, which is possible once", () => {
  const kernel = booted();
  assert.equal(kernel("boot", 4096), Status.WrongState);
  const first = kernel("dispatch", 0);
  assert.equal(kernel("dispatch", 0), first, "it runs until it waits");
  assert.equal(kernel("processOf", first), kernel("objectOf", SELF));
  assert.equal(kernel("processOf", kernel("objectOf", CONTAINER)), NONE);
  assert.equal(kernel("nothing"), Status.Done);
});

test("threads take turns, and end", () => {
  const kernel = booted();
  const first = kernel("dispatch", 0);
  assert.equal(kernel("createThread", SELF, 0, 2), Status.Done);
  const second = kernel("objectOf", 2);
  assert.equal(kernel("yieldNow"), Status.Wait);
  assert.equal(kernel("dispatch", 0), first, "the second is not started");
  assert.equal(kernel("start", 2, 7n, 8n), Status.Done);
  assert.equal(kernel("start", 2, 7n, 8n), Status.WrongState);
  assert.equal(kernel("start", CONTAINER, 7n, 8n), Status.WrongKind);
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 0), second);
  assert.deepEqual([kernel("word", 0), kernel("word", 1), kernel("word", 2)], [7, 8, 0]);
  for (const next of [first, second]) {
    kernel("yieldNow");
    assert.equal(kernel("dispatch", 0), next);
  }
  assert.equal(kernel("exit"), Status.Wait);
  assert.equal(kernel("dispatch", 0), first);
  assert.equal(kernel("exit"), Status.Wait);
  assert.equal(kernel("dispatch", 0), NONE);
});

test("threads of lesser priority run when no other can", () => {
  const kernel = booted();
  const first = kernel("dispatch", 0);
  assert.equal(kernel("createThread", SELF, 4, 2), Status.BadArgument);
  assert.equal(kernel("createThread", SELF, 3, 2), Status.Done);
  assert.equal(kernel("start", 2, 0n, 0n), Status.Done);
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 0), first);
  kernel("exit");
  assert.notEqual(kernel("dispatch", 0), NONE);
});

test("creating needs a handle of the right kind, an empty slot and a frame", () => {
  const kernel = booted();
  assert.equal(kernel("createEndpoint", CONTAINER, 2), Status.Done);
  assert.equal(kernel("createNotification", CONTAINER, 3), Status.Done);
  assert.equal(kernel("createEndpoint", CONTAINER, 3), Status.SlotTaken);
  assert.equal(kernel("createEndpoint", CONTAINER, 128), Status.SlotTaken);
  assert.equal(kernel("createEndpoint", 2, 4), Status.WrongKind);
  assert.equal(kernel("createEndpoint", 4, 4), Status.NoSuchHandle);
  assert.equal(kernel("createEndpoint", NONE, 4), Status.NoSuchHandle);
  const objects = [0, 1, 2, 3].map((slot) => kernel("objectOf", slot));
  assert.equal(new Set(objects).size, 4);
  assert.equal(spawn(kernel, 4), kernel("objectOf", 4));
});

const [SEND, RECEIVE, GRANT] = [1, 2, 4];
const words = (...values: readonly number[]) => [0, 1, 2, 3, 4, 5].map((i) => BigInt(values[i] ?? 0));
const read = (kernel: Kernel) => [0, 1, 2, 3, 4, 5].map((i) => kernel("word", i));

test("handles are copied with fewer rights, and a badge is given once", () => {
  const kernel = booted();
  assert.equal(kernel("createEndpoint", CONTAINER, 2), Status.Done);
  assert.equal(kernel("duplicate", 2, 3, SEND | GRANT, 7n), Status.Done);
  assert.equal(kernel("objectOf", 3), kernel("objectOf", 2));
  assert.equal(kernel("receive", 3), Status.NotAllowed);
  assert.equal(kernel("duplicate", 3, 4, SEND | RECEIVE, 9n), Status.Done);
  assert.equal(kernel("receive", 4), Status.NotAllowed, "rights are not gained");
  assert.equal(kernel("duplicate", 2, 4, SEND, 0n), Status.SlotTaken);
  assert.equal(kernel("duplicate", 2, 128, SEND, 0n), Status.SlotTaken);
  assert.equal(kernel("duplicate", 2, 5, 16, 0n), Status.BadArgument);
  assert.equal(kernel("duplicate", 5, 6, SEND, 0n), Status.NoSuchHandle);
  assert.equal(kernel("close", 4), Status.Done);
  assert.equal(kernel("close", 4), Status.NoSuchHandle);
  assert.equal(kernel("close", 128), Status.NoSuchHandle);
  spawn(kernel, 4);
  kernel("duplicate", 3, 5, SEND, 9n);
  assert.equal(kernel("send", 5, ...words(1)), Status.Wait);
  kernel("dispatch", 0);
  assert.equal(kernel("receive", 2), Status.Done);
  assert.equal(kernel("badge"), 7, "that of the first copy");
});

/** A kernel with a client, which runs, and a server in another process; both have the endpoint in slot 2. */
function withServer(): { kernel: Kernel; client: number; server: number } {
  const kernel = booted();
  assert.equal(kernel("createEndpoint", CONTAINER, 2), Status.Done);
  assert.equal(kernel("createProcess", CONTAINER, 3), Status.Done);
  assert.equal(kernel("createThread", 3, 0, 4), Status.Done);
  assert.equal(kernel("give", 3, 2, 2, RECEIVE, 0n), Status.Done);
  assert.equal(kernel("give", 3, 2, 2, RECEIVE, 0n), Status.SlotTaken);
  assert.equal(kernel("give", 2, 0, 2, RECEIVE, 0n), Status.WrongKind);
  assert.equal(kernel("start", 4, 0n, 0n), Status.Done);
  return { kernel, client: kernel("dispatch", 0), server: kernel("objectOf", 4) };
}

test("a message waits for its receiver, or a receiver for its message", () => {
  const { kernel, client, server } = withServer();
  assert.equal(kernel("trySend", 2, ...words(9)), Status.WouldWait);
  assert.equal(kernel("send", 2, ...words(1, 2, 3, 4, 5, 6)), Status.Wait);
  assert.equal(kernel("dispatch", 0), server);
  assert.equal(kernel("send", 2, ...words()), Status.NotAllowed);
  assert.equal(kernel("receive", 2), Status.Done);
  assert.deepEqual(read(kernel), [1, 2, 3, 4, 5, 6]);
  assert.equal(kernel("client"), NONE);
  assert.equal(kernel("tryReceive", 2), Status.WouldWait);
  assert.equal(kernel("receive", 2), Status.Wait);
  assert.equal(kernel("dispatch", 0), client);
  assert.equal(kernel("status"), Status.Done);
  assert.equal(kernel("send", 2, ...words(8)), Status.Done);
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 0), server);
  assert.equal(kernel("status"), Status.Done);
  assert.equal(kernel("word", 0), 8);
});

test("a client waits for the reply of the process that took its call, and of no other", () => {
  const { kernel, client, server } = withServer();
  assert.equal(kernel("call", 2, ...words(20)), Status.Wait);
  assert.equal(kernel("dispatch", 0), server);
  assert.equal(kernel("reply", client, ...words(40)), Status.NoSuchClient, "before the call is taken");
  assert.equal(kernel("receive", 2), Status.Done);
  assert.deepEqual([kernel("word", 0), kernel("client")], [20, client]);
  assert.equal(kernel("reply", server, ...words(40)), Status.NoSuchClient);
  assert.equal(kernel("replyReceive", client, 3, ...words(40)), Status.NoSuchHandle);
  assert.equal(kernel("replyReceive", client, 2, ...words(40)), Status.Wait);
  assert.equal(kernel("dispatch", 0), client);
  assert.equal(kernel("word", 0), 40);
  assert.equal(kernel("reply", client, ...words(1)), Status.NoSuchClient);
  assert.equal(kernel("call", 2, ...words(21)), Status.Wait, "now the server waits already");
  assert.equal(kernel("dispatch", 0), server);
  assert.deepEqual([kernel("word", 0), kernel("client")], [21, client]);
  assert.equal(kernel("reply", client, ...words(41)), Status.Done);
  assert.equal(kernel("reply", client, ...words(41)), Status.NoSuchClient, "once");
  assert.equal(kernel("exit"), Status.Wait);
  assert.equal(kernel("dispatch", 0), client);
  assert.equal(kernel("word", 0), 41);
  assert.equal(kernel("send", 2, ...words(1)), Status.Wait);
  assert.equal(kernel("dispatch", 0), NONE);
});

test("a container has what its parent gives it, and no more", () => {
  const kernel = booted();
  assert.equal(kernel("createContainer", CONTAINER, 4096, 0, 2), Status.NoFrames);
  assert.equal(kernel("createContainer", CONTAINER, NONE, 0, 2), Status.NoFrames);
  assert.equal(kernel("createContainer", CONTAINER, 10, 1_000_001, 2), Status.NoTime);
  assert.equal(kernel("createContainer", CONTAINER, 10, 1000, 2), Status.Done);
  assert.equal(kernel("createContainer", 2, 10, 0, 3), Status.NoFrames, "its own frame has to be paid, too");
  assert.equal(kernel("createContainer", 2, 5, 1001, 3), Status.NoTime);
  assert.equal(kernel("createContainer", 2, 5, 1000, 3), Status.Done);
  assert.equal(kernel("createProcess", 2, 4), Status.Done);
  assert.equal(kernel("createThread", 4, 0, 5), Status.Done);
  assert.equal(kernel("createThread", 4, 0, 6), Status.NoFrames);
  assert.equal(kernel("createProcess", 3, 6), Status.Done);
  for (const slot of [7, 8]) assert.equal(kernel("createEndpoint", 3, slot), Status.Done);
  assert.equal(kernel("createEndpoint", 3, 9), Status.NoFrames);
});

test("containers are nested 32 deep at most", () => {
  const kernel = booted();
  for (let depth = 1; depth < 32; depth += 1)
    assert.equal(
      kernel("createContainer", depth === 1 ? CONTAINER : depth, 100 - depth, 0, depth + 1),
      Status.Done,
    );
  assert.equal(kernel("createContainer", 32, 10, 0, 33), Status.TooDeep);
});

test("a thread whose container has used its share waits for the next period", () => {
  const kernel = booted();
  const [LATER, share] = [NONE - 1, 1000];
  assert.equal(kernel("createContainer", CONTAINER, 10, share, 2), Status.Done);
  assert.equal(kernel("createProcess", 2, 3), Status.Done);
  assert.equal(kernel("createThread", 3, 0, 4), Status.Done);
  assert.equal(kernel("start", 4, 0n, 0n), Status.Done);
  const [first, second] = [kernel("dispatch", 0), kernel("objectOf", 4)];
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 100), second);
  assert.equal(kernel("dispatch", share - 1), second, "it has one unit left");
  assert.equal(kernel("dispatch", 1), first);
  kernel("exit");
  assert.equal(kernel("dispatch", 100), LATER);
  kernel("skipPeriod");
  assert.equal(kernel("dispatch", 0), second);
});

/** Destroys what a handle names, in as many calls as it takes. How many these were. */
function destroyAll(kernel: Kernel, handle: number): number {
  for (let calls = 1; ; calls += 1) {
    const status = kernel("destroy", handle);
    if (status !== Status.More) {
      assert.equal(status, Status.Done);
      return calls;
    }
    assert.ok(calls < 1000);
  }
}

/** How many endpoints a container has room for: its frames that are left. */
const framesLeft = (kernel: Kernel, container: number) =>
  kernel("budget", kernel("objectOf", container), 0, 0) -
  kernel("budget", kernel("objectOf", container), 0, 1) -
  kernel("budget", kernel("objectOf", container), 0, 2);

test("what is destroyed is given back, and its handles are dead", () => {
  const kernel = booted();
  const before = framesLeft(kernel, CONTAINER);
  kernel("createContainer", CONTAINER, 100, 1000, 2);
  kernel("createContainer", 2, 50, 500, 3);
  for (const slot of [4, 5, 6]) kernel("createProcess", slot === 6 ? 3 : 2, slot);
  for (let slot = 10; slot < 20; slot += 1)
    assert.equal(kernel("createThread", 4 + (slot % 3), 0, slot), Status.Done);
  for (let slot = 20; slot < 30; slot += 1) kernel("createEndpoint", slot % 2 ? 2 : 3, slot);
  for (let slot = 10; slot < 20; slot += 1) kernel("start", slot, 0n, 0n);
  assert.ok(framesLeft(kernel, CONTAINER) < before);
  assert.equal(kernel("destroy", CONTAINER), Status.BadArgument);
  assert.ok(destroyAll(kernel, 2) > 20);
  assert.equal(framesLeft(kernel, CONTAINER), before);
  for (let slot = 2; slot < 30; slot += 1)
    assert.equal(kernel("destroy", slot), slot < 7 || slot >= 10 ? Status.Destroyed : Status.NoSuchHandle);
  assert.equal(kernel("createEndpoint", 3, 40), Status.Destroyed);
});

test("nothing is made in a container that is being destroyed, and nothing in it runs", () => {
  const kernel = booted();
  const first = kernel("dispatch", 0);
  kernel("createContainer", CONTAINER, 100, 1000, 2);
  kernel("createProcess", 2, 3);
  for (const slot of [4, 5]) {
    kernel("createThread", 3, 0, slot);
    kernel("start", slot, 0n, 0n);
  }
  assert.equal(kernel("destroy", 2), Status.More);
  assert.equal(kernel("createEndpoint", 2, 6), Status.Destroyed);
  assert.equal(kernel("createThread", 3, 0, 6), Status.Destroyed);
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 0), first);
});

test("who waits at what is destroyed is told", () => {
  const { kernel, client, server } = withServer();
  assert.equal(kernel("createThread", 1, 0, 5), Status.Done);
  assert.equal(kernel("start", 5, 0n, 0n), Status.Done);
  assert.equal(kernel("call", 2, ...words(1)), Status.Wait);
  assert.equal(kernel("dispatch", 0), server);
  assert.equal(kernel("receive", 2), Status.Done);
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 0), kernel("objectOf", 5), "the client waits for the reply");
  destroyAll(kernel, 3);
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 0), client);
  assert.equal(kernel("status"), Status.Destroyed);
  assert.equal(kernel("processOf", server), NONE);
});

test("a thread can destroy itself", () => {
  const kernel = booted();
  const second = spawn(kernel, 2);
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 0), second);
  assert.equal(kernel("destroy", 2), Status.Wait);
  assert.notEqual(kernel("dispatch", 0), second);
  assert.equal(kernel("destroy", 2), Status.Destroyed);
});

test("notifications gather bits until somebody takes them", () => {
  const kernel = booted();
  const first = kernel("dispatch", 0);
  kernel("createNotification", CONTAINER, 2);
  kernel("duplicate", 2, 3, SEND, 0n);
  assert.equal(kernel("poll", 2), Status.WouldWait);
  assert.equal(kernel("poll", 3), Status.NotAllowed);
  assert.equal(kernel("signal", 3, 1n), Status.Done);
  assert.equal(kernel("signal", 3, 4n), Status.Done);
  assert.equal(kernel("wait", 2), Status.Done);
  assert.equal(kernel("word", 0), 5);
  const second = spawn(kernel, 4);
  assert.equal(kernel("wait", 2), Status.Wait);
  assert.equal(kernel("dispatch", 0), second);
  assert.equal(kernel("signal", 2, 0n), Status.Done);
  assert.equal(kernel("signal", 2, 8n), Status.Done);
  assert.equal(kernel("poll", 2), Status.WouldWait, "who waited has taken them");
  kernel("exit");
  assert.equal(kernel("dispatch", 0), first);
  assert.equal(kernel("word", 0), 8);
  assert.equal(kernel("signal", CONTAINER, 1n), Status.WrongKind);
});

test("a thread that is stopped waits for nothing any more", () => {
  const { kernel, client, server } = withServer();
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 0), server);
  assert.equal(kernel("receive", 2), Status.Wait);
  assert.equal(kernel("dispatch", 0), client);
  assert.equal(kernel("stop", 4), Status.Done);
  assert.equal(kernel("trySend", 2, ...words(1)), Status.WouldWait);
  assert.equal(kernel("start", 4, 0n, 0n), Status.Done);
  kernel("yieldNow");
  assert.equal(kernel("dispatch", 0), server);
});

test("pages are mapped, paid for and given back", () => {
  const kernel = booted();
  kernel("createContainer", CONTAINER, 12, 0, 2);
  kernel("createProcess", 2, 3);
  const before = framesLeft(kernel, 2);
  assert.equal(kernel("map", 3, 5n, 3), Status.BadArgument);
  assert.equal(kernel("map", 3, 1n << 35n, 1), Status.NoSuchPage);
  assert.equal(kernel("map", 2, 5n, 1), Status.WrongKind);
  assert.equal(kernel("map", 3, 5n, 1), Status.Done);
  assert.equal(framesLeft(kernel, 2), before - 4, "the page and three tables");
  assert.equal(kernel("map", 3, 5n, 1), Status.AlreadyMapped);
  for (let page = 6n; framesLeft(kernel, 2) > 0; page += 1n)
    assert.equal(kernel("map", 3, page, 0), Status.Done);
  assert.equal(kernel("map", 3, 4n, 0), Status.NoFrames);
  assert.equal(kernel("protect", 3, 5n, 2), Status.Done);
  assert.equal(kernel("protect", 3, 4n, 2), Status.NotMapped);
  assert.equal(kernel("unmap", 3, 5n), Status.Done);
  assert.equal(kernel("unmap", 3, 5n), Status.NotMapped);
  assert.equal(framesLeft(kernel, 2), 1);
  destroyAll(kernel, 3);
  assert.equal(framesLeft(kernel, 2), 12);
});

test("a large page is one page of 512 frames", () => {
  const kernel = booted();
  kernel("createContainer", CONTAINER, 600, 0, 2);
  kernel("createProcess", 2, 3);
  const before = framesLeft(kernel, 2);
  assert.equal(kernel("mapLarge", 3, 0n, 3), Status.BadArgument);
  assert.equal(kernel("mapLarge", 3, 5n, 1), Status.BadArgument);
  assert.equal(kernel("mapLarge", 3, 1n << 35n, 1), Status.NoSuchPage);
  assert.equal(kernel("mapLarge", 2, 0n, 1), Status.WrongKind);
  assert.equal(kernel("map", 3, 5n, 1), Status.Done);
  assert.equal(kernel("mapLarge", 3, 0n, 1), Status.AlreadyMapped);
  assert.equal(kernel("unmap", 3, 5n), Status.Done);
  assert.equal(framesLeft(kernel, 2), before - 3, "three tables");
  assert.equal(kernel("mapLarge", 3, 0n, 1), Status.Done);
  assert.equal(framesLeft(kernel, 2), before - 2 - 512, "a page takes the place of a table");
  for (const page of [0n, 5n, 511n]) assert.equal(kernel("map", 3, page, 1), Status.AlreadyMapped);
  assert.equal(kernel("mapLarge", 3, 0n, 1), Status.AlreadyMapped);
  assert.equal(kernel("mapLarge", 3, 512n, 1), Status.NoFrames);
  assert.equal(kernel("protect", 3, 5n, 0), Status.NotMapped);
  assert.equal(kernel("protect", 3, 0n, 0), Status.Done);
  assert.equal(kernel("unmap", 3, 5n), Status.NotMapped);
  assert.equal(kernel("unmap", 3, 0n), Status.Done);
  assert.equal(framesLeft(kernel, 2), before - 2);
  assert.equal(kernel("mapLarge", 3, 512n, 1), Status.Done);
  destroyAll(kernel, 3);
  assert.equal(framesLeft(kernel, 2), 600);
});

test("a run whose frames were given out one by one is no run any more", () => {
  const kernel = load();
  assert.equal(kernel("boot", 512 + 64), Status.Done);
  kernel("dispatch", 0);
  const map = (page: number) => kernel("map", OWN, BigInt(page), 1);
  assert.equal(kernel("mapLarge", OWN, 512n, 1), Status.Done);
  assert.equal(kernel("unmap", OWN, 512n), Status.Done);
  for (let page = 0; page < 80; page += 1) assert.equal(map(page), Status.Done);
  for (let page = 0; page < 80; page += 1) assert.equal(kernel("unmap", OWN, BigInt(page)), Status.Done);
  assert.equal(kernel("mapLarge", OWN, 512n, 1), Status.NoFrames);
  let page = 0;
  while (map(page) === Status.Done) page += 1;
  assert.equal(framesLeft(kernel, CONTAINER), 0, "single frames never lack where some are left");
});
