/** What the calls do that make objects, copy handles, and change threads. */
import { STATUS, type StatusName } from "../../../interface/call.ts";
import { DEPTH, type Model, message } from "../model.ts";
import { Kind, PRIORITIES, STOPPED } from "../state.ts";

function createQueue(m: Model, kind: number, container: number, slot: number): StatusName {
  const status = m.creating(container, 1, slot);
  if (status !== "Done") return status;
  const payer = m.objectIn(container);
  const q = m.makeQueue(kind, payer);
  m.adopt(payer, q);
  m.hold(m.caller, slot, q);
  return "Done";
}

/** A new container has spent what its parent has spent beyond what it kept, as far as it got it. */
function inherit(m: Model, child: number, parent: number): void {
  const spent = m.spent(parent);
  const kept = BigInt(m.left(parent).time);
  const got = BigInt(m.left(child).time);
  const excess = spent > kept ? spent - kept : 0n;
  const moved = excess < got ? excess : got;
  m.setSpent(parent, spent - moved);
  m.setSpent(child, moved);
}

export const OBJECT_CALLS = {
  nothing: (): StatusName => "Done",

  yieldNow(m: Model): StatusName {
    m.resume(m.state.running, 0);
    return "Wait";
  },

  exit(m: Model): StatusName {
    m.move(m.state.running, STOPPED);
    return "Wait";
  },

  createThread(m: Model, process: number, priority: number, slot: number): StatusName {
    const status = m.use(process, Kind.Process, "Manage");
    if (status !== "Done") return status;
    if (priority >= PRIORITIES) return "BadArgument";
    if (!m.isVacant(m.caller, slot)) return "SlotTaken";
    const p = m.objectIn(process);
    const paying = m.paying(m.state.uses.get(p)!.container, 1);
    if (paying !== "Done") return paying;
    m.hold(m.caller, slot, m.makeThread(p, priority, STOPPED));
    return "Done";
  },

  start(m: Model, thread: number, entry: bigint, argument: bigint): StatusName {
    const status = m.use(thread, Kind.Thread, "Manage");
    if (status !== "Done") return status;
    const t = m.objectIn(thread);
    if (m.thread(t).queue !== STOPPED) return "WrongState";
    m.deliver(t, message([entry, argument]));
    return "Done";
  },

  stop(m: Model, thread: number): StatusName {
    const status = m.use(thread, Kind.Thread, "Manage");
    if (status !== "Done") return status;
    const t = m.objectIn(thread);
    const isSelf = t === m.state.running;
    m.move(t, STOPPED);
    return isSelf ? "Wait" : "Done";
  },

  createProcess(m: Model, container: number, slot: number): StatusName {
    const status = m.creating(container, 3, slot);
    if (status !== "Done") return status;
    m.hold(m.caller, slot, m.makeProcess(m.objectIn(container)));
    return "Done";
  },

  createEndpoint: (m: Model, container: number, slot: number) =>
    createQueue(m, Kind.Endpoint, container, slot),
  createNotification: (m: Model, container: number, slot: number) =>
    createQueue(m, Kind.Notification, container, slot),

  createContainer(m: Model, parent: number, frames: number, time: number, slot: number): StatusName {
    const status = m.creating(parent, frames + 1, slot);
    if (status !== "Done") return status;
    const giver = m.objectIn(parent);
    const { depth } = m.container(giver);
    if (time > m.left(giver).time) return "NoTime";
    if (depth + 1 >= DEPTH) return "TooDeep";
    const c = m.take(Kind.Container, giver);
    const budget = (total: number) => ({ total, used: 0, given: 0 });
    m.state.tree.set(c, {
      parent: giver,
      depth: depth + 1,
      dying: false,
      frames: budget(frames),
      time: budget(time),
    });
    m.container(giver).frames.given += frames;
    m.container(giver).time.given += time;
    m.adopt(giver, c);
    inherit(m, c, giver);
    m.hold(m.caller, slot, c);
    return "Done";
  },

  duplicate(m: Model, handle: number, slot: number, rights: number, badge: bigint): StatusName {
    const status = m.copying(m.caller, handle, rights);
    if (status !== "Done") return status;
    if (!m.isVacant(m.caller, slot)) return "SlotTaken";
    m.copy(m.caller, handle, m.caller, slot, rights, badge);
    return "Done";
  },

  give(m: Model, process: number, there: number, handle: number, rights: number, badge: bigint): StatusName {
    const status = m.use(process, Kind.Process, "Manage");
    if (status !== "Done") return status;
    const copying = m.copying(m.caller, handle, rights);
    if (copying !== "Done") return copying;
    const p = m.objectIn(process);
    if (!m.isVacant(p, there)) return "SlotTaken";
    m.copy(m.caller, handle, p, there, rights, badge);
    return "Done";
  },

  close(m: Model, handle: number): StatusName {
    return m.process(m.caller).handles.delete(handle) ? "Done" : "NoSuchHandle";
  },

  setFaults(m: Model, process: number, endpoint: number): StatusName {
    const status = m.use(process, Kind.Process, "Manage");
    if (status !== "Done") return status;
    const usable = m.use(endpoint, Kind.Endpoint, "Send");
    if (usable !== "Done") return usable;
    m.process(m.objectIn(process)).faults = m.handle(m.caller, endpoint)!;
    return "Done";
  },

  /** The port's: a stopped thread is ready. */
  wake(m: Model, t: number): StatusName {
    if (!m.state.threads.has(t)) return "BadArgument";
    if (m.thread(t).queue !== STOPPED) return "WrongState";
    m.resume(t, STATUS.Done);
    return "Done";
  },

  /** The port's: a thread that waits for an object is stopped. */
  halt(m: Model, t: number): StatusName {
    if (!m.state.threads.has(t)) return "BadArgument";
    if (!m.state.queues.has(m.thread(t).queue)) return "WrongState";
    m.move(t, STOPPED);
    return "Done";
  },
};
