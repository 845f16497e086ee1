/**
 * Waiting for the first of several things: times, and files and streams that can be read or written.
 *
 * Owns      what is waited for, as copies of the program's subscriptions, so that what is stored cannot change it.
 * States    an event is pending until it is ready, with an error or without.
 * Waiting   the services keep the process's notification and signal it when something may be ready; so does the timer.
 *           A signal says only that it is worth looking again, and may be one of a watch that nobody waits for any more.
 * Layout    a subscription is 48 bytes, an event 32 (WASI preview 1).
 */
import { type FixedArray, checked, copy, modifies, spec, u16, u32, u64, u8, zeroed } from "welkin";
import { SEND, now, offer, setTimer, wait, word } from "../programs/calls.ts";
import { Status } from "../kernel/status.ts";
import { FAULT, INPUT_OUTPUT, INVALID, SUCCESS } from "../services/errors.ts";
import { REGULAR_FILE } from "../services/kinds.ts";
import { load16, load32, load64, load8, store16, store32, store64, store8 } from "../services/memory.ts";
import { HANGUP, READABLE, STAT, TIME, WATCH, WRITABLE } from "../services/protocol.ts";
import { access, kindOf } from "./access.ts";
import { MONOTONIC } from "./clocks.ts";
import { descriptor } from "./descriptors.ts";
import { askOf } from "./files.ts";
import { isArray, isInMemory } from "./ranges.ts";
import { ask, traffic } from "./requests.ts";
import { FD_READ, FD_WRITE, POLL_FD_READWRITE } from "./rights.ts";
import { CLOCK, WAKE } from "./slots.ts";

/** Things that can be waited for at once. */
const MOST = 512;

const SUBSCRIPTION: u32 = 48;
const EVENT: u32 = 32;

/** What is waited for. */
const OF_CLOCK: u32 = 0;
const OF_READING: u32 = 1;
const OF_WRITING: u32 = 2;

/** The flag of a time that is counted from the beginning of its clock, not from now. */
const ABSOLUTE: u32 = 1;

/** The flag of an event whose stream has no other end any more. */
const HUNG_UP: u8 = 1;

const NEVER: u64 = 0xffff_ffff_ffff_ffff;
const NO_SLOT: u32 = 0xffff_ffff;

/** The bit that wakes: one is as good as another. */
const SOMETHING: u64 = 1;

class Event {
  /** What the program calls it. */
  userData: u64 = 0;
  /** Of a clock: when, in the kernel's time. */
  deadline: u64 = 0;
  /** Bytes that can be read. */
  bytes: u64 = 0;
  /** The descriptor to read or write. */
  fd: u32 = 0;
  error: u16 = 0;
  kind: u8 = 0;
  flags: u8 = 0;
  isReady: boolean = false;
}

const events: FixedArray<Event, typeof MOST> = zeroed();

export const awaited = spec((): FixedArray<Event, 512> => events);

/** Waits until one thing at least is ready; stores the events of all that are, and how many. */
export function poll(subscriptions: u32, results: u32, count: u32, result: u32): u64 {
  modifies(awaited, traffic);
  checked();
  if (count === 0 || count > MOST) return INVALID;
  const isInside =
    isArray(subscriptions, count, u64.from(SUBSCRIPTION)) && isArray(results, count, u64.from(EVENT));
  if (!isInside || !isInMemory(result, 4)) return FAULT;
  for (let i: u32 = 0; i < count; i += 1) {
    const error = subscribe(i, subscriptions + SUBSCRIPTION * i);
    if (error !== SUCCESS) return error;
  }
  while (!look(count)) {
    const error = sleep(count);
    if (error !== SUCCESS) return error;
  }
  store32(result, storeReady(count, results));
  return SUCCESS;
}

// --- Subscriptions ------------------------------------------------------------------------------------------

/** Takes the subscription at an address as the event `i`. */
function subscribe(i: u32, address: u32): u64 {
  modifies(events, traffic);
  checked();
  const kind = load8(address + 8);
  if (kind > OF_WRITING) return INVALID;
  events[i] = zeroed();
  events[i].userData = load64(address);
  events[i].kind = u8.from(kind);
  const error = kind === OF_CLOCK ? subscribeClock(i, address) : subscribeFile(i, address);
  if (error !== SUCCESS) fail(i, error);
  return SUCCESS;
}

/** Clocks go at one pace: so long from now on is a time of the kernel's, whichever clock counts. */
function subscribeClock(i: u32, address: u32): u64 {
  modifies(events, traffic);
  checked();
  const clock = load32(address + 16);
  const time = load64(address + 24);
  let passed = now();
  if (clock !== MONOTONIC) {
    const error = ask(CLOCK, TIME, u64.from(clock), 0, 0, 0);
    if (error !== SUCCESS) return error;
    passed = word(1);
  }
  const absolute: u64 = time > passed ? time - passed : 0;
  const left = (load16(address + 40) & ABSOLUTE) === 0 ? time : absolute;
  const current = now();
  events[i].deadline = left > NEVER - current ? NEVER : current + left;
  return SUCCESS;
}

function subscribeFile(i: u32, address: u32): u64 {
  modifies(events);
  checked();
  const fd = load32(address + 16);
  events[i].fd = fd;
  const right = u32.from(events[i].kind) === OF_READING ? FD_READ : FD_WRITE;
  return access(fd, POLL_FD_READWRITE | right);
}

function fail(i: u32, error: u64): void {
  modifies(events);
  checked();
  events[i].error = u16.from(error);
  events[i].isReady = true;
}

// --- Looking ------------------------------------------------------------------------------------------------

/** Is any of the events ready now? Has services tell when those may be that are not. */
function look(count: u32): boolean {
  modifies(events, traffic);
  checked();
  let isAnyReady = false;
  for (let i: u32 = 0; i < count; i += 1) {
    if (!events[i].isReady) lookAt(i);
    isAnyReady = isAnyReady || events[i].isReady;
  }
  return isAnyReady;
}

function lookAt(i: u32): void {
  modifies(events, traffic);
  checked();
  const isClock = u32.from(events[i].kind) === OF_CLOCK;
  const error = isClock
    ? lookAtTime(i)
    : kindOf(events[i].fd) === REGULAR_FILE
      ? lookAtFile(i)
      : lookAtStream(i);
  if (error !== SUCCESS) fail(i, error);
}

function lookAtTime(i: u32): u64 {
  modifies(events);
  checked();
  events[i].isReady = now() >= events[i].deadline;
  return SUCCESS;
}

/** A file is always ready. */
function lookAtFile(i: u32): u64 {
  modifies(events, traffic);
  checked();
  const error = askOf(events[i].fd, STAT, 0, 0, 0);
  if (error !== SUCCESS) return error;
  const size = word(2);
  const offset = descriptor(events[i].fd).offset;
  events[i].bytes = size > offset ? size - offset : 0;
  events[i].isReady = true;
  return SUCCESS;
}

function lookAtStream(i: u32): u64 {
  modifies(events, traffic);
  checked();
  const wanted: u64 = u32.from(events[i].kind) === OF_READING ? READABLE : WRITABLE;
  offer(WAKE, SEND, 0, NO_SLOT);
  const error = askOf(events[i].fd, WATCH, wanted, 0, 0);
  offer(NO_SLOT, 0, 0, NO_SLOT);
  if (error !== SUCCESS) return error;
  const ready = word(1);
  events[i].bytes = word(2);
  if ((ready & HANGUP) !== 0) events[i].flags = HUNG_UP;
  events[i].isReady = (ready & (wanted | HANGUP)) !== 0;
  return SUCCESS;
}

// --- Waiting ------------------------------------------------------------------------------------------------

/** Waits until it is worth looking again. */
function sleep(count: u32): u64 {
  checked();
  const deadline = earliest(count);
  if (deadline !== NEVER && setTimer(WAKE, deadline, SOMETHING) !== Status.Done) return INPUT_OUTPUT;
  return wait(WAKE) === Status.Done ? SUCCESS : INPUT_OUTPUT;
}

function earliest(count: u32): u64 {
  checked();
  let deadline = NEVER;
  for (let i: u32 = 0; i < count; i += 1) {
    const isSooner = u32.from(events[i].kind) === OF_CLOCK && events[i].deadline < deadline;
    if (isSooner) deadline = events[i].deadline;
  }
  return deadline;
}

// --- Results ------------------------------------------------------------------------------------------------

/** Stores the events that are ready: how many. */
function storeReady(count: u32, results: u32): u32 {
  checked();
  let stored: u32 = 0;
  for (let i: u32 = 0; i < count; i += 1) {
    if (events[i].isReady) {
      storeEvent(copy(events[i]), results + EVENT * stored);
      stored += 1;
    }
  }
  return stored;
}

function storeEvent(event: Event, address: u32): void {
  checked();
  store64(address, event.userData);
  store64(address + 8, 0);
  store16(address + 8, u32.from(event.error));
  store8(address + 10, u32.from(event.kind));
  store64(address + 16, event.bytes);
  store64(address + 24, u64.from(event.flags));
}
