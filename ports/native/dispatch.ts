/**
 * The dispatch of calls by number, as a processor's system call instruction needs it: C, made from the table of calls.
 *
 * Owns        the layout of dispatch.h. The number of a call is its place in the table; behind the calls come the reads.
 * Invariants  nothing that a process passes is cut: an argument that does not fit its type is an error.
 */
import { type Parameter, STATUS } from "../../kernel/interface/call.ts";
import { CALLS, READS } from "../../kernel/interface/calls.ts";

/** Registers that carry arguments. */
export const REGISTERS = 8;

const FUNCTIONS = [...CALLS, ...READS];

/** The number of a call or a read. */
export function numberOf(name: string): number {
  return FUNCTIONS.findIndex((each) => each.name === name);
}

/** The text of dispatch.h. */
export function dispatchText(): string {
  return `/* Calls by number. Made from kernel/interface/. */

/** Performs call \`number\` for the running thread. What is no call, and what does not fit, is BadArgument. */
static uint64_t dispatch(w2c_kernel* kernel, uint64_t number, const uint64_t arguments[${REGISTERS}]) {
  switch (number) {
${FUNCTIONS.map(({ name, parameters }, number) => branch(name, parameters, number)).join("\n")}
    default:
      return ${STATUS.BadArgument};
  }
}
`;
}

function branch(name: string, parameters: readonly Parameter[], number: number): string {
  const narrow = parameters.flatMap(({ type }, index) => (type === "u64" ? [] : [`arguments[${index}]`]));
  const check =
    narrow.length === 0
      ? ""
      : `if ((${narrow.join(" | ")}) > UINT32_MAX) return ${STATUS.BadArgument};\n      `;
  const passed = parameters.map((_, index) => `, arguments[${index}]`).join("");
  return `    case ${number}:\n      ${check}return w2c_kernel_${name}(kernel${passed});`;
}
