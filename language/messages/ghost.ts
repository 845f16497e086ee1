/** Messages about ghost code, places and generics. In braces: what a message fills in. */
import type { Message } from "./message.ts";

export const GHOST = {
  K601: {
    title: "ghost value in code",
    message: "`{name}` is ghost.",
    suggestion: "Use it in specifications and ghost code only.",
    explanation: "Ghost values do not exist at run time.",
  },
  K602: {
    title: "ghost field in code",
    message: "Field `{field}` is ghost.",
    suggestion: "Use it in specifications and ghost code only.",
    explanation: "Ghost fields take no memory.",
  },
  K603: {
    title: "function in a specification",
    message: "`{name}` is executable and cannot be called in specifications or ghost code.",
    suggestion: "Write a `spec` that says what it computes.",
    explanation: "Specifications have no effects and always have a value.",
  },
  K604: {
    title: "specification function in code",
    message: "`{name}` is a specification function.",
    suggestion: "Use it in specifications, or hold it in `ghost(...)`.",
    explanation: "Specification functions do not exist at run time.",
  },
  K605: {
    title: "lemma as a value",
    message: "`{name}` is a lemma.",
    suggestion: "Call it as a statement.",
    explanation: "A lemma is a fact, no value.",
  },
  K606: {
    title: "ghost in code",
    message: "`ghost(...)` gives a variable, field or state its initial value.",
    suggestion: "Declare `const x = ghost(...)`.",
    explanation: "A ghost value exists in ghost variables only.",
  },
  K607: {
    title: "specification in code",
    message: "`{name}` is for specifications.",
    suggestion: "Use it in contracts, invariants, proof steps and ghost variables.",
    explanation: "It has no meaning at run time.",
  },
  K608: {
    title: "specification type as a result",
    message: "An executable function cannot return {type}.",
    suggestion: "Return a machine type; say more in `ensures`.",
    explanation: "Specification types do not exist at run time.",
  },
  K609: {
    title: "retype in ghost code",
    message: "`retype` changes memory.",
    suggestion: "Take it out of the ghost code.",
    explanation: "Ghost code changes ghost state only.",
  },
  K610: {
    title: "jump out of ghost code",
    message: "`{jump}` would leave ghost code.",
    suggestion: "Let ghost code run to its end.",
    explanation: "What runs does not depend on ghost code.",
  },
  K611: {
    title: "assignment from ghost code",
    message: "`{text}` is not ghost, and this code is.",
    suggestion: "Assign ghost variables only, or take the ghost value out of the condition.",
    explanation: "What runs does not depend on ghost code.",
  },
  K701: {
    title: "shared storage",
    message: "`{text}` names storage that already has a place.",
    suggestion: "Write `copy({text})`.",
    explanation: "In TypeScript this would make two names for one object.",
  },
  K702: {
    title: "no place",
    message: "`{text}` is no place.",
    suggestion: "Name a variable, a field or an element; or pass a fresh value.",
    explanation: "A reference leads to storage.",
  },
  K703: {
    title: "alias that could move",
    message: "`{name}` names a place and is declared with `let`.",
    suggestion: "Write `const {name}`, or `let {name} = copy(...)`.",
    explanation: "A name of a place stands for it for ever.",
  },
  K704: {
    title: "choice of places",
    message: "This could be one of several places.",
    suggestion: "Use `if`, or copy the value.",
    explanation: "A name stands for one place.",
  },
  K705: {
    title: "assignment to an alias",
    message: "`{name}` is a name of a place.",
    suggestion: "Assign the place itself, or its fields.",
    explanation: "In TypeScript this would move the name, not change the object.",
  },
  K710: {
    title: "overlapping references",
    message: "`{first}` and `{second}` overlap, and the callee may change one of them.",
    suggestion: "Pass disjoint places, or a `copy(...)` of one.",
    explanation: "A callee takes its references for separate objects.",
  },
  K711: {
    title: "reference into used state",
    message: "`{place}` is passed to a function that itself {use} `{name}`.",
    suggestion: "Pass a `copy(...)`, or an index.",
    explanation: "A callee takes its references for separate from module state.",
  },
  K712: {
    title: "change through an unchangeable reference",
    message: "`{place}` may change in this call, and `modifies` does not name it.",
    suggestion: "Add it to `modifies`, or pass a `copy(...)`.",
    explanation: "What is not named is unchanged for every caller.",
  },
  K713: {
    title: "change inside a union",
    message: "`{place}` is part of a union, which is a value.",
    suggestion: 'Store a new value: `r = { kind: "ok", value: 1 }`.',
    explanation:
      "Assigning and passing a union copies it, so a change in one copy would not be seen in the other.",
  },
  K801: {
    title: "type argument",
    message: "Nothing says what `{parameter}` is in this call of `{name}`.",
    suggestion: "Write it: `{name}<T>(...)`.",
    explanation: "Integer literals have no type of their own.",
  },
  K802: {
    title: "endless instances",
    message: "`{name}` needs instances of itself without end.",
    suggestion: "Call it with the same type arguments.",
    explanation: "Each list of type arguments makes an instance of its own.",
  },
  K803: {
    title: "generator",
    message: "Generators are outside the subset.",
    suggestion: "Write a plain function that keeps its state in a record.",
    explanation: "A function runs from its start to its end.",
  },
  K805: {
    title: "body of a machine function",
    message: "A machine function has a contract and no body.",
    suggestion: "Write the clauses only; end with `unreachable();` where there is a result.",
    explanation: "The host runs instead.",
  },
  K804: {
    title: "function without a body",
    message: "This declaration has no body.",
    suggestion: "Write the body; `machine(...)` declares functions of the host.",
    explanation: "There are no overloads.",
  },
  K806: {
    title: "result of a machine function",
    message: "A machine function returns nothing or a scalar.",
    suggestion: "Return an integer, a boolean or a member of an enum, or change a parameter.",
    explanation: "The host gives it as one WebAssembly value.",
  },
} satisfies Record<string, Message>;
