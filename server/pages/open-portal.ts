import { NotFoundError } from '../errors.ts';
import type { ApplicationView, DialogSession } from '../../widget/protocol/page-state.ts';
import { openIntegration } from './open-integration.ts';
import type { IntegrationRequest } from './open-integration.ts';
import type { PageRouteDeps } from './page-route.ts';
import { portalIntegrations } from './portal.ts';
import { findIntegrations } from './visible-integrations.ts';

/** A portal, and the integration that its address names. */
export interface PortalRequest extends Omit<IntegrationRequest, 'shows' | 'filter'> {
  /** Slug, number or unique name. `undefined`: the list. */
  readonly reference: string | undefined;
}

/**
 * Opens a dialog on a portal, or on one of its integrations. A portal with one integration shows that.
 *
 * Throws `NotFoundError` for an integration that the reader may not see, as for one that does not exist, or
 * `TokenReplayedError`.
 */
export async function openPortal(
  deps: PageRouteDeps,
  { reference, ...request }: PortalRequest,
): Promise<DialogSession & Partial<ApplicationView>> {
  const { organization, identity } = request;
  if (identity.onlyConnector !== undefined) throw new NotFoundError('The token opens the page of one connector only.');
  const { integrations, hiddenIntegrations, groups, integrationName } = identity;
  const filter = {
    ...{ integrations, hiddenIntegrations, groups },
    ...(integrationName !== undefined && { integrationName }),
  };
  const visible = portalIntegrations(organization, filter);
  const named =
    reference === undefined
      ? visible
      : findIntegrations(organization, reference).filter((one) => visible.includes(one));
  const [only, ...others] = named;
  if (reference !== undefined && (!only || others.length > 0)) {
    throw new NotFoundError('For this token, the organization has no such integration.');
  }
  return openIntegration(deps, { ...request, filter, shows: only && others.length === 0 ? only : 'portal' });
}
