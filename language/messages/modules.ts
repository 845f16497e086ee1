/** Messages about files, modules and what stands at their top. In braces: what a message fills in. */
import type { Message } from "./message.ts";

export const MODULES = {
  K100: {
    title: "syntax error",
    message: "TypeScript cannot parse this: {text}",
    suggestion: "Write what TypeScript's grammar allows.",
    explanation: "A Kernel TypeScript file is a TypeScript file.",
  },
  K101: {
    title: "type error",
    message: "TypeScript rejects this: {text}",
    suggestion: "Make plain `tsc --strict` accept the file.",
    explanation: "Every program is also a plain TypeScript program; editors and `tsc` must agree with it.",
  },
  K121: {
    title: "assignment after a comparison",
    message:
      "After a comparison by `===` or `!==` TypeScript takes this variable for `never` and rejects the assignment.",
    suggestion: "Write `x = x - 1`, or declare the local with its type: `let y: u32 = x`.",
    explanation:
      "To TypeScript an integer type is an enum without members, of which `x !== y` leaves nothing.",
  },
  K122: {
    title: "equality of different integer types",
    message: "TypeScript finds that {left} and {right} have no value in common.",
    suggestion: "Write `{left}.from(x) === y`, or `{right}.from`: in a specification that is `x` itself.",
    explanation:
      "Two enums without members are never equal to TypeScript; `<` and `<=` between them it allows.",
  },
  K102: {
    title: "missing file",
    message: "There is no file `{path}`.",
    suggestion: "Correct the path; imports are relative to the importing file.",
    explanation: "All files are read before anything is checked.",
  },
  K103: {
    title: "foreign import",
    message: '`{name}` is neither "welkin" nor a relative path.',
    suggestion: 'Import from "welkin" or from a Kernel TypeScript file, as `./name.ts`.',
    explanation: "Everything that a program runs is part of it, so that it can be proved.",
  },
  K104: {
    title: "import cycle",
    message: "These modules import each other: {cycle}.",
    suggestion: "Move what both need to a module below both.",
    explanation: "Import order is layer order; a layer rests on lower ones only.",
  },
  K105: {
    title: "statement at the top",
    message: "This cannot stand at the top of a module.",
    suggestion: "Move it into a function, or declare state with `let` or `const`.",
    explanation: "Nothing runs at the top of a module; its state has constant initial values.",
  },
  K106: {
    title: "exported state",
    message: "`{name}` is module state and cannot be exported.",
    suggestion: "Export a function that changes it and a `spec` that shows it.",
    explanation: "A module's state is changed by its own functions only, so that its invariants hold.",
  },
  K107: {
    title: "state of another module",
    message: "`{name}` is the state of another module.",
    suggestion: "Call an exported function or view of that module.",
    explanation: "A module's state is hidden behind its functions and views.",
  },
  K108: {
    title: "import form",
    message: "Only named imports exist here.",
    suggestion: 'Write `import { name } from "./file.ts"`.',
    explanation: "Every name in a module is either declared in it or named in an import.",
  },
  K109: {
    title: "export form",
    message: "Only `export { name }` of what this module declares exists here.",
    suggestion: "Export the declaration itself; import from the module that declares it.",
    explanation: "A thing has one name and one home.",
  },
  K111: {
    title: "not a constant",
    message: "`{name}` is not a constant expression.",
    suggestion: "Use literals, other constants and operators; compute the rest in a function.",
    explanation: "Constants and initial values are known before anything runs.",
  },
  K112: {
    title: "constant of a type that has none",
    message: "A constant cannot have type {type}.",
    suggestion: "Make it module state, or a `spec` without parameters.",
    explanation: "Constants are scalars: integers, booleans, members of enums.",
  },
  K113: {
    title: "definition in terms of itself",
    message: "The value of `{name}` depends on itself.",
    suggestion: "Give one of the declarations in the circle a value of its own.",
    explanation: "A constant is computed from constants that are known before.",
  },
  K114: {
    title: "state that is reassigned",
    message: "Module state `{name}` of type {type} must be a `const`.",
    suggestion: "Write `const {name} = ...` and change what is in it.",
    explanation: "A record or array is its storage; the name cannot move to another one.",
  },
  K115: {
    title: "pool without a maker",
    message: "A pool is made by `frames` or `pool`.",
    suggestion: "Write `const name: Pool<T> = pool();` or `frames(count)`.",
    explanation: "What a pool owns at boot is part of the program.",
  },
  K116: {
    title: "number of frames",
    message: "{count} is no number of frames.",
    suggestion: "Give a constant from 1 to 1048576.",
    explanation: "4 GiB of memory have 1048576 frames of 4 KiB.",
  },
  K117: {
    title: "declaration without a name",
    message: "This declaration has no name.",
    suggestion: "Give it a name and a named export.",
    explanation: "Messages, proofs and exports go by names.",
  },
  K118: {
    title: "file name",
    message: "`{name}` cannot be the name of a module.",
    suggestion:
      "Use a file name without dots, commas, bars, backslashes, spaces and angle brackets before `.ts`.",
    explanation: "Names of functions are made of module names.",
  },
  K119: {
    title: "several owners of all frames",
    message: "`{name}` is the second pool made by `frames`.",
    suggestion: "Make all pools but one by `pool()`, and move frames with `retype`.",
    explanation: "One pool owns every frame at boot.",
  },
  K120: {
    title: "pool element too large",
    message: "An object of {bytes} bytes does not fit a frame.",
    suggestion: "Make the record at most 4096 bytes.",
    explanation: "An object of a pool lies in one 4 KiB frame.",
  },
  K123: {
    title: "more state than memory",
    message: "With `{name}` the program needs {bytes} bytes of memory.",
    suggestion: "Make its state and its frames smaller.",
    explanation: "State, the stack of records and the frames share a memory of at most 4 GiB.",
  },
} satisfies Record<string, Message>;
