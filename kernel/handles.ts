/**
 * Handles, as values: an object's name, and what its holder may do with the object.
 *
 * Owns      Handle; the rights, and what it means to restrict a handle; isName: a handle that is live names an object
 *           of its kind.
 * Rights    are only ever taken away: a handle is made when its object is, and restricted when it is copied.
 * Badge     tells a receiver by which handle a message came. It is given once, to a handle that has none (0).
 * Not here  where handles are kept (processes.ts), what the rights allow (the calls).
 */
import { assertBits, ensures, implies, lemma, requires, spec, type u32, type u64, type u8 } from "welkin";
import { FRAMES } from "./machine.ts";
import { type Generations, generationOf, generations, hasName, isLive, isLiveName } from "./names.ts";
import { Kind, type Uses } from "./uses.ts";

/** May send to an endpoint, signal a notification. */
export const SEND: u8 = 1;
/** May receive from an endpoint, wait for a notification. */
export const RECEIVE: u8 = 2;
/** Copies of it may go with a call or a reply. */
export const GRANT: u8 = 4;
/** May create in a container, configure, destroy. */
export const MANAGE: u8 = 8;
/** All rights: those of whoever creates an object. */
export const ALL: u8 = 15;

/** Of kind Free: no handle. */
export class Handle {
  kind: Kind = Kind.Free;
  rights: u8 = 0;
  object: u32 = 0;
  generation: u64 = 0;
  badge: u64 = 0;
}

/** The handle has these rights, perhaps others too. */
export const permits = spec((rights: u8, wanted: u8): boolean => (rights & wanted) === wanted);

/** The handle is live, of this kind, and has these rights. */
export const isUsable = spec(
  (handle: Handle, kind: Kind, wanted: u8, names: Generations): boolean =>
    handle.kind === kind && permits(handle.rights, wanted) && isLive(names, handle.object, handle.generation),
);

/** A handle of the object that is in frame `object`. */
export const newHandle = spec(
  (kind: Kind, rights: u8, object: u32, badge: u64, names: Generations): Handle => ({
    kind,
    rights,
    object,
    generation: names[object],
    badge,
  }),
);

/** The handle without the rights that are not among these; with this badge, if it had none. */
export const restricted = spec((handle: Handle, rights: u8, badge: u64): Handle => ({
  ...handle,
  rights: handle.rights & rights,
  badge: handle.badge === 0 ? badge : handle.badge,
}));

/** There is no handle; or it is live, and names an object of its kind; or it was live once. */
export const isName = spec((handle: Handle, names: Generations, uses: Uses): boolean =>
  implies(
    handle.kind !== Kind.Free,
    hasName(handle.kind) &&
      handle.object < FRAMES &&
      handle.generation <= names[handle.object] &&
      implies(
        handle.generation === names[handle.object],
        uses.has(handle.object) && uses.get(handle.object).kind === handle.kind,
      ),
  ),
);

/** A restricted handle has the rights that both have. */
export const restrictedPermits = lemma((handle: Handle, rights: u8, badge: u64, wanted: u8): void => {
  ensures(
    permits(restricted(handle, rights, badge).rights, wanted) ===
      (permits(handle.rights, wanted) && permits(rights, wanted)),
  );
  const held = handle.rights;
  assertBits(
    ((held & rights & wanted) === wanted) === ((held & wanted) === wanted && (rights & wanted) === wanted),
  );
});

// --- What the kernel reads and makes -------------------------------------------------------------------------

/** Is the handle live, of this kind, with these rights? */
export function canUse(handle: Handle, kind: Kind, wanted: u8): boolean {
  ensures((result: boolean) => result === isUsable(handle, kind, wanted, generations()));
  return (
    handle.kind === kind &&
    (handle.rights & wanted) === wanted &&
    isLiveName(handle.object, handle.generation)
  );
}

/** Makes a handle of the object that is in frame `object`. */
export function makeHandle(kind: Kind, rights: u8, object: u32, badge: u64): Handle {
  requires(object < FRAMES);
  ensures((handle: Handle) => handle === newHandle(kind, rights, object, badge, generations()));
  return { kind, rights, object, generation: generationOf(object), badge };
}

/** A copy of the handle without the rights that are not among these; with this badge, if it had none. */
export function restrict(handle: Handle, rights: u8, badge: u64): Handle {
  ensures((result: Handle) => result === restricted(handle, rights, badge));
  return {
    ...handle,
    rights: handle.rights & rights,
    badge: handle.badge === 0 ? badge : handle.badge,
  };
}
