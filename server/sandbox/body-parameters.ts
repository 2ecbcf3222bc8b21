import { isJsonObject } from '../json-object.ts';
import type { SandboxContext } from './sandbox-env.ts';

/** The parameters of a body, and their format. */
export interface BodyParameters {
  readonly format: 'form' | 'json';
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads the parameters of a body.
 *
 * @returns `undefined` for another content type, a repeated parameter (RFC 6749 section 3.2), and JSON that is not an
 * object of strings.
 */
export async function readBodyParameters(c: SandboxContext): Promise<BodyParameters | undefined> {
  const mediaType = (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  const text = await c.req.text();
  if (mediaType === 'application/json') return fromEntries('json', jsonEntries(text));
  if (mediaType !== 'application/x-www-form-urlencoded') return undefined;
  return fromEntries('form', [...new URLSearchParams(text)]);
}

function jsonEntries(text: string): readonly (readonly [string, string])[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const entries = Object.entries(value).flatMap(([name, inner]) =>
      typeof inner === 'string' ? [[name, inner] as const] : [],
    );
    return entries.length === Object.keys(value).length ? entries : undefined;
  } catch {
    return undefined;
  }
}

function fromEntries(
  format: BodyParameters['format'],
  entries: readonly (readonly [string, string])[] | undefined,
): BodyParameters | undefined {
  const values = new Map(entries);
  return entries && values.size === entries.length ? { format, values } : undefined;
}
