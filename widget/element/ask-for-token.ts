import { isToken } from '../protocol/native-messages.ts';
import { fetchToken } from './fetch-token.ts';

/** Where tokens come from: the properties of the tag. */
export interface TokenSettings {
  readonly tokenProvider?: (() => Promise<string>) | null;
  readonly tokenUrl?: string | null;
  readonly token?: string | null;
}

/** Why there is no token. */
export interface TokenProblem {
  /** A few words of our own, for developers. */
  readonly message: string;
  /** What was thrown, for the console: it may be anything. */
  readonly thrown?: readonly unknown[];
}

/** What came of asking: a token, or why there is none. */
export type TokenAnswer = string | TokenProblem;

/** How long anyone may take. Longer than the frame waits: a token that comes later revives it. */
const TIMEOUT_MS = 20_000;

/**
 * Asks for a new token whoever makes them. `undefined` if there is nobody to ask.
 *
 * Never rejects. When `wanted` is aborted, what is under way is given up.
 */
export function askForToken(
  { tokenProvider, tokenUrl }: TokenSettings,
  wanted: AbortSignal,
): Promise<TokenAnswer> | undefined {
  const asked = tokenProvider ? askProvider(tokenProvider) : tokenUrl ? fetchToken(tokenUrl, wanted) : undefined;
  return asked && Promise.race([asked, late()]);
}

async function askProvider(provider: () => Promise<string>): Promise<TokenAnswer> {
  try {
    const token: unknown = await provider();
    return isToken(token) ? token : { message: 'tokenProvider gave no token' };
  } catch (error) {
    return { message: 'tokenProvider failed', thrown: [error] };
  }
}

/** An endpoint has a shorter limit of its own. */
function late(): Promise<TokenProblem> {
  return new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS, { message: 'tokenProvider did not answer' }));
}
