/** Returns the path below an application at which it shows one integration. */
export function integrationPath(slug: string): string {
  return `/integrations/${encodeURIComponent(slug)}`;
}

/** Returns what a path of {@link integrationPath} names. `undefined` for every other path. */
export function integrationOfPath(path: string): string | undefined {
  const [, segment] = /^\/integrations\/([^/]+)\/?$/.exec(path) ?? [];
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Returns the path below an application at which it shows one connector. */
export function connectorPath(name: string): string {
  return `/connectors/${encodeURIComponent(name)}`;
}
