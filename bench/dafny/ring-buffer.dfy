// A ring buffer against the sequence of its items.
newtype u32 = x: int | 0 <= x < 0x1_0000_0000
const CAPACITY: u32 := 64

class RingBuffer {
  var items: array<u32>
  var head: u32
  var count: u32
  ghost var contents: seq<u32>

  predicate Valid() reads this, items {
    items.Length == CAPACITY as int && head < CAPACITY && count <= CAPACITY && |contents| == count as int &&
    forall i :: 0 <= i < count as int ==> contents[i] == items[(head as int + i) % CAPACITY as int]
  }

  constructor() ensures Valid() && contents == [] && fresh(items) {
    items := new u32[CAPACITY as int]; head := 0; count := 0; contents := [];
  }

  method Push(value: u32)
    requires Valid() && count < CAPACITY
    modifies this, items
    ensures Valid() && items == old(items) && contents == old(contents) + [value]
  {
    items[((head + count) % CAPACITY) as int] := value;
    count := count + 1;
    contents := contents + [value];
  }

  method Pop() returns (value: u32)
    requires Valid() && count > 0
    modifies this
    ensures Valid() && items == old(items) && value == old(contents)[0] && contents == old(contents)[1..]
  {
    value := items[head as int];
    head := (head + 1) % CAPACITY;
    count := count - 1;
    contents := contents[1..];
  }
}
