/** Directives that `default-src` does not cover. A policy sets them to `'none'` by default. */
const NONE_BY_DEFAULT = ['base-uri', 'form-action', 'frame-ancestors'];

/**
 * Writes a `Content-Security-Policy` that forbids everything except what the directives allow.
 *
 * @param directives Values by name. Without directives the policy is `'none'` for `default-src`, `base-uri`,
 * `form-action` and `frame-ancestors`. The value `undefined` leaves out one of the last three, which then restricts
 * nothing.
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
