import type { Context } from 'hono';
import { connectorView } from '../../connectors/connector-view.ts';
import { visibleConnector } from '../../auth/visible-connector.ts';
import { originMatches } from '../../../widget/protocol/origins.ts';
import type { OrganizationConfig } from '../../config/config.ts';
import { NotFoundError } from '../../errors.ts';
import { connectionDetails } from '../../flows/connection-details.ts';
import { findConnection, openConnectionSession } from '../../flows/open-session.ts';
import type { AppEnv } from '../../http/app-env.ts';
import type { PageRoute } from '../../http/embed-page.ts';
import type { DialectDeps } from '../dialect.ts';
import { authenticateWorkatoToken, claimedVendor, readWorkatoClaims } from './token.ts';
import { vendorIndex } from './vendor-index.ts';
import type { VendorIndex } from './vendor-index.ts';

/** Query parameter that carries the token. */
export const TOKEN_PARAMETER = 'workato_dl_token';

/** The page of exactly one connection, which the organization's back end made before. */
export function connectionPage({ config, flows }: DialectDeps): PageRoute {
  const vendors = vendorIndex(config.organizations.values());
  return {
    dialect: { name: 'workato', tokenParameter: TOKEN_PARAMETER, fallback: 'first' },

    // The address names no organization. Only where there is no token, the page around this one may tell it.
    identify: (c, token) => (token === undefined ? organizationAround(c, vendors) : undefined),

    async open({ c, token, scope }) {
      // Known or not, so that the limit on refusals tells nobody which vendors there are.
      scope.countsFor = claimedVendor(token);
      const authentic = await authenticateWorkatoToken(token, vendors);
      const { organization } = authentic;
      scope.organization = organization;
      scope.countsFor = organization.slug;
      const { tenantKey, userKey, jti, rememberUntil, origin } = readWorkatoClaims(authentic, flows.now());
      scope.target = origin;

      const { tenant, connection } = await findConnection(flows, {
        organization: organization.slug,
        tenantKey,
        userKey,
        id: connectionId(c.req.param('id') ?? ''),
      });
      const definition = visibleConnector(organization, connection.connector);
      if (!definition) throw new NotFoundError('The organization has no such connector any more.');

      const { bearer } = await openConnectionSession(flows, {
        organization: organization.slug,
        tenantKey,
        tenant,
        connection,
        context: {
          dialect: 'workato',
          userKey,
          actor: userKey === null ? null : { id: userKey },
          connector: connection.connector,
          connectionId: connection.id,
          sharing: 'account',
          installs: null,
          claims: {},
        },
        singleUse: { tokenId: jti, rememberUntil },
      });
      return {
        bearer,
        organization: organization.name,
        tenant: tenantKey,
        connector: connectorView(connection.connector, definition),
        connections: [connectionDetails(connection)],
        connectionId: connection.id,
        sandbox: organization.mode === 'sandbox',
      };
    },
  };
}

/** Of no connection: ids begin with 1. */
const NO_ID = 0;

/** The vendor's documentation prints a stray `>` behind the id, and host code has copied it. */
function connectionId(segment: string): number {
  const id = Number(/^([1-9]\d{0,15})(?:>|%3E)?$/i.exec(segment)?.[1] ?? NO_ID);
  return Number.isSafeInteger(id) ? id : NO_ID;
}

/**
 * The organization whose page frames this one: the only one with such keys, or the one that lists the referrer.
 *
 * Decides only who may see a page that holds nothing of a tenant and says that the token is missing.
 */
function organizationAround(c: Context<AppEnv>, vendors: VendorIndex): OrganizationConfig | undefined {
  const organizations = [...new Set(vendors.values())];
  if (organizations.length === 1) return organizations[0];
  const referrer = c.req.header('referer') ?? '';
  if (!URL.canParse(referrer)) return undefined;
  const { origin } = new URL(referrer);
  return organizations.find(({ allowedOrigins }) => originMatches(origin, allowedOrigins));
}
