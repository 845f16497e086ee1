/** What bundled.mjs has, for TypeScript: it is plain JavaScript. */
export interface LoadedBundle {
  /** True, if the command was for it. */
  main(parameters: readonly string[]): Promise<boolean>;
  /** Keeps the code that it has become, if that is not kept. */
  keepCode(): void;
}

export function loadBundle(root?: string): LoadedBundle | undefined;
