import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { ConfigParts, OrganizationParts } from './config-parts.ts';
import type { ConfigIssue } from './config-issue.ts';
import type { ResolvedConnectors } from './resolve-connectors.ts';
import { secureUrlIssue } from './secure-url.ts';
import { DuplicateCheck } from './duplicate-check.ts';

/** Finds issues between the pieces of a file: duplicate values, and references to missing names. */
export function crossChecks(parts: ConfigParts, connectors: ResolvedConnectors, dev: boolean): readonly ConfigIssue[] {
  return [
    ...parts.organizations.flatMap((organization) => [
      ...checkKeyIds(organization),
      ...checkKeyFormats(organization),
      ...checkIntegrations(organization, connectors),
      ...checkExternalIds(organization, connectors),
      ...checkWebhooks(organization, dev),
    ]),
    ...checkVendorIds(parts),
    ...checkAppIds(parts),
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

/** A key belongs to one grammar. See `grammarOf`. */
function checkKeyFormats({ keys }: OrganizationParts): readonly ConfigIssue[] {
  return keys.flatMap(({ path, value }) =>
    value.alg === 'RS256' && value.vendorId !== undefined && value.account !== undefined
      ? [{ path: [...path, 'account'], message: 'cannot be combined with vendorId, whose tokens name their account' }]
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
    issues.push(...names.issues);
    if (value.ownConnector !== undefined && !value.connectors.includes(value.ownConnector)) {
      issues.push({ path: [...path, 'ownConnector'], message: 'must be one of `connectors` of this integration' });
    }
  }
  return [...ids.issues, ...issues];
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

function checkWebhooks(organization: OrganizationParts, dev: boolean): readonly ConfigIssue[] {
  return organization.webhooks.flatMap(({ path, value }) => {
    const message = secureUrlIssue(value.url, { httpToLoopback: dev });
    return message === undefined ? [] : [{ path: [...path, 'url'], message }];
  });
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

/** Organizations and `<organization>:<name>` stand in the same place of an address. */
function checkAppIds({ organizations }: ConfigParts): readonly ConfigIssue[] {
  const ids = new DuplicateCheck('is the appId of another integration, too');
  const slugs = new Set(organizations.map(({ slug }) => slug));
  const issues: ConfigIssue[] = [];
  for (const { path, value } of organizations.flatMap((organization) => organization.integrations)) {
    if (value.appId === undefined) continue;
    const itemPath = [...path, 'appId'];
    ids.add(value.appId, itemPath);
    if (slugs.has(value.appId.split(':', 1)[0] ?? '')) {
      issues.push({ path: itemPath, message: 'must not be, or begin with, the name of an organization and a colon' });
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
