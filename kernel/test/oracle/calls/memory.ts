/** What the calls do that change the memory of processes. */
import type { StatusName } from "../../../interface/call.ts";
import type { Model } from "../model.ts";
import { Kind, NONE, type Page, isOfDevice } from "../state.ts";

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
const wayTo = (page: number): readonly (readonly [level: number, prefix: number])[] =>
  [3, 2, 1].map((level) => [level, Math.floor(page / 512 ** level)]);

/** What becomes of changing a page that must be mapped. */
const pageStatus = (m: Model, space: number, page: bigint): StatusName =>
  page >= PAGES ? "NoSuchPage" : m.state.spaces.get(space)!.has(Number(page)) ? "Done" : "NotMapped";

export function unmapPage(m: Model, space: number, page: number): void {
  const pages = m.state.spaces.get(space)!;
  const { frame } = pages.get(page)!;
  if (!isOfDevice({ frame })) m.free(frame);
  pages.delete(page);
  m.state.reached.delete(frame);
  m.ask("translation_changed", space, page, 1, frame, NONE);
}

/** Maps a page of a space to what `take` gives, which takes so many frames. */
export function mapPage(m: Model, space: number, page: bigint, own: number, take: () => Page): StatusName {
  const payer = m.state.uses.get(space)!.container;
  if (m.isDoomed(payer)) return "Destroyed";
  const outcome = pageStatus(m, space, page);
  if (outcome !== "NotMapped") return outcome === "Done" ? "AlreadyMapped" : outcome;
  const missing = wayTo(Number(page)).filter(
    ([level, prefix]) => m.tableAt(space, level, prefix) === undefined,
  );
  if (missing.length + own > m.left(payer).frames) return "NoFrames";
  const to = take();
  m.ask("translation_changed", space, Number(page), 1, NONE, to.frame);
  for (const [level, prefix] of missing) m.takeTable(payer, space, level, prefix);
  m.state.spaces.get(space)!.set(Number(page), to);
  return "Done";
}

/** The pages of a large page, and the frames that it takes. The model has no machine that has so many. */
const LARGE = 512;

export const MEMORY_CALLS = {
  mapLarge(m: Model, process: number, page: bigint, access: number): StatusName {
    const status = using(m, process);
    if (status !== "Done") return status;
    if (access >= ACCESSES) return "BadArgument";
    const space = spaceOf(m, process);
    if (m.isDoomed(m.state.uses.get(space)!.container)) return "Destroyed";
    if (page >= PAGES) return "NoSuchPage";
    if (page % BigInt(LARGE) !== 0n) return "BadArgument";
    const isWithin = (each: number) => Math.floor(each / LARGE) * LARGE === Number(page);
    return [...m.state.spaces.get(space)!.keys()].some(isWithin) ? "AlreadyMapped" : "NoFrames";
  },

  map(m: Model, process: number, page: bigint, access: number): StatusName {
    const status = using(m, process);
    if (status !== "Done") return status;
    if (access >= ACCESSES) return "BadArgument";
    const space = spaceOf(m, process);
    return mapPage(m, space, page, 1, () => {
      const frame = m.take(Kind.Page, m.state.uses.get(space)!.container);
      m.ask("zero_frame", frame);
      m.bytes.zero(frame);
      return { frame, access };
    });
  },

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
    const { frame } = m.state.spaces.get(space)!.get(Number(page))!;
    if (isOfDevice({ frame }) && access === EXECUTE) return "BadArgument";
    m.state.spaces.get(space)!.set(Number(page), { frame, access });
    m.state.reached.delete(frame);
    m.ask("translation_changed", space, Number(page), 1, frame, frame);
    return "Done";
  },
};
