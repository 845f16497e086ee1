// Statements.

// --- if and else
function f(a: u32): u32 {
  let x: u32 = 0;
  if (a === 1) x = 1;
  else if (a === 2) {
    x = 2;
  } else x = 3;
  return x;
}

// --- while
function f(n: u32): u32 {
  let i: u32 = 0;
  while (i < n) {
    invariant(i <= n && i >= 0);
    i += 1;
  }
  return i;
}

// --- measures
function f(n: u32, m: u32): void {
  let i = n;
  let j: u32 = 0;
  while (i > 0 && j !== 5) i = i - 1;
  while (i !== 5) {
    decreases(5 - i, j);
    i = i + 1;
  }
  while (n >= j) j += 1;
}

// --- for with continue
function f(t: FixedArray<u32, 4>): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i < t.length; i += 1) {
    if (t[i] === 0) continue;
    if (t[i] > 100) break;
    sum = u32.wrappingAdd(sum, t[i]);
  }
  return sum;
}

// --- do and while
function f(n: u32): u32 {
  let i: u32 = 0;
  do {
    i += 1;
    if (i === 3) continue;
    if (i === 7) break;
  } while (i < n);
  do {
    i = i / 2;
  } while (i > 10);
  return i;
}

// --- labels
function f(n: u32): u32 {
  let count: u32 = 0;
  outer: for (let i: u32 = 0; i < n; i += 1) {
    for (let i: u32 = 0; i < n; i = i + 1) {
      if (i === 3) continue outer;
      if (i === 4) break outer;
      count += 1;
    }
  }
  block: {
    if (count > 3) break block;
    count = 0;
  }
  return count;
}

// --- endless loops
function f(n: u32): u32 {
  let i: u32 = 0;
  while (true) {
    decreases(n - i);
    if (i >= n) return i;
    i += 1;
  }
}
function g(): void {
  checked();
  for (;;) {}
}

// --- switch on integers
function f(a: u32): u32 {
  let x: u32 = 0;
  switch (a) {
    case 0:
    case 1:
      x = 1;
      break;
    case 2: {
      return 5;
    }
    case 3:
      if (x === 0) break;
      x = 3;
      break;
    default:
      x = 4;
  }
  return x;
}

// --- switch on enums
enum Color {
  Red,
  Green,
}
function f(c: Color): u32 {
  switch (c) {
    case Color.Red:
      return 1;
    case Color.Green:
      return 2;
    default:
      return unreachable();
  }
}

// --- switch in a loop
function f(n: u32): u32 {
  let x: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    switch (i) {
      case 1:
        continue;
      case 2:
        if (n === 5) break;
        x = 2;
        break;
    }
    x += 1;
  }
  return x;
}

// --- blocks and shadowing
function f(): u32 {
  const x: u32 = 1;
  {
    const x: u32 = 2;
    assert(x === 2);
  }
  return x;
}

// --- a local called result
function f(): u32 {
  ensures((result: u32) => result === 1);
  const result: u32 = 1;
  return result;
}

// --- unreachable
function f(a: u32): u32 {
  requires(a < 2);
  if (a < 2) return a;
  unreachable();
}
