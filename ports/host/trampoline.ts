/**
 * The trampoline: a WebAssembly module between processes and the kernel.
 *
 *     send(...) {
 *       probe();
 *       status = kernel.send(...);
 *       if (status !== Wait) return status;
 *       told = suspend(fuel);
 *       if (told < 0) trap;
 *       fuel = told;
 *       return kernel.status();
 *     }
 *     read(...) { ... if (port.isPending) port.finish(); ... }   // and write: what they copy is copied (frames.ts)
 *     exit() { port.exit(); trap; }
 *
 * Owns        the bytes of that module: one such function for each call.
 * Invariants  a call that need not wait never leaves WebAssembly; one that must, suspends the stack of its caller. What
 *             is resumed after its end does nothing but trap, and no program can catch that.
 * Stack       the kernel runs on the stack of its caller, and must not run out of it in the middle of a call. So before
 *             each call a function is entered which calls itself once, and left: its two frames are larger than all that the
 *             kernel needs (less than 1 KiB was measured); where they do not fit, the caller faults. A branch that is never
 *             taken makes the frames so large. (Functions that only read, such as `word`, go without.)
 * Measured    a call that does not wait takes about 30 ns; a suspending import in its place would take 88 ns.
 */
import { Opcode } from "./rewriter/opcodes.ts";
import { instruction, VOID_BLOCK } from "./rewriter/payment.ts";
import { FunctionTypes, I32, I64 } from "./rewriter/types.ts";
import { Writer, written } from "./rewriter/writer.ts";
import { EXIT } from "./calls.ts";
import { FUNCTION_KIND, GLOBAL_KIND, PREAMBLE, section, SECTION, vector } from "./made-module.ts";
import { STATUS } from "../../kernel/interface/call.ts";

/** The modules that the trampoline imports from. */
export const KERNEL = "kernel";
export const PORT = "port";

/** The functions that are imported first: the index of each. */
const SUSPEND = 0;
const STOP = 1;
const READ_STATUS = 2;
const WORD = 3;
const FINISH = 4;
const FIRST_CALL = 5;

/** The globals that are imported, mutable i32: is a copy pending, and the fuel of who runs. */
const GLOBALS = ["isPending", "fuel"];
const IS_PENDING = 0;
const FUEL = 1;

/** The calls that copy. */
export const COPYING: readonly string[] = ["read", "write"];

const MUTABLE = 1;

/**
 * A frame of the function that is entered before a call has room for so many values of eight bytes. There are two: 7.6 KiB in all. They
 * are touched, so they are memory of each process.
 */
const PROBE_VALUES = 480;

/** The types of the parameters of each call, by name; every call gives an i32. */
export type Signatures = ReadonlyMap<string, readonly number[]>;

/** A module that exports `exit` and each call, which it imports from KERNEL; from PORT it imports `suspend`, `exit`, `finish`, and the globals. */
export function trampoline(calls: Signatures): Uint8Array<ArrayBuffer> {
  const types = new FunctionTypes();
  const all = [...calls].map(([name, parameters]) => ({
    name,
    parameters,
    type: types.add(parameters, [I32]),
  }));
  const exported = [{ name: EXIT, type: types.add([], [I32]) }, ...all];
  const functions = [...exported, { type: types.add([I32], []) }];
  const imports = [
    { module: PORT, name: "suspend", type: types.add([I32], [I32]) },
    { module: PORT, name: "exit", type: types.add([], []) },
    { module: KERNEL, name: "status", type: types.add([], [I32]) },
    { module: KERNEL, name: "word", type: types.add([I32], [I64]) },
    { module: PORT, name: "finish", type: types.add([], []) },
    ...all.map(({ name, type }) => ({ module: KERNEL, name, type })),
  ];
  const globals = GLOBALS.map((name) => ({ module: PORT, name, type: undefined }));
  const to = new Writer();
  to.bytes(PREAMBLE);
  section(to, SECTION.type, (content) => types.write(content));
  vector(to, SECTION.import, [...imports, ...globals], (content, { module, name, type }) => {
    content.name(module);
    content.name(name);
    if (type === undefined) content.bytes([GLOBAL_KIND, I32, MUTABLE]);
    else {
      content.byte(FUNCTION_KIND);
      content.u32(type);
    }
  });
  vector(to, SECTION.function, functions, (content, { type }) => content.u32(type));
  vector(to, SECTION.export, exported, (content, { name }, index) => {
    content.name(name);
    content.byte(FUNCTION_KIND);
    content.u32(imports.length + index);
  });
  const probe = imports.length + exported.length;
  const bodies = [
    exitBody(),
    ...all.map(({ name, parameters }, index) =>
      body(parameters.length, FIRST_CALL + index, { probe, copies: COPYING.includes(name) }),
    ),
    probeBody(probe),
  ];
  vector(to, SECTION.code, bodies, (content, each) => content.part(each));
  return to.written;
}

function exitBody(): Writer {
  const to = new Writer();
  to.byte(0);
  instruction(to, Opcode.call, STOP);
  to.bytes([Opcode.unreachable, Opcode.end]);
  return to;
}

function repeated(bytes: ArrayLike<number>, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  all.set(bytes);
  // What is there already, as often as it fits.
  for (let end = bytes.length; end < all.length; end *= 2) all.copyWithin(end, 0, end);
  return all;
}

/**
 * (again: i32) -> (). Calls itself so often. The branch that is never taken has its values on the stack at a time, which no engine can
 * know to be equal: while it calls itself, so that one frame for both needs place for the values of both; and a call gets their
 * sum, without which an optimising compiler would keep none.
 */
function probeBody(probe: number): Writer {
  const to = new Writer();
  to.byte(0);
  instruction(to, Opcode.localGet, 0);
  to.bytes([Opcode.i32Const, 0, Opcode.i32LtS, Opcode.if, VOID_BLOCK]);
  to.bytes(repeated(written(readWord), PROBE_VALUES));
  callProbe(to, probe, 0);
  to.bytes(repeated([Opcode.i64Add], PROBE_VALUES - 1));
  to.byte(Opcode.i32WrapI64);
  instruction(to, Opcode.call, WORD);
  to.bytes([Opcode.drop, Opcode.else]);
  instruction(to, Opcode.localGet, 0);
  to.bytes([Opcode.if, VOID_BLOCK]);
  callProbe(to, probe, 0);
  to.byte(Opcode.else);
  readWord(to);
  to.bytes([Opcode.drop, Opcode.end, Opcode.end, Opcode.end]);
  return to;
}

function callProbe(to: Writer, probe: number, again: number): void {
  to.bytes([Opcode.i32Const, again]);
  instruction(to, Opcode.call, probe);
}

function readWord(to: Writer): void {
  to.bytes([Opcode.i32Const, 0]);
  instruction(to, Opcode.call, WORD);
}

function body(
  parameters: number,
  call: number,
  { probe, copies }: { readonly probe: number; readonly copies: boolean },
): Writer {
  const to = new Writer();
  to.bytes([1, 1, I32]);
  callProbe(to, probe, 1);
  for (let parameter = 0; parameter < parameters; parameter += 1) instruction(to, Opcode.localGet, parameter);
  instruction(to, Opcode.call, call);
  instruction(to, Opcode.localTee, parameters);
  if (copies) {
    instruction(to, Opcode.globalGet, IS_PENDING);
    to.bytes([Opcode.if, VOID_BLOCK]);
    instruction(to, Opcode.call, FINISH);
    to.byte(Opcode.end);
  }
  to.bytes([Opcode.i32Const, STATUS.Wait, Opcode.i32Eq, Opcode.if, VOID_BLOCK]);
  instruction(to, Opcode.globalGet, FUEL);
  instruction(to, Opcode.call, SUSPEND);
  instruction(to, Opcode.localTee, parameters);
  to.bytes([Opcode.i32Const, 0, Opcode.i32LtS, Opcode.if, VOID_BLOCK, Opcode.unreachable, Opcode.end]);
  instruction(to, Opcode.localGet, parameters);
  instruction(to, Opcode.globalSet, FUEL);
  instruction(to, Opcode.call, READ_STATUS);
  to.bytes([Opcode.return, Opcode.end]);
  instruction(to, Opcode.localGet, parameters);
  to.byte(Opcode.end);
  return to;
}
