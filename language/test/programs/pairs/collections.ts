// Sequences, sets, maps.

// --- the length of a push
export const longer = lemma((s: Seq<u32>, x: u32): void => {
  ensures(s.push(x).length === s.length + 1); // TWIN ensures(s.push(x).length === s.length); // FAILS V202
});

// --- the elements of a push
export const pushed = lemma((s: Seq<u32>, x: u32, i: int): void => {
  requires(0 <= i && i < s.length); // TWIN requires(0 <= i && i <= s.length);
  ensures(s.push(x)[i] === s[i]); // FAILS V202
});

// --- the last of a push
export const lastPushed = lemma((s: Seq<u32>, x: u32): void => {
  ensures(s.push(x).last() === x); // TWIN ensures(s.push(x).first() === x); // FAILS V202
});

// --- the first element
export const firstElement = lemma((s: Seq<u32>): void => {
  requires(s.length > 0);
  ensures(s.first() === s[0]); // TWIN ensures(s.first() === s[s.length - 1]); // FAILS V202
});

// --- at is an index
export const atIndex = lemma((s: Seq<u32>, i: int): void => {
  requires(0 <= i && i < s.length);
  ensures(s.at(i) === s[i]); // TWIN ensures(s.at(i) === s[i + 1]); // FAILS V202
});

// --- an element out of range is some value
export const outside = lemma((s: Seq<u32>): void => {
  requires(s.length > 0);
  ensures(s[0] <= u32.MAX); // TWIN ensures(s[s.length] === 0); // FAILS V202
});

// --- a length is not negative
export const length = lemma((s: Seq<u32>): void => {
  ensures(s.length >= 0); // TWIN ensures(s.length > 0); // FAILS V202
});

// --- concatenation is associative
export const associative = lemma((a: Seq<u32>, b: Seq<u32>, c: Seq<u32>): void => {
  ensures(a.concat(b).concat(c) === a.concat(b.concat(c))); // TWIN ensures(a.concat(b) === b.concat(a)); // FAILS V202
});

// --- the empty sequence is neutral
export const neutral = lemma((a: Seq<u32>): void => {
  ensures(a.concat(Seq.empty()) === a); // TWIN ensures(a.concat(Seq.of(0)) === a); // FAILS V202
});

// --- a slice has its length
export const part = lemma((s: Seq<u32>, from: int, to: int): void => {
  requires(0 <= from && from <= to && to <= s.length); // TWIN requires(0 <= from && to <= s.length);
  ensures(s.slice(from, to).length === to - from); // FAILS V202
});

// --- two slices make up the whole
export const parts = lemma((s: Seq<u32>, at: int): void => {
  requires(0 <= at && at <= s.length); // TWIN requires(0 <= at);
  ensures(s.slice(0, at).concat(s.slice(at, s.length)) === s); // FAILS V202
});

// --- elements of a slice
export const shifted = lemma((s: Seq<u32>): void => {
  requires(s.length > 5);
  ensures(s.slice(2, 5)[1] === s[3]); // TWIN ensures(s.slice(2, 5)[1] === s[1]); // FAILS V202
});

// --- with changes one element
export const changed = lemma((s: Seq<u32>, i: int, j: int, x: u32): void => {
  requires(0 <= i && i < s.length && 0 <= j && j < s.length);
  requires(i !== j); // TWIN
  ensures(s.with(i, x)[j] === s[j]); // FAILS V202
});

// --- sequences are equal by elements
export const extensional = lemma((a: Seq<u32>, b: Seq<u32>): void => {
  requires(a.length === b.length); // TWIN requires(a.length <= b.length);
  requires(forall((i: int) => implies(0 <= i && i < a.length, a[i] === b[i])));
  ensures(a === b); // FAILS V202
});

// --- the elements of Seq.of
export const list = lemma((): void => {
  ensures(Seq.of<u32>(4, 5, 6)[1] === 5); // TWIN ensures(Seq.of<u32>(4, 5, 6)[2] === 5); // FAILS V202
});

// --- what a sequence contains
export const contained = lemma((s: Seq<u32>, x: u32): void => {
  ensures(s.push(x).contains(x)); // TWIN ensures(s.contains(x)); // FAILS V202
});

// --- the first occurrence
export const occurrence = lemma((s: Seq<u32>, x: u32): void => {
  requires(s.contains(x)); // TWIN
  ensures(s[s.indexOf(x)] === x); // FAILS V202
});

// --- no occurrence
export const absent = lemma((s: Seq<u32>, x: u32): void => {
  requires(!s.contains(x));
  ensures(s.indexOf(x) === -1); // TWIN ensures(s.indexOf(x) === s.length); // FAILS V202
});

// --- how often a value occurs
export const counted = lemma((s: Seq<u32>, x: u32): void => {
  ensures(s.push(x).count(x) === s.count(x) + 1); // TWIN ensures(s.push(x).count(x) === 1); // FAILS V202
});

// --- without removes one element
export const shorter = lemma((s: Seq<u32>, i: int): void => {
  requires(0 <= i && i < s.length);
  ensures(s.without(i).length === s.length - 1); // TWIN ensures(s.without(i).length === s.length); // FAILS V202
});

// --- without moves what stands behind
export const closesUp = lemma((s: Seq<u32>): void => {
  requires(s.length > 3);
  ensures(s.without(1)[1] === s[2]); // TWIN ensures(s.without(1)[1] === s[1]); // FAILS V202
});

// --- Seq.build
export const squares = lemma((): void => {
  ensures(Seq.build(10, (i: int) => i * i)[3] === 9); // TWIN ensures(Seq.build(10, (i: int) => i * i)[3] === 6); // FAILS V202
});

// --- Seq.build takes an arrow from int
export const squares = lemma((): void => {
  ensures(Seq.build(10, (i: int) => i * i).length === 10); // TWIN ensures(Seq.build(10, (i: u32) => i * i).length === 10); // FAILS K533
});

// --- an array as a sequence
export function first(row: FixedArray<u32, 4>): u32 {
  ensures((result: u32) => result === Seq.from(row)[0]); // TWIN ensures((result: u32) => result === Seq.from(row)[1]); // FAILS V202
  return row[0];
}

// --- a part of an array as a sequence
export function third(row: FixedArray<u32, 4>): u32 {
  ensures((result: u32) => result === Seq.from(row, 1, 4)[1]); // TWIN ensures((result: u32) => result === Seq.from(row, 1, 4)[2]); // FAILS V202
  return row[2];
}

// --- equal arrays are equal sequences
export function agree(a: FixedArray<u8, 2>, b: FixedArray<u8, 2>): boolean {
  ensures((result: boolean) => result === (Seq.from(a) === Seq.from(b))); // FAILS V202
  return a[0] === b[0] && a[1] === b[1]; // TWIN return a[0] === b[0] || a[1] === b[1];
}

// --- an array with another element
export function replace(row: FixedArray<u32, 4>, i: u32, x: u32): void {
  requires(i < 4);
  modifies(row);
  ensures(row === old(row).with(i, x)); // TWIN ensures(row === old(row).with(0, x)); // FAILS V202
  row[i] = x;
}

// --- sequences of records
class Point {
  x: u32 = 0;
}
export const points = lemma((s: Seq<Point>): void => {
  requires(s.length === 1 && s[0].x === 4);
  ensures(s.push(new Point())[0].x === 4); // TWIN ensures(s.push(new Point())[1].x === 4); // FAILS V202
});

// --- a sequence is a value
export function trace(x: u32): void {
  let s: Seq<u32> = Seq.of(x);
  s = s.with(0, 7); // TWIN s[0] = 7; // FAILS K408
  assert(s[0] === 7);
}

// --- a member that was added
export const added = lemma((s: Set<u32>, x: u32, y: u32): void => {
  ensures(s.add(x).has(x)); // TWIN ensures(s.add(x).has(y)); // FAILS V202
});

// --- other members stay
export const kept = lemma((s: Set<u32>, x: u32, y: u32): void => {
  requires(x !== y); // TWIN
  ensures(s.delete(x).has(y) === s.has(y)); // FAILS V202
});

// --- a member that was deleted
export const deleted = lemma((s: Set<u32>, x: u32): void => {
  requires(s.has(x)); // TWIN
  ensures(s.delete(x).add(x) === s); // FAILS V202
});

// --- union is commutative
export const commutative = lemma((a: Set<u32>, b: Set<u32>): void => {
  ensures(a.union(b) === b.union(a)); // TWIN ensures(a.union(b) === a); // FAILS V202
});

// --- intersection
export const both = lemma((a: Set<u32>, b: Set<u32>, x: u32): void => {
  ensures(a.intersection(b).has(x) === (a.has(x) && b.has(x))); // TWIN ensures(a.intersection(b).has(x) === (a.has(x) || b.has(x))); // FAILS V202
});

// --- difference is not commutative
export const apart = lemma((a: Set<u32>, b: Set<u32>): void => {
  ensures(a.difference(b).intersection(b) === Set.empty()); // TWIN ensures(a.difference(b) === b.difference(a)); // FAILS V202
});

// --- subsets
export const larger = lemma((a: Set<u32>, b: Set<u32>): void => {
  ensures(a.isSubsetOf(a.union(b))); // TWIN ensures(a.union(b).isSubsetOf(a)); // FAILS V202
});

// --- the empty set has no member
export const none = lemma((x: u32): void => {
  ensures(!Set.empty<u32>().has(x)); // TWIN ensures(Set.empty<u32>().has(x)); // FAILS V202
});

// --- the members of Set.of
export const list = lemma((): void => {
  ensures(Set.of<u32>(1, 2) === Set.of<u32>(2, 1)); // TWIN ensures(Set.of<u32>(1, 2) === Set.of<u32>(2, 3)); // FAILS V202
});

// --- sets are equal by members
export const extensional = lemma((a: Set<u32>, b: Set<u32>): void => {
  requires(forall((x: u32) => a.has(x) === b.has(x))); // TWIN requires(forall((x: u32) => implies(a.has(x), b.has(x))));
  ensures(a === b); // FAILS V202
});

// --- the value under a key
export const stored = lemma((m: Map<u32, u8>, k: u32, other: u32): void => {
  ensures(m.set(k, 5).get(k) === 5); // TWIN ensures(m.set(k, 5).get(other) === 5); // FAILS V202
});

// --- other keys keep their values
export const kept = lemma((m: Map<u32, u8>, k: u32, other: u32): void => {
  requires(k !== other); // TWIN
  ensures(m.set(k, 5).get(other) === m.get(other)); // FAILS V202
});

// --- a key that was deleted
export const deleted = lemma((m: Map<u32, u8>, k: u32): void => {
  ensures(!m.delete(k).has(k)); // TWIN ensures(!m.delete(0).has(k)); // FAILS V202
});

// --- the keys are a set
export const keys = lemma((m: Map<u32, u8>, k: u32): void => {
  ensures(m.set(k, 1).keys() === m.keys().add(k)); // TWIN ensures(m.set(k, 1).keys() === m.keys()); // FAILS V202
});

// --- the empty map has no key
export const none = lemma((k: u32): void => {
  ensures(!Map.empty<u32, u8>().has(k)); // TWIN ensures(Map.empty<u32, u8>().get(k) === 0); // FAILS V202
});

// --- maps are equal by keys and values
export const extensional = lemma((a: Map<u32, u8>, b: Map<u32, u8>): void => {
  requires(a.keys() === b.keys()); // TWIN
  requires(forall((k: u32) => implies(a.has(k), a.get(k) === b.get(k))));
  ensures(a === b); // FAILS V202
});

// --- collections of collections
export const nested = lemma((m: Map<u32, Seq<u32>>, k: u32): void => {
  ensures(m.set(k, Seq.of(1)).get(k)[0] === 1); // TWIN ensures(m.set(k, Seq.of(1)).get(k)[1] === 1); // FAILS V202
});

// --- collections have no members of their own
export const unknown = lemma((s: Set<u32>): void => {
  ensures(s.isSubsetOf(s)); // TWIN ensures(s.size >= 0); // FAILS K345
});
