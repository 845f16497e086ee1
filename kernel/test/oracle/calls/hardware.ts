/** What the calls do that deal with interrupts and devices. */
import type { StatusName } from "../../../interface/call.ts";
import { FRAME_BYTES } from "../bytes.ts";
import { type Model, message } from "../model.ts";
import { Kind } from "../state.ts";
import { PAGES } from "./memory.ts";
import { raise } from "./messages.ts";

const LINES = 256;

const lineHolder = (m: Model, line: number) =>
  [...m.state.interrupts.values()].find((interrupt) => interrupt.line === line);

/** A new object for hardware, for which the container of a handle pays. */
function create(m: Model, kind: number, container: number, slot: number): number {
  const payer = m.objectIn(container);
  const object = m.take(kind, payer);
  m.adopt(payer, object);
  m.hold(m.caller, slot, object);
  return object;
}

/** What becomes of using a page of the caller's. */
function usingOwn(m: Model, page: bigint): StatusName {
  if (page >= PAGES) return "NoSuchPage";
  return m.state.spaces.get(m.process(m.caller).space)!.has(Number(page)) ? "Done" : "NotMapped";
}

const ownPage = (m: Model, page: bigint) => m.state.spaces.get(m.process(m.caller).space)!.get(Number(page))!;

export const HARDWARE_CALLS = {
  createInterrupt(m: Model, platform: number, container: number, line: number, slot: number): StatusName {
    const status = m.use(platform, Kind.Platform, "Manage");
    if (status !== "Done") return status;
    if (line >= LINES) return "BadArgument";
    if (lineHolder(m, line)) return "WrongState";
    const creating = m.creating(container, 1, slot);
    if (creating !== "Done") return creating;
    const i = create(m, Kind.Interrupt, container, slot);
    m.state.interrupts.set(i, { line, notification: 0, generation: 0n, bits: 0n });
    return "Done";
  },

  createDevice(m: Model, platform: number, container: number, number: number, slot: number): StatusName {
    const status = m.use(platform, Kind.Platform, "Manage");
    if (status !== "Done") return status;
    const creating = m.creating(container, 1, slot);
    if (creating !== "Done") return creating;
    m.state.devices.set(create(m, Kind.Device, container, slot), number);
    return "Done";
  },

  bind(m: Model, interrupt: number, notification: number, bits: bigint): StatusName {
    const status = m.use(interrupt, Kind.Interrupt, "Manage");
    if (status !== "Done") return status;
    const usable = m.use(notification, Kind.Notification, "Send");
    if (usable !== "Done") return usable;
    const i = m.objectIn(interrupt);
    const { object, generation } = m.handle(m.caller, notification)!;
    const { line } = m.state.interrupts.get(i)!;
    m.state.interrupts.set(i, { line, notification: object, generation, bits });
    return "Done";
  },

  acknowledge(m: Model, interrupt: number): StatusName {
    const status = m.use(interrupt, Kind.Interrupt, "Manage");
    if (status === "Done") m.state.openLines.set(m.state.interrupts.get(m.objectIn(interrupt))!.line, true);
    return status;
  },

  dmaMap(m: Model, device: number, page: bigint): StatusName {
    const status = m.use(device, Kind.Device, "Manage");
    if (status !== "Done") return status;
    const using = usingOwn(m, page);
    if (using !== "Done") return using;
    const { frame, access } = ownPage(m, page);
    m.state.reached.set(frame, { device: m.state.devices.get(m.objectIn(device))!, writable: access === 1 });
    m.state.messages.set(m.state.running, message([BigInt(frame) * BigInt(FRAME_BYTES)]));
    return "Done";
  },

  dmaUnmap(m: Model, page: bigint): StatusName {
    const using = usingOwn(m, page);
    if (using === "Done") m.state.reached.delete(ownPage(m, page).frame);
    return using;
  },

  /** The port's: there is an interrupt on a line. */
  interrupt(m: Model, line: number): StatusName {
    if (line >= LINES) return "BadArgument";
    m.state.openLines.delete(line);
    const bound = lineHolder(m, line);
    if (!bound || m.state.uses.get(bound.notification)?.kind !== Kind.Notification) return "WrongState";
    if (m.state.generations[bound.notification] !== bound.generation) return "WrongState";
    raise(m, bound.notification, bound.bits);
    return "Done";
  },
};
