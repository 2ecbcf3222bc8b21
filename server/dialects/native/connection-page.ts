import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { keysForFormat } from '../../auth/claims-format.ts';
import { TokenInvalidError } from '../../errors.ts';
import type { PageRoute } from '../../pages/page-route.ts';
import { nativeDialect } from '../../pages/requested-dialect.ts';
import { connectionId } from '../../pages/connection-id.ts';
import type { DialectDeps } from '../dialect.ts';
import { openConnection } from '../../pages/open-connection.ts';
import { verifyPandiumToken } from '../pandium/token.ts';

/**
 * The page of exactly one existing connection. Its tokens have the same claims as those of the pages that create
 * connections.
 */
export function connectionPage({ config, useCaseDeps }: DialectDeps): PageRoute {
  return {
    dialect: nativeDialect(TOKEN_PARAMETER),
    namesOrganization: true,

    findOrganization: (c) => config.organizations.get(c.req.param('org') ?? ''),

    async open({ c, token, dialect, scope }) {
      const { organization } = scope;
      if (!organization) throw new TokenInvalidError('the address names no configured organization');
      const verified = await verifyPandiumToken(token, {
        organization,
        keys: keysForFormat(organization, 'organization'),
        now: useCaseDeps.now(),
      });
      scope.locale = verified.locale;
      const { tenantKey, userKey, actor, tokenId, rememberUntil } = verified;
      return openConnection(useCaseDeps, {
        organization,
        token,
        tenantKey,
        userKey,
        actor,
        id: connectionId(c.req.param('id') ?? ''),
        dialect,
        ...(tokenId !== undefined && { singleUse: { tokenId, rememberUntil } }),
      });
    },
  };
}
