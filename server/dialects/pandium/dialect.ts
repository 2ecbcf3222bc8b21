import { z } from 'zod';
import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { sharedSecrets, verifyOrganizationToken } from '../../auth/organization-token.ts';
import type { TokenPerson } from '../../auth/organization-token.ts';
import type { IntegrationConfig } from '../../config/config.ts';
import { NotFoundError } from '../../errors.ts';
import type { Session } from '../../http/require-session.ts';
import { shownInstallation } from '../../installations/consent.ts';
import { capabilityLocation, connectorSlug } from '../../installations/ensure-installation.ts';
import { lazySchema } from '../../lazy-schema.ts';
import type { InstallationMessageDetails, SuccessDetails } from '../../pages/page-dialect.ts';
import type { StoredConnection } from '../../store/connection-store.ts';
import type { Installation } from '../../store/installation-store.ts';
import type { Dialect, SignTokenOptions, DialectDeps } from '../dialect.ts';
import { rejectOrigin, rejectPrivateKey, signToken } from '../sign-token.ts';
import type { TenantPerson, TenantObjectSource } from './tenant-object.ts';
import { tenantObject } from './tenant-object.ts';
import { webhookUrlRoutes } from './webhook-url.ts';

/** Pandium's pages. */
export const pandium: Dialect = {
  name: 'pandium',
  speaksOn: 'organization pages',
  tokenParameter: TOKEN_PARAMETER,
  tokenByMessage: false,
  fallback: 'each',

  async readIdentity({ token, jws, arrival, organization, now }) {
    const keys = sharedSecrets(organization);
    const verified = await verifyOrganizationToken(token, { jws, organization, keys, arrival, now });
    return { ...verified, claims: sessionClaims(verified) };
  },

  sessionClaims,

  routes: webhookUrlRoutes,

  successDetails,

  installationDetails,

  async signToken({ organization, subject, origin, claims, privateKey, issuedAt }: SignTokenOptions) {
    rejectOrigin(origin);
    rejectPrivateKey(privateKey);
    return signToken(() => ({ sub: subject, iat: issuedAt, ...claims }), {
      keys: sharedSecrets(organization),
      kind: 'HS256 key without an account',
      privateKey: undefined,
    });
  },
};

const jsonObject = z.record(z.string(), z.json());

const sessionClaimsSchema = lazySchema(() =>
  z.strictObject({
    tenantKey: z.string(),
    userKey: z.string(),
    actor: z.strictObject({ id: z.string(), name: z.string().exactOptional() }),
    displayName: z.string().exactOptional(),
    fullName: z.string().exactOptional(),
    email: z.string().exactOptional(),
    integrations: z.array(z.string()),
    extraTenantInfo: jsonObject,
  }),
);

/**
 * Selects the claims that a session stores and repeats to the host page. The organization's credential is not among
 * them.
 */
function sessionClaims(token: TokenPerson): Record<string, unknown> {
  const { tenantKey, userKey, actor, displayName, fullName, email, integrations, extraTenantInfo } = token;
  const claims = { tenantKey, userKey, actor, displayName, fullName, email, integrations, extraTenantInfo };
  // As they are read back from JSON.
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Reads back what {@link sessionClaims} wrote. */
function readSessionClaims(claims: Readonly<Record<string, unknown>>): TenantPerson {
  return sessionClaimsSchema().parse(claims);
}

/**
 * Makes the details of the success message: the installation, and the address at which its owner may trigger it. In an
 * install flow, a person connects before there is an installation.
 */
function successDetails(deps: DialectDeps): SuccessDetails {
  const { store } = deps.useCaseDeps;
  return async (session, { connector }) => {
    const { organization, scope, context } = session;
    const slug = installedSlug(context) ?? connectorSlug(connector);
    const installation = await store.installations.findByIntegration(scope, slug, owner(session));
    const integration = organization.integrations.get(slug);
    if (!installation && context.installs !== null) throw new NotFoundError('This installation does not exist.');
    const tenant = await describe(deps, session, { installation, integration, connector });
    return { tenant, ...(installation && webhookUrl(deps, session, installation)) };
  };
}

/** Makes the details of the messages of an install flow: the same object as that of the success message. */
function installationDetails(deps: DialectDeps): InstallationMessageDetails {
  return async (session, installation) => {
    const { organization, context } = session;
    const integration = organization.integrations.get(installedSlug(context) ?? '');
    const [connector = ''] = integration?.connectors ?? [];
    return { tenant: await describe(deps, session, { installation, integration, connector }) };
  };
}

/** Slug of the integration that the session installs, at once or when the person saves. */
function installedSlug({ installs, subject }: Session['context']): string | undefined {
  return installs ?? (subject.kind === 'integration' ? subject.integration : undefined);
}

type DescribedSession = Pick<Session, 'organization' | 'scope' | 'context'>;

async function describe(
  deps: DialectDeps,
  session: DescribedSession,
  described: Pick<TenantObjectSource, 'installation' | 'connector'> & {
    readonly integration: IntegrationConfig | undefined;
  },
) {
  const { installation, integration } = described;
  const { store } = deps.useCaseDeps;
  return tenantObject({
    ...described,
    installation: installation && (await shownInstallation(store, installation, integration)),
    organization: session.organization,
    connections: await connectionsByConnector(deps, session),
    runs: installation && (await store.runs.latest(installation, installation.id)),
    person: readSessionClaims(session.context.claims),
    publicUrl: deps.publicUrl,
  });
}

function owner({ context }: DescribedSession): string | null {
  return context.sharing === 'user' ? context.userKey : null;
}

/** Finds the best connection of each connector: a connected one, else the oldest. */
async function connectionsByConnector({ useCaseDeps }: DialectDeps, session: DescribedSession) {
  const connections = await useCaseDeps.store.connections.list(session.scope, { userKey: owner(session) });
  const best = new Map<string, StoredConnection>();
  for (const connection of connections) {
    const other = best.get(connection.connector);
    const better = connection.status === 'connected' && other?.status !== 'connected';
    if (!other || better) best.set(connection.connector, connection);
  }
  return best;
}

function webhookUrl({ useCaseDeps, publicUrl }: DialectDeps, { organization }: Session, installation: Installation) {
  if (installation.capability === null || organization.dialects['pandium']?.['webhookUrl'] === false) return {};
  const capability = useCaseDeps.vault.open(capabilityLocation(installation), installation.capability);
  return { webhook_url: new URL(`/v1/webhooks/${capability}`, publicUrl).href };
}
