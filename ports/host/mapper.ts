/**
 * The mapper: maps the pages that the port maps for a process, all with one call of JavaScript's.
 *
 *     map_all(process, page, count, access) {
 *       areNew = 1;
 *       status = Done;
 *       while (status === Done && count !== 0) {
 *         status = map(process, page, access);
 *         page += 1;
 *         count -= 1;
 *       }
 *       areNew = 0;
 *       return status;
 *     }
 *
 * Owns        the bytes of a module with this function.
 * Invariants  no memory reaches the pages yet: each is paid for before there is what it stands for.
 * Not here    which pages these are (charges.ts), whether there are frames for them (the kernel).
 */
import {
  call,
  type Code,
  equal,
  FUNCTION_KIND,
  get,
  GLOBAL_KIND,
  i32,
  moduleOf,
  set,
  setGlobal,
  when,
} from "./made-module.ts";
import { Opcode } from "./rewriter/opcodes.ts";
import { VOID_BLOCK } from "./rewriter/payment.ts";
import { FunctionTypes, I32, I64 } from "./rewriter/types.ts";
import { STATUS } from "../../kernel/interface/call.ts";

/** The status with which it ended: Done if all are mapped; if not, those before the one that could not be. */
export type MapAll = (process: number, page: bigint, count: number, access: number) => number;

/** `map`: the kernel's; `areNew`: says to who hears of the pages that they are (frame-table.ts). */
export function mapper(map: WebAssembly.ExportValue, areNew: WebAssembly.Global): MapAll {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(binary()), { [KERNEL]: { map, areNew } });
  return instance.exports[NAME] as MapAll;
}

const KERNEL = "kernel";
const NAME = "map_all";

const [MAP, ARE_NEW] = [0, 0];
const [PROCESS, PAGE, COUNT, ACCESS, LAST] = [0, 1, 2, 3, 4];
const TO_LOOP = 1;

const code: Code = [
  ...setGlobal(ARE_NEW, i32(1)),
  ...[Opcode.loop, VOID_BLOCK],
  ...when(get(COUNT), [
    ...set(LAST, call(MAP, get(PROCESS), get(PAGE), get(ACCESS))),
    ...set(PAGE, [...get(PAGE), Opcode.i64Const, 1, Opcode.i64Add]),
    ...set(COUNT, [...get(COUNT), ...i32(1), Opcode.i32Sub]),
    ...[...equal(get(LAST), i32(STATUS.Done)), Opcode.brIf, TO_LOOP],
  ]),
  Opcode.end,
  ...setGlobal(ARE_NEW, i32(0)),
  // Done to begin with, as locals are 0.
  ...get(LAST),
];

function binary(): Uint8Array<ArrayBuffer> {
  const types = new FunctionTypes();
  return moduleOf(types, {
    from: KERNEL,
    imports: [
      { name: "map", kind: FUNCTION_KIND, type: types.add([I32, I64, I32], [I32]) },
      { name: "areNew", kind: GLOBAL_KIND },
    ],
    functions: [{ name: NAME, type: types.add([I32, I64, I32, I32], [I32]), code, locals: 1 }],
  });
}
