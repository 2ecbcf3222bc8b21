import type { ConnectorDefinition } from '../connectors/definition.ts';
import { ACCOUNT_WITHOUT_CLAIMS } from '../dialects/settings.ts';
import { isJsonObject } from '../json-object.ts';
import type { ConfigParts, OrganizationParts } from './config-parts.ts';
import type { ConfigIssue, ValuePath } from './config-issue.ts';
import { shortestIntervalMinutes } from './cron.ts';
import type { ResolvedConnectors } from './resolve-connectors.ts';
import { didYouMean } from './schema-issues.ts';
import type { IntegrationInput } from './schema-integration.ts';
import { secureUrlIssue } from './secure-url.ts';
import { DuplicateCheck } from './duplicate-check.ts';

/** Finds issues between the pieces of a file: duplicate values, and references to missing names. */
export function crossChecks(parts: ConfigParts, connectors: ResolvedConnectors, dev: boolean): readonly ConfigIssue[] {
  return [
    ...parts.organizations.flatMap((organization) => [
      ...checkKeyIds(organization),
      ...checkKeyAccounts(organization),
      ...checkIntegrations(organization, connectors),
      ...checkExternalIds(organization, connectors),
      ...checkWebhooks(organization, dev),
    ]),
    ...checkVendorIds(parts),
    ...checkApps(parts),
    ...checkSignInUrls(connectors),
  ];
}

function checkKeyIds({ keys }: OrganizationParts): readonly ConfigIssue[] {
  const ids = new DuplicateCheck('is the id of another key, too');
  for (const { path, value } of keys) {
    if (value.id !== undefined) ids.add(value.id, [...path, 'id']);
  }
  return ids.issues;
}

/** Only the claims of some embed systems name the account that a key belongs to. */
function checkKeyAccounts({ keys }: OrganizationParts): readonly ConfigIssue[] {
  return keys.flatMap(({ path, value }) =>
    value.alg === 'HS256' && value.account !== undefined && value.claims === undefined
      ? [{ path: [...path, 'account'], message: ACCOUNT_WITHOUT_CLAIMS }]
      : [],
  );
}

function checkIntegrations(organization: OrganizationParts, connectors: ResolvedConnectors): readonly ConfigIssue[] {
  const visible = connectors.byOrganization.get(organization.slug);
  const ids = new DuplicateCheck('is the id of another integration, too');
  const issues: ConfigIssue[] = [];
  for (const { path, value } of organization.integrations) {
    ids.add(value.id, [...path, 'id']);
    const names = new DuplicateCheck('stands here twice');
    for (const [index, name] of value.connectors.entries()) {
      const itemPath = [...path, 'connectors', index];
      names.add(name, itemPath);
      if (visible?.has(name) === true) continue;
      issues.push({
        path: itemPath,
        message: 'is no connector that this organization sees; list it under `connectors`',
      });
    }
    issues.push(...names.issues, ...checkSchedule(value, path), ...checkRemoteChoices(value, path));
    if (value.ownConnector !== undefined && !value.connectors.includes(value.ownConnector)) {
      issues.push({ path: [...path, 'ownConnector'], message: 'must be one of `connectors` of this integration' });
    }
  }
  return [...ids.issues, ...issues];
}

function checkSchedule({ schedule }: IntegrationInput, path: ValuePath): readonly ConfigIssue[] {
  if (shortestIntervalMinutes(schedule.default) >= schedule.minimumMinutes) return [];
  const message = `runs more often than every ${schedule.minimumMinutes} minutes, which \`minimumMinutes\` does not allow`;
  return [{ path: [...path, 'schedule', 'default'], message }];
}

/** Choices can be read with the connections of the integration only. */
function checkRemoteChoices({ connectors, settings }: IntegrationInput, path: ValuePath): readonly ConfigIssue[] {
  const message = 'must be one of `connectors` of this integration';
  const visit = (value: unknown, at: ValuePath): readonly ConfigIssue[] => {
    if (!isJsonObject(value)) return [];
    return Object.entries(value).flatMap(([key, part]) => {
      if (key !== 'x-options' || !isJsonObject(part)) return visit(part, [...at, key]);
      const connector = part['connector'];
      return typeof connector === 'string' && !connectors.includes(connector)
        ? [{ path: [...at, key, 'connector'], message }]
        : [];
    });
  };
  return visit(settings, [...path, 'settings']);
}

/** A name is taken as well: hosts refer to a connector by either. */
function checkExternalIds({ slug }: OrganizationParts, { byOrganization }: ResolvedConnectors): readonly ConfigIssue[] {
  const visible = byOrganization.get(slug) ?? new Map<never, never>();
  const ids = new DuplicateCheck('already belongs to another connector of this organization');
  for (const [name, { path }] of visible) ids.add(name, path);
  for (const [name, { path, definition }] of visible) {
    const id = definition?.externalId;
    if (id !== undefined && id !== name) ids.add(id, [...path, 'externalId']);
  }
  return ids.issues;
}

/** The address identifies a webhook in the database, so it must be unique in the organization. */
function checkWebhooks(organization: OrganizationParts, dev: boolean): readonly ConfigIssue[] {
  const addresses = new DuplicateCheck('is the address of another webhook');
  const issues = organization.webhooks.flatMap(({ path, value }) => {
    const message = secureUrlIssue(value.url, { httpToLoopback: dev });
    if (message !== undefined) return [{ path: [...path, 'url'], message }];
    addresses.add(new URL(value.url).href, [...path, 'url']);
    return [];
  });
  return [...issues, ...addresses.issues];
}

/** One organization may have several keys of a vendor; no other organization may have any. */
function checkVendorIds({ organizations }: ConfigParts): readonly ConfigIssue[] {
  const ids = new DuplicateCheck('belongs to another organization');
  for (const { slug, keys } of organizations) {
    for (const { path, value } of keys) {
      if (value.alg === 'RS256' && value.vendorId !== undefined) ids.add(value.vendorId, [...path, 'vendorId'], slug);
    }
  }
  return ids.issues;
}

/** The address of an application names no organization. */
function checkApps({ organizations }: ConfigParts): readonly ConfigIssue[] {
  const ids = new DuplicateCheck('is an application of another organization, too');
  const issues: ConfigIssue[] = [];
  for (const { apps, integrations } of organizations) {
    const known = new Set(integrations.map(({ slug }) => slug));
    for (const [id, { path, value }] of apps) {
      ids.add(id, path);
      if (value.integration === undefined || known.has(value.integration)) continue;
      const message = `is not an integration of this organization${didYouMean(value.integration, known)}`;
      issues.push({ path: [...path, 'integration'], message });
    }
  }
  return [...ids.issues, ...issues];
}

/**
 * Providers redirect browsers to an address that names the connector and not the organization. If two providers had
 * one name, one of them could receive the code of the other (RFC 9700 section 4.4, mix-up).
 */
function checkSignInUrls({ byOrganization }: ResolvedConnectors): readonly ConfigIssue[] {
  const message = 'signs in at other addresses than another organization’s connector of this name; name it otherwise';
  const known = new Map<string, string>();
  const issues: ConfigIssue[] = [];
  for (const [name, { path, definition }] of [...byOrganization.values()].flatMap((visible) => [...visible])) {
    const addresses = definition && signInUrlsOf(definition);
    if (addresses === undefined) continue;
    if ((known.get(name) ?? addresses) !== addresses) issues.push({ path: [...path, 'auth'], message });
    known.set(name, known.get(name) ?? addresses);
  }
  return issues;
}

function signInUrlsOf({ auth }: ConnectorDefinition): string | undefined {
  if (auth.type === 'oauth1') return JSON.stringify([auth.requestTokenUrl, auth.authorizationUrl, auth.accessTokenUrl]);
  if (auth.type !== 'oauth2') return undefined;
  return JSON.stringify([auth.authorizationUrl, auth.tokenUrl, auth.refreshUrl, auth.issuer]);
}
