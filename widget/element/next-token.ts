import { isToken } from '../protocol/native-messages.ts';
import { fetchToken } from './fetch-token.ts';

/** Where tokens come from: the properties of the tag. */
export interface TokenSettings {
  readonly tokenProvider?: (() => Promise<string>) | null;
  readonly tokenUrl?: string | null;
  readonly token?: string | null;
}

/**
 * Gets a token that no frame was given yet, from whoever has one. `undefined` if nobody can be asked, and the single
 * token is not there or in `spent`.
 *
 * @throws {unknown} What the provider threw, or what kept the endpoint from answering.
 */
export async function nextToken(
  { tokenProvider, tokenUrl, token }: TokenSettings,
  spent: ReadonlySet<string>,
): Promise<string | undefined> {
  if (tokenProvider) {
    const fresh: unknown = await tokenProvider();
    if (isToken(fresh)) return fresh;
    throw new TypeError('tokenProvider gave none');
  }
  if (tokenUrl) return fetchToken(tokenUrl);
  return token && !spent.has(token) ? token : undefined;
}
