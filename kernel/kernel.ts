/**
 * The kernel's entries: what the port may call, with whatever arguments.
 *
 * Owns       whether the kernel has booted; the container that pays for the time until the next dispatch.
 * Invariants consistent(): the modules agree. Before boot there is nothing.
 * Caller     of every call is the thread that runs. After a call that leaves none running the port calls dispatch.
 * Not here   the port's side: which instance runs a thread, how it is suspended and resumed.
 */
import { ensures, ghost, invariant, modifies, old, requires, reveal, u32, type u64 } from "welkin";
import { caller, putNew } from "./callers.ts";
import { Resource } from "./budgets.ts";
import { frameAppears, threadsChange } from "./changes.ts";
import { areUsed, consistent, kindSays } from "./consistency.ts";
import {
  TIME,
  boot as bootContainers,
  containerAt,
  containersAreTree,
  doomed,
  emptyBeforeBoot,
  payerIsContainer,
  root,
  tree,
} from "./containers.ts";
import { devices } from "./devices.ts";
import { rootIsNested } from "./descent.ts";
import { allThatEnds } from "./endings.ts";
import { expireFirst, interruptOn } from "./events.ts";
import { NONE, frameCount, useOf, uses, usesAreFrames } from "./frames.ts";
import { ALL } from "./handles.ts";
import { LINES, interruptOf, interrupts } from "./interrupts.ts";
import { inventory } from "./inventories.ts";
import { FRAMES, instant, known, openLines, reached, readClock, zeroFrames } from "./machine.ts";
import { makePlatform, makeProcess, makeThread, processParts, records, threadParts } from "./objects.ts";
import { ownerOf } from "./ownership.ts";
import { HANDLES, handleAt, kindAt, processes, spaceOf as spaceAt } from "./processes.ts";
import { lists, queues } from "./queues.ts";
import { Choice, parkings, schedule } from "./scheduler.ts";
import { exposures, homes, spaces, translations } from "./spaces.ts";
import { Status } from "./status.ts";
import { accept as acceptFrom } from "./syscalls/accept.ts";
import { acknowledge as acknowledgeInterrupt } from "./syscalls/acknowledge.ts";
import { bind as bindInterrupt } from "./syscalls/bind.ts";
import { call as callAt } from "./syscalls/call.ts";
import { close as closeSlot } from "./syscalls/close.ts";
import { createContainer as createContainerIn } from "./syscalls/create-container.ts";
import { createDevice as createDeviceFor } from "./syscalls/create-device.ts";
import { createInterrupt as createInterruptFor } from "./syscalls/create-interrupt.ts";
import { createProcess as createProcessIn } from "./syscalls/create-process.ts";
import { createQueue } from "./syscalls/create-queue.ts";
import { createThread as createThreadOf } from "./syscalls/create-thread.ts";
import { destroy as destroyObject } from "./syscalls/destroy.ts";
import { dmaMap as dmaMapPage } from "./syscalls/dma-map.ts";
import { dmaUnmap as dmaUnmapPage } from "./syscalls/dma-unmap.ts";
import { duplicate as duplicateHandle } from "./syscalls/duplicate.ts";
import { fault as faultOf } from "./syscalls/fault.ts";
import { give as giveHandle } from "./syscalls/give.ts";
import { grant as grantTo } from "./syscalls/grant.ts";
import { lend as lendBytes } from "./syscalls/lend.ts";
import { map as mapPage } from "./syscalls/map.ts";
import { mapDevice as mapDeviceMemory } from "./syscalls/map-device.ts";
import { offer as offerHandle } from "./syscalls/offer.ts";
import { protect as protectPage } from "./syscalls/protect.ts";
import { putPages as putPagesTo } from "./syscalls/put-pages.ts";
import { read as readFrom } from "./syscalls/read.ts";
import { receive as receiveAt } from "./syscalls/receive.ts";
import { reply as replyTo } from "./syscalls/reply.ts";
import { replyReceive as replyReceiveAt } from "./syscalls/reply-receive.ts";
import { send as sendTo } from "./syscalls/send.ts";
import { setFaults as setFaultsOf } from "./syscalls/set-faults.ts";
import { setTimer as setTimerOf } from "./syscalls/set-timer.ts";
import { signal as signalAt } from "./syscalls/signal.ts";
import { start as startStopped } from "./syscalls/start.ts";
import { stop as stopThread } from "./syscalls/stop.ts";
import { takePages as takePagesFrom } from "./syscalls/take-pages.ts";
import { unmap as unmapPage } from "./syscalls/unmap.ts";
import { wait as waitAt } from "./syscalls/wait.ts";
import { write as writeTo } from "./syscalls/write.ts";
import { missing, owners, walk } from "./tables.ts";
import {
  STOPPED,
  WORDS,
  badgeAt,
  clientAt,
  currentThread,
  loans,
  messages,
  move,
  placesExist,
  processAt,
  queueAt,
  resume,
  running,
  runningIsThread,
  statusAt,
  type Thread,
  threads,
  wordAt,
} from "./threads.ts";
import { accounts, clock, consume, hasTime, nextPeriod } from "./time.ts";
import { firstDeadline, timers } from "./timers.ts";
import { Kind } from "./uses.ts";

/** Parts of a budget: the whole, what the container itself uses, what its children have. */
export enum Part {
  Total,
  Used,
  Given,
}

let booted: boolean = false;
let payer: u32 = 0;

invariant(consistent());
invariant(booted === (root() !== NONE));
invariant(payer < FRAMES);

// --- The port's own calls ------------------------------------------------------------------------------------

/** The fewest frames with which the kernel boots: what the root, the platform, the first process and its thread take. */
const LEAST = 6;

/** Where the first process has its handle of the platform. */
const PLATFORM = HANDLES - 1;

/**
 * Makes the root container of so many frames, from LEAST to FRAMES, the platform, the first process, and its thread, which is
 * ready. The process has handles with all rights of the container, in slot 0, of itself, in slot 1, and of the platform, in
 * the last slot.
 */
export function boot(frames: u32): Status {
  modifies(booted, payer, frameCount, root, processParts, threadParts, lists, running, records);
  if (booted) return Status.WrongState;
  if (frames < LEAST || frames > FRAMES) return Status.BadArgument;
  booted = true;
  emptyBeforeBoot();
  const container = bootContainers(frames);
  frameAppears(old(inventory()), owners(), container, Kind.Container, NONE);
  rootIsNested(ownerOf(), container, frames - 1, TIME);
  payer = container;
  const platform = makePlatform(container);
  const p = makeProcess(container);
  putNew(p, 0, Kind.Container, ALL, container);
  putNew(p, 1, Kind.Process, ALL, p);
  putNew(p, PLATFORM, Kind.Platform, ALL, platform);
  const t = makeThread(p, 0);
  const stopped = ghost(threads());
  resume(t, 0);
  threadsChange(stopped);
  return Status.Done;
}

/** No thread runs, since all that could are parked: they can run in the next period. */
const LATER: u32 = 0xffff_fffe;

/** No thread runs yet: there are more to look at, by the next dispatch. */
const AGAIN: u32 = 0xffff_fffd;

/**
 * So many units of time have passed since the last dispatch. The thread that runs from now on: the one that ran, if it
 * still does and its container has time left; else the one that the scheduler chooses. NONE, LATER or AGAIN if none runs.
 */
export function dispatch(consumed: u32): u32 {
  modifies(threads, lists, running, parkings, clock, accounts, payer);
  ensures((thread: u32) => (thread < FRAMES ? running() === thread : running() === NONE));
  consume(payer, consumed);
  if (currentThread() !== NONE) {
    if (mayGoOn()) return currentThread();
    runningIsThread();
    resume(currentThread(), 0);
    threadsChange(old(threads()));
  }
  return choose();
}

/** Has the container of the running thread time left? */
function mayGoOn(): boolean {
  requires(consistent() && running() !== NONE);
  ensures(threads().has(running()) && running() < FRAMES);
  runningIsThread();
  placesExist(running());
  kindSays(threads(), uses(), Kind.Thread, running());
  payerIsContainer(running());
  const container = useOf(currentThread()).container;
  return hasTime(container) && !doomed(container);
}

/** Has the scheduler choose a thread. */
function choose(): u32 {
  requires(consistent() && running() === NONE && payer < FRAMES);
  modifies(threads, lists, running, parkings, payer);
  ensures(consistent() && payer < FRAMES);
  ensures((thread: u32) => (thread < FRAMES ? running() === thread : running() === NONE));
  reveal(areUsed<Thread>);
  const choice = schedule();
  threadsChange(old(threads()));
  switch (choice) {
    case Choice.Chosen:
      placesExist(running());
      payerIsContainer(running());
      containersAreTree(uses().get(running()).container);
      usesAreFrames(uses().get(running()).container);
      payer = useOf(currentThread()).container;
      return currentThread();
    case Choice.Later:
      return LATER;
    case Choice.Again:
      return AGAIN;
    default:
      return NONE;
  }
}

/** Nobody uses what is left of this period: what the port says when it does not want to wait for the next. */
export function skipPeriod(): void {
  modifies(clock);
  nextPeriod();
}

/** Signals the notification whose timer is due first, if its time has come: More; else Done. */
export function expire(): Status {
  modifies(timers, threads, messages, lists, running, queues, instant);
  return expireFirst() === NONE ? Status.Done : Status.More;
}

/** When the next timer is due; the greatest number if none is set. */
export function nextDeadline(): u64 {
  return firstDeadline();
}

/** There is an interrupt on a line, which the machine is told to mask. WrongState if nobody is told of it. */
export function interrupt(line: u32): Status {
  modifies(threads, messages, lists, running, queues, openLines);
  if (line >= LINES) return Status.BadArgument;
  return interruptOn(line) ? Status.Done : Status.WrongState;
}

/** A stopped thread is ready from now on: one of the port's own, for which something has come from outside. */
export function wake(thread: u32): Status {
  modifies(threads, lists, running);
  kindSays(threads(), uses(), Kind.Thread, thread);
  if (useOf(thread).kind !== Kind.Thread) return Status.BadArgument;
  placesExist(thread);
  if (queueAt(thread) !== STOPPED) return Status.WrongState;
  resume(thread, u32.from(Status.Done));
  threadsChange(old(threads()));
  return Status.Done;
}

/** A thread that waits is stopped: one of the port's own, whose call is given up. */
export function halt(thread: u32): Status {
  modifies(threads, lists, running);
  kindSays(threads(), uses(), Kind.Thread, thread);
  if (useOf(thread).kind !== Kind.Thread) return Status.BadArgument;
  placesExist(thread);
  if (queueAt(thread) >= FRAMES) return Status.WrongState;
  move(thread, STOPPED);
  threadsChange(old(threads()));
  return Status.Done;
}

/** The running thread has done what it must not: see syscalls/fault.ts. */
export function fault(code: u64, detail: u64): Status {
  modifies(threads, messages, lists, running);
  return currentThread() === NONE ? Status.NotRunning : faultOf(code, detail);
}

/** A part of what a container has of a resource, for statistics. 0 if there is no such container. */
export function budget(container: u32, resource: Resource, part: Part): u32 {
  containersAreTree(container);
  if (useOf(container).kind !== Kind.Container) return 0;
  const found = containerAt(container);
  switch (part) {
    case Part.Total:
      return resource === Resource.Frames ? found.frames.total : found.time.total;
    case Part.Used:
      return resource === Resource.Frames ? found.frames.used : found.time.used;
    case Part.Given:
      return resource === Resource.Frames ? found.frames.given : found.time.given;
  }
}

/** The process of a thread: its number; NONE if there is no such thread. */
export function processOf(thread: u32): u32 {
  kindSays(threads(), uses(), Kind.Thread, thread);
  return useOf(thread).kind === Kind.Thread ? processAt(thread) : NONE;
}

/** The address space of a process: its number; NONE if there is no such process. */
export function spaceOf(process: u32): u32 {
  kindSays(processes(), uses(), Kind.Process, process);
  return useOf(process).kind === Kind.Process ? spaceAt(process) : NONE;
}

/** The number of the object of a handle of the running thread's process, whatever its rights; NONE if it has none. */
export function objectOf(handle: u32): u32 {
  if (currentThread() === NONE) return NONE;
  const p = caller();
  return handle < HANDLES && kindAt(p, handle) !== Kind.Free ? handleAt(p, handle).object : NONE;
}

/** The result of the call with which the running thread waited. */
export function status(): u32 {
  runningIsThread();
  return currentThread() === NONE ? u32.from(Status.NotRunning) : statusAt(currentThread());
}

/** Word `index` of the message that the running thread has got. 0 if there is no such word. */
export function word(index: u32): u64 {
  runningIsThread();
  return currentThread() === NONE || index >= WORDS ? 0 : wordAt(currentThread(), index);
}

/** The badge of the handle by which that message was sent. */
export function badge(): u64 {
  runningIsThread();
  return currentThread() === NONE ? 0 : badgeAt(currentThread());
}

/** The thread that waits for a reply to that message; NONE if none does. */
export function client(): u32 {
  runningIsThread();
  return currentThread() === NONE ? NONE : clientAt(currentThread());
}

/** Nanoseconds since a moment before boot. */
export function now(): u64 {
  modifies(instant);
  return readClock();
}

// --- The calls of processes ----------------------------------------------------------------------------------

/** Does nothing: what a call costs. */
export function nothing(): Status {
  return Status.Done;
}

/** The running thread lets the others run first. */
export function yieldNow(): Status {
  modifies(threads, lists, running);
  if (currentThread() === NONE) return Status.NotRunning;
  runningIsThread();
  resume(currentThread(), 0);
  threadsChange(old(threads()));
  return Status.Wait;
}

/** The running thread runs no more. */
export function exit(): Status {
  modifies(threads, lists, running);
  if (currentThread() === NONE) return Status.NotRunning;
  runningIsThread();
  move(currentThread(), STOPPED);
  threadsChange(old(threads()));
  return Status.Wait;
}

/** Makes a container: see syscalls/create-container.ts, and so for all that follow. */
export function createContainer(parent: u32, frames: u32, time: u32, slot: u32): Status {
  modifies(processes, records, accounts);
  return currentThread() === NONE ? Status.NotRunning : createContainerIn(parent, frames, time, slot);
}

export function createEndpoint(container: u32, slot: u32): Status {
  modifies(processes, queues, records);
  return currentThread() === NONE ? Status.NotRunning : createQueue(Kind.Endpoint, container, slot);
}

export function createProcess(container: u32, slot: u32): Status {
  modifies(processParts, records);
  return currentThread() === NONE ? Status.NotRunning : createProcessIn(container, slot);
}

export function createThread(process: u32, priority: u32, slot: u32): Status {
  modifies(processes, threadParts, records);
  return currentThread() === NONE ? Status.NotRunning : createThreadOf(process, priority, slot);
}

export function start(thread: u32, entry: u64, argument: u64): Status {
  modifies(threads, messages, lists, running);
  return currentThread() === NONE ? Status.NotRunning : startStopped(thread, entry, argument);
}

export function createNotification(container: u32, slot: u32): Status {
  modifies(processes, queues, records);
  return currentThread() === NONE ? Status.NotRunning : createQueue(Kind.Notification, container, slot);
}

export function setFaults(process: u32, endpoint: u32): Status {
  modifies(processes);
  return currentThread() === NONE ? Status.NotRunning : setFaultsOf(process, endpoint);
}

export function duplicate(handle: u32, slot: u32, rights: u32, badge: u64): Status {
  modifies(processes);
  return currentThread() === NONE ? Status.NotRunning : duplicateHandle(handle, slot, rights, badge);
}

export function give(process: u32, there: u32, handle: u32, rights: u32, badge: u64): Status {
  modifies(processes);
  return currentThread() === NONE ? Status.NotRunning : giveHandle(process, there, handle, rights, badge);
}

export function close(handle: u32): Status {
  modifies(processes);
  return currentThread() === NONE ? Status.NotRunning : closeSlot(handle);
}

export function send(endpoint: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status {
  modifies(threads, messages, lists, running);
  return currentThread() === NONE ? Status.NotRunning : sendTo(endpoint, true, a, b, c, d, e, f);
}

export function trySend(endpoint: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status {
  modifies(threads, messages, lists, running);
  return currentThread() === NONE ? Status.NotRunning : sendTo(endpoint, false, a, b, c, d, e, f);
}

export function receive(endpoint: u32): Status {
  modifies(threads, messages, lists, running);
  return currentThread() === NONE ? Status.NotRunning : receiveAt(endpoint, true);
}

export function tryReceive(endpoint: u32): Status {
  modifies(threads, messages, lists, running);
  return currentThread() === NONE ? Status.NotRunning : receiveAt(endpoint, false);
}

export function call(endpoint: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status {
  modifies(threads, messages, lists, running);
  return currentThread() === NONE ? Status.NotRunning : callAt(endpoint, a, b, c, d, e, f);
}

export function reply(client: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status {
  modifies(threads, messages, lists, running);
  return currentThread() === NONE ? Status.NotRunning : replyTo(client, a, b, c, d, e, f);
}

export function replyReceive(
  client: u32,
  endpoint: u32,
  a: u64,
  b: u64,
  c: u64,
  d: u64,
  e: u64,
  f: u64,
): Status {
  modifies(threads, messages, lists, running);
  return currentThread() === NONE ? Status.NotRunning : replyReceiveAt(client, endpoint, a, b, c, d, e, f);
}

export function destroy(handle: u32): Status {
  modifies(allThatEnds);
  return currentThread() === NONE ? Status.NotRunning : destroyObject(handle);
}

export function signal(notification: u32, bits: u64): Status {
  modifies(threads, messages, lists, running, queues);
  return currentThread() === NONE ? Status.NotRunning : signalAt(notification, bits);
}

export function wait(notification: u32): Status {
  modifies(threads, messages, lists, running, queues);
  return currentThread() === NONE ? Status.NotRunning : waitAt(notification, true);
}

export function poll(notification: u32): Status {
  modifies(threads, messages, lists, running, queues);
  return currentThread() === NONE ? Status.NotRunning : waitAt(notification, false);
}

export function setTimer(notification: u32, deadline: u64, bits: u64): Status {
  modifies(timers);
  return currentThread() === NONE ? Status.NotRunning : setTimerOf(notification, deadline, bits);
}

export function createInterrupt(platform: u32, container: u32, line: u32, slot: u32): Status {
  modifies(processes, interrupts, interruptOf, records);
  return currentThread() === NONE ? Status.NotRunning : createInterruptFor(platform, container, line, slot);
}

export function bind(interrupt: u32, notification: u32, bits: u64): Status {
  modifies(interrupts);
  return currentThread() === NONE ? Status.NotRunning : bindInterrupt(interrupt, notification, bits);
}

export function acknowledge(interrupt: u32): Status {
  modifies(openLines);
  return currentThread() === NONE ? Status.NotRunning : acknowledgeInterrupt(interrupt);
}

export function createDevice(
  platform: u32,
  container: u32,
  number: u32,
  first: u32,
  count: u32,
  slot: u32,
): Status {
  modifies(processes, devices, records);
  return currentThread() === NONE
    ? Status.NotRunning
    : createDeviceFor(platform, container, number, first, count, slot);
}

export function mapDevice(device: u32, process: u32, page: u64, index: u32, access: u32): Status {
  modifies(translations, tree, uses);
  return currentThread() === NONE ? Status.NotRunning : mapDeviceMemory(device, process, page, index, access);
}

export function dmaMap(device: u32, page: u64): Status {
  modifies(reached, exposures, messages);
  return currentThread() === NONE ? Status.NotRunning : dmaMapPage(device, page);
}

export function dmaUnmap(page: u64): Status {
  modifies(reached);
  return currentThread() === NONE ? Status.NotRunning : dmaUnmapPage(page);
}

export function stop(thread: u32): Status {
  modifies(threads, lists, running);
  return currentThread() === NONE ? Status.NotRunning : stopThread(thread);
}

export function map(process: u32, page: u64, access: u32): Status {
  modifies(spaces, homes, owners, walk, missing, reached, known, tree, uses, zeroFrames);
  return currentThread() === NONE ? Status.NotRunning : mapPage(process, page, access, false);
}

export function mapLarge(process: u32, page: u64, access: u32): Status {
  modifies(spaces, homes, owners, walk, missing, reached, known, tree, uses, zeroFrames);
  return currentThread() === NONE ? Status.NotRunning : mapPage(process, page, access, true);
}

export function unmap(process: u32, page: u64): Status {
  modifies(spaces, homes, walk, missing, reached, known, tree, uses);
  return currentThread() === NONE ? Status.NotRunning : unmapPage(process, page);
}

export function protect(process: u32, page: u64, access: u32): Status {
  modifies(spaces, walk, missing, reached, known);
  return currentThread() === NONE ? Status.NotRunning : protectPage(process, page, access);
}

export function lend(address: u64, length: u64, access: u32): Status {
  modifies(loans);
  return currentThread() === NONE ? Status.NotRunning : lendBytes(address, length, access);
}

export function read(client: u32, offset: u64, address: u64, length: u32): Status {
  modifies(zeroFrames);
  return currentThread() === NONE ? Status.NotRunning : readFrom(client, offset, address, length);
}

export function write(client: u32, offset: u64, address: u64, length: u32): Status {
  modifies(zeroFrames);
  return currentThread() === NONE ? Status.NotRunning : writeTo(client, offset, address, length);
}

export function offer(handle: u32, rights: u32, badge: u64, slot: u32): Status {
  modifies(loans);
  return currentThread() === NONE ? Status.NotRunning : offerHandle(handle, rights, badge, slot);
}

export function accept(client: u32, slot: u32): Status {
  modifies(processes);
  return currentThread() === NONE ? Status.NotRunning : acceptFrom(client, slot);
}

export function grant(client: u32, handle: u32, rights: u32, badge: u64): Status {
  modifies(processes);
  return currentThread() === NONE ? Status.NotRunning : grantTo(client, handle, rights, badge);
}

export function takePages(client: u32, offset: u64, page: u64, count: u32): Status {
  modifies(spaces, homes, walk, missing, reached, known, uses, zeroFrames);
  return currentThread() === NONE ? Status.NotRunning : takePagesFrom(client, offset, page, count);
}

export function putPages(client: u32, offset: u64, page: u64, count: u32): Status {
  modifies(spaces, homes, walk, missing, reached, known, uses, zeroFrames);
  return currentThread() === NONE ? Status.NotRunning : putPagesTo(client, offset, page, count);
}
