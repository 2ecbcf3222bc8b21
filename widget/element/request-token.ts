import { isToken } from '../protocol/native-messages.ts';
import { fetchToken } from './fetch-token.ts';

/** The properties of the tag that tokens come from. */
export interface TokenSettings {
  readonly tokenProvider?: (() => Promise<string>) | null;
  readonly tokenUrl?: string | null;
  readonly token?: string | null;
}

/** Why there is no token. */
export interface TokenProblem {
  /** A few words for developers. */
  readonly message: string;
  /** What was thrown, for the console. */
  readonly thrown?: readonly unknown[];
}

/** A token, or why there is none. */
export type TokenResult = string | TokenProblem;

/** Longer than the page in the frame waits: a token that arrives later still opens it. */
const TIMEOUT_MS = 20_000;

/**
 * Requests a new token from `tokenProvider`, else from `token-url`. `undefined` if neither is set.
 *
 * Never rejects. Aborting `signal` cancels the request.
 */
export function requestToken(
  { tokenProvider, tokenUrl }: TokenSettings,
  signal: AbortSignal,
): Promise<TokenResult> | undefined {
  const requested = tokenProvider ? callProvider(tokenProvider) : tokenUrl ? fetchToken(tokenUrl, signal) : undefined;
  return requested && Promise.race([requested, timeout()]);
}

async function callProvider(provider: () => Promise<string>): Promise<TokenResult> {
  try {
    const token: unknown = await provider();
    return isToken(token) ? token : { message: 'tokenProvider gave no token' };
  } catch (error) {
    return { message: 'tokenProvider failed', thrown: [error] };
  }
}

/** Only a provider can reach this timeout: `fetchToken` has a shorter one. */
function timeout(): Promise<TokenProblem> {
  return new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS, { message: 'tokenProvider did not answer' }));
}
