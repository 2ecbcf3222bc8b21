/** An id that no row has: ids start with 1. */
const NO_ID = 0;

/** Reads an id from a part of an address. For invalid text, returns an id that no row has. */
export function requestedId(text: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NO_ID;
  return Number.isSafeInteger(id) ? id : NO_ID;
}
