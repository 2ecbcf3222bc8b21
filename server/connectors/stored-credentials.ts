import { z } from 'zod';
import type { Values } from './template.ts';
import type { Tokens } from './tokens.ts';

/** What connects to one external system, checked and tidied. Not yet tried. */
export interface Credentials {
  /** One string for each input and field, empty where an optional one was left blank. */
  readonly values: Values;
  /** What the provider gave for them, or in a sign-in. */
  readonly tokens?: Tokens;
}

/** Writes credentials for the vault. Equal credentials give equal text. */
export function serializeCredentials({ values, tokens }: Credentials): string {
  const names = Object.keys(values).sort();
  return JSON.stringify({ values: Object.fromEntries(names.map((name) => [name, values[name]])), tokens });
}

/**
 * Reads back what {@link serializeCredentials} wrote.
 *
 * @throws {TypeError} When it is anything else, which is a bug. The message holds nothing of it.
 */
export function parseCredentials(text: string): Credentials {
  const { success, data } = storedCredentials.safeParse(parseJson(text));
  if (!success) throw new TypeError('These are no stored credentials.');
  return data;
}

const storedStrings = z.record(z.string(), z.string());

const storedCredentials = z.strictObject({
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
});

/** What templates can name: what was typed, and what a sign-in brought. */
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
