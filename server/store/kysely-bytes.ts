/** Plain bytes of a driver's `Buffer`, whose `slice` and comparison differ from those of a `Uint8Array`. */
export function bytes(column: Uint8Array): Uint8Array {
  return new Uint8Array(column);
}
