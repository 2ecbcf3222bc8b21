import { connectorsForPeople } from '../../connections/visible-connections.ts';
import type { AppTarget, IntegrationConfig, OrganizationConfig } from '../../config/config.ts';
import { NotFoundError } from '../../errors.ts';
import type { Identity } from '../../pages/identity.ts';
import type { HostRequest } from '../../pages/page-route.ts';
import { findIntegrations, isForGroups } from '../../pages/visible-integrations.ts';

/** What a token says about the application. */
export type ApplicationClaims = Pick<Identity, 'integrationName' | 'connectorName' | 'groups'>;

/** What a host asks an application to show. */
export interface RequestedView {
  /** Name or number. */
  readonly integration?: string | undefined;
  readonly connector?: string | undefined;
}

/** What an application shows to the reader of a token. */
export interface ApplicationTarget {
  /** All integrations that the reader may see. */
  readonly integrations: readonly IntegrationConfig[];
  readonly shows:
    | { readonly kind: 'integration'; readonly integration: IntegrationConfig }
    /** `integration` is absent if none, or several, have the connector. */
    | { readonly kind: 'connector'; readonly connector: string; readonly integration?: IntegrationConfig }
    /** The organization has no integrations. */
    | { readonly kind: 'only-connector' }
    | { readonly kind: 'portal' };
}

/**
 * Decides what an application shows. The configuration and the token limit it, and the host chooses within that: what the
 * reader may not see counts as absent.
 *
 * Throws `NotFoundError`.
 */
export function applicationTarget(
  organization: OrganizationConfig,
  app: AppTarget,
  { token, requested }: { readonly token: ApplicationClaims; readonly requested: RequestedView },
): ApplicationTarget {
  const integrations = readableIntegrations(organization, app, token);
  const { integration: reference } = requested;
  const named = reference === undefined ? integrations : pick(integrations, findIntegrations(organization, reference));
  if (named.length === 0 && (reference !== undefined || app.kind === 'integration')) throw notFound();

  const connector = requested.connector ?? token.connectorName;
  if (connector !== undefined) {
    if (token.connectorName !== undefined && connector !== token.connectorName) throw notFound();
    const isPartOfOne = [...organization.integrations.values()].some(({ connectors }) =>
      connectors.includes(connector),
    );
    const isLimited = app.kind === 'integration' || token.integrationName !== undefined || reference !== undefined;
    const having = named.filter((integration) => connectorsForPeople(organization, integration).includes(connector));
    if (having.length === 0 && (isPartOfOne || isLimited)) throw notFound();
    return { integrations: having, shows: { kind: 'connector', connector, ...onlyOf(having) } };
  }
  const only = onlyOf(named);
  if (only.integration) return { integrations, shows: { kind: 'integration', integration: only.integration } };
  if (reference !== undefined) throw notFound();
  return { integrations, shows: { kind: organization.integrations.size === 0 ? 'only-connector' : 'portal' } };
}

/** Returns the integrations of an application that everybody may see, without a token. */
export function publicIntegrations(organization: OrganizationConfig, app: AppTarget): readonly IntegrationConfig[] {
  return integrationsOf(organization, app).filter(({ access, groups }) => access === 'public' && groups.length === 0);
}

/** Returns the integrations of an application that a reader may see. One that the token names is always allowed. */
function readableIntegrations(
  organization: OrganizationConfig,
  app: AppTarget,
  { integrationName, groups }: ApplicationClaims,
): readonly IntegrationConfig[] {
  const all = integrationsOf(organization, app);
  if (integrationName === undefined) return all.filter((integration) => isForGroups(integration, { groups }));
  const named = pick(all, findIntegrations(organization, integrationName));
  if (named.length !== 1) throw notFound();
  return named;
}

function integrationsOf({ integrations }: OrganizationConfig, app: AppTarget): readonly IntegrationConfig[] {
  return [...integrations.values()].filter(({ slug }) => app.kind === 'portal' || slug === app.integration);
}

function pick<T>(candidates: readonly T[], wanted: readonly T[]): readonly T[] {
  return candidates.filter((candidate) => wanted.includes(candidate));
}

function onlyOf([integration, ...others]: readonly IntegrationConfig[]): { readonly integration?: IntegrationConfig } {
  return integration && others.length === 0 ? { integration } : {};
}

/** One answer for what is absent and for what the reader may not see. */
function notFound(): NotFoundError {
  return new NotFoundError('For this token, the application has no such integration or connector.');
}

const VIEW_PATH = /^\/(integrations|connectors)\/([^/]+)\/?$/;

/**
 * Reads what a host asks an application to show: the path that the page asks for, else the one in its address, else the
 * host's properties. The path `/` asks for the start of the application, whatever the others say.
 *
 * @param addressPath What follows the application in the address of the page.
 */
export function requestedView({ path, properties = {} }: HostRequest, addressPath: string): RequestedView {
  if (path !== undefined) return viewOfPath(path) ?? {};
  return (
    viewOfPath(addressPath) ?? {
      integration: readName(properties['integration']),
      connector: readName(properties['connector']),
    }
  );
}

/** Returns `undefined` for every other path: applications of another system have paths that mean nothing here. */
function viewOfPath(path: string): RequestedView | undefined {
  const [, kind, segment = ''] = VIEW_PATH.exec(path) ?? [];
  if (kind === undefined) return undefined;
  const name = decodeSegment(segment);
  return kind === 'integrations' ? { integration: name } : { connector: name };
}

/** A segment with a wrong encoding names nothing that exists. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Properties come from a page, so one of the wrong type is ignored. */
function readName(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
