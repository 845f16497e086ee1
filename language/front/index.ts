/** The front end's public face: programs from source, and which files belong together. */
export { loadProgram, loadSources, type Diagnostic, type Loaded, type LoadOptions } from "./program.ts";
export { importsOf } from "./imports.ts";
