/** Returns the path below an application at which it shows one integration. */
export function integrationPath(slug: string): string {
  return `/integrations/${encodeURIComponent(slug)}`;
}

/** Returns the path below an application at which it shows one connector. */
export function connectorPath(name: string): string {
  return `/connectors/${encodeURIComponent(name)}`;
}
