/**
 * Free frames (docs/decisions.md, 40): a run is whole, for large pages, until it is broken; its frames are single from then
 * on, as those are that are left over behind the last run.
 *
 * Owns      which runs are broken, found out from the frames that the kernel takes: it breaks a run only when no single frame is free.
 */
import { Kind, RUN, type State } from "./state.ts";

/** The frames in use, of so many. */
type Frames = Pick<State, "uses" | "frameCount">;

const runOf = (frame: number) => Math.floor(frame / RUN);

/** The frames in use one by one. */
const singlesOf = ({ uses }: Pick<Frames, "uses">) =>
  [...uses].flatMap(([frame, { kind }]) => (kind === Kind.LargePage ? [] : [frame]));

export class FreeFrames {
  readonly #broken = new Set<number>();

  /** The kernel has taken what is in use after a step and was not before. */
  follow(before: Pick<Frames, "uses">, after: Frames): void {
    if (after.frameCount < RUN) return;
    const used = singlesOf(before).length;
    const taken = singlesOf(after).filter((frame) => !before.uses.has(frame));
    for (const run of new Set(taken.map(runOf))) {
      if (!this.#isWhole(run, after.frameCount)) continue;
      if (used + taken.length <= this.#singles(after.frameCount))
        throw new Error(`run ${run} is broken though enough single frames are free`);
      this.#broken.add(run);
    }
  }

  /** Is a run whole that begins with this frame, and free? */
  isFree({ uses, frameCount }: Frames, frame: number): boolean {
    return frame % RUN === 0 && this.#isWhole(runOf(frame), frameCount) && !uses.has(frame);
  }

  /** Is any? */
  isSomeFree(frames: Frames): boolean {
    const all = Array.from({ length: runOf(frames.frameCount) }, (_, run) => run * RUN);
    return all.some((frame) => this.isFree(frames, frame));
  }

  #isWhole(run: number, frameCount: number): boolean {
    return run < runOf(frameCount) && !this.#broken.has(run);
  }

  /** How many frames are single, in use or not. */
  #singles(frameCount: number): number {
    return frameCount - (runOf(frameCount) - this.#broken.size) * RUN;
  }
}
