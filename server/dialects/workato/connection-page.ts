import type { Context } from 'hono';
import { isOriginAllowed } from '../../../widget/protocol/origins.ts';
import type { OrganizationConfig } from '../../config/config.ts';
import type { AppEnv } from '../../http/app-env.ts';
import type { PageRoute } from '../../http/page-route.ts';
import { connectionId } from '../connection-id.ts';
import type { DialectDeps } from '../dialect.ts';
import { openConnection } from '../open-connection.ts';
import { authenticateWorkatoToken, claimedVendor, readWorkatoClaims } from './token.ts';
import { vendorIndex } from './vendor-index.ts';
import type { VendorIndex } from './vendor-index.ts';

/** Query parameter that carries the token. */
export const TOKEN_PARAMETER = 'workato_dl_token';

/** The page of exactly one connection, which the organization's back end made before. */
export function connectionPage({ config, useCaseDeps, pages }: DialectDeps): PageRoute {
  const vendors = vendorIndex(config.organizations.values());
  return {
    dialect: { name: 'workato', tokenParameter: TOKEN_PARAMETER, fallback: 'first' },

    namesOrganization: false,

    // Only where there is no token, the page around this one may tell it.
    findOrganization: (c, token) => (token === undefined ? organizationOfReferrer(c, vendors) : undefined),

    async open({ c, token, dialect, scope }) {
      const claimed = claimedVendor(token);
      // Known or not, so that the limit on refusals does not tell which vendors there are.
      scope.rateLimitKey = claimed;
      // In development the pages of that organization may show why the token was refused, although it is unverified.
      if (pages.reasonVisibility === 'shown') scope.organization = vendors.get(claimed ?? '');
      const authentic = await authenticateWorkatoToken(token, vendors);
      const { organization } = authentic;
      scope.organization = organization;
      scope.rateLimitKey = organization.slug;
      const { tenantKey, userKey, jti, rememberUntil, origin } = readWorkatoClaims(authentic, useCaseDeps.now());
      scope.targetOrigin = origin;
      return openConnection(useCaseDeps, {
        organization,
        token,
        tenantKey,
        userKey,
        actor: userKey === null ? null : { id: userKey },
        id: connectionId(stripStrayBracket(c.req.param('id') ?? '')),
        dialect,
        singleUse: { tokenId: jti, rememberUntil },
      });
    },
  };
}

/** The vendor's documentation prints a stray `>` behind the id, and host code has copied it. */
function stripStrayBracket(segment: string): string {
  return segment.replace(/(?:>|%3E)$/i, '');
}

/**
 * The organization whose page frames this one: the only one with such keys, or the one that lists the referrer.
 *
 * Decides only who may see a page that holds nothing of a tenant and says that the token is missing.
 */
function organizationOfReferrer(c: Context<AppEnv>, vendors: VendorIndex): OrganizationConfig | undefined {
  const organizations = [...new Set(vendors.values())];
  if (organizations.length === 1) return organizations[0];
  const referrer = c.req.header('referer') ?? '';
  if (!URL.canParse(referrer)) return undefined;
  const { origin } = new URL(referrer);
  return organizations.find(({ allowedOrigins }) => isOriginAllowed(origin, allowedOrigins));
}
