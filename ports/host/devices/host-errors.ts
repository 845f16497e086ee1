/**
 * Errors of the host's file system, as the file service gets them.
 *
 * Owns      WASI's number for each of the host's names.
 */
import * as errors from "../../../services/errors.ts";

/** Results from here on are errors: the low 16 bits say which (services/files/host.ts). */
const FAILED = 0xffff_0000;

const NUMBERS: Readonly<Record<string, number>> = {
  EACCES: errors.ACCESS,
  EBADF: errors.BAD_FILE,
  EBUSY: errors.BUSY,
  EDQUOT: errors.QUOTA,
  EEXIST: errors.EXISTS,
  EFBIG: errors.FILE_TOO_BIG,
  EILSEQ: errors.ILLEGAL_SEQUENCE,
  EINVAL: errors.INVALID,
  EISDIR: errors.IS_DIRECTORY,
  ELOOP: errors.LOOP,
  EMFILE: errors.TOO_MANY_FILES,
  EMLINK: errors.TOO_MANY_LINKS,
  ENAMETOOLONG: errors.NAME_TOO_LONG,
  ENFILE: errors.TOO_MANY_FILES,
  ENOENT: errors.NO_ENTRY,
  ENOMEM: errors.NO_MEMORY,
  ENOSPC: errors.NO_SPACE,
  ENOTDIR: errors.NOT_DIRECTORY,
  ENOTEMPTY: errors.NOT_EMPTY,
  ENOTSUP: errors.NOT_SUPPORTED,
  ENXIO: errors.ACCESS,
  EOPNOTSUPP: errors.NOT_SUPPORTED,
  EOVERFLOW: errors.OVERFLOW,
  EPERM: errors.NOT_PERMITTED,
  EROFS: errors.READ_ONLY,
  ETXTBSY: errors.BUSY,
  EXDEV: errors.OTHER_DEVICE,
};

/** The result that says so. */
export const failure = (error: number): number => FAILED + error;

/** Is this result an error? */
export const isFailure = (result: number): boolean => result >= FAILED;

/** What a function of the host gives, or the result that says why it failed. */
export function attempt(act: () => number | void): number {
  try {
    return act() ?? 0;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return failure(NUMBERS[code] ?? errors.INPUT_OUTPUT);
  }
}
