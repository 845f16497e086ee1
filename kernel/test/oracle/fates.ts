/** What becomes of large pages in a step, so that it can be said what random steps come to. */
import { STATUS } from "../../interface/call.ts";
import type { Machine, Moment, Step } from "./machine.ts";
import { NONE, RUN, type State, firstOf } from "./state.ts";

/** The large pages of all spaces, by space and number. */
const largePages = ({ spaces }: State) =>
  new Map(
    [...spaces].flatMap(([space, pages]) =>
      [...pages].flatMap(([page, to]) => (to.large ? [[`${space} ${page}`, to] as const] : [])),
    ),
  );

/** The fates of large pages: by which calls they come, change and go, and what is refused. */
export function* fates(step: Step, machine: Machine): Generator<string> {
  const { before, after } = machine;
  const [old, now] = [largePages(before.state), largePages(after.state)];
  for (const place of now.keys()) if (!old.has(place)) yield `${step.name} maps one`;
  for (const [place, { access }] of old) {
    const left = now.get(place);
    if (!left) yield `${step.name} frees one`;
    else if (left.access !== access) yield `${step.name} changes one`;
  }
  const status = Number(machine.answer);
  if (status === STATUS.NotAllowed && step.name.startsWith("dma") && isOfLarge(step, before.state))
    yield `${step.name} is refused`;
  if (status === STATUS.NoFrames && step.name === "mapLarge" && isPaidFor(step, before))
    yield "mapLarge finds no run";
}

/** The process of the thread that runs. */
const callerOf = ({ threads, processes, running }: State) => processes.get(threads.get(running)!.process)!;

/** Is the page that a call ends with in a large page of the caller's? */
function isOfLarge({ values }: Step, state: State): boolean {
  const pages = state.spaces.get(callerOf(state).space)!;
  return pages.get(firstOf(Number(values.at(-1))))?.large === true;
}

/** Has the container of the process for which a large page is to be mapped enough frames, with its tables? */
function isPaidFor({ values }: Step, { state }: Moment): boolean {
  const [process] = values;
  const caller = callerOf(state);
  const named = process === NONE ? caller : state.processes.get(caller.handles.get(Number(process))!.object)!;
  const { total, used, given } = state.tree.get(named.container)!.frames;
  return total - used - given >= RUN + 2;
}
