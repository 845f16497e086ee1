// Insertion sort: ascending, and a permutation; the same contract as examples/insertion-sort.ts.
newtype u32 = x: int | 0 <= x < 0x1_0000_0000

predicate Ascending(s: seq<u32>) { forall i, j :: 0 <= i < j < |s| ==> s[i] <= s[j] }

method Sort(items: array<u32>, count: u32)
  requires count as int <= items.Length
  modifies items
  ensures Ascending(items[..count as int])
  ensures multiset(items[..count as int]) == multiset(old(items[..count as int]))
  ensures forall i :: count as int <= i < items.Length ==> items[i] == old(items[i])
{
  if count == 0 { return; }
  var i: u32 := 1;
  while i < count
    invariant 1 <= i <= count
    invariant Ascending(items[..i as int])
    invariant multiset(items[..count as int]) == multiset(old(items[..count as int]))
    invariant forall k :: count as int <= k < items.Length ==> items[k] == old(items[k])
  {
    var j := i;
    while 0 < j && items[j as int] < items[j as int - 1]
      invariant 0 <= j <= i
      invariant forall a, b :: 0 <= a < b <= i as int && b != j as int ==> items[a] <= items[b]
      invariant multiset(items[..count as int]) == multiset(old(items[..count as int]))
      invariant forall k :: count as int <= k < items.Length ==> items[k] == old(items[k])
      decreases j
    {
      items[j as int], items[j as int - 1] := items[j as int - 1], items[j as int];
      j := j - 1;
    }
    i := i + 1;
  }
}
