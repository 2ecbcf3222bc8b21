/** Directives that `default-src` does not cover and that forbid everything in a policy that does not set them. */
const NONE_BY_DEFAULT = ['base-uri', 'form-action', 'frame-ancestors'];

/**
 * Writes a `Content-Security-Policy` that forbids everything except what the directives allow.
 *
 * @param directives Values by name. A policy without them is `default-src 'none'`, and `'none'` for `base-uri`,
 *   `form-action` and `frame-ancestors`. `undefined` leaves out one of these three, which then forbids nothing.
 */
export function contentSecurityPolicy(directives: Readonly<Record<string, string | undefined>>): string {
  const { sandbox, ...others } = directives;
  const given = Object.entries(others);
  const policy: readonly (readonly [name: string, value: string | undefined])[] = [
    ['sandbox', sandbox],
    ['default-src', "'none'"],
    ...given.filter(([name]) => name.endsWith('-src')),
    ...NONE_BY_DEFAULT.filter((name) => !(name in others)).map((name) => [name, "'none'"] as const),
    ...given.filter(([name]) => !name.endsWith('-src')),
  ];
  const present = policy.filter(([, value]) => value !== undefined);
  return present.map(([name, value]) => `${name} ${value}`.trim()).join('; ');
}
