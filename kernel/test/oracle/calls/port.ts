/** What the calls of the port do, and what callers read of their messages. */
import { STATUS, type StatusName } from "../../../interface/call.ts";
import { HANDLES, MOST, type Model, PERIOD, saturated } from "../model.ts";
import { Kind, NONE, PARKED, PRIORITIES, READY, RUNNING, STOPPED } from "../state.ts";

/** How many ready threads a choice looks at, and how many parked ones it lets be ready again. */
const [CANDIDATES, RETURNS] = [8, 2];
/** What dispatch says where nobody runs: not in this period; not before the next dispatch. */
const [LATER, AGAIN] = [0xffff_fffe, 0xffff_fffd];

const payerOf = (m: Model, t: number) => m.state.uses.get(t)!.container;

/** Threads that were parked in an earlier period are ready again. */
function unpark(m: Model): void {
  for (const t of (m.state.lists.get(PARKED) ?? []).slice(0, RETURNS)) {
    if (m.state.parkings[t] === m.period) return;
    m.move(t, READY + m.thread(t).priority);
  }
}

/** The thread that is ready first, of the highest priority. */
function firstReady(m: Model): number | undefined {
  for (let p = 0; p < PRIORITIES; p += 1) {
    const list = m.state.lists.get(READY + p);
    if (list) return list[0];
  }
  return undefined;
}

/** Has a ready thread run, if it may. */
function runs(m: Model, t: number): boolean {
  const payer = payerOf(m, t);
  if (m.isDoomed(payer)) m.move(t, STOPPED);
  else if (m.hasTime(payer)) m.move(t, RUNNING);
  else {
    m.state.parkings[t] = m.period;
    m.move(t, PARKED);
  }
  return m.state.running === t;
}

function choose(m: Model): number {
  unpark(m);
  for (let i = 0; i < CANDIDATES; i += 1) {
    const t = firstReady(m);
    if (t === undefined) return withoutReady(m);
    if (!runs(m, t)) continue;
    m.state.payer = payerOf(m, t);
    return t;
  }
  return AGAIN;
}

function withoutReady(m: Model): number {
  const first = m.state.lists.get(PARKED)?.[0];
  if (first === undefined) return NONE;
  return m.state.parkings[first] === m.period ? LATER : AGAIN;
}

export const PORT_CALLS = {
  boot(m: Model, frames: number): StatusName {
    const { state } = m;
    if (state.booted) return "WrongState";
    if (frames < 6 || frames > READY) return "BadArgument";
    const c = m.take(Kind.Container, NONE);
    const budget = (total: number) => ({ total, used: 0, given: 0 });
    state.tree.set(c, {
      parent: NONE,
      depth: 0,
      dying: false,
      frames: budget(frames - 1),
      time: budget(Number(PERIOD)),
    });
    Object.assign(state, { booted: true, frameCount: frames, root: c, payer: c });
    const p = m.makeProcess(c);
    m.hold(p, 0, c);
    m.hold(p, 1, p);
    m.hold(p, HANDLES - 1, m.take(Kind.Platform, c));
    m.resume(m.makeThread(p, 0, STOPPED), 0);
    return "Done";
  },

  dispatch(m: Model, consumed: number): number {
    const { state } = m;
    state.clock = saturated(state.clock + BigInt(consumed));
    m.setSpent(state.payer, m.spent(state.payer) + BigInt(consumed));
    const { running } = state;
    if (running === NONE) return choose(m);
    const payer = payerOf(m, running);
    if (m.hasTime(payer) && !m.isDoomed(payer)) return running;
    m.resume(running, STATUS.Done);
    return choose(m);
  },

  skipPeriod(m: Model): void {
    m.state.clock = saturated((m.period + 1n) * PERIOD);
  },

  budget(m: Model, container: number, resource: number, part: number): number {
    const found = m.state.tree.get(container);
    if (!found) return 0;
    const { total, used, given } = resource === 0 ? found.frames : found.time;
    return [total, used, given][part]!;
  },

  nextDeadline: (m: Model): bigint =>
    m.state.timers.reduce((least, { deadline }) => (deadline < least ? deadline : least), MOST),

  spaceOf: (m: Model, p: number): number => m.state.processes.get(p)?.space ?? NONE,

  now: (m: Model): bigint => m.readClock(),

  processOf: (m: Model, t: number): number => (m.state.threads.has(t) ? m.thread(t).process : NONE),

  objectOf: (m: Model, handle: number): number =>
    m.state.running === NONE ? NONE : (m.handle(m.caller, handle)?.object ?? NONE),

  status: (m: Model): number =>
    m.state.running === NONE ? STATUS.NotRunning : m.thread(m.state.running).status,

  word: (m: Model, index: number): bigint => m.state.messages.get(m.state.running)?.words[index] ?? 0n,

  badge: (m: Model): bigint => m.state.messages.get(m.state.running)?.badge ?? 0n,

  client: (m: Model): number => m.state.messages.get(m.state.running)?.client ?? NONE,
};
