import type { AccountName } from './accounts.ts';
import { isAccountName } from './accounts.ts';

/** What can be asked of the OAuth 2.0 addresses. */
interface BehaviourRow {
  /** The end of a sentence that begins with "The sandbox". */
  readonly does: string;
  /** What may stand after a `=`, and what counts where nothing does. */
  readonly value?: { readonly unit: 'seconds' | 'account'; readonly otherwise: string };
}

/** Every way in which the OAuth 2.0 addresses can be told to behave. The page of the sandbox lists these rows. */
export const BEHAVIOURS = {
  auto: { does: 'signs in at once, without a page', value: { unit: 'account', otherwise: 'ada' } },
  deny: { does: 'answers access_denied, whatever the person chooses' },
  slow: { does: 'takes that long to show the sign-in page', value: { unit: 'seconds', otherwise: '5' } },
  coop: { does: 'sends Cross-Origin-Opener-Policy: same-origin with every page and redirect' },
  'wrong-iss': { does: 'comes back with the iss of another server' },
  'no-iss': { does: 'comes back without iss' },
  'no-pkce': { does: 'refuses a code_challenge instead of asking for one' },
  ttl: { does: 'gives access tokens that last that long', value: { unit: 'seconds', otherwise: '3600' } },
  rotate: { does: 'gives a new refresh token with each refresh, and ends the sign-in when an old one comes again' },
  'no-refresh': { does: 'gives no refresh token' },
  form: { does: 'writes token answers form-encoded' },
  json: { does: 'takes token requests as JSON only' },
  nested: { does: 'puts tokens under authed_user' },
  'two-hundred': { does: 'answers 200 to every token request, with ok: true or false' },
  'no-type': { does: 'leaves token_type out' },
  'text-expiry': { does: 'writes expires_in as text' },
  hostile: { does: 'says its errors and accounts with markup, control characters and kilobytes of text' },
  'token-slow': { does: 'takes that long to answer a server', value: { unit: 'seconds', otherwise: '5' } },
  '429': { does: 'answers 429 with Retry-After to every server' },
  '500': { does: 'answers 500 to every server' },
  drop: { does: 'hangs up on every server' },
  garbage: { does: 'answers every server with an HTML page' },
  'refresh-429': { does: 'answers 429 with Retry-After to a refresh' },
  'refresh-500': { does: 'answers 500 to a refresh' },
  'refresh-invalid': { does: 'answers invalid_grant to a refresh' },
  'refresh-hang': { does: 'never answers a refresh' },
} as const satisfies Readonly<Record<string, BehaviourRow>>;

/** Name of one row of {@link BEHAVIOURS}. */
export type BehaviourName = keyof typeof BEHAVIOURS;

type Rows = typeof BEHAVIOURS;
type NameWith<Unit> = {
  [Name in BehaviourName]: Rows[Name] extends { readonly value: { readonly unit: Unit } } ? Name : never;
}[BehaviourName];

/** Whole seconds or parts of one: tests wait for little. */
const SECONDS = /^\d{1,6}(?:\.\d{1,3})?$/;

/** How the sandbox was told to behave in one request. */
export class Behaviour {
  /** What was asked for, as it stood in the address: empty where nothing was. */
  readonly text: string;
  readonly #values: ReadonlyMap<string, string>;

  constructor(text: string, values: ReadonlyMap<string, string>) {
    this.text = text;
    this.#values = values;
  }

  has(name: BehaviourName): boolean {
    return this.#values.has(name);
  }

  /** `undefined` where it was not asked for. */
  seconds(name: NameWith<'seconds'>): number | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : Number(value);
  }

  /** Who signs in without a page. `undefined` where there is to be one. */
  get auto(): AccountName | undefined {
    const value = this.#values.get('auto');
    return value !== undefined && isAccountName(value) ? value : undefined;
  }
}

/**
 * Reads a segment of an address such as `rotate+ttl=2`.
 *
 * @returns `undefined` for names that do not exist, or that come twice, and for values that a name does not take.
 */
export function readBehaviour(text = ''): Behaviour | undefined {
  const parts = text === '' ? [] : text.split('+');
  const values = new Map<string, string>();
  for (const part of parts) {
    const [name = '', value, ...more] = part.split('=');
    if (!isBehaviourName(name) || values.has(name) || more.length > 0) return undefined;
    const { value: taken }: BehaviourRow = BEHAVIOURS[name];
    if (value !== undefined && !isValueOf(taken?.unit, value)) return undefined;
    values.set(name, value ?? taken?.otherwise ?? '');
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
