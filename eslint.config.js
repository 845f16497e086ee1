// Lint rules for the tools' own sources. Kernel TypeScript programs are checked by the language's own
// front end, whose rules are stricter than a linter's; of them only formatting is checked here.
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      ".welkin/",
      "examples/*.ts",
      "examples/failing/",
      "library/",
      "kernel/*.ts",
      "kernel/syscalls/",
      "services/*.ts",
      "services/!(test)/*.ts",
      "wasi/*.ts",
      "**/fixtures/",
      "**/programs/",
      "**/*.d.ts",
    ],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "max-lines": ["error", 500],
    },
  },
);
