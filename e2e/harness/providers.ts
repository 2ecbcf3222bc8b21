import { LONG_TESTS } from '../../server/testing/long-tests.ts';
import { SANDBOX_ACCOUNT, SANDBOX_KEY } from '../../server/sandbox/keys.ts';

/** A provider that tests connect to, with what the dialog shows about it. */
export interface Provider {
  readonly connector: string;
  /** The name that the dialog shows. */
  readonly title: string;
}

/** Accepts one key and refuses all others. */
export const KEY_PROVIDER: Provider = { connector: 'sandbox', title: 'Sandbox' };
/** Accepts one key and refuses all others, after four seconds. */
export const SLOW_PROVIDER: Provider = { connector: 'sandbox-slow', title: 'Slow sandbox' };
/** Responds so late that the server's check times out. */
export const HANGING_PROVIDER: Provider = { connector: 'sandbox-held', title: 'Held sandbox' };
/** Responds to every key with an error. */
export const FAILING_PROVIDER: Provider = { connector: 'sandbox-failing', title: 'Failing sandbox' };
/** Closes each connection without a response. */
export const DROPPING_PROVIDER: Provider = { connector: 'sandbox-down', title: 'Broken sandbox' };
/** Responds with markup, control characters and very long text. */
export const HOSTILE_PROVIDER: Provider = { connector: 'sandbox-hostile', title: 'Hostile sandbox' };
/** Has no endpoint that checks a key. */
export const UNVERIFIED_PROVIDER: Provider = {
  connector: 'sandbox-unverified',
  title: 'Sandbox that cannot be asked',
};

/** Fails while a test says so: see `UnreliableProvider`. */
export const UNRELIABLE_PROVIDER: Provider = { connector: 'unreliable', title: 'Unreliable files' };

/** The same with a sign-in, whose page the sandbox shows. */
export const UNRELIABLE_SIGN_IN_PROVIDER: Provider = { connector: 'unreliable-cloud', title: 'Unreliable cloud' };

/** Uses a sign-in in a window. */
export const SIGN_IN_PROVIDER: Provider = { connector: 'sandbox-oauth', title: 'Sandbox Cloud' };
/** Uses a sign-in in a window. Its pages sever the connection to the window that opened them. */
export const ISOLATED_PROVIDER: Provider = {
  connector: 'sandbox-oauth-coop',
  title: 'Sandbox Cloud (isolated)',
};
/** Completes a sign-in without showing a page. */
export const IMMEDIATE_SIGN_IN_PROVIDER: Provider = { connector: 'sandbox-at-once', title: 'Sandbox Cloud' };
/** Returns the issuer of another server, as in a mix-up attack. */
export const WRONG_ISSUER_PROVIDER: Provider = { connector: 'sandbox-wrong-issuer', title: 'Sandbox Cloud' };
/** Sends its page after {@link SLOW_SIGN_IN_SECONDS}. */
export const SLOW_SIGN_IN_PROVIDER: Provider = { connector: 'sandbox-late', title: 'Sandbox Cloud' };
/** How long an event stream of the dialog lasts. `npm run test:long` uses the server's default. */
export const EVENT_STREAM_SECONDS = LONG_TESTS ? 25 : 3;
/** Longer than an event stream lasts, so that the dialog needs a second one. */
export const SLOW_SIGN_IN_SECONDS = EVENT_STREAM_SECONDS + 2;

/** The connector of the host's own system. The host connects it. */
export const OWN_CONNECTOR = 'sandbox-own';

export const KEY_LABEL = 'API key';
export const RIGHT_KEY = SANDBOX_KEY;
export const WRONG_KEY = 'not-the-key';
/** The part of a token with which the host connects {@link OWN_CONNECTOR}. */
export const OWN_KEY_CLAIM = { token: RIGHT_KEY };
/** The account that the provider reports for the right key. */
export const ACCOUNT = SANDBOX_ACCOUNT;
