/**
 * The device `clock`: what time the host says it is.
 *
 * Owns        the difference between its two clocks, which is found anew where the host's real time was set.
 * Units       nanoseconds.
 */

const MILLISECOND = 1_000_000n;

/** What the two may be apart, since real time is told in milliseconds only. */
const TOLERANCE = 2n * MILLISECOND;

/** The functions of the device, for the clock service. */
export function clock() {
  let difference = 0n;
  const monotonic = () => process.hrtime.bigint();
  const realtime = () => {
    const wall = BigInt(Date.now()) * MILLISECOND;
    const passed = monotonic();
    const isTrue = passed + difference >= wall && passed + difference < wall + TOLERANCE;
    if (!isTrue) difference = wall - passed;
    return passed + difference;
  };
  return { realtime, monotonic };
}
