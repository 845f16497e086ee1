/**
 * The global types that TypeScript demands of every program, all but empty: Kernel TypeScript has no library of its own
 * at run time, and without the standard one a program loads many times faster.
 */
interface Array<T> {
  [index: number]: T;
}
interface Boolean {}
interface CallableFunction {}
interface Function {}
interface IArguments {}
interface NewableFunction {}
interface Number {}
interface Object {}
interface RegExp {}
interface String {}
