/**
 * What programs are compiled with to call the kernel, made from the table of calls: for C, and for Kernel TypeScript.
 *
 * Owns      the layout of programs/include/welkin.h and programs/calls.ts.
 */
import { MEMORY, type Parameter, RIGHTS, STATUS } from "./call.ts";
import { CALLS, READS } from "./calls.ts";

const C_TYPES = {
  handle: "uint32_t",
  slot: "uint32_t",
  rights: "uint32_t",
  u32: "uint32_t",
  u64: "uint64_t",
};

interface Function {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: string;
  readonly meaning: string;
}

/** The calls that programs make. A thread that has ended gets no answer. */
function functions(statusType: string, unsigned: (type: "u32" | "u64") => string): readonly Function[] {
  return [
    ...CALLS.map(({ name, parameters, summary }) => ({
      name,
      parameters,
      result: statusType,
      meaning: summary,
    })),
    ...READS.map(({ name, parameters, result, meaning }) => ({
      name,
      parameters,
      result: unsigned(result),
      meaning: `is ${meaning}`,
    })),
  ];
}

/** The header for C. */
export function cHeader(): string {
  const declarations = functions("enum welkin_status", (type) => C_TYPES[type]).map(
    ({ name, parameters, result, meaning }) => {
      const typed = parameters.map(({ name: parameter, type }) => `${C_TYPES[type]} ${parameter}`);
      return `/** ${capital(meaning)}. */\nWELKIN_CALL(${name}) ${result} welkin_${snake(name)}(${typed.join(", ") || "void"});`;
    },
  );
  return `/*
 * The calls of the Welkin kernel, for programs in C. docs/syscalls.md says what they do.
 *
 * Made from kernel/interface/ by \`npm run docs\`.
 */
#ifndef WELKIN_H_
#define WELKIN_H_

#include <stdint.h>

#define WELKIN_CALL(name) __attribute__((import_module("welkin"), import_name(#name)))

enum welkin_status {
${Object.entries(STATUS)
  .map(([name, number]) => `  WELKIN_${snake(name).toUpperCase()} = ${number},`)
  .join("\n")}
};

enum welkin_right {
${Object.entries(RIGHTS)
  .map(([name, { bit }]) => `  WELKIN_${name.toUpperCase()} = ${bit},`)
  .join("\n")}
};

/** The address, in the address space of the process, of what a pointer points to. */
static inline uint64_t welkin_address(const void *pointer) { return ${MEMORY}u + (uint64_t)(uintptr_t)pointer; }

${declarations.join("\n\n")}

#endif
`;
}

/** The module for Kernel TypeScript, not yet formatted. Nothing is promised of a call but that it answers. */
export function kernelTypeScriptModule(): string {
  const declarations = functions("Status", (type) => type).map(({ name, parameters, result, meaning }) => {
    const typed = parameters.map(
      ({ name: parameter, type }) => `${parameter}: ${type === "u64" ? "u64" : "u32"}`,
    );
    return `/** ${capital(meaning)}. */\nexport const ${name} = machine("welkin.${name}", (${typed.join(", ")}): ${result} => { unreachable(); });`;
  });
  const rights = Object.entries(RIGHTS).map(
    ([name, { bit, meaning }]) =>
      `/** The right ${meaning}. */\nexport const ${name.toUpperCase()}: u32 = ${bit};`,
  );
  return `/**
 * The kernel's calls, for programs in Kernel TypeScript. docs/syscalls.md says what they do.
 *
 * Made from kernel/interface/ by \`npm run docs\`.
 */
import { machine, type u32, type u64, unreachable } from "welkin";
import { Status } from "../kernel/status.ts";

${rights.join("\n\n")}

/** The address of a program's first memory, in the address space of its process. */
export const MEMORY: u64 = ${MEMORY};

${declarations.join("\n\n")}
`;
}

const snake = (name: string): string =>
  name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
