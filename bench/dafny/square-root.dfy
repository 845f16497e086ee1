// The integer square root by bisection; the same contract as examples/square-root.ts.
newtype u32 = x: int | 0 <= x < 0x1_0000_0000

method SquareRoot(n: u32) returns (result: u32)
  ensures result as int * result as int <= n as int
  ensures (n as int) < (result as int + 1) * (result as int + 1)
{
  var low: u32 := 0;
  var high: u32 := 65536;
  while high - low > 1
    invariant low < high <= 65536
    invariant low as int * low as int <= n as int < high as int * high as int
    decreases high - low
  {
    var middle := (low + high) / 2;
    if middle as int * middle as int <= n as int { low := middle; } else { high := middle; }
  }
  return low;
}
