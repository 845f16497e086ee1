// Specifications, ghost code, proofs.

// --- specification functions
const double = spec((x: int): int => x * 2);
const factorial = spec((n: int): int => {
  requires(n >= 0);
  decreases(n);
  if (n === 0) return 1;
  const less = n - 1;
  return n * factorial(less);
});
const secret = opaque((a: u32, b: u32): boolean => a < b);
function f(a: u32): void {
  requires(double(a) < 100 && factorial(a) > 3);
  requires(secret(a, 5));
  {
    reveal(secret);
    assert(a < 5);
  }
}

// --- quantifiers
function f(t: FixedArray<u32, 8>): void {
  requires(forall((i: int, j: int) => implies(0 <= i && i < j && j < 8, t[i] <= t[j])));
  requires(
    forall(
      (i: int) => t[i] > 0,
      (k: int) => [t[k]],
    ),
  );
  requires(
    exists(
      (x: u32) => t[x] === 5,
      (x: u32) => [[t[x]], [u32.wrap(x), t[x]]],
    ),
  );
}

// --- sequences
const reversed = spec((s: Seq<u32>): Seq<u32> => {
  decreases(s.length);
  return s.length === 0 ? s : reversed(s.slice(1, s.length)).push(s.first());
});
function f(t: FixedArray<u32, 4>): void {
  requires(Seq.from(t).contains(3) && Seq.from(t, 1, 3).length === 2);
  requires(Seq.of<u32>(1, 2, 3).last() === 3 && Seq.of<u32>(1).concat(Seq.empty()) === Seq.of<u32>(1));
  requires(Seq.build(4, (i: int) => i * i).at(2) === 4);
  requires(Seq.from(t).indexOf(t[2]) <= 2 && Seq.from(t).count(7) === 1);
  requires(t.with(2, t[3])[3] === 5);
  requires(reversed(Seq.from(t)).with(0, t[3]).without(1)[0] === t[3]);
}

// --- sets and maps
type State = { owners: Map<u32, int>; free: Set<u32> };
const empty = spec((): State => ({ owners: Map.empty(), free: Set.of<u32>(1, 2) }));
const take = spec((s: State, f: u32, owner: int): State => ({
  ...s,
  owners: s.owners.set(f, owner),
  free: s.free.delete(f),
}));
const sound = spec(
  (s: State): boolean =>
    forall((f: u32) => implies(s.free.has(f), !s.owners.has(f))) &&
    s.owners.keys().intersection(s.free) === Set.empty<u32>() &&
    s.free.union(s.owners.keys()).difference(s.free).isSubsetOf(s.owners.keys()),
);
const kept = lemma((s: State, f: u32): void => {
  requires(sound(s) && s.free.has(f));
  ensures(sound(take(s, f, 3)) && take(s, f, 3).owners.get(f) === 3);
  ensures(empty().owners.delete(f) === Map.empty<u32, int>());
});

// --- lemmas by induction
const sum = spec((n: int): int => {
  requires(n >= 0);
  decreases(n);
  return n === 0 ? 0 : n + sum(n - 1);
});
export const gauss = lemma((n: int): void => {
  requires(n >= 0);
  ensures(2 * sum(n) === n * (n + 1));
  decreases(n);
  if (n === 0) return;
  gauss(n - 1);
});
function f(a: u32): void {
  gauss(a);
  assert(2 * sum(a) === a * (a + 1));
}

// --- proof steps
const square = spec((x: int): int => x * x);
const monotone = lemma((a: int, b: int): void => {
  requires(0 <= a && a <= b);
  ensures(square(a) <= square(b));
});
function f(a: u32, b: u8): void {
  requires(a < 10);
  assert(a < 20 && a < 30);
  assert(square(a) <= 100, () => {
    monotone(a, 10);
    const help = a + 1;
    assert(help > 0);
  });
  assertBits((a & 7) <= 7);
  assume(square(a) !== 49, "taken from the data sheet");
  prove((x: int, y: int) => {
    requires(0 <= x && x <= y);
    ensures(square(x) <= square(y));
    monotone(x, y);
  });
}

// --- ghost code
class Plain {
  head: u32 = 0;
  items: Seq<u32> = Seq.empty();
  depth: u32 = ghost(0);
}
class Queue {
  head: u32 = 0;
  items: Seq<u32> = Seq.empty();
  depth: u32 = ghost(0);
  push(x: u32): void {
    requires(this.depth < 100);
    modifies(this);
    ensures(this.items === old(this.items).push(x));
    const before = this.items;
    let steps: int = 0;
    let size = ghost(this.head);
    this.head = x;
    this.items = before.push(x);
    this.depth = u32.from(this.depth + 1);
    if (before.length > 0) {
      steps = steps + 1;
      assert(steps === 1);
    } else {
      steps = 2;
    }
    for (let i: int = 0; i < before.length; i += 1) {
      invariant(i <= before.length);
      steps += i;
    }
    size = x;
  }
}
function f(q: Plain): Plain {
  return { head: q.head, items: q.items, depth: ghost(q.depth) };
}

// --- old
class C {
  x: u32 = 0;
  list: FixedArray<u32, 4> = zeroed();
}
function f(c: C, i: u32): void {
  requires(i < 4 && c.x < 100);
  modifies(c.x, c.list[i]);
  ensures(c.x === old(c.x) + 1 && old(c.list)[i] <= c.list[i]);
  ensures(forall((j: int) => implies(j !== i, c.list[j] === old(c.list[j]))));
  const k = i + 0;
  c.x += 1;
  c.list[i] = 5;
  assert(old(c.list[k]) === old(c.list)[i]);
}

// --- results by name
type Answer = { kind: "yes"; at: u32 } | { kind: "no" };
function find(t: FixedArray<u32, 4>, x: u32): Answer {
  ensures((a: Answer) => implies(a.kind === "yes", a.kind === "yes" && t[a.at] === x));
  ensures((r: Answer) => (r.kind === "no") === forall((i: int) => implies(0 <= i && i < 4, t[i] !== x)));
  for (let i: u32 = 0; i < 4; i += 1) {
    invariant(forall((j: int) => implies(0 <= j && j < i, t[j] !== x)));
    if (t[i] === x) return { kind: "yes", at: i };
  }
  return { kind: "no" };
}

// --- ghost switch
enum Color {
  Red,
  Green,
}
const choose = lemma((c: Color): void => {
  ensures(c === Color.Red || c === Color.Green);
  switch (c) {
    case Color.Red:
      assert(c === Color.Red);
      break;
    default:
      assert(c === Color.Green);
  }
});
