import { PERMISSIONS } from '../../widget/protocol/permissions.ts';
import type { Permission } from '../../widget/protocol/permissions.ts';
import { TokenInvalidError } from '../errors.ts';
import { isJsonObject } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';

/** Maximum length of the text of one claim, in characters. */
const MAX_TEXT_LENGTH = 255;

/** Control characters, and halves of surrogate pairs, which storage would all turn into the same character. */
const FORBIDDEN_CHARACTERS = /[\p{Cc}\p{Cs}]/u;

/** A claim has a value that the server cannot use. The signature of the token is verified. */
export class InvalidClaimError extends TokenInvalidError {
  /** Where the claim is in the token. */
  readonly path: string;
  /** What is wrong, without the path and without the value. */
  readonly problem: string;

  constructor(path: string, problem: string) {
    super(`${path} ${problem}`, { verified: true });
    this.path = path;
    this.problem = problem;
  }
}

/**
 * Tells whether a claim counts as absent: it is missing, null, or an empty or blank string, which real issuers send for
 * an unknown value.
 */
export function isAbsent(value: unknown): value is null | undefined | '' {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** What is wrong with a text for which {@link isTenantOrUserKey} is false. */
export const KEY_ISSUE = `must have 1 to ${MAX_TEXT_LENGTH} characters, not only spaces, and no control characters`;

/** Tells whether a text in NFC can be the key of a tenant or of a user: whether the claims of a token can name it. */
export function isTenantOrUserKey(text: string): boolean {
  return !isAbsent(text) && Array.from(text).length <= MAX_TEXT_LENGTH && !FORBIDDEN_CHARACTERS.test(text);
}

/**
 * Reads a claim that is text of 1 to 255 characters without control characters, and normalizes it to NFC.
 *
 * `name` only appears in the reason of a refusal. Every function in this file is for tokens with a verified signature,
 * and throws an {@link InvalidClaimError} for a value of the wrong type.
 */
export function readText(value: unknown, name: string): string | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'string') throw new InvalidClaimError(name, 'is not text');
  const text = value.normalize('NFC');
  if (FORBIDDEN_CHARACTERS.test(text)) throw new InvalidClaimError(name, 'has control characters');
  // Counted in characters, not in UTF-16 units.
  if (Array.from(text).length > MAX_TEXT_LENGTH) throw new InvalidClaimError(name, 'is too long');
  return text;
}

/** Reads a claim that is an identifier: text, or a whole number, which is read as its decimal digits. */
export function readId(value: unknown, name: string): string | undefined {
  if (typeof value !== 'number') return readText(value, name);
  // Beyond 2^53 two different numbers would become the same one.
  if (!Number.isSafeInteger(value)) throw new InvalidClaimError(name, 'is not a whole number');
  return String(value);
}

/** Reads a required identifier. */
export function requireId(value: unknown, name: string): string {
  const id = readId(value, name);
  if (id === undefined) throw new InvalidClaimError(name, 'is missing');
  return id;
}

/** Splits text at its commas. Returns any other value unchanged. */
export function splitCommaList(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').map((entry) => entry.trim()) : value;
}

/** Reads a claim that is an object. Its content has not been checked. */
export function readObject(value: unknown, name: string): JsonObject | undefined {
  if (isAbsent(value)) return undefined;
  if (!isJsonObject(value)) throw new InvalidClaimError(name, 'is not an object');
  return value;
}

/** A claim that was ignored because it has a value that the server cannot use. Never contains the value. */
export interface IgnoredClaim {
  /** Where the claim is in the token, such as `ti.uem`. */
  readonly path: string;
  readonly reason: string;
}

/**
 * Reads claims that only inform: names, e-mail addresses, lists for the portal.
 *
 * A bad value must not refuse a page, because nothing depends on it. It counts as absent, and {@link ignored} names it for
 * the log and for `doctor --token`.
 */
export class InformativeClaims {
  readonly #ignored: IgnoredClaim[] = [];

  /** The claims that were ignored so far. */
  get ignored(): readonly IgnoredClaim[] {
    return this.#ignored;
  }

  /** Reads a claim with a function of `claim-values.ts`. Returns `undefined` for a bad value. */
  read<T>(read: (value: unknown, path: string) => T, value: unknown, path: string): T | undefined {
    try {
      return read(value, path);
    } catch (error) {
      if (!(error instanceof InvalidClaimError)) throw error;
      this.#ignored.push({ path: error.path, reason: error.problem });
      return undefined;
    }
  }

  /** Reads the entries of a list one by one, so that a bad entry leaves the others. Text is a list of one entry. */
  readEach<T>(
    read: (value: unknown, path: string) => T | undefined,
    value: unknown,
    path: string,
  ): readonly NonNullable<T>[] {
    const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
    return entries.flatMap((entry, index) => {
      const result = this.read(read, entry, Array.isArray(value) ? `${path}[${index}]` : path);
      return result === undefined || result === null ? [] : [result];
    });
  }
}

/** Maximum size of a state in UTF-8: 1 kB. It goes into receipts and webhooks. */
const MAX_STATE_BYTES = 1024;

/** What the person of a token may do, and what the host gets back with each result. */
export interface GrantClaims {
  /** In the order of `PERMISSIONS`. */
  readonly permissions: readonly Permission[];
  /** Text of the host. The server returns it unchanged and never reads it. `null` if the token has none. */
  readonly state: string | null;
}

/** The grant of a token that does not limit it. */
export const FULL_GRANT: GrantClaims = { permissions: PERMISSIONS, state: null };

/**
 * Reads `permissions` and `state`. Both decide, so a bad value throws a verified `TokenInvalidError`.
 *
 * Every list includes `view`. No permission includes another one, so that a token allows what it names and nothing else.
 */
export function readGrantClaims({
  permissions,
  state,
}: {
  readonly permissions?: unknown;
  readonly state?: unknown;
}): GrantClaims {
  return { permissions: readPermissions(permissions), state: readState(state, 'state') };
}

function readPermissions(value: unknown): readonly Permission[] {
  // An empty text is not absent here: it is what a host makes of a list of none, and must not become every permission.
  if (value === undefined || value === null) return PERMISSIONS;
  if (!Array.isArray(value)) throw new InvalidClaimError('permissions', 'is not a list');
  const named = new Set<unknown>(value);
  if (named.size === 0) throw new InvalidClaimError('permissions', 'is empty');
  const known: ReadonlySet<unknown> = new Set(PERMISSIONS);
  if (!named.isSubsetOf(known)) throw new InvalidClaimError('permissions', `lists more than ${PERMISSIONS.join(', ')}`);
  return PERMISSIONS.filter((permission) => permission === 'view' || named.has(permission));
}

/** Reads text of the host that goes back to it. Throws a verified `TokenInvalidError`. */
export function readState(value: unknown, name: string): string | null {
  if (isAbsent(value)) return null;
  if (typeof value !== 'string') throw new InvalidClaimError(name, 'is not text');
  if (Buffer.byteLength(value) > MAX_STATE_BYTES) {
    throw new InvalidClaimError(name, `is longer than ${MAX_STATE_BYTES} bytes`);
  }
  return value;
}
