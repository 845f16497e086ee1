/**
 * Amounts as people write them: "64M", "20%".
 *
 * Owns        reading them.
 */
import { TIME } from "./pace.ts";
import { WelkinError } from "./welkin-error.ts";

/** Bytes: a number, or a text such as "512K", "64M", "1G", in powers of 1024. */
export type Size = number | string;

/** A share of a processor: a number from 0 to 1, or a text such as "20%". */
export type Share = number | string;

export const FRAME_BYTES = 4096;

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Whole frames that hold this many bytes. */
export function framesOf(size: Size): number {
  const [, digits = "", unit = ""] = /^(\d+)([KMG]?)$/.exec(String(size)) ?? [];
  const bytes = Number(digits) * UNITS[unit]!;
  if (digits === "" || !Number.isSafeInteger(bytes))
    throw new WelkinError("badArgument", `${JSON.stringify(size)} is no size such as "64M"`);
  return Math.ceil(bytes / FRAME_BYTES);
}

/** Parts of a period. */
export function partsOf(share: Share): number {
  const [, percent] = typeof share === "string" ? (/^(\d+(?:\.\d+)?)%$/.exec(share) ?? []) : [];
  const fraction = typeof share === "number" ? share : Number(percent ?? Number.NaN) / 100;
  if (!(fraction >= 0 && fraction <= 1))
    throw new WelkinError("badArgument", `${JSON.stringify(share)} is no share such as "20%"`);
  return Math.floor(fraction * TIME);
}
