/** An id that no connection has: ids start with 1. */
const NO_ID = 0;

/** Reads the id of a connection from a part of an address. For invalid text, returns an id that no connection has. */
export function connectionId(text: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NO_ID;
  return Number.isSafeInteger(id) ? id : NO_ID;
}
