/** Random damage to the bytes of modules. */

/** One to four changes: a byte set, bytes removed or doubled, the end cut off. */
export function damaged(binary: Uint8Array, below: (limit: number) => number): Uint8Array<ArrayBuffer> {
  let bytes = [...binary];
  for (let change = below(4); change >= 0; change -= 1) {
    const at = below(bytes.length);
    const kind = below(16);
    if (kind < 10) bytes[at] = kind < 5 ? below(256) : (bytes[at]! + 1 + below(3)) & 0xff;
    else if (kind < 12) bytes.splice(at, 1 + below(3));
    else if (kind < 15) bytes.splice(at, 0, ...bytes.slice(at, at + 1 + below(8)));
    else bytes = bytes.slice(0, Math.max(at, 8));
  }
  return Uint8Array.from(bytes);
}
