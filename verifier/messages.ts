/**
 * The words for what is proved: one entry for each code of a proof obligation.
 *
 * Owns      title, what to say when the proof fails and when it is found, and what to try next.
 * Not here  positions, the conjunct, values of a counterexample: who reports adds them. The meaning at length:
 *           docs/messages.md.
 */
import type { ProofCode } from "../language/codes.ts";

export interface Message {
  readonly title: string;
  readonly failure: string;
  readonly success: string;
  /** What to try next. */
  readonly advice: string;
}

export const MESSAGES: Readonly<Record<ProofCode, Message>> = {
  V101: {
    title: "overflow",
    failure: "the result might not fit its type",
    success: "the result fits its type",
    advice:
      "Bound the operands in `requires` or the loop's `invariant`, compute in a wider type, or say `wrappingAdd` " +
      "(`Sub`, `Mul`) where wrapping is meant.",
  },
  V102: {
    title: "division by zero",
    failure: "the divisor might be zero",
    success: "the divisor is not zero",
    advice: "Require the divisor to be not 0, or test it before.",
  },
  V103: {
    title: "shift count",
    failure: "the shift count might be as large as the width, or negative",
    success: "the shift count is below the width",
    advice: "Bound the shift count in `requires`, or mask it: `& 31`.",
  },
  V104: {
    title: "conversion",
    failure: "the value might not fit the type that it is converted to",
    success: "the value fits the type that it is converted to",
    advice: "Bound the value before, or say `wrap` where dropping high bits is meant.",
  },
  V105: {
    title: "enum member",
    failure: "the value might be no member of the enum",
    success: "the value is a member of the enum",
    advice: "Test the value before, for example with a `switch`.",
  },
  V106: {
    title: "index out of bounds",
    failure: "the index might be out of bounds",
    success: "the index is in bounds",
    advice: "Bound the index in `requires` or in the loop's `invariant`.",
  },
  V107: {
    title: "frame not owned",
    failure: "the pool might not own this frame",
    success: "the pool owns this frame",
    advice:
      "Require `pool.owned().has(frame)`, or take it from a module invariant about the frames that are in use.",
  },
  V108: {
    title: "wrong variant",
    failure: "the value might be another variant, which has no such field",
    success: "the value is a variant with this field",
    advice: "Test the tag before: `if (value.kind === ...)`.",
  },
  V201: {
    title: "precondition",
    failure: "the precondition of this call might not hold",
    success: "the precondition of this call holds",
    advice: "Establish it before the call, or require it of your own callers.",
  },
  V202: {
    title: "postcondition",
    failure: "the postcondition might not hold at this return",
    success: "the postcondition holds at this return",
    advice:
      "`assert` the conjunct on the way to this return, to see where it gets lost; after a loop, only its invariants are known.",
  },
  V203: {
    title: "invariant before the loop",
    failure: "the loop invariant might not hold before the first round",
    success: "the loop invariant holds before the first round",
    advice:
      "Initialise what it speaks of, or weaken it so that it also says what is true before the first round.",
  },
  V204: {
    title: "invariant after a round",
    failure: "the loop invariant might not hold after a round",
    success: "the loop invariant holds after each round",
    advice:
      "At the start of a round nothing is known of what the loop assigns but the invariants: strengthen them.",
  },
  V205: {
    title: "assertion",
    failure: "the assertion might not hold",
    success: "the assertion holds",
    advice:
      "Give it steps, `assert(c, () => { ... })`; call the lemmas that it needs; `reveal` opaque functions in it.",
  },
  V206: {
    title: "bit-vector assertion",
    failure: "the assertion does not follow from the widths of its variables",
    success: "the assertion holds for all bits",
    advice:
      "Nothing else is known in `assertBits`: write what it needs as premises, `implies(premise, conclusion)`.",
  },
  V207: {
    title: "not in `modifies`",
    failure: "this changes what `modifies` does not name, or a view that it does not name",
    success: "only what `modifies` names changes",
    advice: "Name the place or view in `modifies`. For a view that is to keep its value, prove that it does.",
  },
  V208: {
    title: "loop measure",
    failure: "the loop might not end: its measure might not fall, or fall below zero",
    success: "the loop ends",
    advice: "Give `decreases(m)` with an `m` that is at least 0 while the loop runs and falls in each round.",
  },
  V209: {
    title: "recursion measure",
    failure: "the recursion might not end: its measure might not fall, or fall below zero",
    success: "the recursion ends",
    advice: "Give `decreases(m)` with an `m` that is at least 0 and smaller for each recursive call.",
  },
  V210: {
    title: "references overlap",
    failure: "two references, or a reference and module state that the callee uses, might be the same place",
    success: "the references are apart",
    advice: "Require the indices to differ, pass a `copy`, or let the callee take the place as an index.",
  },
  V211: {
    title: "unreachable",
    failure: "this point might be reached",
    success: "this point is never reached",
    advice: "What excludes it must be known here: from `requires`, invariants, or the conditions on the way.",
  },
  V212: {
    title: "module invariant",
    failure: "the module invariant might not hold here, where others rely on it",
    success: "the module invariant holds",
    advice:
      "Restore it before the function returns or calls an exported function; or move the code into a function that is not exported.",
  },
  V213: {
    title: "module invariant at boot",
    failure: "the module invariant might not hold of the initial state",
    success: "the module invariant holds of the initial state",
    advice: "Initialise the module state so that it holds, or weaken the invariant.",
  },
  V214: {
    title: "conclusion",
    failure: "the conclusion might not follow",
    success: "the conclusion follows",
    advice: "Add steps to the body of `prove`: assertions, lemma calls, cases.",
  },
  V301: {
    title: "contradictory preconditions",
    failure:
      "the preconditions contradict each other: the function can never be called, so its proof means nothing",
    success: "the preconditions can hold together",
    advice: "Weaken or correct `requires`, and the module invariants if the function is exported.",
  },
  V302: {
    title: "unreachable code",
    failure: "no execution reaches this code, so what is proved in it means nothing",
    success: "this code can be reached",
    advice:
      "Look for a contradiction on the way: in `requires`, in invariants, in the `ensures` of what is called. " +
      "If the code is meant not to be reached, write `unreachable()`.",
  },
  V303: {
    title: "empty postcondition",
    failure: "the postcondition holds whatever the function does",
    success: "the postcondition says something about what the function does",
    advice: "Correct it, or leave it out; a fact that always holds is a lemma.",
  },
};
