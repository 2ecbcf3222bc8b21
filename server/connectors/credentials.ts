import type { ConnectorField } from '../../widget/protocol/connector.ts';
import type { FieldMistake } from '../errors.ts';
import { InvalidRequestError } from '../errors.ts';
import { boundAuth } from './auth-types.ts';
import { connectorFields } from './connector-view.ts';
import type { ConnectorDefinition } from './definition.ts';
import { labelFromPaste } from './dns-label.ts';
import { partFromPaste } from './pasted-part.ts';
import type { Credentials } from './stored-credentials.ts';
import { verifyRequest } from './verify-request.ts';

/** Longer than any key or token that systems hand out. */
const LENGTH_MAX = 4096;

/**
 * Reads what a person typed, or a back end sent, for a connector.
 *
 * Blanks and line breaks that came with a pasted key go; those of a password stay. A whole address pasted where a
 * subdomain is asked for is reduced to it. What passes can be sent: whether it is right only the system knows.
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
  const mistakes = [
    ...unknownNames(fields, typed),
    ...read.flatMap(([name, { mistake }]) =>
      mistake === undefined ? [] : [{ path: `values.${name}`, message: mistake }],
    ),
  ];
  if (mistakes.length > 0) throw new InvalidRequestError('Some values are missing or wrong.', mistakes);
  const values = Object.freeze(Object.fromEntries(read.map(([name, { value = '' }]) => [name, value])));
  const credentials = Object.freeze({ values });
  await tryOut(definition, credentials);
  return credentials;
}

interface ReadField {
  readonly value?: string;
  readonly mistake?: string;
}

function readField(
  definition: ConnectorDefinition,
  field: ConnectorField,
  typed: Readonly<Record<string, unknown>>,
): ReadField {
  const raw = Object.hasOwn(typed, field.name) ? typed[field.name] : '';
  if (typeof raw !== 'string') return { mistake: 'This must be text.' };
  if (raw.length > LENGTH_MAX) return { mistake: `This is too long: at most ${LENGTH_MAX} characters.` };
  if (/\p{Surrogate}|\0/u.test(raw)) return { mistake: 'This contains characters that cannot be sent.' };
  const value = boundAuth(definition).verbatim.includes(field.name) ? raw : raw.trim();
  if (value === '') return field.required ? { mistake: 'This is required.' } : { value };
  const input = definition.inputs[field.name];
  if (input?.kind === 'dns_label') return readLabel(field, value);
  if (input?.kind === 'text') return { value: partFromPaste(value, input) };
  if (field.kind === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) return { mistake: 'Enter an email address.' };
  if (field.kind === 'url' && !/^https?:$/.test(URL.parse(value)?.protocol ?? '')) {
    return { mistake: 'Enter a full address that begins with https://.' };
  }
  return { value };
}

function readLabel(field: ConnectorField, value: string): ReadField {
  const label = labelFromPaste(value, field);
  if (label !== undefined) return { value: label };
  const { suffix } = field;
  return {
    mistake:
      suffix === undefined
        ? 'Enter a single name of letters, digits and hyphens.'
        : `Enter only what stands before ${suffix}: a single name of letters, digits and hyphens.`,
  };
}

function unknownNames(fields: readonly ConnectorField[], typed: Readonly<Record<string, unknown>>): FieldMistake[] {
  const known = new Set(fields.map(({ name }) => name));
  const unknown = Object.keys(typed).some((name) => !known.has(name));
  // The name came from outside and may be anything, a misplaced secret as well, so it is not repeated.
  return unknown ? [{ path: 'values', message: `Only these are asked for: ${[...known].join(', ')}.` }] : [];
}

/** Puts the values where they will go, so that what cannot stand there is found before anything is stored. */
async function tryOut(definition: ConnectorDefinition, credentials: Credentials): Promise<void> {
  const { verify } = definition;
  const { authorize, signIn, obtain } = boundAuth(definition);
  // What these types send is not what was typed, but what the system gives for it.
  if (signIn || obtain) return;
  if (verify) await verifyRequest(definition, verify, credentials);
  else await authorize(credentials, { url: new URL('https://example.invalid/'), headers: {} });
}
