import { z } from '@hono/zod-openapi';
import { NotFoundError } from '../errors.ts';
import { requestObject } from '../field-issues.ts';
import { mayUseTenant } from '../http/require-access-token.ts';
import type { AccessToken } from '../http/require-access-token.ts';
import type { Installation } from '../store/installation-store.ts';
import type { Store } from '../store/store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { installationResource } from '../webhooks/resources.ts';
import { timeSchema } from './connection-resource.ts';
import { keySchema, tenantKeySchema } from './tenant-reference.ts';

const MAX_TEXT_LENGTH = 200;

const choice = z.union([z.string(), z.number(), z.boolean()]);
const value = z.union([choice, z.array(choice)]);
const configsSchema = z.record(z.string(), z.union([value, z.record(z.string(), value)]));
const configs = configsSchema.openapi({
  type: 'object',
  description: 'Settings by name; those of a group are in an object. Answers have no secret ones.',
  example: { direction: 'both', filter: { tags: ['vip'] } },
});
const schedule = z
  .string()
  .max(MAX_TEXT_LENGTH)
  .openapi({ description: 'Cron expression of five fields.', example: '0 9 * * 1' });
const timeZone = z
  .string()
  .max(MAX_TEXT_LENGTH)
  .openapi({ description: 'Name of the time zone in which the schedule is read.', example: 'Europe/Berlin' });
const paused = z.boolean().openapi({ description: 'Whether it has no due runs.', example: false });

/** What a back end sees of an installation. */
export const installationSchema = z
  .strictObject({
    id: z.number().int().openapi({ description: 'Unique on the server, never used again.' }),
    tenant: z.strictObject({
      id: z.number().int(),
      key: z.string().openapi({ description: 'What the organization calls the customer account.' }),
      name: z.string().nullable().openapi({ description: 'Name of the customer account, if a token has named it.' }),
    }),
    integration: z.string().openapi({
      description: 'Name of the integration in addresses, or `connector/` and the name of a connector without one.',
    }),
    user: z
      .string()
      .nullable()
      .openapi({ description: 'The user whose own installation it is. `null`: the tenant’s.' }),
    configs,
    schedule: schedule
      .nullable()
      .openapi({ description: 'Cron expression of five fields. `null`: a connector alone has none.' }),
    time_zone: timeZone,
    paused,
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .openapi('Installation', {
    example: {
      ...{ id: 9, tenant: { id: 3, key: '4242', name: 'Initech' }, integration: 'gwt2hs', user: null },
      ...{ configs: { direction: 'both' }, schedule: '0 9 * * 1', time_zone: 'Europe/Berlin', paused: false },
      ...{ created_at: '2026-01-31T12:00:00.000Z', updated_at: '2026-01-31T12:00:00.000Z' },
    },
  });

/** What a back end sees of an installation. */
export type InstallationResource = z.input<typeof installationSchema>;

const values = {
  configs: configs.optional().openapi({
    description:
      'All settings, checked with the schema of the integration. A secret that is absent stays as it is, an empty text ' +
      'removes it. Unknown names are ignored.',
    example: { direction: 'both' },
  }),
  schedule: schedule.optional(),
  time_zone: timeZone.optional(),
  paused: paused.optional(),
};

/** Body of a request that installs an integration. */
export const createInstallationSchema = requestObject({
  tenant: tenantKeySchema,
  integration: z.string().openapi({ description: 'Name of the integration in addresses.', example: 'gwt2hs' }),
  user: keySchema.nullish().openapi({
    ...{ type: ['string', 'null'], example: null },
    description:
      'The user whose own installation it is. Required for integrations with `sharing: user`, and only there.',
  }),
  ...values,
}).openapi('CreateInstallation');

/** Body of a request that changes an installation. What is absent stays as it is. */
export const changeInstallationSchema = requestObject(values).openapi('ChangeInstallation');

const idSchema = (name: string, of: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,15}$/, `must be the id of ${of}`)
    .transform(Number)
    .openapi({ type: 'integer', description: `Id of ${of}.`, example: 9, param: { in: 'path', name } });

/** The parameter of paths that name an installation. */
export const installationParameters = z.object({ id: idSchema('id', 'an installation') });

/** The parameters of paths that name a run of an installation. */
export const runParameters = installationParameters.extend({ run: idSchema('run', 'a run') });

/** An installation with its tenant. */
export interface OwnedInstallation {
  readonly installation: Installation;
  readonly tenant: Tenant;
}

/**
 * Finds an installation that an access token may read and change, with its tenant. Throws `NotFoundError` for one of another
 * organization, or of a tenant that the token is not for.
 */
export async function requireInstallation(
  { installations, tenants }: Store,
  accessToken: AccessToken,
  id: number,
): Promise<OwnedInstallation> {
  const { slug } = accessToken.organization;
  // Larger numbers are rounded, so they would name another installation.
  const installation = Number.isSafeInteger(id) ? await installations.findInOrganization(slug, id) : undefined;
  const tenant = installation && (await tenants.find(slug, installation.tenantId));
  if (!tenant || !mayUseTenant(accessToken, tenant.key)) throw new NotFoundError();
  return { installation, tenant };
}

/** Describes an installation for a back end. */
export function ownedInstallationResource({ installation, tenant }: OwnedInstallation): InstallationResource {
  const { id, configs: settings, ...rest } = installationResource(installation);
  const { id: tenantId, key, name } = tenant;
  return { id, tenant: { id: tenantId, key, name }, ...rest, configs: configsSchema.parse(settings) };
}
