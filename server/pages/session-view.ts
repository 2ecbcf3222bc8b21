import { Hono } from 'hono';
import { z } from 'zod';
import type { OpenViewResponse } from '../../widget/protocol/session-api.ts';
import { canAddConnections } from '../connections/visible-connections.ts';
import { switchSession } from '../connections/open-session.ts';
import { NotFoundError, SessionExpiredError } from '../errors.ts';
import { compressedJson, jsonBody } from '../http/json-body.ts';
import type { SessionEnv } from '../http/require-session.ts';
import { integrationSummary } from './integration-summary.ts';
import type { SessionInstallationDeps } from './installation-calls.ts';
import { openInstallation } from './open-installation.ts';
import { describeSession } from './open-dialog-session.ts';
import { viewContext } from './open-integration.ts';
import { portalIntegrations, portalView } from './portal.ts';
import type { limitChanges } from './session-requests.ts';
import { findIntegrations } from './visible-integrations.ts';

const viewBody = z.strictObject({ integration: z.string().max(255).nullable() });

/** What the route requires. */
type SessionViewDeps = Pick<SessionInstallationDeps, 'signInDeps' | 'installationDetails'>;

/** The route with which a portal opens one of its integrations, or its list again. The session gets another subject. */
export function sessionViewRoutes(deps: SessionViewDeps, limit: ReturnType<typeof limitChanges>) {
  return new Hono<SessionEnv>().post('/view', limit, async (c) => {
    const { integration } = await jsonBody(c, viewBody);
    return compressedJson(c, (await openView(deps, c.var, integration)) satisfies OpenViewResponse);
  });
}

async function openView(
  { signInDeps: deps, installationDetails }: SessionViewDeps,
  { session, log }: SessionEnv['Variables'],
  reference: string | null,
): Promise<OpenViewResponse> {
  const { organization, scope, context } = session;
  const { filter, userKey, permissions } = context;
  if (!filter) throw new NotFoundError('The session belongs to no portal.');
  const visible = portalIntegrations(organization, filter);
  const named = reference === null ? [] : findIntegrations(organization, reference);
  const [integration, ...others] = named.filter((one) => visible.includes(one));
  if (reference !== null && (!integration || others.length > 0)) {
    throw new NotFoundError('For this token, the organization has no such integration.');
  }
  const tenant = await deps.store.tenants.find(scope.organization, scope.tenantId);
  if (!tenant) throw new SessionExpiredError();
  const { connectors, ...shown } = viewContext(organization, integration);
  // A portal installs what a person saves.
  const next = { ...context, ...shown, installs: null };
  const opened = await switchSession(deps, {
    organization: organization.slug,
    tenant,
    context: next,
    tokenHash: Buffer.from(session.id, 'base64url'),
    connectors,
  });
  const view = await describeSession(deps, {
    ...{ organization, tenant, context, permissions, subject: shown.subject, connectors: opened },
    canAdd: permissions.includes('connect') && canAddConnections(organization, next),
  });
  return {
    ...view,
    ...(integration && { integration: integrationSummary(organization, integration) }),
    ...(integration &&
      (await openInstallation(
        { useCaseDeps: deps, installationDetails },
        { session: { organization, scope, context: next }, log, connectors: opened },
      ))),
    ...(await portalView(deps.store, { organization, scope, userKey, filter }, integration)),
  };
}
