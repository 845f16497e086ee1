/**
 * The functions of a module, each rewritten after those that it calls: so a call can pay for what is owed when it returns.
 *
 * Without this, nearly every function pays at its exit: half of all payments of a program such as Clang. A function that only calls
 * which name it can reach pays nothing there: what it owes at most is added to the cost of these calls. What the host or a reference
 * may call owes CALLEE_ALLOWANCE at most.
 *
 * Owns        the order; what each function owes; the rewritten bodies until all are there.
 * Invariants  - A call covers at least what its callee owes. A callee whose body is not done yet (recursion, or more than DEEPEST calls one
 *               in the other) is taken to owe MOST, and none owes more.
 *             - Every recursion pays: one call in it at least names a function whose body is not done, and owes more than MOST then,
 *               or one that a reference may call.
 */
import { BodyRewriter, type CodeContext } from "./code.ts";
import { RewriteError } from "./error.ts";
import { CALLEE_ALLOWANCE } from "./opcodes.ts";
import { QUANTUM } from "./payment.ts";
import type { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** What a function may owe when it returns. */
const MOST = QUANTUM;

/** Bodies that are begun and not done, at most. */
const DEEPEST = 64;

/** Bytes. Engines take modules of at most 2^30; hostile code grows by a factor of up to ten. */
const MAXIMUM_CODE = 2 ** 30;

/** Code grows by about this factor. */
const EXPECTED_GROWTH = 1.5;

/** What is owed by a function that is not done. */
const UNKNOWN = -1;

export class Functions {
  private readonly context: CodeContext;
  private readonly bodies: readonly Reader[];
  /** By the function's place in the code section. */
  private readonly owed: Int32Array;
  private readonly begun: Uint8Array;
  /** Where each rewritten body begins in `code`, and ends. */
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly code: Writer;
  private readonly rewriters: BodyRewriter[] = [];
  private depth = 0;

  /** Reads the code section, and rewrites it. */
  constructor(section: Reader, parts: Omit<CodeContext, "owedBy">) {
    this.context = { ...parts, owedBy: (index) => this.owedBy(index) };
    this.code = new Writer(Math.ceil((section.end - section.position) * EXPECTED_GROWTH));
    this.bodies = readBodies(section, parts.shape.functions.length - parts.shape.importedFunctions);
    this.owed = new Int32Array(this.count).fill(UNKNOWN);
    this.begun = new Uint8Array(this.count);
    this.starts = new Uint32Array(this.count);
    this.ends = new Uint32Array(this.count);
    for (let place = 0; place < this.count; place += 1) if (!this.begun[place]) this.rewrite(place);
  }

  get count(): number {
    return this.bodies.length;
  }

  /** All bodies. */
  get bytes(): number {
    return this.code.length;
  }

  /** Writes all bodies, in their order. */
  write(to: Writer): void {
    const code = this.code.written;
    for (let place = 0; place < this.count; place += 1) to.copy(code, this.starts[place]!, this.ends[place]!);
  }

  /** What a call that names the function of this original index has to pay for it. */
  private owedBy(index: number): number {
    const { shape } = this.context;
    const place = index - shape.importedFunctions;
    if (place < 0) return CALLEE_ALLOWANCE + shape.importCosts[index]!;
    if (shape.referenced.has(index)) return CALLEE_ALLOWANCE;
    if (!this.begun[place] && this.depth < DEEPEST) this.rewrite(place);
    const owed = this.owed[place]!;
    return owed === UNKNOWN ? MOST : owed;
  }

  private rewrite(place: number): void {
    const { shape } = this.context;
    const index = shape.importedFunctions + place;
    const reader = this.bodies[place]!;
    const type = shape.types.arity(shape.functions[index]!, reader.position);
    const allowance = shape.referenced.has(index) ? CALLEE_ALLOWANCE : MOST;
    this.begun[place] = 1;
    const rewriter = (this.rewriters[this.depth] ??= new BodyRewriter(this.context));
    this.depth += 1;
    const owed = rewriter.rewrite({ reader, type, allowance });
    this.depth -= 1;
    this.owed[place] = owed;
    this.starts[place] = this.code.length;
    this.code.part(rewriter.written);
    this.ends[place] = this.code.length;
    if (this.code.length > MAXIMUM_CODE)
      throw new RewriteError("limit", reader.position, "too much code when rewritten");
  }
}

/** The bodies of the code section, one for each function that is declared. */
function readBodies(section: Reader, declared: number): readonly Reader[] {
  const count = section.count();
  if (count > declared) throw section.malformed("more function bodies than functions");
  if (count < declared) throw section.malformed("fewer function bodies than functions");
  const bodies: Reader[] = [];
  for (let place = 0; place < count; place += 1) bodies.push(section.part());
  section.finish("code section");
  return bodies;
}
