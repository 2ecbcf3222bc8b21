import { z } from 'zod';
import { CONNECTION_NAME_LENGTH_MAX } from '../../widget/protocol/session-api.ts';
import { isTenantOrUserKey, KEY_ISSUE } from '../auth/claim-values.ts';
import { visibleConnector } from './visible-connections.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { requestObject, toFieldIssues } from '../field-issues.ts';
import { parseJson } from '../json-object.ts';
import { isDisplayableName } from '../plain-text.ts';
import { readGivenCredentials } from './given-credentials.ts';
import { isKeyAlone, KEY_ALONE_ISSUE } from './tenant-key.ts';

/** The highest id that an operator can choose. The next ids continue from it, and 2^52 more remain. */
const MAX_CHOSEN_ID = 2 ** 52;

const key = z
  .string()
  .transform((text) => text.normalize('NFC'))
  .refine(isTenantOrUserKey, KEY_ISSUE);

const lineFields = {
  tenant: key.refine(isKeyAlone, KEY_ALONE_ISSUE),
  user: key.nullish(),
  connector: z.string(),
  name: z
    .string()
    .max(CONNECTION_NAME_LENGTH_MAX)
    .refine(isDisplayableName, 'must have visible characters and no control characters')
    .nullish(),
  credentials: z.record(z.string(), z.unknown()).nullish(),
  external_ref: key.nullish(),
};

const lineSchema = requestObject(lineFields);
const lineWithIdSchema = requestObject({
  ...lineFields,
  id: z.number().int().min(1).max(MAX_CHOSEN_ID).nullish(),
});

/** What an import may contain. */
export interface ImportRules {
  readonly organization: OrganizationConfig;
  /** Whether connections of a tenant may be imported. */
  readonly mayUseTenant: (tenantKey: string) => boolean;
  /** Whether lines may have an `id`. Only for an operator: high ids use up those that are left. */
  readonly ids: 'allowed' | 'refused';
}

/** A connection to import. Everything that needs no database was checked. */
export interface ImportedConnection {
  readonly tenantKey: string;
  readonly userKey: string | null;
  readonly connector: string;
  readonly definition: ConnectorDefinition;
  readonly name: string | undefined;
  readonly externalRef: string | undefined;
  readonly id: number | undefined;
  readonly credentials: Credentials | undefined;
}

/**
 * Reads one line of an import.
 *
 * @param now When given tokens count as issued, in ms since 1970.
 * @throws {MalformedJsonError} The line is not JSON.
 * @throws {InvalidRequestError} Lists the path of each wrong field, never its value.
 * @throws {NotFoundError} The tenant is hidden from the caller.
 */
export async function readImportLine(text: string, rules: ImportRules, now: number): Promise<ImportedConnection> {
  const schema: z.ZodType<z.output<typeof lineWithIdSchema>> = rules.ids === 'allowed' ? lineWithIdSchema : lineSchema;
  const { value, hasForbiddenKey } = parseJson(text);
  if (hasForbiddenKey) throw invalid([{ path: '', message: 'has a forbidden key' }]);
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw invalid(error.issues.flatMap(toFieldIssues));
  const { tenant, user, connector, name, credentials, external_ref: externalRef, id } = data;
  if (!rules.mayUseTenant(tenant)) throw new NotFoundError();
  const definition = visibleConnector(rules.organization, connector);
  if (!definition) throw invalid([{ path: 'connector', message: 'is not a connector of the organization' }]);
  return {
    ...{ tenantKey: tenant, userKey: user ?? null, connector, definition },
    ...{ name: name ?? undefined, externalRef: externalRef ?? undefined, id: id ?? undefined },
    credentials: credentials ? await readGivenCredentials(definition, credentials, now) : undefined,
  };
}

function invalid(fields: InvalidRequestError['fields']): InvalidRequestError {
  return new InvalidRequestError('Some values are missing or wrong.', fields);
}
