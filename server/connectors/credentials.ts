import type { ConnectorField } from '../../widget/protocol/connector.ts';
import type { FieldIssue } from '../errors.ts';
import { InvalidRequestError } from '../errors.ts';
import { authenticator } from './auth-types.ts';
import { connectorFields } from './connector-view.ts';
import type { ConnectorDefinition } from './definition.ts';
import { extractDnsLabel } from './dns-label.ts';
import { stripAffixes } from './pasted-part.ts';
import type { Credentials } from './stored-credentials.ts';
import { buildVerifyRequest } from './verify-request.ts';

/** Longer than any key or token that providers hand out. */
const MAX_LENGTH = 4096;

/**
 * Reads what a person typed, or a back end sent, for a connector.
 *
 * Blanks and line breaks that came with a pasted key go; those of a password stay. A whole address pasted where a
 * subdomain is asked for is reduced to it. What passes can be sent: whether it is right only the provider knows.
 *
 * @param typed By name. Not checked at all.
 * @throws {InvalidRequestError} With the path of each wrong field (`values.api_key`), never its value.
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
        : `Enter only what stands before ${suffix}: a single name of letters, digits and hyphens.`,
  };
}

function unknownFieldIssues(fields: readonly ConnectorField[], typed: Readonly<Record<string, unknown>>): FieldIssue[] {
  const known = new Set(fields.map(({ name }) => name));
  const unknown = Object.keys(typed).some((name) => !known.has(name));
  // The name came from outside and may be anything, a misplaced secret as well, so it is not repeated.
  return unknown ? [{ path: 'values', message: `Only these are asked for: ${[...known].join(', ')}.` }] : [];
}

/** Puts the values where they will go, so that what cannot stand there is found before anything is stored. */
async function assertSendable(definition: ConnectorDefinition, credentials: Credentials): Promise<void> {
  const { verify } = definition;
  const { authorize, signIn, issue } = authenticator(definition);
  // What these types send is not what was typed, but what the provider gives for it.
  if (signIn || issue) return;
  if (verify) await buildVerifyRequest(definition, verify, credentials);
  else await authorize(credentials, { url: new URL('https://example.invalid/'), headers: {} });
}
