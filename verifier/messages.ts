/**
 * The words for what is proved: one entry for each code of a proof obligation.
 *
 * Owns      title, what to say when the proof fails and when it is found, what to try next, why it is asked.
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
  /** Why it is asked. */
  readonly explanation: string;
}

export const MESSAGES: Readonly<Record<ProofCode, Message>> = {
  V101: {
    title: "overflow",
    failure: "the result might not fit its type",
    success: "the result fits its type",
    advice:
      "Bound the operands in `requires` or the loop's `invariant`, compute in a wider type, or say `wrappingAdd` " +
      "(`Sub`, `Mul`) where wrapping is meant.",
    explanation: "Machine integers are finite, and no result is silently another number than the exact one.",
  },
  V102: {
    title: "division by zero",
    failure: "the divisor might be zero",
    success: "the divisor is not zero",
    advice: "Require the divisor to be not 0, or test it before.",
    explanation: "A quotient or remainder by zero has no value.",
  },
  V103: {
    title: "shift count",
    failure: "the shift count might be as large as the width, or negative",
    success: "the shift count is below the width",
    advice: "Bound the shift count in `requires`, or mask it: `& 31`.",
    explanation: "What a shift by the width or more does differs between machines; here it has no value.",
  },
  V104: {
    title: "conversion",
    failure: "the value might not fit the type that it is converted to",
    success: "the value fits the type that it is converted to",
    advice: "Bound the value before, or say `wrap` where dropping high bits is meant.",
    explanation: "`from` keeps the value, so there must be one of that type.",
  },
  V105: {
    title: "enum member",
    failure: "the value might be no member of the enum",
    success: "the value is a member of the enum",
    advice: "Test the value before, for example with a `switch`.",
    explanation: "A variable of an enum holds one of its members, on which every `switch` relies.",
  },
  V106: {
    title: "index out of bounds",
    failure: "the index might be out of bounds",
    success: "the index is in bounds",
    advice: "Bound the index in `requires` or in the loop's `invariant`.",
    explanation: "An element that does not exist is other memory.",
  },
  V107: {
    title: "frame not owned",
    failure: "the pool might not own this frame",
    success: "the pool owns this frame",
    advice:
      "Require `pool.owned().has(frame)`, or take it from a module invariant about the frames that are in use.",
    explanation: "A frame belongs to one pool at a time; its bytes are an object of that pool's type only.",
  },
  V108: {
    title: "wrong variant",
    failure: "the value might be another variant, which has no such field",
    success: "the value is a variant with this field",
    advice: "Test the tag before: `if (value.kind === ...)`.",
    explanation: "Variants share their memory; the tag says whose fields are in it.",
  },
  V201: {
    title: "precondition",
    failure: "the precondition of this call might not hold",
    success: "the precondition of this call holds",
    advice: "Establish it before the call, or require it of your own callers.",
    explanation: "The callee is proved only for calls in which its `requires` holds.",
  },
  V202: {
    title: "postcondition",
    failure: "the postcondition might not hold at this return",
    success: "the postcondition holds at this return",
    advice:
      "`assert` the conjunct on the way to this return, to see where it gets lost; after a loop, only its invariants are known.",
    explanation: "Callers know of a function what its `ensures` says, and nothing else.",
  },
  V203: {
    title: "invariant before the loop",
    failure: "the loop invariant might not hold before the first round",
    success: "the loop invariant holds before the first round",
    advice:
      "Initialise what it speaks of, or weaken it so that it also says what is true before the first round.",
    explanation: "An invariant is proved by induction over the rounds; this is its base.",
  },
  V204: {
    title: "invariant after a round",
    failure: "the loop invariant might not hold after a round",
    success: "the loop invariant holds after each round",
    advice:
      "At the start of a round nothing is known of what the loop assigns but the invariants: strengthen them.",
    explanation: "An invariant is proved by induction over the rounds; this is its step.",
  },
  V205: {
    title: "assertion",
    failure: "the assertion might not hold",
    success: "the assertion holds",
    advice:
      "Give it steps, `assert(c, () => { ... })`; call the lemmas that it needs; `reveal` opaque functions in it.",
    explanation: "What is asserted is known afterwards, so it is proved first.",
  },
  V206: {
    title: "bit-vector assertion",
    failure: "the assertion does not follow from the widths of its variables",
    success: "the assertion holds for all bits",
    advice:
      "Nothing else is known in `assertBits`: write what it needs as premises, `implies(premise, conclusion)`.",
    explanation:
      "Bit vectors are a theory of their own, into which nothing of the rest of the proof is taken.",
  },
  V207: {
    title: "not in `modifies`",
    failure: "this changes what `modifies` does not name, or a view that it does not name",
    success: "only what `modifies` names changes",
    advice: "Name the place or view in `modifies`. For a view that is to keep its value, prove that it does.",
    explanation: "Callers take everything that is not named to be unchanged.",
  },
  V208: {
    title: "loop measure",
    failure: "the loop might not end: its measure might not fall, or fall below zero",
    success: "the loop ends",
    advice: "Give `decreases(m)` with an `m` that is at least 0 while the loop runs and falls in each round.",
    explanation: "A proof about what holds at the end means nothing if there is no end.",
  },
  V209: {
    title: "recursion measure",
    failure: "the recursion might not end: its measure might not fall, or fall below zero",
    success: "the recursion ends",
    advice: "Give `decreases(m)` with an `m` that is at least 0 and smaller for each recursive call.",
    explanation:
      "A contract may be relied on in its own proof only for a smaller measure; so may a definition.",
  },
  V210: {
    title: "references overlap",
    failure: "two references, or a reference and module state that the callee uses, might be the same place",
    success: "the references are apart",
    advice: "Require the indices to differ, pass a `copy`, or let the callee take the place as an index.",
    explanation:
      "A callee takes its references for separate places, from each other and from the state that it uses.",
  },
  V211: {
    title: "unreachable",
    failure: "this point might be reached",
    success: "this point is never reached",
    advice: "What excludes it must be known here: from `requires`, invariants, or the conditions on the way.",
    explanation:
      "`unreachable()` ends the proof of its path. It also stands at the end of a function that TypeScript takes to be unreachable.",
  },
  V212: {
    title: "module invariant",
    failure: "the module invariant might not hold here, where others rely on it",
    success: "the module invariant holds",
    advice:
      "Restore it before the function returns or calls an exported function; or move the code into a function that is not exported.",
    explanation: "Exported functions rely on the invariants at their entry.",
  },
  V213: {
    title: "module invariant at boot",
    failure: "the module invariant might not hold of the initial state",
    success: "the module invariant holds of the initial state",
    advice: "Initialise the module state so that it holds, or weaken the invariant.",
    explanation: "The first call of an exported function relies on the invariants too.",
  },
  V214: {
    title: "conclusion",
    failure: "the conclusion might not follow",
    success: "the conclusion follows",
    advice: "Add steps to the body of `prove`: assertions, lemma calls, cases.",
    explanation: "What is proved is known afterwards for all values of its parameters.",
  },
  V301: {
    title: "contradictory preconditions",
    failure:
      "the preconditions contradict each other: the function can never be called, so its proof means nothing",
    success: "the preconditions can hold together",
    advice: "Weaken or correct `requires`, and the module invariants if the function is exported.",
    explanation: "From a contradiction everything follows: such a proof says nothing about any execution.",
  },
  V302: {
    title: "unreachable code",
    failure: "no execution reaches this code, so what is proved in it means nothing",
    success: "this code can be reached",
    advice:
      "Look for a contradiction on the way: in `requires`, in invariants, in the `ensures` of what is called. " +
      "If the code is meant not to be reached, write `unreachable()`.",
    explanation: "From a contradiction everything follows: such a proof says nothing about any execution.",
  },
  V303: {
    title: "empty postcondition",
    failure: "the postcondition holds whatever the function does",
    success: "the postcondition says something about what the function does",
    advice: "Correct it, or leave it out; a fact that always holds is a lemma.",
    explanation: "A clause that looks like a promise and is none misleads its readers.",
  },
};
