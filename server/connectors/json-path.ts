/**
 * Reads the value at a dotted path of parsed JSON, such as `user.email` or `errors.0.message`. Returns `undefined` if there
 * is none.
 *
 * Follows only own properties, so that a path cannot reach `constructor` and the like.
 */
export function readPath(json: unknown, path: string): unknown {
  let value = json;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && !/^\d+$/.test(key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
