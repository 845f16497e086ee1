/**
 * `welkin run MAIN.ts FUNCTION`: compiles a program in Kernel TypeScript and calls one of its functions.
 *
 * Owns      the call of a WebAssembly export with values of the language.
 * Not here  the compiler (compiler/).
 */
import type { FunctionDeclaration, Program, Type } from "../language/ir.ts";
import { fits, range, wrap } from "../language/build.ts";
import { type Invocation, Failure, usageFailure } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { loadMain } from "./programs.ts";
import { reportDiagnostics } from "./report.ts";
import type { ToolChain } from "./toolchain.ts";

export async function runSource(invocation: Invocation, tools: ToolChain): Promise<ExitCode> {
  const [main, name, ...parameters] = invocation.operands;
  if (main === undefined || name === undefined)
    throw usageFailure("welkin run MAIN.ts FUNCTION ARGUMENTS...");
  const { program, module, diagnostics } = loadMain(main, invocation.folder, tools);
  if (!program) return reportDiagnostics(invocation, diagnostics);
  const declaration = exportedFunction(program, module, name);
  const values = argumentValues(program, declaration, parameters);
  const compiled = await tools.compile(program, { entry: module, optimise: true });
  if ("code" in compiled) return reportDiagnostics(invocation, [compiled]);
  invocation.terminal.line(await call(program, declaration, compiled.binary, values));
  return EXIT.success;
}

function exportedFunction(program: Program, module: string, name: string): FunctionDeclaration {
  const callable = [...program.functions.values()].filter(
    (one) => one.module === module && one.exported && one.mode !== "lemma" && one.mode !== "machine",
  );
  const found = callable.find(({ sourceName }) => sourceName === name);
  const names = callable.map(({ sourceName }) => sourceName).join(", ");
  if (!found)
    throw usageFailure(`no exported function ${JSON.stringify(name)} here; there is ${names || "none"}`);
  return found;
}

type WasmValue = number | bigint;

function argumentValues(
  program: Program,
  { sourceName, parameters }: FunctionDeclaration,
  texts: readonly string[],
): readonly WasmValue[] {
  const passed = parameters.filter(({ ghost }) => !ghost);
  if (passed.length !== texts.length)
    throw usageFailure(`${sourceName} takes ${passed.length} arguments, not ${texts.length}`);
  return passed.map(({ name, type }, index) => parseValue(program, name, type, texts[index] as string));
}

/** A value as WebAssembly takes it. 64-bit integers are bigints, all others numbers. */
function parseValue(program: Program, name: string, type: Type, text: string): WasmValue {
  if (type.kind === "bool") {
    if (text === "true" || text === "false") return Number(text === "true");
    throw usageFailure(`${name} is true or false, not ${text}`);
  }
  if (type.kind === "enum") {
    const members = program.enums.get(type.name)?.members ?? [];
    const member = members.find((one) => one.name === text);
    if (member) return Number(member.value);
    throw usageFailure(`${name} is one of ${members.map((one) => one.name).join(", ")}, not ${text}`);
  }
  if (type.kind !== "integer") throw usageFailure(`${name} is no scalar; it cannot be given here`);
  const value = parseInteger(text);
  if (value === undefined || !fits(type.name, value)) {
    const { min, max } = range(type.name);
    throw usageFailure(`${name} is a ${type.name}, from ${min} to ${max}, not ${text}`);
  }
  return type.name.endsWith("64") ? value : Number(value);
}

function parseInteger(text: string): bigint | undefined {
  const match = /^(-?)(\d[\d_]*|0x[\da-f_]+|0b[01_]+)$/i.exec(text);
  if (!match) return undefined;
  const magnitude = BigInt((match[2] as string).replaceAll("_", ""));
  return match[1] === "-" ? -magnitude : magnitude;
}

/** A WebAssembly result in the words of the language. */
function formatValue(program: Program, type: Type, value: WasmValue | undefined): string {
  if (type.kind === "void" || value === undefined) return "";
  if (type.kind === "bool") return String(value !== 0);
  if (type.kind === "enum") {
    const member = program.enums
      .get(type.name)
      ?.members.find((one) => one.value === BigInt.asUintN(32, BigInt(value)));
    return member?.name ?? String(value);
  }
  if (type.kind !== "integer") throw new Error(`a result of type ${type.kind}`);
  return String(wrap(type.name, BigInt(value)));
}

async function call(
  program: Program,
  { sourceName, result }: FunctionDeclaration,
  binary: Uint8Array,
  values: readonly WasmValue[],
): Promise<string> {
  const module = await WebAssembly.compile(new Uint8Array(binary));
  const { exports } = await WebAssembly.instantiate(module, imports(module));
  const callee = exports[sourceName];
  if (typeof callee !== "function")
    throw usageFailure(`${sourceName} is not callable from outside: its parameters or result are no scalars`);
  try {
    return formatValue(
      program,
      result,
      (callee as (...values: WasmValue[]) => WasmValue | undefined)(...values),
    );
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError) && !(error instanceof RangeError)) throw error;
    throw new Failure(`${sourceName} trapped: ${error.message}`, EXIT.notProved);
  }
}

/** Machine functions of no machine. */
function imports(module: WebAssembly.Module): WebAssembly.Imports {
  const machine: Record<string, () => never> = {};
  for (const { name } of WebAssembly.Module.imports(module))
    machine[name] = () => {
      throw new Failure(
        `the program calls the machine function ${name}, which has no host here`,
        EXIT.notProved,
      );
    };
  return { machine };
}
