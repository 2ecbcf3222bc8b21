import { setTimeout as delay } from 'node:timers/promises';
import type { AccountName } from './keys.ts';
import { isAccountName } from './keys.ts';
import type { SandboxContext, SandboxState } from './sandbox-env.ts';

/** A behaviour that a request to the OAuth 2.0 addresses can select. */
interface BehaviourDefinition {
  /** Completes the sentence "The sandbox …". */
  readonly description: string;
  /** The kind of value after `=`, and its default. */
  readonly value?: { readonly unit: 'seconds' | 'account'; readonly defaultValue: string };
}

/** All behaviours of the OAuth 2.0 addresses. The overview page lists these rows. */
export const BEHAVIOURS = {
  auto: { description: 'signs in at once, without a page', value: { unit: 'account', defaultValue: 'ada' } },
  deny: { description: 'answers access_denied, even when the person allows' },
  slow: { description: 'takes that long to show the sign-in page', value: { unit: 'seconds', defaultValue: '5' } },
  coop: { description: 'sends Cross-Origin-Opener-Policy: same-origin with every page and redirect' },
  'wrong-iss': { description: 'comes back with the iss of another server' },
  'no-iss': { description: 'comes back without iss' },
  'no-pkce': { description: 'refuses a code_challenge instead of asking for one' },
  ttl: { description: 'gives access tokens that last that long', value: { unit: 'seconds', defaultValue: '3600' } },
  rotate: {
    description: 'gives a new refresh token with each refresh, and ends the sign-in when an old one comes again',
  },
  'no-refresh': { description: 'gives no refresh token' },
  form: { description: 'writes token answers form-encoded' },
  json: { description: 'takes token requests as JSON only' },
  nested: { description: 'puts tokens under authed_user' },
  'two-hundred': { description: 'answers 200 to every token request, with ok: true or false' },
  'no-type': { description: 'leaves token_type out' },
  'text-expiry': { description: 'writes expires_in as text' },
  hostile: { description: 'says its errors and accounts with markup, control characters and kilobytes of text' },
  'token-slow': {
    description: 'waits for that long before it responds to a server',
    value: { unit: 'seconds', defaultValue: '5' },
  },
  '429': { description: 'answers 429 with Retry-After to every server' },
  '500': { description: 'answers 500 to every server' },
  drop: { description: 'hangs up on every server' },
  garbage: { description: 'answers every server with an HTML page' },
  'refresh-429': { description: 'answers 429 with Retry-After to a refresh' },
  'refresh-500': { description: 'answers 500 to a refresh' },
  'refresh-invalid': { description: 'answers invalid_grant to a refresh' },
  'refresh-hang': { description: 'never answers a refresh' },
} as const satisfies Readonly<Record<string, BehaviourDefinition>>;

/** A key of {@link BEHAVIOURS}. */
export type BehaviourName = keyof typeof BEHAVIOURS;

type Rows = typeof BEHAVIOURS;
type NameWithUnit<Unit> = {
  [Name in BehaviourName]: Rows[Name] extends { readonly value: { readonly unit: Unit } } ? Name : never;
}[BehaviourName];

/** Seconds with up to three decimals, so that tests can use short waits. */
const SECONDS = /^\d{1,6}(?:\.\d{1,3})?$/;

/** The behaviours that one request has selected. */
export class Behaviour {
  /** The selected behaviours as written in the address. Empty if there are none. */
  readonly text: string;
  readonly #values: ReadonlyMap<string, string>;

  constructor(text: string, values: ReadonlyMap<string, string>) {
    this.text = text;
    this.#values = values;
  }

  has(name: BehaviourName): boolean {
    return this.#values.has(name);
  }

  /** The value of a behaviour. `undefined` if it was not selected. */
  seconds(name: NameWithUnit<'seconds'>): number | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : Number(value);
  }

  /** The account that signs in without a page. `undefined` when the page is shown. */
  get auto(): AccountName | undefined {
    const value = this.#values.get('auto');
    return value !== undefined && isAccountName(value) ? value : undefined;
  }
}

/**
 * Reads a segment of an address such as `rotate+ttl=2`.
 *
 * @returns `undefined` for unknown or repeated names, and for invalid values.
 */
export function parseBehaviour(text = ''): Behaviour | undefined {
  const parts = text === '' ? [] : text.split('+');
  const values = new Map<string, string>();
  for (const part of parts) {
    const [name = '', value, ...more] = part.split('=');
    if (!isBehaviourName(name) || values.has(name) || more.length > 0) return undefined;
    const { value: taken }: BehaviourDefinition = BEHAVIOURS[name];
    if (value !== undefined && !isValueOf(taken?.unit, value)) return undefined;
    values.set(name, value ?? taken?.defaultValue ?? '');
  }
  return new Behaviour(text, values);
}

function isBehaviourName(text: string): text is BehaviourName {
  return Object.hasOwn(BEHAVIOURS, text);
}

function isValueOf(unit: 'seconds' | 'account' | undefined, text: string): boolean {
  if (unit === 'seconds') return SECONDS.test(text);
  return unit === 'account' && isAccountName(text);
}

/** Markup, a line break, a null character, bidirectional controls, and more text than the dialog shows. */
export const HOSTILE_TEXT = `<img src=x onerror="alert(1)">\r\n\0\u202egnp.exe\u202c ${'A'.repeat(3_000)}`;

/** Longer than any client waits. */
const PAUSE_SECONDS_MAX = 3_600;

/** Waits before a response. Ends early if the caller disconnects or the sandbox stops. */
export async function pause(
  c: SandboxContext,
  seconds: number | undefined,
  { stopping }: Pick<SandboxState, 'stopping'>,
): Promise<void> {
  if (seconds === undefined) return;
  const ms = Math.min(seconds, PAUSE_SECONDS_MAX) * 1_000;
  await delay(ms, undefined, { signal: AbortSignal.any([stopping, c.req.raw.signal]) }).catch(() => undefined);
}
