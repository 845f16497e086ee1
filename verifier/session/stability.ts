/**
 * Stability: do the verdicts depend on luck?
 *
 * Owns      the share of functions whose status is the same under every seed.
 * Why       a proof that holds under one seed of the solver and not under the next breaks with the next edit.
 * Not here  the runs themselves (session.ts).
 */
import type { Report, Status } from "./verdict.ts";

export interface Stability {
  readonly seeds: number;
  /** Between 0 and 1. */
  readonly share: number;
  readonly unstable: readonly { readonly name: string; readonly statuses: readonly Status[] }[];
}

/** Compares reports of the same tasks under different seeds. */
export function stability(reports: readonly Report[]): Stability {
  const statuses = new Map<string, Status[]>();
  for (const report of reports) {
    for (const { name, status } of report.functions)
      statuses.set(name, [...(statuses.get(name) ?? []), status]);
  }
  const unstable = [...statuses]
    .filter(([, seen]) => new Set(seen).size > 1)
    .map(([name, seen]) => ({ name, statuses: seen }));
  const share = statuses.size === 0 ? 1 : 1 - unstable.length / statuses.size;
  return { seeds: reports.length, share, unstable };
}
