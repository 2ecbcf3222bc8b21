import { z } from '@hono/zod-openapi';
import { InvalidClaimError, readId, readText } from '../../auth/claim-values.ts';
import { canEmbed } from '../../http/request-origin.ts';
import { TOKEN_LIFETIME_SECONDS } from '../../auth/rotate-signing-key.ts';
import type { SessionTokenStatement } from '../../auth/session-token.ts';
import { isKeyAlone, KEY_ALONE_ISSUE } from '../../connections/tenant-key.ts';
import { InvalidRequestError } from '../../errors.ts';
import { mayUseTenant } from '../../http/require-access-token.ts';
import type { AccessToken } from '../../http/require-access-token.ts';
import { isJsonObject } from '../../json-object.ts';

const MIN_LIFETIME_SECONDS = 60;
const MAX_LIFETIME_SECONDS = TOKEN_LIFETIME_SECONDS['session-token'];
/** Of the JSON text. */
const MAX_METADATA_BYTES = 8 * 1024;
/** Objects and lists in each other. The metadata itself is the first. */
const MAX_METADATA_DEPTH = 5;

/** Where a request names the tenant, unless the configuration says it. */
const DEFAULT_TENANT_PATH = 'metadata.externalOrgId';
const TENANT_NAME_PATH = 'metadata.externalOrgName';

/** Applies the rules for claims to a field: null and blank text count as absent. */
function claim<T>(read: (value: unknown, name: string) => T | undefined) {
  return (value: unknown, context: z.RefinementCtx) => {
    try {
      return read(value, 'the value');
    } catch (error) {
      if (!(error instanceof InvalidClaimError)) throw error;
      context.addIssue({ code: 'custom', message: error.problem });
      return z.NEVER;
    }
  };
}

const text = z.string().nullish().transform(claim(readText));
const id = z
  .union([z.string(), z.number()], { error: 'is neither text nor a number' })
  .nullish()
  .transform(claim(readId));

/** The body of a request for a session token. Other fields are ignored. */
export const sessionTokenRequestSchema = z
  .object({
    email: z
      .string()
      .transform(claim(readText))
      .refine((email) => email !== undefined && /^[^\s@]+@[^\s@]+$/.test(email), { error: 'is not an e-mail address' })
      .openapi({ description: 'The person, and the key of the user.' }),
    name: text.openapi({ description: 'Name of the person, for the activity log.' }),
    groupIds: z
      .array(z.union([z.string(), z.number()]))
      .nullish()
      .openapi({ description: 'Groups of the person. They decide which integrations the person sees.' }),
    metadata: z
      .record(z.string(), z.unknown())
      .nullish()
      .refine((metadata) => Buffer.byteLength(JSON.stringify(metadata ?? {})) <= MAX_METADATA_BYTES, {
        error: `is longer than ${MAX_METADATA_BYTES} bytes`,
      })
      .refine((metadata) => depthOf(metadata) <= MAX_METADATA_DEPTH, {
        error: `has more than ${MAX_METADATA_DEPTH} levels`,
      })
      .openapi({
        description:
          '`externalOrgId` is the key of the tenant, unless `sessionTokens.tenantFrom` names another path. ' +
          '`externalOrgName` is the name of the tenant for people.',
      }),
    isSuperblocksUser: z
      .boolean()
      .nullish()
      .openapi({ description: 'Refused with 401 if true: this server has no users of its own.' }),
    tenant: id.openapi({ description: 'The key of the tenant. Overrides the metadata.' }),
    connector: id.openapi({ description: 'The only connector that the token opens.' }),
    integration: id.openapi({ description: 'The only integration that the token opens.' }),
    origin: text.openapi({ description: 'The only page that may use the token, as an origin of `allowedOrigins`.' }),
    expiresIn: z
      .int()
      .min(MIN_LIFETIME_SECONDS)
      .max(MAX_LIFETIME_SECONDS)
      .nullish()
      .openapi({ description: 'Lifetime of the token in seconds. Default: 86400.' }),
  })
  .openapi('SessionTokenRequest', {
    example: {
      email: 'ada@customer.example',
      name: 'Ada Lovelace',
      groupIds: ['managers'],
      metadata: { externalOrgId: '4242', externalOrgName: 'Customer Inc.' },
    },
  });

/** What {@link sessionTokenRequestSchema} gives. */
export type SessionTokenRequest = z.output<typeof sessionTokenRequestSchema>;

/** The token to sign for a request. */
export interface RequestedSessionToken {
  readonly statement: SessionTokenStatement;
  readonly expiresInSeconds: number;
  /** Set if the request does not name the tenant, so that its e-mail address is the key of the tenant. */
  readonly warning?: string;
}

/** Decides what a session token says. Throws `InvalidRequestError`. */
export function requestedSessionToken(request: SessionTokenRequest, accessToken: AccessToken): RequestedSessionToken {
  const { organization, id: accessTokenId } = accessToken;
  const { email = '', name, groupIds, connector, integration, origin, expiresIn } = request;
  const { tenantFrom } = organization.sessionTokens;
  if (request.tenant !== undefined && !isKeyAlone(request.tenant)) throw invalid('tenant', KEY_ALONE_ISSUE);
  const named = request.tenant ?? readPath(request, tenantFrom ?? DEFAULT_TENANT_PATH, readId);
  if (named === undefined && tenantFrom !== undefined) throw invalid(tenantFrom, 'is missing, and names the tenant');
  const tenantKey = named ?? email;
  if (!mayUseTenant(accessToken, tenantKey)) throw invalid('tenant', 'is not one of those of the access token');
  if (origin !== undefined && !canEmbed(origin, organization)) throw invalid('origin', 'is not on allowedOrigins');
  const groups = new Set((groupIds ?? []).map(String));
  const known = [...organization.integrations.values()].flatMap((entry) => entry.groups);
  return {
    statement: {
      organization: organization.slug,
      tenantKey,
      tenantName: readPath(request, TENANT_NAME_PATH, readText),
      email,
      userName: name,
      // A person can be in more groups than a token has room for. The others decide nothing.
      groups: [...new Set(known)].filter((group) => groups.has(group)),
      integrationName: integration,
      connectorName: connector,
      origin,
      accessTokenId,
    },
    expiresInSeconds: expiresIn ?? MAX_LIFETIME_SECONDS,
    ...(named === undefined && {
      warning: `${DEFAULT_TENANT_PATH} is missing, so the email is the key of the tenant`,
    }),
  };
}

/** Reads the value at a dotted path. Throws `InvalidRequestError` for a value of the wrong type. */
function readPath<T>(
  request: SessionTokenRequest,
  path: string,
  read: (value: unknown, name: string) => T | undefined,
): T | undefined {
  const value = path
    .split('.')
    .reduce<unknown>((part, key) => (isJsonObject(part) && Object.hasOwn(part, key) ? part[key] : undefined), request);
  try {
    return read(value, path);
  } catch (error) {
    if (error instanceof InvalidClaimError) throw invalid(path, error.problem);
    throw error;
  }
}

function invalid(path: string, message: string): InvalidRequestError {
  return new InvalidRequestError('Some values are wrong.', [{ path, message }]);
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
