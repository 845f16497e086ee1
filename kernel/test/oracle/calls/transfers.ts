/** What the calls do by which bytes, handles and pages go with calls. */
import { RIGHTS, type StatusName } from "../../../interface/call.ts";
import { FRAME_BYTES } from "../bytes.ts";
import type { Model } from "../model.ts";
import { NONE, isSingle } from "../state.ts";
import { PAGES } from "./memory.ts";
import { isClient } from "./messages.ts";

/** The bytes of an address space; the most bytes that are copied in a call, and the most pages that are moved. */
const [SPACE_BYTES, LONGEST, MOST] = [1n << 47n, 65536, 16];
const [READ, WRITE] = [1, 2];
const PAGE = BigInt(FRAME_BYTES);
const WRITABLE = 1;

const spaceOf = (m: Model, t: number) => m.process(m.thread(t).process).space;

/** What becomes of using the bytes that a client lends. */
function usingLoan(m: Model, client: number, offset: bigint, length: number, access: number): StatusName {
  if (!isClient(m, client)) return "NoSuchClient";
  const loan = m.state.loans.get(client)!;
  if ((loan.access & access) !== access) return "NotAllowed";
  return length > LONGEST || offset + BigInt(length) > loan.length ? "BadArgument" : "Done";
}

/** What becomes of using these pages: the first that cannot be used says why not. */
function usingPages(m: Model, space: number, pages: Iterable<bigint>, writing: boolean): StatusName {
  for (const page of pages) {
    if (page >= PAGES) return "NoSuchPage";
    const mapped = m.pageAt(space, page);
    if (!mapped) return "NotMapped";
    if (!isSingle(mapped) || (writing && mapped.access !== WRITABLE)) return "NotAllowed";
  }
  return "Done";
}

/** The pages in which these bytes are. */
const pagesOf = (address: bigint, length: number): readonly bigint[] =>
  length === 0 ? [] : range(address / PAGE, (address + BigInt(length) - 1n) / PAGE);

const range = (first: bigint, last: bigint): readonly bigint[] =>
  Array.from({ length: Number(last - first) + 1 }, (_, i) => first + BigInt(i));

interface Place {
  readonly space: number;
  readonly address: bigint;
}

/** Copies bytes from one place to another. */
function transfer(m: Model, from: Place, to: Place, length: number): StatusName {
  const reading = usingPages(m, from.space, pagesOf(from.address, length), false);
  if (reading !== "Done") return reading;
  const writing = usingPages(m, to.space, pagesOf(to.address, length), true);
  if (writing !== "Done") return writing;
  const size = BigInt(length);
  const overlap = from.address < to.address + size && to.address < from.address + size;
  if (from.space === to.space && overlap) return "BadArgument";
  for (let i = 0n; i < size; i += 1n) setByte(m, to, i, byteAt(m, from, i));
  return "Done";
}

function byteAt(m: Model, { space, address }: Place, index: bigint): number {
  const { frame } = m.pages(space).get(Number((address + index) / PAGE))!;
  return m.bytes.of(frame)[Number((address + index) % PAGE)]!;
}

function setByte(m: Model, { space, address }: Place, index: bigint, value: number): void {
  const { frame } = m.pages(space).get(Number((address + index) / PAGE))!;
  m.bytes.of(frame)[Number((address + index) % PAGE)] = value;
}

/** The place of bytes that a client lends; that of bytes of the caller. */
const lent = (m: Model, client: number, offset: bigint): Place => ({
  space: spaceOf(m, client),
  address: m.state.loans.get(client)!.address + offset,
});
const own = (m: Model, address: bigint): Place => ({ space: m.process(m.caller).space, address });

/** The pages of a client from this byte on, as many as are asked for, if whole pages can be moved there. */
function lentPages(m: Model, client: number, offset: bigint, count: number): StatusName {
  const status = usingLoan(m, client, offset, count * FRAME_BYTES, READ | WRITE);
  if (status !== "Done") return status;
  return lent(m, client, offset).address % PAGE === 0n ? "Done" : "BadArgument";
}

/** Pages of one space exchange their frames with pages of another; those that give get zeros. */
function movePages(m: Model, from: Place, to: Place, count: number): StatusName {
  const [giving, taking] = [from, to].map(({ address }) =>
    Array.from({ length: Math.min(count, MOST) }, (_, i) => address / PAGE + BigInt(i)),
  ) as [bigint[], bigint[]];
  const given = usingPages(m, from.space, giving, true);
  if (given !== "Done") return given;
  const taken = usingPages(m, to.space, taking, true);
  if (taken !== "Done") return taken;
  if (from.space === to.space && giving.some((page) => taking.includes(page))) return "BadArgument";
  for (const [i, page] of giving.entries())
    exchange(m, from.space, Number(page), to.space, Number(taking[i]!));
  return "Done";
}

function exchange(m: Model, space: number, page: number, toSpace: number, toPage: number): void {
  const [pages, toPages] = [m.pages(space), m.pages(toSpace)];
  const [{ frame }, { frame: zeros }] = [pages.get(page)!, toPages.get(toPage)!];
  m.ask("zero_frame", zeros);
  m.bytes.zero(zeros);
  pages.set(page, { frame: zeros, access: WRITABLE, large: false });
  toPages.set(toPage, { frame, access: WRITABLE, large: false });
  for (const each of [frame, zeros]) m.state.reached.delete(each);
  m.ask("translation_changed", space, page, 1, frame, zeros);
  m.ask("translation_changed", toSpace, toPage, 1, zeros, NONE);
  m.ask("translation_changed", toSpace, toPage, 1, NONE, frame);
  const [use, other] = [m.state.uses.get(frame)!, m.state.uses.get(zeros)!];
  m.state.uses.set(frame, other).set(zeros, use);
}

/** What becomes of giving a copy of a handle with a call or a reply. */
function granting(m: Model, p: number, slot: number, rights: number): StatusName {
  const status = m.copying(p, slot, rights);
  if (status !== "Done") return status;
  return (m.handle(p, slot)!.rights & RIGHTS.Grant.bit) === 0 ? "NotAllowed" : "Done";
}

export const TRANSFER_CALLS = {
  lend(m: Model, address: bigint, length: bigint, access: number): StatusName {
    if (access > (READ | WRITE) || address + length > SPACE_BYTES) return "BadArgument";
    Object.assign(m.state.loans.get(m.state.running)!, { address, length, access });
    return "Done";
  },

  read(m: Model, client: number, offset: bigint, address: bigint, length: number): StatusName {
    const status = usingLoan(m, client, offset, length, READ);
    return status === "Done" ? transfer(m, lent(m, client, offset), own(m, address), length) : status;
  },

  write(m: Model, client: number, offset: bigint, address: bigint, length: number): StatusName {
    const status = usingLoan(m, client, offset, length, WRITE);
    return status === "Done" ? transfer(m, own(m, address), lent(m, client, offset), length) : status;
  },

  offer(m: Model, handle: number, rights: number, badge: bigint, slot: number): StatusName {
    if (rights > 15) return "BadArgument";
    Object.assign(m.state.loans.get(m.state.running)!, { handle, rights, badge, slot });
    return "Done";
  },

  accept(m: Model, client: number, slot: number): StatusName {
    if (!isClient(m, client)) return "NoSuchClient";
    const { handle, rights, badge } = m.state.loans.get(client)!;
    const from = m.thread(client).process;
    const status = granting(m, from, handle, rights);
    if (status !== "Done") return status;
    if (!m.isVacant(m.caller, slot)) return "SlotTaken";
    m.copy(from, handle, m.caller, slot, rights, badge);
    return "Done";
  },

  grant(m: Model, client: number, handle: number, rights: number, badge: bigint): StatusName {
    if (!isClient(m, client)) return "NoSuchClient";
    const status = granting(m, m.caller, handle, rights);
    if (status !== "Done") return status;
    const to = m.thread(client).process;
    const { slot } = m.state.loans.get(client)!;
    if (slot === NONE || !m.isVacant(to, slot)) return "SlotTaken";
    m.copy(m.caller, handle, to, slot, rights, badge);
    return "Done";
  },

  takePages(m: Model, client: number, offset: bigint, page: bigint, count: number): StatusName {
    const status = lentPages(m, client, offset, count);
    return status === "Done" ? movePages(m, lent(m, client, offset), own(m, page * PAGE), count) : status;
  },

  putPages(m: Model, client: number, offset: bigint, page: bigint, count: number): StatusName {
    const status = lentPages(m, client, offset, count);
    return status === "Done" ? movePages(m, own(m, page * PAGE), lent(m, client, offset), count) : status;
  },
};
