/** Messages about types. In braces: what a message fills in. */
import type { Message } from "./message.ts";

export const TYPES = {
  K200: {
    title: "type outside the subset",
    message: "`{type}` is no type of Kernel TypeScript.",
    suggestion:
      "Use integers, boolean, enums, classes, tagged unions, FixedArray, Pool, or a specification type.",
    explanation: "Every type has a fixed layout in memory or is ghost.",
  },
  K201: {
    title: "plain number",
    message: "`number` says neither size nor sign.",
    suggestion: "Use u8 to u64, i8 to i64, or `int` in specifications.",
    explanation: "Overflow can be proved absent only of integers of known width.",
  },
  K202: {
    title: "bigint",
    message: "`bigint` has no fixed size.",
    suggestion: "Use u64 or i64, or `int` in specifications.",
    explanation: "Every type has a fixed layout in memory.",
  },
  K203: {
    title: "string",
    message: "Strings are outside the subset.",
    suggestion: "Use an enum, or a FixedArray<u8, N> for text.",
    explanation: "Every type has a fixed layout in memory.",
  },
  K204: {
    title: "array without a length",
    message: "An array needs its length in its type.",
    suggestion: "Write `FixedArray<T, N>`, or `Seq<T>` in specifications.",
    explanation: "Every type has a fixed layout in memory.",
  },
  K206: {
    title: "union without a tag",
    message: "This union has no common field of string literal type.",
    suggestion: 'Write `{ kind: "a"; ... } | { kind: "b"; ... }`, under a name: `type R = ...`.',
    explanation: "The tag says which variant a value is.",
  },
  K207: {
    title: "function as a value",
    message: "A function is no value here.",
    suggestion: "Call it by name; use `spec` and `lemma` for definitions in specifications.",
    explanation: "What is called is known while compiling, so that its contract is.",
  },
  K208: {
    title: "tuple",
    message: "Tuples are outside the subset.",
    suggestion: "Declare a record: `type Pair = { a: u32; b: u32 }`.",
    explanation: "Fields have names.",
  },
  K209: {
    title: "length as a type",
    message: "`{name}` stands for a number, not a type.",
    suggestion: "Use it as a length: `FixedArray<T, {name}>`.",
    explanation: "A type parameter `N extends number` is an array length.",
  },
  K210: {
    title: "number of type arguments",
    message: "`{name}` needs as many type arguments as it has type parameters.",
    suggestion: "Write them all: `{name}<...>`.",
    explanation: "Each list of type arguments makes an instance of its own.",
  },
  K211: {
    title: "pool of other things",
    message: "A pool holds records, not {type}.",
    suggestion: "Wrap it in a class with one field.",
    explanation: "A frame holds one object with named fields.",
  },
  K212: {
    title: "specification type in memory",
    message: "{type} has no place in memory.",
    suggestion: "Use Seq, Set or Map for the whole instead.",
    explanation: "Specification types exist in proofs only.",
  },
  K213: {
    title: "type out of place",
    message: "This type cannot be used here.",
    suggestion: "Declare pools as module state, and pass them to functions; `void` is for results only.",
    explanation: "Pools exist once, at the top of a module. Functions take references to them.",
  },
  K214: {
    title: "array length",
    message: "`{length}` is no array length.",
    suggestion: "Write a number, `typeof CONSTANT`, or a type parameter.",
    explanation: "Lengths are known while compiling.",
  },
  K215: {
    title: "array length out of range",
    message: "{length} is out of range for an array length.",
    suggestion: "Use a length from 1 to 2147483647.",
    explanation: "Arrays lie in memory as a whole.",
  },
  K216: {
    title: "type that contains itself",
    message: "`{name}` contains itself.",
    suggestion: "Hold an index or a frame number instead.",
    explanation: "A record contains its fields; there are no pointers.",
  },
  K217: {
    title: "inheritance",
    message: "Classes and interfaces do not inherit.",
    suggestion: "Declare a field of the other type.",
    explanation: "A record is exactly its fields.",
  },
  K218: {
    title: "record without fields",
    message: "A record needs at least one field.",
    suggestion: "Add a field, or use an enum.",
    explanation: "Every object occupies memory.",
  },
  K219: {
    title: "member of a class",
    message: "This member is outside the subset.",
    suggestion: "Use fields with initial values and methods; `new C()` takes no arguments.",
    explanation: "Constructors, accessors and index signatures would run code where none is seen.",
  },
  K220: {
    title: "modifier",
    message: "`{modifier}` is outside the subset.",
    suggestion: "Remove it.",
    explanation: "Fields are plain storage; methods are plain functions.",
  },
  K221: {
    title: "optional field",
    message: "Optional fields are outside the subset.",
    suggestion: "Use a tagged union, or a field with a value that means none.",
    explanation: "Every field is always there.",
  },
  K222: {
    title: "field name",
    message: "A field is named by an identifier.",
    suggestion: "Write `name: value`.",
    explanation: "Fields are part of the layout.",
  },
  K223: {
    title: "field without an initial value",
    message: "Field `{name}` has no initial value.",
    suggestion: "Write `{name}: T = value;`, or `= zeroed()`.",
    explanation: "`new C()` gives every field its initial value.",
  },
  K224: {
    title: "field without a type",
    message: "Field `{name}` has no type.",
    suggestion: "Write `{name}: T = value;`.",
    explanation: "The type decides the layout.",
  },
  K225: {
    title: "equal tags",
    message: "Two variants have the same tag.",
    suggestion: "Give each variant a tag of its own.",
    explanation: "The tag alone says which variant a value is.",
  },
  K226: {
    title: "empty enum",
    message: "An enum needs a member.",
    suggestion: "Add one.",
    explanation: "A type without values has no variables.",
  },
  K227: {
    title: "member of an enum",
    message: "The value of `{name}` is not an integer from 0 to 4294967295.",
    suggestion: "Give it such a number.",
    explanation: "Enums are unsigned integers of at most 32 bits.",
  },
  K228: {
    title: "equal members",
    message: "The value of `{name}` is that of another member.",
    suggestion: "Give each member a value of its own.",
    explanation: "Members are told apart by value.",
  },
} satisfies Record<string, Message>;
