/**
 * Places: a storage root and the path from it to a part.
 *
 * Owns        reading and writing a part of a value, and the question whether two places overlap.
 * Invariants  indices on a path have been evaluated and lie in range.
 * Not here    which places a call may name together (aliasing.ts).
 */
import type { Value } from "./value.ts";
import { PoolValue, UnionValue, asElements, asRecord } from "./value.ts";

export type Step =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "frame"; readonly frame: bigint };

/** A part of a variable or of module state. `owner` tells activations apart; one name is one storage in an owner. */
export interface Location {
  readonly owner: object;
  readonly name: string;
  readonly path: readonly Step[];
}

/** The part at one step, or nothing where the whole has no such part. */
function part(whole: Value, step: Step): Value | undefined {
  switch (step.kind) {
    case "field":
      return whole instanceof UnionValue ? whole.fields[step.name] : asRecord(whole)[step.name];
    case "index":
      return asElements(whole).at(step.index);
    case "frame":
      return whole instanceof PoolValue && whole.owns(step.frame) ? whole.at(step.frame) : undefined;
  }
}

/** The part at the end of the path; nothing where a union has another variant by now, or a pool lost the frame. */
export function read(whole: Value, path: readonly Step[]): Value | undefined {
  let value: Value | undefined = whole;
  for (const step of path) {
    if (value === undefined) return undefined;
    value = part(value, step);
  }
  return value;
}

/** The whole with another value in the part at the end of the path. */
export function write(whole: Value, path: readonly Step[], value: Value): Value {
  const [step, ...rest] = path;
  if (!step) return value;
  const before = part(whole, step);
  if (before === undefined)
    throw new Error(`no ${JSON.stringify(step, (_, x: unknown) => String(x))} to write`);
  return withPart(whole, step, write(before, rest, value));
}

function withPart(whole: Value, step: Step, value: Value): Value {
  switch (step.kind) {
    case "field":
      return whole instanceof UnionValue
        ? new UnionValue(whole.tag, { ...whole.fields, [step.name]: value })
        : { ...asRecord(whole), [step.name]: value };
    case "index":
      return asElements(whole).with(step.index, value);
    case "frame": {
      if (!(whole instanceof PoolValue)) throw new Error("a frame is of a pool");
      return whole.with(step.frame, value);
    }
  }
}

/** One is the other or a part of it. */
export function overlap(a: Location, b: Location): boolean {
  if (a.owner !== b.owner || a.name !== b.name) return false;
  const common = Math.min(a.path.length, b.path.length);
  for (let i = 0; i < common; i += 1) if (!sameStep(a.path[i]!, b.path[i]!)) return false;
  return true;
}

function sameStep(a: Step, b: Step): boolean {
  if (a.kind === "field") return b.kind === "field" && a.name === b.name;
  if (a.kind === "index") return b.kind === "index" && a.index === b.index;
  return b.kind === "frame" && a.frame === b.frame;
}
