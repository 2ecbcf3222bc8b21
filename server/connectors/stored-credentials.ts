import { z } from 'zod';
import { lazySchema } from '../lazy-schema.ts';
import type { Values } from './template.ts';

/** Tokens from a sign-in or from an exchange of entered credentials. The vault stores them together with the values. */
export interface Tokens {
  readonly accessToken: string;
  /** OAuth 1.0a: the secret that belongs to the token. */
  readonly tokenSecret?: string;
  readonly refreshToken?: string;
  /** When the access token was issued. Milliseconds since 1970. */
  readonly obtainedAt: number;
  /** When the access token expires, in ms since 1970. Absent if the provider named no time: it counts as permanent. */
  readonly expiresAt?: number;
  /** The granted scopes, if the provider returned them. */
  readonly scope?: string;
  /** Values that the definition's `capture` took from the sign-in, by name. */
  readonly captured: Readonly<Record<string, string>>;
}

/** Credentials for one provider, validated and cleaned, but not necessarily verified by the provider. */
export interface Credentials {
  /** One string for each input and field. Empty if an optional field was left blank. */
  readonly values: Values;
  /** Tokens that the provider issued for the values, or in a sign-in. */
  readonly tokens?: Tokens;
}

/** Serializes credentials for the vault. Equal credentials give equal text. */
export function serializeCredentials({ values, tokens }: Credentials): string {
  const names = Object.keys(values).sort();
  return JSON.stringify({ values: Object.fromEntries(names.map((name) => [name, values[name]])), tokens });
}

/**
 * Parses the text that {@link serializeCredentials} wrote.
 *
 * @throws {TypeError} The text is something else, which is a bug. The message contains nothing of it.
 */
export function parseCredentials(text: string): Credentials {
  const { success, data } = storedCredentials().safeParse(parseJson(text));
  if (!success) throw new TypeError('These are no stored credentials.');
  return data;
}

const storedStrings = z.record(z.string(), z.string());

const storedCredentials = lazySchema(() =>
  z.strictObject({
    values: storedStrings,
    tokens: z
      .strictObject({
        accessToken: z.string(),
        tokenSecret: z.string().exactOptional(),
        refreshToken: z.string().exactOptional(),
        obtainedAt: z.number(),
        expiresAt: z.number().exactOptional(),
        scope: z.string().exactOptional(),
        captured: storedStrings,
      })
      .exactOptional(),
  }),
);

/** Returns the values that templates can name: entered values and values that a sign-in captured. */
export function templateValues({ values, tokens }: Credentials): Values {
  return tokens ? { ...values, ...tokens.captured } : values;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
