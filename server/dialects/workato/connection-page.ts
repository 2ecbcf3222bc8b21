import type { Context } from 'hono';
import { parseCompactJws } from '../../auth/compact-jws.ts';
import { FULL_GRANT } from '../../auth/claim-values.ts';
import { isOriginAllowed } from '../../../widget/protocol/origins.ts';
import type { OrganizationConfig } from '../../config/config.ts';
import type { AppEnv } from '../../http/app-env.ts';
import type { PageRoute } from '../../pages/page-route.ts';
import { requestedId } from '../../pages/requested-id.ts';
import type { PageDialect } from '../../pages/page-dialect.ts';
import type { DialectDeps } from '../dialect.ts';
import { openConnection } from '../../pages/open-connection.ts';
import { addedVendorKeys } from './vendor-keys.ts';
import { authenticateWorkatoToken, claimedVendor, readWorkatoClaims, vendorIndex } from './token.ts';
import type { VendorIndex } from './token.ts';

/** Query parameter with the token. */
export const TOKEN_PARAMETER = 'workato_dl_token';

/** The page of exactly one connection, which the organization's back end created before. */
export function connectionPage({ config, useCaseDeps }: DialectDeps, dialect: PageDialect): PageRoute {
  const vendors = vendorIndex(config.organizations.values());
  const addedKeys = addedVendorKeys(useCaseDeps);
  return {
    dialect,
    tokenParameter: TOKEN_PARAMETER,
    namesOrganization: false,

    // The page around this one may identify the organization only if there is no token.
    findOrganization: (c, token) => (token === undefined ? organizationOfReferrer(c, vendors) : undefined),

    async open({ c, token, dialect, scope }) {
      const jws = parseCompactJws(token);
      const claimed = claimedVendor(jws);
      // Set for unknown vendors too, so that the limit on refusals does not reveal which vendors exist.
      scope.rateLimitKey = claimed;
      // The vendor is public, because every token names it. Its pages may show the refusal of an unverified token.
      scope.organization = vendors.get(claimed ?? '');
      const authentic = await authenticateWorkatoToken(jws, vendors, addedKeys);
      const { organization } = authentic;
      scope.organization = organization;
      scope.rateLimitKey = organization.slug;
      const read = readWorkatoClaims(authentic, useCaseDeps.now());
      const { tenantKey, userKey, issuedAt, jti, rememberUntil, origin } = read;
      scope.targetOrigin = origin;
      return openConnection(useCaseDeps, {
        organization,
        token,
        tenantKey,
        userKey,
        issuedAt,
        ...FULL_GRANT,
        actor: userKey === null ? null : { id: userKey },
        id: requestedId(stripStrayBracket(c.req.param('id') ?? '')),
        dialect,
        singleUse: { tokenId: jti, rememberUntil },
      });
    },
  };
}

/**
 * Removes a trailing `>`. The vendor's documentation prints it behind the id by mistake, and host code has copied it.
 */
function stripStrayBracket(segment: string): string {
  return segment.replace(/(?:>|%3E)$/i, '');
}

/**
 * Finds the organization whose page frames this one: the only one with such keys, or the one that lists the referrer.
 *
 * It only decides who may see a page that has no data of a tenant and says that the token is missing.
 */
function organizationOfReferrer(c: Context<AppEnv>, vendors: VendorIndex): OrganizationConfig | undefined {
  const organizations = [...new Set(vendors.values())];
  if (organizations.length === 1) return organizations[0];
  const referrer = c.req.header('referer') ?? '';
  if (!URL.canParse(referrer)) return undefined;
  const { origin } = new URL(referrer);
  return organizations.find(({ allowedOrigins }) => isOriginAllowed(origin, allowedOrigins));
}
