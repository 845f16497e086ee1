// Boyer and Moore's majority vote, for arrays of any length; the same contract as examples/majority-vote.ts.
newtype u32 = x: int | 0 <= x < 0x1_0000_0000

datatype Majority = Some(value: u32) | None

function Count(items: array<u32>, value: u32, n: int): int
  requires 0 <= n <= items.Length
  reads items
{
  if n == 0 then 0 else Count(items, value, n - 1) + (if items[n - 1] == value then 1 else 0)
}

method Candidate(items: array<u32>, length: u32) returns (leader: u32)
  requires length as int == items.Length
  ensures forall v :: v == leader || 2 * Count(items, v, items.Length) <= items.Length
{
  leader := 0;
  var votes: u32 := 0;
  var i: u32 := 0;
  while i < length
    invariant i <= length && votes <= i
    invariant 2 * Count(items, leader, i as int) <= i as int + votes as int
    invariant forall v :: v == leader || 2 * Count(items, v, i as int) <= i as int - votes as int
  {
    if votes == 0 {
      leader := items[i as int];
      votes := 1;
    } else if items[i as int] == leader {
      votes := votes + 1;
    } else {
      votes := votes - 1;
    }
    i := i + 1;
  }
}

method FindMajority(items: array<u32>, length: u32) returns (result: Majority)
  requires length as int == items.Length
  ensures result.Some? ==> 2 * Count(items, result.value, items.Length) > items.Length
  ensures result.None? ==> forall v :: 2 * Count(items, v, items.Length) <= items.Length
{
  var leader := Candidate(items, length);
  var places: u32 := 0;
  var i: u32 := 0;
  while i < length
    invariant i <= length && places <= i
    invariant places as int == Count(items, leader, i as int)
  {
    if items[i as int] == leader { places := places + 1; }
    i := i + 1;
  }
  if places > length / 2 { return Some(leader); }
  return None;
}
