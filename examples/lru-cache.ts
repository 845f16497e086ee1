/**
 * A cache of eight entries that drops the entry that has not been used for longest.
 *
 * Owns       the slots (key and value), of which the first `used` are in use; the order of use (library/linked-queue.ts).
 * View       entries(): the value under each key. recent(): the keys, the least recently used first.
 * Invariant  slot, key and place in the order belong together; no key is in two slots.
 */
import {
  type FixedArray,
  Map,
  Seq,
  type int,
  assert,
  ensures,
  forall,
  ghost,
  implies,
  invariant,
  modifies,
  old,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";
import { LinkedQueue, isLinkedQueue } from "../library/linked-queue.ts";

export const CAPACITY = 8;

/** No slot. */
const NONE: u32 = 0xffff_ffff;

const keys: FixedArray<u32, typeof CAPACITY> = zeroed();
const values: FixedArray<u32, typeof CAPACITY> = zeroed();
const order = new LinkedQueue<typeof CAPACITY>();
let used: u32 = 0;
let map: Map<u32, u32> = Map.empty();
let slots: Map<u32, u32> = Map.empty();
let keyOrder: Seq<u32> = Seq.empty();

/** The slots in use are the members of the order. */
const slotsAreOrdered = spec(
  (): boolean =>
    used <= CAPACITY &&
    order.members.length === used &&
    forall(
      (slot: u32) => order.members.contains(slot) === slot < used,
      (slot: u32) => [order.members.contains(slot)],
    ),
);

/** The slots in use hold the entries. */
const slotsAreEntries = spec(
  (): boolean =>
    forall(
      (slot: u32) =>
        implies(
          slot < used,
          map.has(keys[slot]) && map.get(keys[slot]) === values[slot] && slots.get(keys[slot]) === slot,
        ),
      (slot: u32) => [keys[slot]],
    ) &&
    forall(
      (key: u32) => implies(map.has(key), slots.get(key) < used && keys[slots.get(key)] === key),
      (key: u32) => [map.has(key)],
    ),
);

/** The keys are used in the order of their slots. */
const keysAreOrdered = spec(
  (): boolean =>
    keyOrder.length === order.members.length &&
    forall(
      (i: int) => implies(0 <= i && i < keyOrder.length, keyOrder[i] === keys[order.members[i]]),
      (i: int) => [keyOrder[i]],
    ),
);

invariant(isLinkedQueue(order));
invariant(slotsAreOrdered());
invariant(slotsAreEntries());
invariant(keysAreOrdered());

/** The value under each key. */
export const entries = spec((): Map<u32, u32> => map);

/** The keys, the least recently used first. */
export const recent = spec((): Seq<u32> => keyOrder);

/** `keys` after `key`, one of them, has been used. */
export const touched = spec((all: Seq<u32>, key: u32): Seq<u32> => all.without(all.indexOf(key)).push(key));

export type Lookup = { kind: "value"; value: u32 } | { kind: "absent" };

/** The value under `key`, which counts as use. */
export function get(key: u32): Lookup {
  modifies(recent, order);
  ensures((result: Lookup) =>
    result.kind === "value"
      ? entries().has(key) && result.value === entries().get(key) && recent() === touched(old(recent()), key)
      : !entries().has(key) && recent() === old(recent()),
  );
  const slot = locate(key);
  if (slot === NONE) {
    return { kind: "absent" };
  }
  touch(slot);
  return { kind: "value", value: values[slot] };
}

/** Puts `value` under `key`, in the place of the least recently used entry if there is no room. */
export function put(key: u32, value: u32): void {
  modifies(entries, recent, order, keys, values, slots, used);
  ensures(
    old(entries()).has(key)
      ? entries() === old(entries()).set(key, value) && recent() === touched(old(recent()), key)
      : old(recent()).length < CAPACITY
        ? entries() === old(entries()).set(key, value) && recent() === old(recent()).push(key)
        : entries() === old(entries()).delete(old(recent())[0]).set(key, value) &&
          recent() === old(recent()).slice(1, CAPACITY).push(key),
  );
  const present = locate(key);
  if (present !== NONE) {
    touch(present);
    values[present] = value;
    map = map.set(key, value);
    return;
  }
  let slot: u32 = used;
  if (used < CAPACITY) {
    used += 1;
  } else {
    assert(order.members.contains(0));
    slot = order.removeFirst();
    map = map.delete(keys[slot]);
    keyOrder = keyOrder.slice(1, CAPACITY);
  }
  keys[slot] = key;
  values[slot] = value;
  order.append(slot);
  map = map.set(key, value);
  slots = slots.set(key, slot);
  keyOrder = keyOrder.push(key);
}

/** Makes the entry in `slot` the most recently used. */
function touch(slot: u32): void {
  requires(slot < used);
  requires(isLinkedQueue(order) && slotsAreOrdered() && slotsAreEntries() && keysAreOrdered());
  modifies(order, keyOrder);
  ensures(isLinkedQueue(order) && slotsAreOrdered() && keysAreOrdered());
  ensures(keyOrder === touched(old(keyOrder), keys[slot]));
  const position = ghost(order.members.indexOf(slot));
  const first = ghost(keyOrder.indexOf(keys[slot]));
  assert(order.members.contains(slot));
  assert(keyOrder[position] === keys[slot]);
  assert(keyOrder.contains(keys[slot]));
  assert(order.members.contains(order.members[first]));
  assert(order.members[first] === slot);
  order.remove(slot);
  order.append(slot);
  keyOrder = touched(keyOrder, keys[slot]);
}

/** The slot of `key`, or NONE. */
function locate(key: u32): u32 {
  requires(used <= CAPACITY && slotsAreEntries());
  ensures((slot: u32) => (slot === NONE ? !map.has(key) : slot < used && keys[slot] === key));
  for (let slot: u32 = 0; slot < used; slot += 1) {
    invariant(slot <= used);
    invariant(
      forall(
        (other: u32) => implies(other < slot, keys[other] !== key),
        (other: u32) => [keys[other]],
      ),
    );
    if (keys[slot] === key) {
      return slot;
    }
  }
  return NONE;
}
