/**
 * The product of two square matrices.
 *
 * Proved    each element is the sum of products that defines it, and nothing overflows: elements are 16 bits wide, so a
 *           row has room in 64 bits.
 */
import {
  FixedArray,
  assert,
  copy,
  decreases,
  ensures,
  forall,
  ghost,
  implies,
  int,
  invariant,
  modifies,
  prove,
  requires,
  spec,
  u16,
  u32,
  u64,
} from "welkin";

const SIZE = 8;
type Matrix = FixedArray<FixedArray<u16, typeof SIZE>, typeof SIZE>;
type Product = FixedArray<FixedArray<u64, typeof SIZE>, typeof SIZE>;

/** The sum of the first n products of row i and column j. */
export const dot = spec((a: Matrix, b: Matrix, i: int, j: int, n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : dot(a, b, i, j, n - 1) + a[i][n - 1] * b[n - 1][j];
});

/** Row i of the product is right up to column `columns`. */
export const rowDone = spec((a: Matrix, b: Matrix, product: Product, i: int, columns: int): boolean =>
  forall(
    (j: int) => implies(0 <= j && j < columns, product[i][j] === dot(a, b, i, j, SIZE)),
    (j: int) => [product[i][j]],
  ),
);

/** One element. */
function element(a: Matrix, b: Matrix, i: u32, j: u32): u64 {
  requires(i < SIZE && j < SIZE);
  ensures((result: u64) => result === dot(a, b, i, j, SIZE));
  let sum: u64 = 0;
  for (let k: u32 = 0; k < SIZE; k += 1) {
    invariant(k <= SIZE);
    invariant(sum <= k * 65535 * 65535);
    invariant(sum === dot(a, b, i, j, k));
    const left: u64 = u64.from(a[i][k]);
    const right: u64 = u64.from(b[k][j]);
    sum += left * right;
  }
  return sum;
}

export function multiply(a: Matrix, b: Matrix, product: Product): void {
  modifies(product);
  ensures(
    forall(
      (i: int) => implies(0 <= i && i < SIZE, rowDone(a, b, product, i, SIZE)),
      (i: int) => [rowDone(a, b, product, i, SIZE)],
    ),
  );
  for (let i: u32 = 0; i < SIZE; i += 1) {
    invariant(i <= SIZE);
    invariant(
      forall(
        (r: int) => implies(0 <= r && r < i, rowDone(a, b, product, r, SIZE)),
        (r: int) => [rowDone(a, b, product, r, SIZE)],
      ),
    );
    for (let j: u32 = 0; j < SIZE; j += 1) {
      invariant(j <= SIZE && i < SIZE);
      invariant(
        forall(
          (r: int) => implies(0 <= r && r < i, rowDone(a, b, product, r, SIZE)),
          (r: int) => [rowDone(a, b, product, r, SIZE)],
        ),
      );
      invariant(rowDone(a, b, product, i, j));
      const before = ghost(copy(product));
      product[i][j] = element(a, b, i, j);
      prove((r: int) => {
        requires(0 <= r && r < i);
        ensures(rowDone(a, b, product, r, SIZE));
        assert(rowDone(a, b, before, r, SIZE));
      });
    }
  }
}
