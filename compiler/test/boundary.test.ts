// What a careless host passes: values that are none of the type.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSources } from "../../language/front/index.ts";
import { compile } from "../compile.ts";

type Exports = Record<string, (...given: (number | bigint)[]) => number | bigint>;

function instantiate(text: string, optimise: boolean, machine: WebAssembly.ModuleImports = {}): Exports {
  const { program, diagnostics } = loadSources({ "main.ts": text });
  assert.ok(program, diagnostics.map(({ message }) => message).join("\n"));
  const { binary } = compile(program, { entry: "main", optimise });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { machine });
  return exports as unknown as Exports;
}

const PROGRAM = `import { FixedArray, i8, i16, i32, i64, machine, u8, u16, u32, u64, unreachable, zeroed } from "welkin";

enum Color { Red = 1, Green, Blue = 7, Far = 300 }
const row: FixedArray<u32, 256> = zeroed();

export function wide(a: u32, b: u64, c: u16, d: i8): u64 {
  return u64.wrap(a) ^ b ^ u64.wrap(c) ^ u64.wrap(i64.from(d));
}
export function byte(a: u8): u32 {
  return row[a] + u32.from(a);
}
export function small(a: i8): i32 {
  return i32.from(a);
}
export function short(a: i16): i32 {
  return i32.from(a);
}
export function inner(a: u8): u32 {
  return byte(a);
}
export function choose(a: boolean): u32 {
  return a === true ? 1 : a === false ? 0 : 2;
}
export function color(a: Color): u32 {
  return u32.from(a);
}
const readByte = machine("byte", (a: u32): u8 => { unreachable(); });
const readFlag = machine("flag", (): boolean => { unreachable(); });
const readColor = machine("color", (): Color => { unreachable(); });
export function askByte(a: u32): u32 {
  return row[readByte(a)] + u32.from(readByte(a));
}
export function askFlag(): u32 {
  return choose(readFlag());
}
export function askColor(): u32 {
  return u32.from(readColor());
}
`;

const trap = { name: "RuntimeError" };

for (const optimise of [false, true]) {
  const how = optimise ? "optimised" : "plain";

  test(`narrow integers keep their low bits, ${how}`, () => {
    const exports = instantiate(PROGRAM, optimise, { byte: () => 0, flag: () => 0, color: () => 1 });
    assert.equal(exports["byte"]?.(300), 44);
    assert.equal(exports["byte"]?.(-1), 255);
    assert.equal(exports["inner"]?.(-2), 254);
    assert.equal(exports["small"]?.(130), -126);
    assert.equal(exports["small"]?.(-5), -5);
    assert.equal(exports["short"]?.(0x1_8001), -0x7fff);
    assert.equal(exports["wide"]?.(0, 0n, 0x1_0005, 0x1ff), -6n);
  });

  test(`a boolean is true unless it is 0, ${how}`, () => {
    const exports = instantiate(PROGRAM, optimise, { byte: () => 0, flag: () => 0, color: () => 1 });
    assert.deepEqual(
      [0, 1, 2, 256, -1].map((given) => exports["choose"]?.(given)),
      [0, 1, 1, 1, 1],
    );
  });

  test(`what is no member of an enum traps, ${how}`, () => {
    const exports = instantiate(PROGRAM, optimise, { byte: () => 0, flag: () => 0, color: () => 1 });
    for (const member of [1, 2, 7, 300]) assert.equal(exports["color"]?.(member), member);
    for (const other of [0, 3, 6, 8, 299, 301, 65536 + 1, -1])
      assert.throws(() => exports["color"]?.(other), trap, `${other}`);
  });

  test(`results of machine functions are made values of their types too, ${how}`, () => {
    let color = 300;
    const exports = instantiate(PROGRAM, optimise, {
      byte: (a: number) => a,
      flag: () => 2,
      color: () => color,
    });
    assert.equal(exports["askByte"]?.(511), 255);
    assert.equal(exports["askFlag"]?.(), 1);
    assert.equal(exports["askColor"]?.(), 300);
    color = 3;
    assert.throws(() => exports["askColor"]?.(), trap);
  });
}

test("what takes whole words is exported as it is", () => {
  const functions = (text: string) => {
    const { program } = loadSources({ "main.ts": `import { u16, u32 } from "welkin";\n${text}` });
    assert.ok(program);
    return compile(program, { entry: "main" })
      .text()
      .match(/^ \(func /gm)?.length;
  };
  assert.equal(functions("export function f(a: u32): u16 { return u16.wrap(a); }"), 1);
  assert.equal(functions("export function f(a: u16): u32 { return u32.from(a); }"), 2);
});
