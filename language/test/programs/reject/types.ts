// Programs that are rejected for their types.

// --- types outside the subset
function a(x: number): void {} // FAILS K201
function b(x: bigint): void {} // FAILS K202
function c(x: string): void {} // FAILS K203
function d(x: u32[]): void {} // FAILS K204
function e(x: u32 | boolean): void {} // FAILS K206
function f(x: () => void): void {} // FAILS K207
function g(x: [u32, u32]): void {} // FAILS K208
function h(x: any): void {} // FAILS K200
function i(x: unknown): void {} // FAILS K200
function j(x: null): void {} // FAILS K200

// --- lengths
function first<N extends number>(x: FixedArray<u32, N>, y: N): u32 { // FAILS K209
  return x[0];
}
function use(a: FixedArray<u32, 4>): u32 {
  return first(a, 4);
}
function plain(x: FixedArray<u32, number>): void {} // FAILS K201
function none(x: FixedArray<u32, 0>): void {} // FAILS K215
const FLAG = true;
function flag(x: FixedArray<u32, u32>): void {} // FAILS K214

// --- type arguments
class Box<T> {
  value: u32 = 0;
}
type Pair<A, B> = { a: A; b: B };
function f(x: Box): void {} // FAILS K210
function g(x: FixedArray<u32>): void {} // FAILS K210

// --- memory
class C {
  list: FixedArray<int, 4> = zeroed(); // FAILS K212
}
class D {
  threads: Pool<E> = pool(); // FAILS K213
}
class E {
  x: u32 = 0;
}
const f = lemma((p: Pool<E>): void => {}); // FAILS K213
const g = machine("g", (p: Pool<E>): void => {}); // FAILS K213

// --- a type that contains itself
class Node {
  next: Node = zeroed(); // FAILS K216
}

// --- classes
class Base {
  x: u32 = 0;
}
class Derived extends Base {} // FAILS K217
class Empty {} // FAILS K218
class WithConstructor {
  x: u32 = 0;
  constructor() {} // FAILS K219
}
class WithPrivate {
  private x: u32 = 0; // FAILS K220
}
class WithOptional {
  x?: u32 = 0; // FAILS K221
}
class WithString {
  "a b": u32 = 0; // FAILS K222
}
class WithoutValue {
  x: u32; // FAILS K223
}
class WithoutType {
  x = 0; // FAILS K224
}
class WithStatic {
  static x: u32 = 0; // FAILS K220
}

// --- unions
type Same = { kind: "a"; x: u32 } | { kind: "a"; y: u32 }; // FAILS K225
type NoTag = { x: u32 } | { y: u32 }; // FAILS K206

// --- enums
enum Empty {} // FAILS K226
enum Negative {
  A = -1, // FAILS K227
}
enum Text {
  A = "a", // FAILS K227
}
enum Equal {
  A = 1,
  B = 1, // FAILS K228
}

// --- a union with a variant too many
type Many = { k: "0" } | { k: "1" } | { k: "2" } | { k: "3" } | { k: "4" } | { k: "5" } | { k: "6" } | { k: "7" } | { k: "8" } | { k: "9" } | { k: "10" } | { k: "11" } | { k: "12" } | { k: "13" } | { k: "14" } | { k: "15" } | { k: "16" } | { k: "17" } | { k: "18" } | { k: "19" } | { k: "20" } | { k: "21" } | { k: "22" } | { k: "23" } | { k: "24" } | { k: "25" } | { k: "26" } | { k: "27" } | { k: "28" } | { k: "29" } | { k: "30" } | { k: "31" } | { k: "32" } | { k: "33" } | { k: "34" } | { k: "35" } | { k: "36" } | { k: "37" } | { k: "38" } | { k: "39" } | { k: "40" } | { k: "41" } | { k: "42" } | { k: "43" } | { k: "44" } | { k: "45" } | { k: "46" } | { k: "47" } | { k: "48" } | { k: "49" } | { k: "50" } | { k: "51" } | { k: "52" } | { k: "53" } | { k: "54" } | { k: "55" } | { k: "56" } | { k: "57" } | { k: "58" } | { k: "59" } | { k: "60" } | { k: "61" } | { k: "62" } | { k: "63" } | { k: "64" } | { k: "65" } | { k: "66" } | { k: "67" } | { k: "68" } | { k: "69" } | { k: "70" } | { k: "71" } | { k: "72" } | { k: "73" } | { k: "74" } | { k: "75" } | { k: "76" } | { k: "77" } | { k: "78" } | { k: "79" } | { k: "80" } | { k: "81" } | { k: "82" } | { k: "83" } | { k: "84" } | { k: "85" } | { k: "86" } | { k: "87" } | { k: "88" } | { k: "89" } | { k: "90" } | { k: "91" } | { k: "92" } | { k: "93" } | { k: "94" } | { k: "95" } | { k: "96" } | { k: "97" } | { k: "98" } | { k: "99" } | { k: "100" } | { k: "101" } | { k: "102" } | { k: "103" } | { k: "104" } | { k: "105" } | { k: "106" } | { k: "107" } | { k: "108" } | { k: "109" } | { k: "110" } | { k: "111" } | { k: "112" } | { k: "113" } | { k: "114" } | { k: "115" } | { k: "116" } | { k: "117" } | { k: "118" } | { k: "119" } | { k: "120" } | { k: "121" } | { k: "122" } | { k: "123" } | { k: "124" } | { k: "125" } | { k: "126" } | { k: "127" } | { k: "128" } | { k: "129" } | { k: "130" } | { k: "131" } | { k: "132" } | { k: "133" } | { k: "134" } | { k: "135" } | { k: "136" } | { k: "137" } | { k: "138" } | { k: "139" } | { k: "140" } | { k: "141" } | { k: "142" } | { k: "143" } | { k: "144" } | { k: "145" } | { k: "146" } | { k: "147" } | { k: "148" } | { k: "149" } | { k: "150" } | { k: "151" } | { k: "152" } | { k: "153" } | { k: "154" } | { k: "155" } | { k: "156" } | { k: "157" } | { k: "158" } | { k: "159" } | { k: "160" } | { k: "161" } | { k: "162" } | { k: "163" } | { k: "164" } | { k: "165" } | { k: "166" } | { k: "167" } | { k: "168" } | { k: "169" } | { k: "170" } | { k: "171" } | { k: "172" } | { k: "173" } | { k: "174" } | { k: "175" } | { k: "176" } | { k: "177" } | { k: "178" } | { k: "179" } | { k: "180" } | { k: "181" } | { k: "182" } | { k: "183" } | { k: "184" } | { k: "185" } | { k: "186" } | { k: "187" } | { k: "188" } | { k: "189" } | { k: "190" } | { k: "191" } | { k: "192" } | { k: "193" } | { k: "194" } | { k: "195" } | { k: "196" } | { k: "197" } | { k: "198" } | { k: "199" } | { k: "200" } | { k: "201" } | { k: "202" } | { k: "203" } | { k: "204" } | { k: "205" } | { k: "206" } | { k: "207" } | { k: "208" } | { k: "209" } | { k: "210" } | { k: "211" } | { k: "212" } | { k: "213" } | { k: "214" } | { k: "215" } | { k: "216" } | { k: "217" } | { k: "218" } | { k: "219" } | { k: "220" } | { k: "221" } | { k: "222" } | { k: "223" } | { k: "224" } | { k: "225" } | { k: "226" } | { k: "227" } | { k: "228" } | { k: "229" } | { k: "230" } | { k: "231" } | { k: "232" } | { k: "233" } | { k: "234" } | { k: "235" } | { k: "236" } | { k: "237" } | { k: "238" } | { k: "239" } | { k: "240" } | { k: "241" } | { k: "242" } | { k: "243" } | { k: "244" } | { k: "245" } | { k: "246" } | { k: "247" } | { k: "248" } | { k: "249" } | { k: "250" } | { k: "251" } | { k: "252" } | { k: "253" } | { k: "254" } | { k: "255" } | { k: "256" }; // FAILS K229
