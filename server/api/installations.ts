import { z } from '@hono/zod-openapi';
import type { IntegrationConfig } from '../config/config.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { mayUseTenant } from '../http/require-access-token.ts';
import type { AccessToken } from '../http/require-access-token.ts';
import { changeForBackEnd, installForBackEnd, uninstallForBackEnd } from '../installations/back-end-installation.ts';
import { shownInstallation, shownInstallations } from '../installations/consent.ts';
import type { Installation, InstallationQuery } from '../store/installation-store.ts';
import type { Store } from '../store/store.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, errorResponse, jsonRequest, jsonResponse } from './api-route.ts';
import { etagHeader, etagOf, ifMatchHeader, requireMatch } from './if-match.ts';
import {
  changeInstallationSchema,
  createInstallationSchema,
  installationParameters,
  installationSchema,
  ownedInstallationResource,
  requireInstallation,
} from './installation-resource.ts';
import { pageParameters, pageSchema, readCursor, sinceParameter, toPage } from './pagination.ts';
import { listedTenants, tenantReferenceSchema } from './tenant-reference.ts';

const common = { tags: ['Installations'] };
const oneInstallation = (description: string) => ({
  ...jsonResponse(description, installationSchema),
  headers: etagHeader,
});

const consentRequired = errorResponse(
  '`forbidden`: the access token has another type, or lacks the scope. `consent_required`: people have to agree first.',
);

const listRoute = apiRoute('read', {
  ...{ ...common, method: 'get', path: '/installations', operationId: 'listInstallations' },
  summary: 'List installations',
  request: {
    query: z.strictObject({
      ...pageParameters,
      tenant: tenantReferenceSchema.optional(),
      integration: z.string().min(1).max(127).optional().openapi({ example: 'gwt2hs' }),
      since: sinceParameter.openapi({ description: 'Only installations that were changed at this time or later.' }),
    }),
  },
  responses: {
    200: jsonResponse('A page of installations, by id.', pageSchema(installationSchema).openapi('InstallationPage')),
  },
});

const createRoute = apiRoute('write', {
  ...{ ...common, method: 'post', path: '/installations', operationId: 'createInstallation' },
  summary: 'Install an integration, and create its tenant if it is new',
  description:
    'With the defaults of what the body does not name. The answer is 409 if the tenant, or the user, has installed the ' +
    'integration. Its connectors need not be connected.',
  request: { body: jsonRequest(createInstallationSchema) },
  responses: {
    201: oneInstallation('The new installation.'),
    403: consentRequired,
    404: errorResponse('`not_found`: the access token is not for this tenant.'),
  },
});

const readRoute = apiRoute('read', {
  ...{ ...common, method: 'get', path: '/installations/{id}', operationId: 'readInstallation' },
  summary: 'Read an installation',
  request: { params: installationParameters },
  responses: { 200: oneInstallation('The installation.') },
});

const changeRoute = apiRoute('write', {
  ...{ ...common, method: 'patch', path: '/installations/{id}', operationId: 'changeInstallation' },
  summary: 'Pause, resume, or set up an installation',
  description:
    'A back end can also set a schedule that people cannot edit. `schedule.minimumMinutes` of the integration holds for it.',
  request: {
    params: installationParameters,
    headers: z.object(ifMatchHeader),
    body: jsonRequest(changeInstallationSchema),
  },
  responses: { 200: oneInstallation('The installation after the change.'), 403: consentRequired },
});

const deleteRoute = apiRoute('write', {
  ...{ ...common, method: 'delete', path: '/installations/{id}', operationId: 'deleteInstallation' },
  summary: 'Uninstall an integration',
  description: 'Deletes its settings and runs. Connections stay.',
  request: { params: installationParameters },
  responses: { 204: { description: 'It is deleted.' } },
});

/** `/installations`: the integrations that tenants have installed. */
export function installationRoutes({ useCaseDeps }: Pick<ApiDeps, 'useCaseDeps'>) {
  const { store } = useCaseDeps;
  return apiRouter()
    .openapi(listRoute, async (c) => {
      const { accessToken } = c.var;
      const { slug } = accessToken.organization;
      const { tenant, integration, since, ...page } = c.req.valid('query');
      const filter = { integration, updatedSince: since, afterId: readCursor(page) ?? 0, limit: page.limit + 1 };
      const rows = await listForTenants(store, slug, {
        ...filter,
        tenantIds: await listedTenants(store, accessToken, tenant),
      });
      const shown = await shownInstallations(store, accessToken.organization, rows);
      const tenants = await store.tenants.findMany(slug, [...new Set(rows.map(({ tenantId }) => tenantId))]);
      return c.json(
        await toPage(shown, page, (installation) => {
          const owner = tenants.find(({ id }) => id === installation.tenantId);
          if (!owner) throw new TypeError('An installation has no tenant.');
          return ownedInstallationResource({ installation, tenant: owner });
        }),
        200,
      );
    })
    .openapi(createRoute, async (c) => {
      const { accessToken } = c.var;
      const { tenant: tenantKey, integration, user, time_zone: timeZone, ...values } = c.req.valid('json');
      if (!mayUseTenant(accessToken, tenantKey)) throw new NotFoundError();
      const { organization, actor } = accessToken;
      const owned = await installForBackEnd(useCaseDeps, {
        ...{ organization: organization.slug, tenantKey, userKey: user ?? null, actor },
        integration: requireIntegration(accessToken, integration),
        values: { ...values, timeZone },
      });
      c.header('ETag', etagOf(owned.installation.revision));
      c.header('Location', `${c.req.path}/${owned.installation.id}`);
      return c.json(ownedInstallationResource(owned), 201);
    })
    .openapi(readRoute, async (c) => {
      const { accessToken } = c.var;
      const { installation, tenant } = await requireInstallation(store, accessToken, c.req.valid('param').id);
      const integration = accessToken.organization.integrations.get(installation.integration);
      const shown = await shownInstallation(store, installation, integration);
      c.header('ETag', etagOf(installation.revision));
      return c.json(ownedInstallationResource({ installation: shown, tenant }), 200);
    })
    .openapi(changeRoute, async (c) => {
      const { accessToken } = c.var;
      const { installation, tenant } = await requireInstallation(store, accessToken, c.req.valid('param').id);
      const { time_zone: timeZone, ...values } = c.req.valid('json');
      const integration = accessToken.organization.integrations.get(installation.integration);
      const changed = await changeForBackEnd(useCaseDeps, {
        installation,
        integration,
        values: { ...values, timeZone },
        actor: accessToken.actor,
        check: ({ revision }) => requireMatch(c.req.valid('header')['if-match'], etagOf(revision)),
      });
      c.header('ETag', etagOf(changed.revision));
      return c.json(ownedInstallationResource({ installation: changed, tenant }), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { accessToken } = c.var;
      const { installation } = await requireInstallation(store, accessToken, c.req.valid('param').id);
      const integration = accessToken.organization.integrations.get(installation.integration);
      await uninstallForBackEnd(useCaseDeps, installation, { integration, actor: accessToken.actor });
      return c.body(null, 204);
    });
}

/** Lists a page by id. Costs one index search for each tenant. */
async function listForTenants(
  { installations }: Store,
  organization: string,
  { tenantIds, ...query }: InstallationQuery & { readonly tenantIds: readonly number[] | null },
): Promise<readonly Installation[]> {
  if (tenantIds === null) return installations.listOrganization(organization, query);
  const lists = await Promise.all(
    tenantIds.map((tenantId) => installations.listOrganization(organization, { ...query, tenantId })),
  );
  return lists
    .flat()
    .toSorted((a, b) => a.id - b.id)
    .slice(0, query.limit);
}

/** Finds the integration that a body names. */
function requireIntegration({ organization }: AccessToken, name: string): IntegrationConfig {
  const integration = organization.integrations.get(name);
  if (integration) return integration;
  throw new InvalidRequestError('Some values are wrong.', [
    { path: 'integration', message: 'is not an integration of the organization' },
  ]);
}
