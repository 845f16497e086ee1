/**
 * What happens outside, and what is handed out of the hardware: timers, interrupts and devices, on the compiled kernel
 * over a machine that says what it was told.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RIGHTS, STATUS } from "../interface/call.ts";
import { FRAMES, NONE as NO_FRAME, builtFrom, idleMachine } from "./built.ts";

const { module } = builtFrom("kernel/kernel");
const NONE = Number(NO_FRAME);
/** The deadline of a timer that is not set. */
const NEVER = (1n << 64n) - 1n;
const SEND = RIGHTS.Send.bit;

/** The handles that the first process has. */
const [CONTAINER, PLATFORM] = [0, 127];
/** The caller's own memory. */
const OWN = 0xffff_ffff;

type Kernel = (name: string, ...values: readonly (number | bigint)[]) => number;

/** A kernel whose first thread runs; results as unsigned. */
function booted(machine: WebAssembly.ModuleImports = idleMachine()): Kernel {
  const { exports } = new WebAssembly.Instance(module, { machine });
  const kernel: Kernel = (name, ...values) =>
    Number((exports[name] as (...values: readonly (number | bigint)[]) => number | bigint)(...values)) >>> 0;
  assert.equal(kernel("boot", 4096), STATUS.Done);
  assert.notEqual(kernel("dispatch", 0), NONE);
  return kernel;
}

/** A kernel whose first thread runs, and the lines that are open. */
function withLines(): { readonly kernel: Kernel; readonly lines: ReadonlySet<number> } {
  const lines = new Set<number>();
  const kernel = booted({
    ...idleMachine(),
    mask_line: (line: number) => void lines.delete(line),
    unmask_line: (line: number) => void lines.add(line),
  });
  return { kernel, lines };
}

/** The kernel's clock goes on by one whenever somebody looks. */
test("a timer signals its notification when its time has come, the first to be due first", () => {
  const kernel = booted();
  for (const slot of [2, 3, 4]) kernel("createNotification", CONTAINER, slot);
  assert.equal(kernel("now"), 1);
  assert.equal(kernel("expire"), STATUS.Done);
  assert.equal(kernel("setTimer", 2, 9n, 1n), STATUS.Done);
  assert.equal(kernel("setTimer", 3, 5n, 2n), STATUS.Done);
  assert.equal(kernel("setTimer", 4, 0n, 4n), STATUS.Done);
  assert.equal(kernel("setTimer", 4, 7n, 8n), STATUS.Done, "instead of the first");
  assert.equal(kernel("nextDeadline"), 5);
  assert.equal(kernel("expire"), STATUS.Done);
  assert.equal(kernel("expire"), STATUS.Done);
  assert.equal(kernel("poll", 3), STATUS.WouldWait);
  assert.equal(kernel("expire"), STATUS.More, "at 5");
  assert.equal(kernel("poll", 3), STATUS.Done);
  assert.equal(kernel("word", 0), 2);
  assert.equal(kernel("setTimer", 2, NEVER, 1n), STATUS.Done);
  assert.equal(kernel("expire"), STATUS.Done);
  assert.equal(kernel("expire"), STATUS.More);
  assert.equal(kernel("poll", 4), STATUS.Done);
  assert.equal(kernel("word", 0), 8);
  assert.equal(kernel("expire"), STATUS.Done);
  assert.equal(kernel("nextDeadline"), NONE);
});

test("a timer wakes who waits, and is gone with its notification", () => {
  const kernel = booted();
  const first = kernel("dispatch", 0);
  kernel("createNotification", CONTAINER, 2);
  kernel("duplicate", 2, 3, SEND, 0n);
  assert.equal(kernel("setTimer", 3, 0n, 1n), STATUS.NotAllowed);
  assert.equal(kernel("setTimer", CONTAINER, 0n, 1n), STATUS.WrongKind);
  assert.equal(kernel("setTimer", 128, 0n, 1n), STATUS.NoSuchHandle);
  assert.equal(kernel("setTimer", 2, 0n, 1n), STATUS.Done);
  assert.equal(kernel("wait", 2), STATUS.Wait);
  assert.equal(kernel("expire"), STATUS.More);
  assert.equal(kernel("dispatch", 0), first);
  assert.equal(kernel("word", 0), 1);
  assert.equal(kernel("setTimer", 2, 0n, 1n), STATUS.Done);
  assert.equal(kernel("destroy", 2), STATUS.Done);
  assert.equal(kernel("setTimer", 2, 0n, 1n), STATUS.Destroyed);
  kernel("createNotification", CONTAINER, 4);
  assert.equal(kernel("expire"), STATUS.Done);
  assert.equal(kernel("poll", 4), STATUS.WouldWait, "though it is where the other was");
});

test("an interrupt is told when its line is open, and masks it", () => {
  const { kernel, lines } = withLines();
  kernel("createNotification", CONTAINER, 2);
  assert.equal(kernel("createInterrupt", PLATFORM, CONTAINER, 256, 3), STATUS.BadArgument);
  assert.equal(kernel("createInterrupt", CONTAINER, CONTAINER, 7, 3), STATUS.WrongKind);
  assert.equal(kernel("createInterrupt", PLATFORM, CONTAINER, 7, 3), STATUS.Done);
  assert.equal(kernel("createInterrupt", PLATFORM, CONTAINER, 7, 4), STATUS.WrongState);
  assert.equal(kernel("interrupt", 7), STATUS.WrongState);
  assert.equal(kernel("bind", 3, 2, 5n), STATUS.Done);
  assert.deepEqual([...lines], []);
  assert.equal(kernel("acknowledge", 3), STATUS.Done);
  assert.deepEqual([...lines], [7]);
  assert.equal(kernel("interrupt", 7), STATUS.Done);
  assert.deepEqual([...lines], []);
  assert.equal(kernel("poll", 2), STATUS.Done);
  assert.equal(kernel("word", 0), 5);
  assert.equal(kernel("interrupt", 8), STATUS.WrongState);
  assert.equal(kernel("interrupt", 0xffff_ffff), STATUS.BadArgument);
});

test("an interrupt that is destroyed leaves its line masked, and free for another", () => {
  const { kernel, lines } = withLines();
  kernel("createNotification", CONTAINER, 2);
  kernel("createInterrupt", PLATFORM, CONTAINER, 255, 3);
  kernel("bind", 3, 2, 1n);
  kernel("acknowledge", 3);
  assert.equal(kernel("destroy", 3), STATUS.Done);
  assert.deepEqual([...lines], []);
  assert.equal(kernel("acknowledge", 3), STATUS.Destroyed);
  assert.equal(kernel("interrupt", 255), STATUS.WrongState);
  assert.equal(kernel("createInterrupt", PLATFORM, CONTAINER, 255, 4), STATUS.Done);
  assert.equal(kernel("interrupt", 255), STATUS.WrongState);
});

test("an interrupt is told to nobody when its notification has gone, whatever is in its place", () => {
  const { kernel } = withLines();
  kernel("createNotification", CONTAINER, 2);
  kernel("createInterrupt", PLATFORM, CONTAINER, 1, 3);
  kernel("bind", 3, 2, 1n);
  assert.equal(kernel("destroy", 2), STATUS.Done);
  kernel("createNotification", CONTAINER, 4);
  assert.equal(kernel("interrupt", 1), STATUS.WrongState);
  assert.equal(kernel("poll", 4), STATUS.WouldWait);
  assert.equal(kernel("destroy", PLATFORM), STATUS.WrongKind);
});

/** A kernel whose first thread runs, and what reaches each frame: the number of a device, and what it may do. */
function withReach(): { readonly kernel: Kernel; readonly reach: ReadonlyMap<number, string> } {
  const reach = new Map<number, string>();
  const kernel = booted({
    ...idleMachine(),
    let_reach: (frame: number, device: number, writable: number) =>
      void reach.set(frame, `${device} ${writable === 1 ? "writes" : "reads"}`),
    stop_reach: (frame: number) => void reach.delete(frame),
    stop_device: (device: number) => {
      for (const [frame, who] of reach) if (who.startsWith(`${device} `)) reach.delete(frame);
    },
    translation_changed: (_space: number, _page: bigint, _count: number, before: number) =>
      void reach.delete(before),
  });
  return { kernel, reach };
}

test("a device reaches the pages that it is let, as long as nothing about them changes", () => {
  const { kernel, reach } = withReach();
  assert.equal(kernel("createDevice", CONTAINER, CONTAINER, 9, 0, 0, 2), STATUS.WrongKind);
  assert.equal(kernel("createDevice", PLATFORM, CONTAINER, 9, 0, 0, 2), STATUS.Done);
  for (const page of [5n, 6n, 7n]) assert.equal(kernel("map", OWN, page, 1), STATUS.Done);
  assert.equal(kernel("map", OWN, 8n, 2), STATUS.Done);
  assert.equal(kernel("dmaMap", 2, 4n), STATUS.NotMapped);
  assert.equal(kernel("dmaMap", 2, 1n << 35n), STATUS.NoSuchPage);
  assert.equal(kernel("dmaMap", CONTAINER, 5n), STATUS.WrongKind);
  assert.equal(kernel("dmaMap", 2, 8n), STATUS.Done);
  const frames = [8n, 5n, 6n, 7n].map((page) => {
    assert.equal(kernel("dmaMap", 2, page), STATUS.Done);
    return kernel("word", 0) / 4096;
  });
  assert.deepEqual(
    [...reach],
    frames.map((frame, index) => [frame, index === 0 ? "9 reads" : "9 writes"]),
  );
  assert.equal(kernel("dmaUnmap", 5n), STATUS.Done);
  assert.equal(kernel("dmaUnmap", 5n), STATUS.Done);
  assert.equal(kernel("dmaUnmap", 4n), STATUS.NotMapped);
  assert.equal(kernel("dmaUnmap", 1n << 35n), STATUS.NoSuchPage);
  assert.equal(kernel("unmap", OWN, 6n), STATUS.Done);
  assert.equal(kernel("protect", OWN, 7n, 0), STATUS.Done);
  assert.deepEqual([...reach.keys()], [frames[0]]);
});

test("a device reaches nothing when its object has ended, nor pages of a process that has", () => {
  const { kernel, reach } = withReach();
  kernel("createDevice", PLATFORM, CONTAINER, 1, 0, 0, 2);
  kernel("createDevice", PLATFORM, CONTAINER, 2, 0, 0, 3);
  for (const page of [1n, 2n]) kernel("map", OWN, page, 1);
  kernel("dmaMap", 2, 1n);
  kernel("dmaMap", 3, 2n);
  assert.equal(kernel("dmaMap", 3, 1n), STATUS.Done, "instead of the other");
  assert.equal(kernel("dmaMap", 2, 1n), STATUS.Done);
  assert.equal(kernel("destroy", 2), STATUS.Done);
  assert.equal(kernel("dmaMap", 2, 1n), STATUS.Destroyed);
  assert.deepEqual([...reach.values()], ["2 writes"]);
  assert.equal(kernel("destroy", 3), STATUS.Done);
  assert.deepEqual([...reach], []);
});

/** A kernel whose first thread runs, with a device whose memory is three frames in slot 2; and what each page is. */
function withWindow(): { readonly kernel: Kernel; readonly pages: ReadonlyMap<bigint, number> } {
  const pages = new Map<bigint, number>();
  const kernel = booted({
    ...idleMachine(),
    translation_changed: (_space: number, page: bigint, _count: number, _before: number, after: number) =>
      void (after === -1 ? pages.delete(page) : pages.set(page, after >>> 0)),
  });
  assert.equal(kernel("createDevice", PLATFORM, CONTAINER, 9, NONE - 3, 3, 2), STATUS.Done);
  return { kernel, pages };
}

const framesUsed = (kernel: Kernel) => kernel("budget", kernel("objectOf", CONTAINER), 0, 1);

test("a device's memory is none of the kernel's, and ends below the number that is no frame's", () => {
  const kernel = booted();
  const status = (first: number, count: number) =>
    kernel("createDevice", PLATFORM, CONTAINER, 1, first, count, 2);
  for (const [first, count] of [
    [0, 1],
    [FRAMES - 1, 1],
    [FRAMES - 1, 2],
    [NONE, 1],
    [NONE - 1, 2],
    [FRAMES, NONE],
    [2 ** 31, 2 ** 31],
  ] as const)
    assert.equal(status(first, count), STATUS.BadArgument, `${first} ${count}`);
  for (const [first, count] of [
    [0, 0],
    [NONE, 0],
    [FRAMES, 1],
    [FRAMES, NONE - FRAMES],
    [NONE - 1, 1],
  ] as const) {
    assert.equal(status(first, count), STATUS.Done, `${first} ${count}`);
    kernel("destroy", 2);
    kernel("close", 2);
  }
});

test("memory of a device is mapped through its window, and paid for by nobody", () => {
  const { kernel, pages } = withWindow();
  kernel("createProcess", CONTAINER, 3);
  const before = framesUsed(kernel);
  assert.equal(kernel("mapDevice", 2, OWN, 5n, 0, 1), STATUS.Done);
  assert.equal(framesUsed(kernel), before + 3, "three tables");
  assert.equal(kernel("mapDevice", 2, OWN, 6n, 2, 0), STATUS.Done);
  assert.equal(kernel("mapDevice", 2, OWN, 7n, 2, 1), STATUS.Done, "a frame can be mapped again");
  assert.equal(kernel("mapDevice", 2, 3, 8n, 1, 1), STATUS.Done, "and to another process");
  assert.deepEqual(
    [...pages],
    [
      [5n, NONE - 3],
      [6n, NONE - 1],
      [7n, NONE - 1],
      [8n, NONE - 2],
    ],
  );
  assert.equal(kernel("unmap", OWN, 7n), STATUS.Done);
  assert.equal(kernel("unmap", OWN, 7n), STATUS.NotMapped);
  assert.equal(framesUsed(kernel), before + 6);
  assert.equal(kernel("destroy", 2), STATUS.Done);
  assert.deepEqual([...pages.keys()], [5n, 6n, 8n], "what is mapped stays when the object ends");
  while (kernel("destroy", 3) === STATUS.More);
  assert.equal(framesUsed(kernel), before - 1, "without the process, and the device's object");
  assert.deepEqual([...pages.keys()], [5n, 6n]);
});

test("what cannot be mapped of a device is refused, and changes nothing", () => {
  const { kernel } = withWindow();
  const mapping = (...values: readonly (number | bigint)[]) => kernel("mapDevice", ...values);
  kernel("createContainer", CONTAINER, 5, 0, 4);
  kernel("createProcess", 4, 5);
  kernel("createDevice", PLATFORM, CONTAINER, 8, 0, 0, 6);
  kernel("duplicate", 2, 7, SEND, 0n);
  kernel("map", OWN, 9n, 1);
  const before = framesUsed(kernel);
  assert.equal(mapping(8, OWN, 5n, 0, 1), STATUS.NoSuchHandle);
  assert.equal(mapping(PLATFORM, OWN, 5n, 0, 1), STATUS.WrongKind);
  assert.equal(mapping(7, OWN, 5n, 0, 1), STATUS.NotAllowed);
  assert.equal(mapping(2, 4, 5n, 0, 1), STATUS.WrongKind);
  assert.equal(mapping(2, OWN, 5n, 0, 2), STATUS.BadArgument, "nobody executes it");
  assert.equal(mapping(2, OWN, 5n, 3, 1), STATUS.BadArgument, "there is no fourth frame");
  assert.equal(mapping(2, OWN, 5n, NONE, 1), STATUS.BadArgument);
  assert.equal(mapping(6, OWN, 5n, 0, 1), STATUS.BadArgument, "that device has no memory");
  assert.equal(mapping(2, OWN, 1n << 35n, 0, 1), STATUS.NoSuchPage);
  assert.equal(mapping(2, OWN, 9n, 0, 1), STATUS.AlreadyMapped);
  assert.equal(mapping(2, 5, 9n, 0, 1), STATUS.NoFrames, "three tables lack, and two frames are left");
  assert.equal(framesUsed(kernel), before);
});

test("memory of a device is not executed, lent, moved, or shown to devices", () => {
  const { kernel } = withWindow();
  kernel("mapDevice", 2, OWN, 5n, 0, 1);
  assert.equal(kernel("protect", OWN, 5n, 2), STATUS.BadArgument);
  assert.equal(kernel("protect", OWN, 5n, 0), STATUS.Done);
  assert.equal(kernel("protect", OWN, 5n, 1), STATUS.Done);
  assert.equal(kernel("map", OWN, 5n, 1), STATUS.AlreadyMapped);
  assert.equal(kernel("dmaMap", 2, 5n), STATUS.NotAllowed);
  assert.equal(kernel("dmaUnmap", 5n), STATUS.NotAllowed);
});
