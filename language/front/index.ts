/** The front end's public face: programs from source. */
export { loadProgram, loadSources, type Diagnostic, type Loaded, type LoadOptions } from "./program.ts";
