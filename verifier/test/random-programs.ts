/**
 * Random functions over module state, references, loops and pools, with one result each.
 *
 * Owns        the text of a module with such functions; equal seeds give equal text.
 * Invariants  Every function starts by giving all state that it uses a known value, so that it has one result.
 */

/** A generator of pseudo-random numbers (mulberry32, Tommy Ettinger). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const HEAD = `
import {
  ensures, frames, modifies, old, pool, requires, retype, spec, u32, zeroed, type FixedArray, type int,
} from "welkin";
class Cell { a: u32 = 0; b: u32 = 0; }
class Row { cells: FixedArray<Cell, 3> = zeroed(); n: u32 = 0; }
let g: u32 = 0;
let h: u32 = 0;
const cells: FixedArray<Cell, 3> = zeroed();
const row: Row = zeroed();
const free = frames<Row>(8);
const threads = pool<Cell>();
export const seen = spec((): int => g);
export const both = spec((): int => g + h);
function setG(v: u32): void { modifies(g); ensures(g === v); g = v; }
function setSeen(v: u32): void { requires(g + h >= v); modifies(seen, h); ensures(g === v); g = v; h = 1; }
function anyG(v: u32): void { modifies(g); ensures(g <= v); if (g > v) g = v; }
function setA(c: Cell, v: u32): void { modifies(c.a); ensures(c.a === v); c.a = v; }
function anyB(c: Cell): void { modifies(c.b); ensures(c.b <= 9); c.b = (c.b + c.a) % 7; }
function swap(c: Cell, d: Cell): void {
  modifies(c.a, d.a);
  ensures(c.a === old(d.a) && d.a === old(c.a));
  const held = c.a; c.a = d.a; d.a = held;
}
function clear(r: Row, i: u32): void {
  requires(i < 3);
  modifies(r.cells[i], r.n);
  ensures(r.cells[i].a === 0 && r.n === i);
  r.cells[i] = { a: 0, b: 5 }; r.n = i;
}
function take(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, threads);
  ensures(threads.owned().has(f));
  retype(free, f, threads);
}
function sum(c: Cell, d: Cell): u32 { ensures((r: u32) => r < 13); return (c.a % 13 + d.b % 13) % 13; }
`;

const PROLOGUE = `
  requires(free.owned().has(0) && free.owned().has(1) && free.owned().has(2));
  modifies(g, h, cells, row, free, threads);
  g = 1; h = 2;
  cells[0] = { a: 1, b: 2 }; cells[1] = { a: 3, b: 4 }; cells[2] = { a: 5, b: 6 };
  row.n = 1; row.cells[0] = { a: 1, b: 1 }; row.cells[1] = { a: 2, b: 2 }; row.cells[2] = { a: 3, b: 3 };
  retype(free, 0, threads);
  let x: u32 = 1; let y: u32 = 2;
  const c: Cell = { a: 1, b: 2 };
`;

class Generator {
  readonly #below: (below: number) => number;
  #names = 0;
  /** The labels of the loops around this point. */
  readonly #loops: string[] = [];

  constructor(below: (below: number) => number) {
    this.#below = below;
  }

  #pick(...choices: (() => string)[]): string {
    return choices[this.#below(choices.length)]!();
  }

  #cell(): string {
    return this.#pick(
      () => "c",
      () => `cells[${this.#index()}]`,
      () => `row.cells[${this.#index()}]`,
      () => `threads.at(${this.#below(2)})`,
    );
  }

  #index(): string {
    return this.#pick(
      () => `${this.#below(3)}`,
      () => "x % 3",
      () => "y % 3",
    );
  }

  #place(): string {
    return this.#pick(
      () => "x",
      () => "y",
      () => "g",
      () => "h",
      () => "row.n",
      () =>
        `${this.#cell()}.${this.#pick(
          () => "a",
          () => "b",
        )}`,
    );
  }

  expression(): string {
    return this.#pick(
      () => `${this.#below(9)}`,
      () => this.#place(),
      () => `(${this.#place()} % 20 + ${this.#place()} % 20) % 7`,
    );
  }

  #condition(): string {
    const operator = this.#pick(
      () => "<",
      () => ">=",
      () => "!==",
    );
    return `${this.#place()} ${operator} ${this.#below(6)}`;
  }

  #call(): string {
    return this.#pick(
      () => `setG(${this.#below(9)});`,
      () => `if (g < 50 && h < 50 && g + h >= 1) setSeen(1);`,
      () => `anyG(${this.#below(9)});`,
      () => `setA(${this.#cell()}, ${this.#below(9)});`,
      () => `anyB(${this.#cell()});`,
      () => `swap(${this.#cell()}, ${this.#cell()});`,
      () => `clear(row, ${this.#index()});`,
      () => `x = sum(${this.#cell()}, ${this.#cell()});`,
      () => `take(${this.#below(3)});`,
    );
  }

  #loop(depth: number): string {
    const i = `i${(this.#names += 1)}`;
    this.#loops.push(`loop${i}`);
    const [before, jump, after] = [this.list(depth - 1), this.#jump(depth), this.list(depth - 1)];
    const label = this.#loops.pop();
    return `${label}: for (let ${i}: u32 = 0; ${i} < 3; ${i} += 1) { ${before} ${jump} ${after} }`;
  }

  /** Sometimes leaves a round of this loop or of one around it, after some statements that then run only there. */
  #jump(depth: number): string {
    const label = this.#loops[this.#below(this.#loops.length)];
    const last = this.#pick(
      () => "",
      () => `break ${label};`,
      () => `continue ${label};`,
      () => `return ${this.expression()};`,
    );
    return `if (${this.#condition()}) { ${this.list(depth - 1)} ${last} }`;
  }

  #alias(): string {
    const name = `r${(this.#names += 1)}`;
    return `const ${name} = ${this.#cell()}; ${this.statement(0)} ${name}.a = ${this.#below(9)}; y = ${name}.b;`;
  }

  statement(depth: number): string {
    const simple = [
      () => `${this.#place()} = ${this.expression()};`,
      () => this.#call(),
      () => `${this.#place()} = ${this.expression()};`,
    ];
    const nested = [
      () => `if (${this.#condition()}) { ${this.list(depth - 1)} } else { ${this.list(depth - 1)} }`,
      () => this.#loop(depth),
      () => this.#alias(),
    ];
    return this.#pick(...simple, ...(depth > 0 ? nested : []));
  }

  list(depth: number): string {
    return Array.from({ length: 1 + this.#below(3) }, () => this.statement(depth)).join(" ");
  }
}

/** A function with this clause in its contract. */
function randomFunction(name: string, below: (below: number) => number, ensures: string): string {
  const generator = new Generator(below);
  const body = `${generator.list(2)}\n  return ${generator.expression()};`;
  const [requires, modifies, ...rest] = PROLOGUE.trim().split("\n");
  return [`export function ${name}(): u32 {`, requires, modifies, ensures, ...rest, body, "}"].join("\n");
}

/** A module with a function for each seed, `f7` for seed 7; `ensures` gives the clause in its contract. */
export function randomModule(seeds: readonly number[], ensures: (seed: number) => string): string {
  const functions = seeds.map((seed) => randomFunction(`f${seed}`, randomNumbers(seed), ensures(seed)));
  return [HEAD, ...functions, ""].join("\n");
}
