import type { ConnectorField } from '../../widget/protocol/connector.ts';
import type { FieldIssue } from '../errors.ts';
import { InvalidRequestError } from '../errors.ts';
import { authenticator, connectorFields } from './auth-types.ts';
import type { ConnectorDefinition } from './definition.ts';
import { extractDnsLabel } from './dns-label.ts';
import type { FieldAffixes } from './dns-label.ts';
import type { Credentials } from './stored-credentials.ts';
import { buildVerifyRequest } from './verify.ts';

/** Longer than any key or token of a provider. */
const MAX_LENGTH = 4096;

/**
 * Validates and cleans the values that a person entered, or a back end sent, for a connector.
 *
 * Removes leading and trailing blanks and line breaks, except from a password. Reduces a pasted address to the subdomain if
 * the field asks for a subdomain. The result can be sent; whether it is right, only the provider knows.
 *
 * @param typed The raw values by name. Nothing of them has been checked.
 * @throws {InvalidRequestError} Lists the path of each wrong field (`values.api_key`), never its value.
 */
export async function readCredentials(
  definition: ConnectorDefinition,
  typed: Readonly<Record<string, unknown>>,
): Promise<Credentials> {
  const fields = connectorFields(definition);
  const read = fields.map((field) => [field.name, readField(definition, field, typed)] as const);
  const issues = [
    ...unknownFieldIssues(fields, typed),
    ...read.flatMap(([name, { issue }]) => (issue === undefined ? [] : [{ path: `values.${name}`, message: issue }])),
  ];
  if (issues.length > 0) throw new InvalidRequestError('Some values are missing or wrong.', issues);
  const values = Object.freeze(Object.fromEntries(read.map(([name, { value = '' }]) => [name, value])));
  const credentials = Object.freeze({ values });
  await assertSendable(definition, credentials);
  return credentials;
}

interface FieldResult {
  readonly value?: string;
  readonly issue?: string;
}

function readField(
  definition: ConnectorDefinition,
  field: ConnectorField,
  typed: Readonly<Record<string, unknown>>,
): FieldResult {
  const raw = Object.hasOwn(typed, field.name) ? typed[field.name] : '';
  if (typeof raw !== 'string') return { issue: 'This must be text.' };
  if (raw.length > MAX_LENGTH) return { issue: `This is too long: at most ${MAX_LENGTH} characters.` };
  if (/\p{Surrogate}|\0/u.test(raw)) return { issue: 'This contains characters that cannot be sent.' };
  const value = authenticator(definition).untrimmedFields.includes(field.name) ? raw : raw.trim();
  if (value === '') return field.required ? { issue: 'This is required.' } : { value };
  const input = definition.inputs[field.name];
  if (input?.kind === 'dns_label') return readDnsLabel(field, value);
  if (input?.kind === 'text') return { value: stripAffixes(value, input) };
  if (field.kind === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) return { issue: 'Enter an email address.' };
  if (field.kind === 'url' && !/^https?:$/.test(URL.parse(value)?.protocol ?? '')) {
    return { issue: 'Enter a full address that begins with https://.' };
  }
  return { value };
}

function readDnsLabel(field: ConnectorField, value: string): FieldResult {
  const label = extractDnsLabel(value, field);
  if (label !== undefined) return { value: label };
  const { suffix } = field;
  return {
    issue:
      suffix === undefined
        ? 'Enter a single name of letters, digits and hyphens.'
        : `Enter only the part before ${suffix}: a single name of letters, digits and hyphens.`,
  };
}

function unknownFieldIssues(fields: readonly ConnectorField[], typed: Readonly<Record<string, unknown>>): FieldIssue[] {
  const known = new Set(fields.map(({ name }) => name));
  const unknown = Object.keys(typed).some((name) => !known.has(name));
  // Does not repeat the unknown name, because it could be a misplaced secret.
  return unknown ? [{ path: 'values', message: `Only these values are allowed: ${[...known].join(', ')}.` }] : [];
}

const SCHEME = /^https?:\/\//i;

/** Removes the fixed text around an input box from its value, if a person pasted the whole address instead of its part. */
export function stripAffixes(value: string, { prefix = '', suffix = '' }: FieldAffixes): string {
  const address = value.replace(SCHEME, '');
  const before = prefix.replace(SCHEME, '');
  if (before === '' || !address.toLowerCase().startsWith(before.toLowerCase())) return value;
  const part = address.slice(before.length);
  return suffix !== '' && part.endsWith(suffix) ? part.slice(0, -suffix.length) : part.replace(/\/$/, '');
}

/** Builds a request with the values, so that a value that cannot be sent is found before anything is stored. */
async function assertSendable(definition: ConnectorDefinition, credentials: Credentials): Promise<void> {
  const { verify } = definition;
  const { authorize, signIn, issue } = authenticator(definition);
  // Requests of these types carry tokens instead of the entered values.
  if (signIn || issue) return;
  if (verify) await buildVerifyRequest(definition, verify, credentials);
  else await authorize(credentials, { url: new URL('https://example.invalid/'), headers: {} });
}
