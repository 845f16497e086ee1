/** What the calls do that change the memory of processes. */
import type { StatusName } from "../../../interface/call.ts";
import type { Model } from "../model.ts";
import { Kind, NONE, type Page, RUN, countOf, firstOf, framesOf, isOfDevice, sizeOf } from "../state.ts";

/** The caller's own process, in the place of a handle. */
const OWN = 0xffff_ffff;
export const PAGES = 1n << 35n;
const ACCESSES = 3;
const EXECUTE = 2;

export const using = (m: Model, process: number): StatusName =>
  process === OWN ? "Done" : m.use(process, Kind.Process, "Manage");

export const spaceOf = (m: Model, process: number): number =>
  m.process(process === OWN ? m.caller : m.objectIn(process)).space;

/** The tables on the way to a page, from the top: the level of each, and the bits with which the page's number begins. */
const wayTo = (page: number, large: boolean): readonly (readonly [level: number, prefix: number])[] =>
  (large ? [3, 2] : [3, 2, 1]).map((level) => [level, Math.floor(page / 512 ** level)]);

/** What becomes of changing what is mapped under this number. */
const pageStatus = (m: Model, space: number, page: bigint): StatusName =>
  page >= PAGES ? "NoSuchPage" : m.pages(space).has(Number(page)) ? "Done" : "NotMapped";

export function unmapPage(m: Model, space: number, page: number): void {
  const pages = m.pages(space);
  const to = pages.get(page)!;
  if (!isOfDevice(to)) m.free(to.frame);
  pages.delete(page);
  m.state.reached.delete(to.frame);
  m.ask("translation_changed", space, page, countOf(to), to.frame, NONE);
}

/** Is nothing mapped where the page would be? */
function isVacant(m: Model, space: number, page: bigint, large: boolean): boolean {
  const shares = (other: number) => firstOf(other) === Number(page);
  return m.pageAt(space, page) === undefined && !(large && [...m.pages(space).keys()].some(shares));
}

/** Maps a page of a space to what `take` gives, which takes so many frames; a large page if it is as many as that. */
export function mapPage(m: Model, space: number, page: bigint, own: number, take: () => Page): StatusName {
  const large = own === RUN;
  const payer = m.state.uses.get(space)!.container;
  if (m.isDoomed(payer)) return "Destroyed";
  if (page >= PAGES) return "NoSuchPage";
  if (large && page % BigInt(RUN) !== 0n) return "BadArgument";
  if (!isVacant(m, space, page, large)) return "AlreadyMapped";
  const missing = wayTo(Number(page), large).filter(
    ([level, prefix]) => m.tableAt(space, level, prefix) === undefined,
  );
  if (missing.length + own > m.left(payer).frames || (large && !m.hasRun)) return "NoFrames";
  const to = take();
  m.ask("translation_changed", space, Number(page), countOf(to), NONE, to.frame);
  for (const [level, prefix] of missing) m.takeTable(payer, space, level, prefix);
  if (large) freeTable(m, space, Number(page));
  m.pages(space).set(Number(page), to);
  return "Done";
}

/** The table that a large page takes the place of, if there is one, is free. */
function freeTable(m: Model, space: number, page: number): void {
  const table = m.tableAt(space, 1, page / RUN);
  if (table === undefined) return;
  m.state.tables.delete(table);
  m.free(table);
}

/** Maps a page to new frames, full of zeros. */
function mapNew(m: Model, kind: number, process: number, page: bigint, access: number): StatusName {
  const status = using(m, process);
  if (status !== "Done") return status;
  if (access >= ACCESSES) return "BadArgument";
  const space = spaceOf(m, process);
  return mapPage(m, space, page, sizeOf(kind), () => {
    const frame = m.takePage(kind, m.state.uses.get(space)!.container);
    const to = { frame, access, large: kind === Kind.LargePage };
    for (const each of framesOf(to)) {
      m.ask("zero_frame", each);
      m.bytes.zero(each);
    }
    return to;
  });
}

export const MEMORY_CALLS = {
  map: (m: Model, process: number, page: bigint, access: number) =>
    mapNew(m, Kind.Page, process, page, access),
  mapLarge: (m: Model, process: number, page: bigint, access: number) =>
    mapNew(m, Kind.LargePage, process, page, access),

  unmap(m: Model, process: number, page: bigint): StatusName {
    const status = using(m, process);
    if (status !== "Done") return status;
    const space = spaceOf(m, process);
    const outcome = pageStatus(m, space, page);
    if (outcome === "Done") unmapPage(m, space, Number(page));
    return outcome;
  },

  protect(m: Model, process: number, page: bigint, access: number): StatusName {
    const status = using(m, process);
    if (status !== "Done") return status;
    if (access >= ACCESSES) return "BadArgument";
    const space = spaceOf(m, process);
    const outcome = pageStatus(m, space, page);
    if (outcome !== "Done") return outcome;
    const to = m.pages(space).get(Number(page))!;
    if (isOfDevice(to) && access === EXECUTE) return "BadArgument";
    m.pages(space).set(Number(page), { ...to, access });
    m.state.reached.delete(to.frame);
    m.ask("translation_changed", space, Number(page), countOf(to), to.frame, to.frame);
    return "Done";
  },
};
