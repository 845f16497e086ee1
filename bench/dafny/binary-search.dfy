// Binary search over machine integers; the same contract as examples/binary-search.ts.
newtype u32 = x: int | 0 <= x < 0x1_0000_0000

method Find(items: array<u32>, count: u32, value: u32) returns (index: u32)
  requires count as int <= items.Length
  requires forall i, j :: 0 <= i < j < count as int ==> items[i] <= items[j]
  ensures index <= count
  ensures index < count ==> items[index as int] == value
  ensures index == count ==> forall i :: 0 <= i < count as int ==> items[i] != value
{
  var low: u32 := 0;
  var high := count;
  while low < high
    invariant low <= high <= count
    invariant forall i :: 0 <= i < low as int ==> items[i] < value
    invariant forall i :: high as int <= i < count as int ==> items[i] > value
  {
    var middle := low + (high - low) / 2;
    if items[middle as int] == value { return middle; }
    if items[middle as int] < value { low := middle + 1; } else { high := middle; }
  }
  return count;
}
