/**
 * Why a module is refused.
 *
 * Owns        the codes of refusal; the one error that the rewriter throws.
 * Invariants  `offset` is in bytes from the start of the module, at or just after what is wrong.
 */

export type RefusalCode =
  /** Not a WebAssembly binary: cut short, a size that lies, a number that is too long, sections out of order. */
  | "malformed"
  /** A feature that the rewriter does not know, and therefore cannot meter. */
  | "unsupported"
  /** An index outside its index space. */
  | "index"
  /** More than the limits allow. */
  | "limit"
  /** An import that the policy does not allow. */
  | "import"
  /** A name that belongs to the kernel. */
  | "reserved";

export class RewriteError extends Error {
  readonly code: RefusalCode;
  readonly offset: number;

  constructor(code: RefusalCode, offset: number, message: string) {
    super(`${message} (at byte ${offset})`);
    this.name = "RewriteError";
    this.code = code;
    this.offset = offset;
  }
}
