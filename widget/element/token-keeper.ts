import { isString } from '../protocol/shape.ts';
import { askForToken, type TokenProblem, type TokenSettings } from './ask-for-token.ts';

/** Where a keeper gets tokens from, and whom it tells. */
export interface TokenKeeperOptions {
  /** Read anew each time that a token is wanted. */
  readonly settings: TokenSettings;
  /** Resolves when the present page can be given a token. `undefined`: at once. */
  readonly ready: () => Promise<unknown> | undefined;
  readonly give: (token: string) => void;
  /** There is nobody to ask, and the single token is spent. */
  readonly expired: () => void;
  readonly failed: (problem: TokenProblem) => void;
}

/** Gets tokens for one page after the other. What was asked for earlier is dropped when it comes too late. */
export interface TokenKeeper {
  /**
   * Gets a token. Where there is none and nobody to ask, the host hears of it if it has had a token, or if the page has
   * asked.
   */
  readonly ask: (byPage?: boolean) => Promise<void>;
  /** Asks again if there may be an answer now that the settings have changed. */
  readonly settingsChanged: (tokenChanged: boolean) => void;
  /** Gives up what is under way: the page is gone. */
  readonly stop: () => void;
}

/** Makes a {@link TokenKeeper}, which gives a value of `token` once only, whatever page there is. */
export function keepTokens({ settings, ready, give, expired, failed }: TokenKeeperOptions): TokenKeeper {
  /** The values of `token` that were given. Others are not kept: whoever makes them makes each anew. */
  const spent = new Set<string>();
  /** Goes on until a token is asked for once more, or no longer wanted. */
  let turn = new AbortController();
  /** The present page wants a token, and there is nobody to ask. */
  let isWanted = false;

  const stop = () => {
    turn.abort();
    isWanted = false;
  };

  const ask = async (byPage = false) => {
    stop();
    const { signal } = (turn = new AbortController());
    const { token } = settings;
    const asked = askForToken(settings, signal);
    const answer = asked ? await asked : token && !spent.has(token) ? token : undefined;
    if (isString(answer)) await ready();
    if (signal.aborted) return;

    if (isString(answer)) {
      if (!asked) spent.add(answer);
      give(answer);
    } else if (answer) {
      failed(answer);
    } else {
      isWanted = true;
      if (byPage || token) expired();
    }
  };

  return {
    ask,
    settingsChanged(tokenChanged) {
      if (settings.tokenProvider || settings.tokenUrl ? isWanted : tokenChanged) void ask();
    },
    stop,
  };
}
