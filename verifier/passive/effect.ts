/**
 * What a contract lets change, as somebody sees it from a module.
 *
 * Owns        the meaning of `modifies`: places, the state behind a view of this module, tokens for other modules'
 *             views; the views that keep their values although state that they read may change.
 * Invariants  (they make tokens sound) A view that a function of its module does not name keeps its value, unless
 *             it reads state that the function names directly; and then nobody outside keeps its token.
 * Not here    that bodies keep to it (permission.ts, exit.ts), what callers then know (call.ts).
 */
import type { Expression, Modified, Place, Program, SpecDeclaration } from "../../language/ir.ts";
import { BOOL, all, binary, implies } from "../../language/build.ts";
import { globalKey, nameOfKey } from "./name.ts";
import type { Key, Namer, Scope } from "./name.ts";
import { fieldsOf, type Location } from "./place.ts";

export type Effect =
  { readonly kind: "place"; readonly location: Location } | { readonly kind: "view"; readonly view: string };

/** What may change. `locate` says where a place is that the contract names. */
export function effectsOf(
  modifies: readonly Modified[],
  namer: Namer,
  locate: (place: Place) => Location,
): readonly Effect[] {
  return modifies.flatMap((modified): readonly Effect[] => {
    if (modified.kind === "view") return viewEffects(modified.function, namer);
    const { root } = fieldsOf(modified.place);
    return isHidden(root, namer)
      ? viewsOver(namer.program, [nameOfKey(root)]).map(({ name }) => ({ kind: "view", view: name }))
      : [{ kind: "place", location: locate(modified.place) }];
  });
}

function viewEffects(view: string, namer: Namer): readonly Effect[] {
  const declaration = namer.spec(view);
  if (namer.within !== "program" && declaration.module !== namer.within.module)
    return [{ kind: "view", view }];
  return declaration.reads.map((name) => ({ kind: "place", location: { root: globalKey(name), path: [] } }));
}

/** Is this state of another module than the one that looks? */
function isHidden(root: Key, namer: Namer): boolean {
  if (!root.startsWith("global ") || namer.within === "program") return false;
  return namer.program.globals.get(nameOfKey(root))?.module !== namer.within.module;
}

/** The views that read one of these globals. */
function viewsOver(program: Program, globals: readonly string[]): readonly SpecDeclaration[] {
  return [...program.specs.values()].filter(
    (spec) => spec.exported && spec.reads.some((name) => globals.includes(name)),
  );
}

/** The views of this module that keep their values although state that they read may change. */
export function keptViews(modifies: readonly Modified[], namer: Namer): readonly SpecDeclaration[] {
  const { program, within } = namer;
  const named = modifies.flatMap((modified) => (modified.kind === "view" ? [modified.function] : []));
  const behind = named.flatMap((view) => namer.spec(view).reads);
  const places = modifies.flatMap((modified) =>
    modified.kind === "place" ? [nameOfKey(fieldsOf(modified.place).root)] : [],
  );
  return viewsOver(program, behind).filter(
    (view) =>
      within !== "program" &&
      view.module === within.module &&
      !named.includes(view.name) &&
      !view.reads.some((name) => places.includes(name)),
  );
}

/**
 * The view has the same value for all arguments, `before` and `after` a change of the module's own state. What it
 * reads of lower modules is taken from `after` both times: their changes are theirs to tell.
 */
export function keepsView(view: SpecDeclaration, namer: Namer, before: Scope, after: Scope): Expression {
  const { span } = view;
  const mixed: Scope = {
    value: (key) => (key.startsWith("view ") ? after : before).value(key),
    get old() {
      return this;
    },
  };
  const bound = new Set(view.parameters.map(({ name }) => name));
  const call: Expression = {
    kind: "call",
    function: view.name,
    arguments: view.parameters.map(({ name, type }) => ({ kind: "variable", name, type, span })),
    type: view.result,
    span,
  };
  const requires = all(
    view.requires.map(({ condition }) => condition),
    span,
  );
  const at = (e: Expression, scope: Scope) => namer.name(e, scope, bound);
  const equal = binary("eq", at(call, after), at(call, mixed), span);
  // Outside its `requires` the view is some value that no change of state changes.
  const body =
    view.requires.length === 0
      ? equal
      : all(
          [
            binary("iff", at(requires, after), at(requires, mixed), span),
            implies([at(requires, mixed)], equal),
          ],
          span,
        );
  if (view.parameters.length === 0) return body;
  const triggers = [[at(call, after)], [at(call, mixed)]];
  return {
    kind: "quantifier",
    quantifier: "forall",
    variables: view.parameters,
    triggers,
    body,
    type: BOOL,
    span,
  };
}
