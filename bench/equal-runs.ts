/**
 * What a run of a program left, and the first difference between two.
 *
 * Owns        the comparison: byte for byte, except of the times of files.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

export interface Ended {
  /** "exit code N", or what ended it. */
  readonly end: string;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** All that is in a folder: contents by path. A directory has none, and a path with a slash at the end; a link has its target. */
export function filesIn(folder: string): Map<string, Uint8Array> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return new Map(
    paths.map((path) => {
      const place = join(folder, path);
      const status = lstatSync(place);
      if (status.isDirectory()) return [`${path}/`, new Uint8Array()];
      if (status.isSymbolicLink()) return [`${path} ->`, Buffer.from(readlinkSync(place))];
      return [path, readFileSync(place)];
    }),
  );
}

/** Undefined if there is none. */
export function differenceOf(ours: Ended, theirs: Ended): string | undefined {
  if (ours.end !== theirs.end) return `${ours.end}, not ${theirs.end}\n${Buffer.from(ours.stderr)}`;
  for (const name of ["stdout", "stderr"] as const)
    if (Buffer.compare(ours[name], theirs[name]) !== 0) return unequal(name, ours[name], theirs[name]);
  for (const path of new Set([...ours.files.keys(), ...theirs.files.keys()])) {
    const [one, other] = [ours.files.get(path), theirs.files.get(path)];
    if (one === undefined || other === undefined) return `${path}: ${one ? "should not be" : "is missing"}`;
    if (Buffer.compare(one, other) !== 0) return unequal(path, one, other);
  }
  return undefined;
}

function unequal(name: string, ours: Uint8Array, theirs: Uint8Array): string {
  const at = ours.findIndex((byte, index) => byte !== theirs[index]);
  const [one, other] = [ours, theirs].map((bytes) => excerpt(bytes, at < 0 ? ours.length : at));
  return `${name}: differs at byte ${at < 0 ? ours.length : at}: ${one}, not ${other}`;
}

const excerpt = (bytes: Uint8Array, at: number): string =>
  JSON.stringify(Buffer.from(bytes.subarray(Math.max(0, at - 20), at + 40)).toString("latin1"));
