/**
 * The device `clock`: what time the host says it is.
 *
 * Owns        the difference between its two clocks, which is found anew where the host's real time was set.
 * Units       nanoseconds.
 */

const MICROSECOND = 1_000n;
const MILLISECOND = 1_000n * MICROSECOND;

/** What the two may be apart, since real time is told in milliseconds only, but at the start. */
const TOLERANCE = 2n * MILLISECOND;

/**
 * The real time, to the microsecond as long as nobody has set it since this process of the host began. What a bundle has in the
 * place of `performance` knows no origin (cli/welkin.mjs).
 */
function startTime(): bigint {
  const { performance } = globalThis;
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e3)) * MICROSECOND;
}

/** The functions of the device, for the clock service. */
export function clock() {
  const monotonic = () => process.hrtime.bigint();
  let difference = startTime() - monotonic();
  const realtime = () => {
    const wall = BigInt(Date.now()) * MILLISECOND;
    const passed = monotonic();
    const isTrue = passed + difference >= wall && passed + difference < wall + TOLERANCE;
    if (!isTrue) difference = wall - passed;
    return passed + difference;
  };
  return { realtime, monotonic };
}
