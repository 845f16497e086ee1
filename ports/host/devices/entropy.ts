/**
 * The device `entropy`: random bytes of the host, good for keys.
 */

/** The functions of the device, for the entropy service, over its byte memory. */
export function entropy(bytes: () => Uint8Array<ArrayBuffer>) {
  return {
    fill(address: number, length: number): void {
      crypto.getRandomValues(bytes().subarray(address, address + length));
    },
  };
}
