/**
 * One function in the making: its locals, its frame on the stack of records, its variables.
 *
 * Owns        WebAssembly locals and their names, frame offsets, the way in and out, source positions.
 * Invariants  the stack grows down. A function that needs a frame tests at its entry that the frame fits above the
 *             module state, traps if not, and restores the stack pointer on its one way out. (A trap ends the
 *             module's life: the host must not call it again.)
 * Not here    what the statements do (statements.ts).
 */
import binaryen from "binaryen";
import type { Expression, FunctionDeclaration, Program, Span, Type } from "../language/ir.ts";
import { STACK_BYTES } from "../language/extents.ts";
import type { Exact } from "./exact.ts";
import type { Layout } from "./layout.ts";
import { CompileError } from "./error.ts";
import { STACK_ALIGNMENT } from "./layout.ts";
import type { LocalsStorage, Storage } from "./storage.ts";
import { slotsOf } from "./slots.ts";

type Ref = binaryen.ExpressionRef;

/** Binaryen's functions on functions, which its type declarations misplace in `Module`. */
export const { setLocalName, setBody } = (binaryen as unknown as Pick<binaryen.Module, "Function">).Function;

export const STACK_POINTER = "stack_pointer";

/** What all functions of a module share. */
export interface ModuleContext {
  readonly m: binaryen.Module;
  readonly program: Program;
  readonly layout: Layout;
}

/** How a value leaves its function. */
export type Passing = "none" | "slots" | "destination";

export function passingOf(program: Program, result: Type): Passing {
  const slots = slotsOf(program, result);
  if (!slots) return "destination";
  return slots.length === 0 ? "none" : "slots";
}

/** The value of an `old`; `isKept` is 0 where its evaluation failed. */
export interface Saved {
  readonly isKept: number;
  readonly storage?: Storage;
  readonly integer?: () => Exact;
}

export class FunctionBuilder {
  readonly m: binaryen.Module;
  readonly program: Program;
  readonly layout: Layout;
  readonly declaration: FunctionDeclaration;
  /** Parameters and locals in scope, and variables bound in conditions. */
  variables = new Map<string, Storage>();
  /** Mathematical integers bound in conditions. */
  readonly integers = new Map<string, () => Exact>();
  /** The values at entry that the `old`s of tested conditions speak of. */
  readonly saved = new Map<Expression, Saved>();
  /** Roots of reference arguments: variables that need an address. */
  readonly addressed: ReadonlySet<string>;
  /** What runs where an obligation fails; undefined where obligations are proved. */
  failure: (() => Ref) | undefined;
  readonly positions: { readonly expression: Ref; readonly span: Span }[] = [];
  private readonly parameterTypes: binaryen.Type[] = [];
  private readonly localTypes: binaryen.Type[] = [];
  private readonly localNames = new Map<number, string>();
  private numbers = 0;
  private frameBytes = 0;
  private framePointer: number | undefined;

  constructor(context: ModuleContext, declaration: FunctionDeclaration, addressed: ReadonlySet<string>) {
    this.m = context.m;
    this.program = context.program;
    this.layout = context.layout;
    this.declaration = declaration;
    this.addressed = addressed;
  }

  newParameter(type: binaryen.Type, name: string): number {
    if (this.localTypes.length > 0) throw new Error("parameters come before locals");
    this.parameterTypes.push(type);
    const index = this.parameterTypes.length - 1;
    this.localNames.set(index, name);
    return index;
  }

  newLocal(type: binaryen.Type, name?: string): number {
    this.localTypes.push(type);
    const index = this.parameterTypes.length + this.localTypes.length - 1;
    if (name !== undefined) this.localNames.set(index, name);
    return index;
  }

  localType(index: number): binaryen.Type {
    const type = [...this.parameterTypes, ...this.localTypes][index];
    if (type === undefined) throw new Error(`no local ${index}`);
    return type;
  }

  newLocals(types: readonly binaryen.Type[], name?: string): LocalsStorage {
    const suffix = (slot: number) => (types.length === 1 ? "" : `.${slot}`);
    const locals = types.map((type, slot) =>
      this.newLocal(type, name === undefined ? undefined : name + suffix(slot)),
    );
    return { kind: "locals", locals };
  }

  /** Storage that nothing else names: in locals if it fits there and needs no address. */
  temporary(type: Type, name?: string): Storage {
    const slots = slotsOf(this.program, type);
    return slots ? this.newLocals(slots, name) : this.inFrame(type);
  }

  /** The storage of a new variable. */
  declareVariable(name: string, type: Type): Storage {
    const storage = this.addressed.has(name) ? this.inFrame(type) : this.temporary(type, name);
    this.variables.set(name, storage);
    return storage;
  }

  private inFrame(type: Type): Storage {
    const { size, alignment } = this.layout.extent(type);
    const offset = Math.ceil(this.frameBytes / alignment) * alignment;
    this.frameBytes = offset + size;
    this.framePointer ??= this.newLocal(binaryen.i32, "frame.pointer");
    return { kind: "memory", pointer: { kind: "local", local: this.framePointer }, offset };
  }

  variable(name: string): Storage {
    const storage = this.variables.get(name);
    if (!storage) throw new Error(`no storage for the variable ${name}`);
    return storage;
  }

  /** A number for labels that the program does not name. */
  newNumber(): number {
    return this.numbers++;
  }

  /** One after the other; the value of the last. */
  sequence(children: readonly Ref[]): Ref {
    return this.m.block(null, children, binaryen.auto);
  }

  /** The expression stems from here in the source. */
  at(span: Span, expression: Ref): Ref {
    this.positions.push({ expression, span });
    return expression;
  }

  /** Adds the function to the module. `body` yields the result. */
  finish(result: binaryen.Type, body: Ref): binaryen.FunctionRef {
    const whole = this.framePointer === undefined ? body : this.framed(this.framePointer, result, body);
    const parameters = binaryen.createType(this.parameterTypes);
    const made = this.m.addFunction(this.declaration.name, parameters, result, this.localTypes, whole);
    for (const [index, name] of this.localNames) setLocalName(made, index, name);
    return made;
  }

  private framed(framePointer: number, result: binaryen.Type, body: Ref): Ref {
    const { m } = this;
    const bytes = Math.ceil(this.frameBytes / STACK_ALIGNMENT) * STACK_ALIGNMENT;
    if (bytes > STACK_BYTES) {
      const values = { name: this.declaration.sourceName, bytes: String(bytes), limit: String(STACK_BYTES) };
      throw new CompileError("C101", this.declaration.span, values);
    }
    const stack = () => m.global.get(STACK_POINTER, binaryen.i32);
    const frame = () => m.local.get(framePointer, binaryen.i32);
    const leave = m.global.set(STACK_POINTER, m.i32.add(frame(), m.i32.const(bytes)));
    const enter = [
      m.if(m.i32.lt_u(stack(), m.i32.const(this.layout.stack.start + bytes)), m.unreachable()),
      m.local.set(framePointer, m.i32.sub(stack(), m.i32.const(bytes))),
      m.global.set(STACK_POINTER, frame()),
    ];
    if (result === binaryen.none) return this.sequence([...enter, body, leave]);
    const kept = this.newLocal(result);
    return this.sequence([...enter, m.local.set(kept, body), leave, m.local.get(kept, result)]);
  }
}
