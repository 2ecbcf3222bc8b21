/** What paths and query parameters of the API write before the key of a tenant. */
export const TENANT_KEY_PREFIX = 'key:';

/**
 * Whether a text can name a tenant in a body. With the prefix of paths it would silently be the key of another tenant.
 */
export function isKeyAlone(text: string): boolean {
  return !text.startsWith(TENANT_KEY_PREFIX);
}

/** What is wrong with a text for which {@link isKeyAlone} is false. */
export const KEY_ALONE_ISSUE = `must be the key alone: leave out ${TENANT_KEY_PREFIX}`;
