/** What the calls do that deal with interrupts and devices. */
import type { StatusName } from "../../../interface/call.ts";
import { FRAME_BYTES } from "../bytes.ts";
import { type Model, message } from "../model.ts";
import { Kind, NONE, isOfDevice, isSingle } from "../state.ts";
import { PAGES, mapPage, spaceOf, using } from "./memory.ts";
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
  const mapped = m.pageAt(m.process(m.caller).space, page);
  if (!mapped) return "NotMapped";
  return isSingle(mapped) ? "Done" : "NotAllowed";
}

const ownPage = (m: Model, page: bigint) => m.pages(m.process(m.caller).space).get(Number(page))!;

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

  createDevice(
    m: Model,
    platform: number,
    container: number,
    number: number,
    first: number,
    count: number,
    slot: number,
  ): StatusName {
    const status = m.use(platform, Kind.Platform, "Manage");
    if (status !== "Done") return status;
    if (count > 0 && !(isOfDevice({ frame: first }) && first + count <= NONE)) return "BadArgument";
    const creating = m.creating(container, 1, slot);
    if (creating !== "Done") return creating;
    m.state.devices.set(create(m, Kind.Device, container, slot), { number, first, count });
    return "Done";
  },

  mapDevice(
    m: Model,
    device: number,
    process: number,
    page: bigint,
    index: number,
    access: number,
  ): StatusName {
    const status = m.use(device, Kind.Device, "Manage");
    if (status !== "Done") return status;
    const usable = using(m, process);
    if (usable !== "Done") return usable;
    const { first, count } = m.state.devices.get(m.objectIn(device))!;
    if (access > 1 || index >= count) return "BadArgument";
    const to = { frame: first + index, access, large: false };
    return mapPage(m, spaceOf(m, process), page, 0, () => to);
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
    const usable = usingOwn(m, page);
    if (usable !== "Done") return usable;
    const { frame, access } = ownPage(m, page);
    const { number } = m.state.devices.get(m.objectIn(device))!;
    m.state.reached.set(frame, { device: number, writable: access === 1 });
    m.state.messages.set(m.state.running, message([BigInt(frame) * BigInt(FRAME_BYTES)]));
    return "Done";
  },

  dmaUnmap(m: Model, page: bigint): StatusName {
    const usable = usingOwn(m, page);
    if (usable === "Done") m.state.reached.delete(ownPage(m, page).frame);
    return usable;
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
