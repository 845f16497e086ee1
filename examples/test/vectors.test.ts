/**
 * The examples against published vectors and Node's own implementations, compiled and interpreted.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { compile } from "../../compiler/compile.ts";
import { Interpreter } from "../../language/interpreter/interpreter.ts";
import { programOf } from "../../verifier/test/marked.ts";

const folder = resolve(import.meta.dirname, "../..");
const program = programOf(join(folder, "examples/test/programs/vectors.ts"), folder);
const module = program.modules.at(-1)?.name ?? "";

type Scalar = bigint | boolean;
/** Calls an exported function; signed and unsigned results as bigint. */
type Call = (name: string, ...values: readonly (number | bigint)[]) => Scalar;

function compiled(optimise: boolean): Call {
  const { binary } = compile(program, { entry: module, optimise });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), {});
  return (name, ...values) => {
    const callee = exports[name] as (...values: number[]) => number | bigint | undefined;
    const result = callee(...values.map(Number)) ?? 0;
    return typeof result === "bigint" ? BigInt.asUintN(64, result) : BigInt(result);
  };
}

function interpreted(): Call {
  const interpreter = new Interpreter(program, { checkContracts: false, fuel: 100_000_000 });
  const names = new Map(
    [...program.functions.values()].filter((f) => f.module === module).map((f) => [f.sourceName, f.name]),
  );
  return (name, ...values) => {
    const outcome = interpreter.call(names.get(name) ?? name, values.map(BigInt));
    if (outcome.kind !== "returned") throw new Error(`${name}: ${JSON.stringify(outcome.kind)}`);
    return (outcome.value ?? 0n) as Scalar;
  };
}

const u32 = (value: Scalar) => BigInt.asUintN(32, BigInt(value));
const i32 = (value: Scalar) => BigInt.asIntN(32, BigInt(value));

function fill(call: Call, bytes: Uint8Array, from = 0): void {
  bytes.forEach((byte, index) => call("put", from + index, byte));
}

function sha256(call: Call, bytes: Uint8Array): string {
  fill(call, bytes);
  const words = Array.from({ length: 8 }, (_, i) => u32(call("sha256Word", bytes.length, i)));
  return words.map((word) => word.toString(16).padStart(8, "0")).join("");
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
/** Bytes that look random and are the same each time. */
const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (i * i * 167 + i * 13 + 71) & 255);

for (const [way, call] of [
  ["compiled", compiled(false)],
  ["optimised", compiled(true)],
  ["interpreted", interpreted()],
] as const) {
  test(`SHA-256, ${way}`, () => {
    assert.equal(
      sha256(call, bytesOf("abc")),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    const messages = way === "interpreted" ? [0, 64] : [0, 1, 55, 56, 63, 64, 119, 120, 500, 1024];
    for (const message of messages.map(noise))
      assert.equal(sha256(call, message), createHash("sha256").update(message).digest("hex"));
  });

  test(`CRC-32, ${way}`, () => {
    fill(call, bytesOf("123456789"));
    assert.equal(u32(call("crcBitwise", 9)), 0xcbf43926n);
    assert.equal(u32(call("crcByTable", 9)), 0xcbf43926n);
    fill(call, noise(256));
    assert.equal(u32(call("crcByTable", 256)), BigInt(crc32(noise(256))));
  });

  test(`UTF-8, ${way}`, () => {
    const samples = ["", "plain", "h\u00e9llo", "\u20ac \ud83d\ude00 \uffff \u{10ffff}"].map(bytesOf);
    const broken = [
      [0x80],
      [0xc0, 0xaf],
      [0xe0, 0x80, 0xaf],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x82],
    ];
    for (const sample of [...samples, ...broken.map((bytes) => Uint8Array.from(bytes))]) {
      fill(call, sample);
      assert.equal(Boolean(Number(call("validUtf8", sample.length))), isUtf8(sample), String(sample));
    }
  });

  test(`base64, ${way}`, () => {
    for (const data of ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(bytesOf)) {
      fill(call, data);
      const size = Number(call("toBase64", data.length));
      assert.equal(read(call, size).toString("latin1"), Buffer.from(data).toString("base64"));
      const length = Number(call("fromBase64", size));
      assert.deepEqual([...read(call, length)], [...data]);
    }
    for (const text of ["Zg=", "Zh==", "Z===", "Zg==Zg==", "Zm-v", "Zm9"]) {
      fill(call, bytesOf(text));
      assert.equal(Number(call("fromBase64", text.length)), 255, text);
    }
  });

  test(`numbers, ${way}`, () => {
    const decimal = (text: string) => {
      fill(call, bytesOf(text));
      return call("parseDecimal", text.length);
    };
    assert.equal(decimal("0"), 0n);
    assert.equal(decimal("0004294967295"), 0xffff_ffffn);
    assert.equal(decimal("4294967296"), 0x1_0000_0000n);
    assert.equal(decimal("99999999999999999999"), 0x1_0000_0000n);
    assert.equal(decimal("12a"), 0x1_0000_0001n);
    assert.equal(decimal(""), 0x1_0000_0001n);
    for (const [x, length] of [
      [0, 1],
      [127, 1],
      [128, 2],
      [300, 2],
      [0xffff_ffff, 5],
    ] as const) {
      assert.equal(call("toVarint", x), BigInt(length));
      assert.equal(call("fromVarint"), BigInt(x));
    }
    fill(call, Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x10]));
    assert.equal(call("fromVarint"), 0x1_0000_0000n);
  });

  test(`arithmetic, ${way}`, () => {
    assert.equal(u32(call("greatestCommonDivisor", 3_000_000_000, 2_000_000_000)), 1_000_000_000n);
    assert.equal(u32(call("root", 0xffff_ffff)), 65535n);
    assert.equal(u32(call("fibonacciNumber", 47)), 2971215073n);
    assert.equal(u32(call("ones", 0xf0f0_0001)), 9n);
    assert.equal(u32(call("reversed", 0x8000_0001)), 0x8000_0001n);
    assert.equal(u32(call("reversed", 0x1234_5678)), 0x1e6a_2c48n);
    assert.equal(u32(call("primesBelow", 1000)), 168n);
    const one = 65536;
    assert.equal(i32(call("fixedProduct", one + one / 2, -2 * one)), BigInt(-3 * one));
    assert.equal(i32(call("fixedProduct", 30000 * one, 30000 * one)), 0x7fff_ffffn);
    assert.equal(i32(call("fixedRounded", one / 2)), BigInt(one));
  });

  test(`Internet checksum, ${way}`, () => {
    // RFC 1071, section 3: the one's complement sum of these is DDF2.
    fill(call, Uint8Array.from([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]));
    assert.equal(call("internetChecksum", 4), BigInt(0xffff - 0xddf2));
  });

  test(`substring search, ${way}`, () => {
    fill(call, bytesOf("abracadabra"));
    const find = (pattern: string) => {
      fill(call, bytesOf(pattern), 512);
      return Number(call("find", 11, pattern.length));
    };
    assert.deepEqual(["abra", "bra", "cad", "abrac", "abx", ""].map(find), [0, 1, 4, 0, 11, 0]);
  });
}

function read(call: Call, length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => Number(call("get", i))));
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
