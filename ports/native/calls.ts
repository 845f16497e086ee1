/**
 * The calls of a native kernel: what its header from wasm2c declares, and the table of them for driver.c.
 *
 * Owns      reading the declarations of exports, in the form that wasm2c (WABT 1.0.39) gives them.
 */

/** An exported function: its name and the types of its parameters and result, as wasm2c calls them. */
export interface NativeCall {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly result: string;
}

const EXPORT = /^\/\* export: '(\w+)' \*\/\n(\w+) (\w+)\(w2c_kernel\*((?:, \w+)*)\);$/gm;

/** The calls of a header, and the text of calls.h. */
export function callTable(header: string): { readonly calls: readonly NativeCall[]; readonly text: string } {
  const calls = [...header.matchAll(EXPORT)].map(([, name, result, , parameters]) => ({
    name: name!,
    result: result!,
    parameters: parameters!.split(", ").filter((type) => type !== ""),
  }));
  const text = [
    "/* The exports of kernel.wasm in the order of their numbers. */",
    instantiation(header),
    ...[...header.matchAll(EXPORT)].map(([, , result, symbol], index) =>
      wrapper(calls[index]!, result!, symbol!),
    ),
    "static const struct call calls[] = {",
    ...calls.map(({ name, parameters }) => `  {"${name}", ${parameters.length}, call_${name}},`),
    "};",
    "",
  ];
  return { calls, text: text.join("\n") };
}

/** A module that imports machine functions is given a machine; this one needs no state. */
function instantiation(header: string): string {
  const imports = header.includes("void wasm2c_kernel_instantiate(w2c_kernel*, struct w2c_machine*);");
  const arguments_ = imports ? "kernel, (struct w2c_machine*)0" : "kernel";
  return `static void instantiate(w2c_kernel* kernel) { wasm2c_kernel_instantiate(${arguments_}); }`;
}

function wrapper({ name, parameters }: NativeCall, result: string, symbol: string): string {
  const passed = parameters.map((type, index) => `, (${type})arguments[${index}]`).join("");
  const call = `${symbol}(kernel${passed})`;
  const body = result === "void" ? `${call}; return 0;` : `return ${call};`;
  return `static uint64_t call_${name}(w2c_kernel* kernel, const uint64_t* arguments) { ${body} }`;
}
