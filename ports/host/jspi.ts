/**
 * Suspending WebAssembly stacks: JavaScript Promise Integration, which TypeScript's library does not declare yet.
 *
 * Owns        its two functions, with types.
 */

interface Integration {
  /** An import that suspends the stack which calls it, if the function returns a promise. */
  readonly Suspending: new (callee: (...values: never[]) => unknown) => WebAssembly.ImportValue;
  /** The export as a function that runs on a stack of its own, and gives a promise of the result. */
  promising(exported: WebAssembly.ExportValue): (...values: unknown[]) => Promise<unknown>;
}

export const { Suspending, promising } = WebAssembly as unknown as Integration;
