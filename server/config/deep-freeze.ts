/**
 * Makes a value and everything in it unchangeable, so that no request can alter what the next one sees.
 *
 * Reaches through plain objects, arrays and maps. Objects of other classes, such as keys and URLs, are left alone.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    // Freezing a map alone leaves its entries open: they are no properties.
    for (const method of ['set', 'delete', 'clear']) Object.defineProperty(value, method, { value: throwFrozenError });
    Object.freeze(value);
    for (const [key, entry] of value) deepFreeze([key, entry]);
    return value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}

function throwFrozenError(): never {
  throw new TypeError('The configuration cannot be changed.');
}
