import { LONG_TESTS } from '../../server/testing/long-tests.ts';
import { SANDBOX_ACCOUNT, SANDBOX_KEY } from '../../server/sandbox/keys.ts';

/** A provider to connect to, as the person in front of the dialog knows it. */
export interface Provider {
  readonly connector: string;
  /** What it is called. */
  readonly title: string;
}

/** Takes one key and refuses all others. */
export const KEY_PROVIDER: Provider = { connector: 'sandbox', title: 'Sandbox' };
/** The same, after four seconds. */
export const SLOW_PROVIDER: Provider = { connector: 'sandbox-slow', title: 'Slow sandbox' };
/** Takes so long that it is given up. */
export const HANGING_PROVIDER: Provider = { connector: 'sandbox-held', title: 'Held sandbox' };
/** Answers with an error, whatever the key. */
export const FAILING_PROVIDER: Provider = { connector: 'sandbox-failing', title: 'Failing sandbox' };
/** Hangs up. */
export const DROPPING_PROVIDER: Provider = { connector: 'sandbox-down', title: 'Broken sandbox' };
/** Answers with markup, control characters and far too much text. */
export const HOSTILE_PROVIDER: Provider = { connector: 'sandbox-hostile', title: 'Hostile sandbox' };
/** Nobody can ask it whether a key is right. */
export const UNVERIFIED_PROVIDER: Provider = {
  connector: 'sandbox-unverified',
  title: 'Sandbox that cannot be asked',
};

/** People sign in there in a window. */
export const SIGN_IN_PROVIDER: Provider = { connector: 'sandbox-oauth', title: 'Sandbox Cloud' };
/** The same, and its pages cut every tie to the window that opened them. */
export const ISOLATED_PROVIDER: Provider = {
  connector: 'sandbox-oauth-coop',
  title: 'Sandbox Cloud (isolated)',
};
/** Signs in without a page. */
export const IMMEDIATE_SIGN_IN_PROVIDER: Provider = { connector: 'sandbox-at-once', title: 'Sandbox Cloud' };
/** Comes back with the name of another server, as one that plays tricks on those who sign in to two. */
export const WRONG_ISSUER_PROVIDER: Provider = { connector: 'sandbox-wrong-issuer', title: 'Sandbox Cloud' };
/** Its page comes after {@link SLOW_SIGN_IN_SECONDS}. */
export const SLOW_SIGN_IN_PROVIDER: Provider = { connector: 'sandbox-late', title: 'Sandbox Cloud' };
/** How long an event stream of the dialog lasts: `npm run test:long` keeps the default. */
export const EVENT_STREAM_SECONDS = LONG_TESTS ? 25 : 3;
/** Longer than an event stream lasts, so that the dialog needs a second one. */
export const SLOW_SIGN_IN_SECONDS = EVENT_STREAM_SECONDS + 2;

export const KEY_LABEL = 'API key';
export const RIGHT_KEY = SANDBOX_KEY;
export const WRONG_KEY = 'not-the-key';
/** Who the provider says the right key belongs to. */
export const ACCOUNT = SANDBOX_ACCOUNT;
