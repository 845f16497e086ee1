/** What "welkin" is to TypeScript: the vocabulary of Kernel TypeScript, and the embedding API. */
export * from "./language/welkin.js";
export * from "./ports/host/welkin.js";
