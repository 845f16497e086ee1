/** What the calls do that pass messages and signals, and faults, which are reported with messages. */
import type { StatusName } from "../../../interface/call.ts";
import { type Model, message, unset } from "../model.ts";
import { Kind, type Message, NONE, Role, STOPPED } from "../state.ts";

type Words = readonly bigint[];

/** The message that a caller sends through the handle in a slot. */
const sent = (m: Model, endpoint: number, words: Words, client: number): Message =>
  message(words, m.handle(m.caller, endpoint)!.badge, client);

function sendTo(m: Model, mayWait: boolean, endpoint: number, words: Words): StatusName {
  const status = m.use(endpoint, Kind.Endpoint, "Send");
  if (status !== "Done") return status;
  const q = m.objectIn(endpoint);
  const receiver = m.firstIn(q, Role.Receiver);
  const given = sent(m, endpoint, words, NONE);
  if (receiver !== undefined) {
    m.deliver(receiver, given);
    return "Done";
  }
  if (!mayWait) return "WouldWait";
  m.state.messages.set(m.state.running, given);
  m.wait(m.state.running, q, Role.Sender);
  return "Wait";
}

/** The running thread calls at queue `q`. */
function callAt(m: Model, q: number, given: Message): StatusName {
  const { running, messages } = m.state;
  const receiver = m.firstIn(q, Role.Receiver);
  if (receiver === undefined) {
    messages.set(running, given);
    m.wait(running, q, Role.Caller);
  } else {
    m.deliver(receiver, given);
    m.wait(running, m.process(m.thread(receiver).process).replies, Role.Client);
  }
  return "Wait";
}

function receiveAt(m: Model, mayWait: boolean, endpoint: number): StatusName {
  const status = m.use(endpoint, Kind.Endpoint, "Receive");
  if (status !== "Done") return status;
  const { running, messages } = m.state;
  const q = m.objectIn(endpoint);
  const sender = m.firstIn(q, Role.Sender, Role.Caller);
  if (sender === undefined) {
    if (!mayWait) return "WouldWait";
    m.wait(running, q, Role.Receiver);
    return "Wait";
  }
  messages.set(running, messages.get(sender)!);
  if (m.thread(sender).role === Role.Caller) m.wait(sender, m.process(m.caller).replies, Role.Client);
  else m.resume(sender, 0);
  return "Done";
}

export const isClient = (m: Model, t: number) =>
  m.state.threads.has(t) && m.thread(t).queue === m.process(m.caller).replies;

function replyTo(m: Model, client: number, words: Words): StatusName {
  if (!isClient(m, client)) return "NoSuchClient";
  m.deliver(client, message(words));
  return "Done";
}

/** Sets bits of a notification; who waits for them first takes all. */
export function raise(m: Model, q: number, bits: bigint): void {
  const all = m.state.queues.get(q)! | bits;
  const waiter = m.state.lists.get(q)?.[0];
  const isTaken = waiter !== undefined && all !== 0n;
  m.state.queues.set(q, isTaken ? 0n : all);
  if (isTaken) m.deliver(waiter, message([all]));
}

function waitFor(m: Model, mayWait: boolean, notification: number): StatusName {
  const status = m.use(notification, Kind.Notification, "Receive");
  if (status !== "Done") return status;
  const { running, messages, queues } = m.state;
  const q = m.objectIn(notification);
  const bits = queues.get(q)!;
  if (bits !== 0n) {
    messages.set(running, message([bits]));
    queues.set(q, 0n);
    return "Done";
  }
  if (!mayWait) return "WouldWait";
  m.wait(running, q, Role.Waiter);
  return "Wait";
}

export const MESSAGE_CALLS = {
  send: (m: Model, endpoint: number, ...words: bigint[]) => sendTo(m, true, endpoint, words),
  trySend: (m: Model, endpoint: number, ...words: bigint[]) => sendTo(m, false, endpoint, words),
  receive: (m: Model, endpoint: number) => receiveAt(m, true, endpoint),
  tryReceive: (m: Model, endpoint: number) => receiveAt(m, false, endpoint),

  call(m: Model, endpoint: number, ...words: bigint[]): StatusName {
    const status = m.use(endpoint, Kind.Endpoint, "Send");
    if (status !== "Done") return status;
    return callAt(m, m.objectIn(endpoint), sent(m, endpoint, words, m.state.running));
  },

  reply: (m: Model, client: number, ...words: bigint[]) => replyTo(m, client, words),

  replyReceive(m: Model, client: number, endpoint: number, ...words: bigint[]): StatusName {
    const status = m.use(endpoint, Kind.Endpoint, "Receive");
    if (status !== "Done") return status;
    const replied = replyTo(m, client, words);
    return replied === "Done" ? receiveAt(m, true, endpoint) : replied;
  },

  signal(m: Model, notification: number, bits: bigint): StatusName {
    const status = m.use(notification, Kind.Notification, "Send");
    if (status !== "Done") return status;
    raise(m, m.objectIn(notification), bits);
    return "Done";
  },

  setTimer(m: Model, notification: number, deadline: bigint, bits: bigint): StatusName {
    const status = m.use(notification, Kind.Notification, "Receive");
    if (status === "Done") m.state.timers[m.objectIn(notification)] = { deadline, bits };
    return status;
  },

  /** The port's: the notification is signalled whose timer is due first. */
  expire(m: Model): StatusName {
    const q = m.firstDue(m.readClock());
    if (q === undefined) return "Done";
    const { bits } = m.state.timers[q]!;
    m.state.timers[q] = unset();
    raise(m, q, bits);
    return "More";
  },

  wait: (m: Model, notification: number) => waitFor(m, true, notification),
  poll: (m: Model, notification: number) => waitFor(m, false, notification),

  /** The port's: the running thread has done what it must not. */
  fault(m: Model, code: bigint, detail: bigint): StatusName {
    const { running } = m.state;
    const { faults } = m.process(m.caller);
    const isWatched = faults.kind === Kind.Endpoint && m.isLive(faults);
    if (isWatched) return callAt(m, faults.object, message([code, detail], faults.badge, running));
    m.move(running, STOPPED);
    return "Wait";
  },
};
