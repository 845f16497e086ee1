/**
 * The right to change: each store is within what the function's `modifies` names (V207).
 *
 * Owns        the check at each store and call, and what follows for loops: outside the named parts, every root
 *             still has its value of entry.
 * Invariants  The right is checked at the store, not at return: a place that is changed and restored in between
 *             would be seen changed through a reference that no caller had to keep apart from it.
 * Not here    views, which are kept or not as a whole (exit.ts).
 */
import type { Expression, Span } from "../../language/ir.ts";
import { binary } from "../../language/build.ts";
import { decide } from "./conjunct.ts";
import { effectsOf, type Effect } from "./effect.ts";
import type { Builder, Flow } from "./flow.ts";
import { TOKEN, localKey, nameOfKey, viewKey, type Key, type Scope } from "./name.ts";
import { contains, locate, read, replace, type Location, type Path } from "./place.ts";
import { store } from "./store.ts";

/** Module state and reference parameters need a right; locals and value parameters are the function's own. */
function needsRight(builder: Builder, root: Key): boolean {
  if (!root.startsWith("local ")) return true;
  return builder.function.parameters.some(({ name, reference }) => reference && localKey(name) === root);
}

/** What the function that is being proved may change, as its entry sees it. */
function grantedEffects({ function: { modifies }, namer }: Builder, entry: Scope): readonly Effect[] {
  return effectsOf(modifies, namer, (place) => locate(place, namer, entry));
}

/** The parts of a root that the function may change. */
function grantedPaths(builder: Builder, root: Key): readonly Path[] {
  return grantedEffects(builder, builder).flatMap((effect) =>
    effect.kind === "place" && effect.location.root === root ? [effect.location.path] : [],
  );
}

/** Proves that the function may change this place. */
export function checkStore(flow: Flow, { root, path }: Location, span: Span): void {
  const { builder } = flow;
  if (!needsRight(builder, root)) return;
  const head = { code: "V207", span } as const;
  const cases = grantedPaths(builder, root)
    .map((granted) => contains(granted, path, span))
    .filter((condition) => condition !== undefined);
  if (cases.some((condition) => decide(condition) === true)) return;
  const [first, ...others] = cases;
  const text = builder.program.globals.get(nameOfKey(root))?.sourceName ?? nameOfKey(root);
  if (first === undefined) flow.refuse(head, text);
  else
    flow.check(
      head,
      text,
      others.reduce((left, right) => binary("lor", left, right, span), first),
    );
}

/** Proves that the function may change a view of another module. */
export function checkViewChange(flow: Flow, view: string, span: Span): void {
  const granted = grantedEffects(flow.builder, flow.builder);
  if (granted.some((effect) => effect.kind === "view" && effect.view === view)) return;
  flow.refuse({ code: "V207", span }, flow.builder.namer.spec(view).sourceName);
}

/** What is known of a root whatever the function has done: outside the granted parts it is as it was at entry. */
export function keptParts(flow: Flow, root: Key, span: Span): Expression | undefined {
  const { builder } = flow;
  if (root.startsWith("view ") || !needsRight(builder, root)) return undefined;
  const granted = grantedPaths(builder, root);
  if (granted.length === 0 || granted.some((path) => path.length === 0)) return undefined;
  const now = flow.value(root);
  const kept = granted.reduce(
    (value, path) => replace(builder.program, value, path, read(now, path)),
    builder.value(root),
  );
  return binary("eq", now, kept, span);
}

/** Unknown values for all that the contract lets change. */
export function forgetGranted(flow: Flow): void {
  const { builder } = flow;
  const { span } = builder.function;
  for (const effect of grantedEffects(builder, builder)) {
    if (effect.kind === "view") {
      flow.set(viewKey(effect.view), flow.unknown(effect.view, TOKEN, span));
      continue;
    }
    const { root, path } = effect.location;
    const { type } = read(flow.value(root), path);
    store(flow, effect.location, flow.unknown(nameOfKey(root), type, span));
  }
}
