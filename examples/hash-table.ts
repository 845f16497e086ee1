/**
 * A hash table of 64 slots with open addressing: linear probing, deletion by tombstones.
 *
 * Owns       the slots. A key lies at its home slot or behind it, round the end, with no empty slot between.
 * View       contents(): the value under each key. hasRoom(): whether a new key can be taken in.
 * Ghost      place: the slot of each key.
 * Not here   growing, and sweeping tombstones.
 */
import {
  type FixedArray,
  Map,
  type int,
  ensures,
  exists,
  forall,
  implies,
  invariant,
  modifies,
  old,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";

export const SLOTS = 64;

/** No slot. */
const NONE: u32 = 0xffff_ffff;

/** Deleted: its key is gone, but the search for others goes on behind it. */
enum Slot {
  Empty,
  Full,
  Deleted,
}

const slots: FixedArray<Slot, typeof SLOTS> = zeroed();
const keys: FixedArray<u32, typeof SLOTS> = zeroed();
const values: FixedArray<u32, typeof SLOTS> = zeroed();
let map: Map<u32, u32> = Map.empty();
let place: Map<u32, u32> = Map.empty();

/** Where the search for `key` begins. */
const home = spec((key: u32): int => key % SLOTS);

/** How many slots the search from `start` passes before `slot`. */
const distance = spec((start: int, slot: int): int => (slot >= start ? slot - start : slot + SLOTS - start));

/** A full slot holds an entry of the map. */
const slotsAreEntries = spec((): boolean =>
  forall(
    (slot: u32) =>
      implies(
        slot < SLOTS && slots[slot] === Slot.Full,
        map.has(keys[slot]) && map.get(keys[slot]) === values[slot] && place.get(keys[slot]) === slot,
      ),
    (slot: u32) => [slots[slot]],
  ),
);

/** An entry of the map is in a full slot. */
const entriesAreSlots = spec((): boolean =>
  forall(
    (key: u32) =>
      implies(
        map.has(key),
        place.get(key) < SLOTS && slots[place.get(key)] === Slot.Full && keys[place.get(key)] === key,
      ),
    (key: u32) => [map.has(key)],
  ),
);

/** No slot that the search for an entry passes is empty. */
const entriesAreReached = spec((): boolean =>
  forall(
    (key: u32, slot: u32) =>
      implies(
        map.has(key) && slot < SLOTS && distance(home(key), slot) < distance(home(key), place.get(key)),
        slots[slot] !== Slot.Empty,
      ),
    (key: u32, slot: u32) => [map.has(key), slots[slot]],
  ),
);

invariant(slotsAreEntries());
invariant(entriesAreSlots());
invariant(entriesAreReached());

/** The value under each key. */
export const contents = spec((): Map<u32, u32> => map);

/** A new key can be taken in. */
export const hasRoom = spec((): boolean => exists((slot: u32) => slot < SLOTS && slots[slot] !== Slot.Full));

/** The slot of `key`, or NONE. */
function locate(key: u32): u32 {
  requires(slotsAreEntries() && entriesAreSlots() && entriesAreReached());
  ensures((result: u32) => (result === NONE ? !map.has(key) : map.has(key) && place.get(key) === result));
  for (let passed: u32 = 0; passed < SLOTS; passed += 1) {
    invariant(passed <= SLOTS);
    invariant(
      forall(
        (slot: u32) =>
          implies(
            slot < SLOTS && distance(home(key), slot) < passed,
            !(slots[slot] === Slot.Full && keys[slot] === key),
          ),
        (slot: u32) => [slots[slot]],
      ),
    );
    const slot = slotAt(key, passed);
    if (slots[slot] === Slot.Empty) {
      return NONE;
    }
    if (slots[slot] === Slot.Full && keys[slot] === key) {
      return slot;
    }
  }
  return NONE;
}

/** The slot that the search for `key` reaches after `passed` others. */
function slotAt(key: u32, passed: u32): u32 {
  requires(passed < SLOTS);
  ensures((result: u32) => result < SLOTS && distance(home(key), result) === passed);
  const start = key % SLOTS;
  return start + passed < SLOTS ? start + passed : start + passed - SLOTS;
}

/** Puts `value` under `key`. Says whether it did: it does unless the key is new and every slot is full. */
export function insert(key: u32, value: u32): boolean {
  modifies(contents, hasRoom, keys, values, place);
  ensures((result: boolean) => result === (old(contents()).has(key) || old(hasRoom())));
  ensures((result: boolean) => contents() === (result ? old(contents()).set(key, value) : old(contents())));
  ensures(implies(old(contents()).has(key), hasRoom() === old(hasRoom())));
  const present = locate(key);
  if (present !== NONE) {
    values[present] = value;
    map = map.set(key, value);
    return true;
  }
  for (let passed: u32 = 0; passed < SLOTS; passed += 1) {
    invariant(passed <= SLOTS);
    invariant(
      forall(
        (slot: u32) => implies(slot < SLOTS && distance(home(key), slot) < passed, slots[slot] === Slot.Full),
        (slot: u32) => [slots[slot]],
      ),
    );
    const slot = slotAt(key, passed);
    if (slots[slot] !== Slot.Full) {
      slots[slot] = Slot.Full;
      keys[slot] = key;
      values[slot] = value;
      map = map.set(key, value);
      place = place.set(key, slot);
      return true;
    }
  }
  return false;
}

export type Lookup = { kind: "value"; value: u32 } | { kind: "absent" };

/** The value under `key`. */
export function find(key: u32): Lookup {
  ensures((result: Lookup) =>
    result.kind === "value"
      ? contents().has(key) && result.value === contents().get(key)
      : !contents().has(key),
  );
  const slot = locate(key);
  if (slot === NONE) {
    return { kind: "absent" };
  }
  return { kind: "value", value: values[slot] };
}

/** Removes `key`. Says whether it was there. */
export function remove(key: u32): boolean {
  modifies(contents, hasRoom, keys, values, place);
  ensures((result: boolean) => result === old(contents()).has(key));
  ensures((result: boolean) => contents() === (result ? old(contents()).delete(key) : old(contents())));
  ensures((result: boolean) => hasRoom() === (result || old(hasRoom())));
  const slot = locate(key);
  if (slot === NONE) {
    return false;
  }
  slots[slot] = Slot.Deleted;
  map = map.delete(key);
  return true;
}
