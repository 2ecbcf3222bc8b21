/** Converts a driver's `Buffer` to a `Uint8Array`, because `slice` and comparison of a `Buffer` differ. */
export function bytes(column: Uint8Array): Uint8Array {
  return new Uint8Array(column);
}
