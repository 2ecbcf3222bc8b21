import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { ConfigParts, OrganizationParts } from './config-parts.ts';
import type { Mistake } from './mistake.ts';
import type { ResolvedConnectors } from './resolve-connectors.ts';
import { secureUrlMistake } from './secure-url.ts';
import { Uniqueness } from './uniqueness.ts';

/** Finds what is wrong between the pieces of a file: what stands twice, and what refers to nothing. */
export function crossChecks(parts: ConfigParts, connectors: ResolvedConnectors, dev: boolean): readonly Mistake[] {
  return [
    ...parts.organizations.flatMap((organization) => [
      ...keyIds(organization),
      ...keyGrammars(organization),
      ...integrations(organization, connectors),
      ...externalIds(organization, connectors),
      ...webhooks(organization, dev),
    ]),
    ...vendorIds(parts),
    ...appIds(parts),
    ...signInAddresses(connectors),
  ];
}

function keyIds({ keys }: OrganizationParts): readonly Mistake[] {
  const ids = new Uniqueness('is the id of another key, too');
  for (const { path, value } of keys) {
    if (value.id !== undefined) ids.add(value.id, [...path, 'id']);
  }
  return ids.mistakes;
}

/** A key belongs to one grammar. See `grammarOf`. */
function keyGrammars({ keys }: OrganizationParts): readonly Mistake[] {
  return keys.flatMap(({ path, value }) =>
    value.alg === 'RS256' && value.vendorId !== undefined && value.account !== undefined
      ? [{ path: [...path, 'account'], message: 'cannot be combined with vendorId, whose tokens name their account' }]
      : [],
  );
}

function integrations(organization: OrganizationParts, connectors: ResolvedConnectors): readonly Mistake[] {
  const visible = connectors.byOrganization.get(organization.slug);
  const ids = new Uniqueness('is the id of another integration, too');
  const mistakes: Mistake[] = [];
  for (const { path, value } of organization.integrations) {
    ids.add(value.id, [...path, 'id']);
    const names = new Uniqueness('stands here twice');
    for (const [index, name] of value.connectors.entries()) {
      const place = [...path, 'connectors', index];
      names.add(name, place);
      if (visible?.has(name) === true) continue;
      mistakes.push({
        path: place,
        message: 'is no connector that this organization sees; list it under `connectors`',
      });
    }
    mistakes.push(...names.mistakes);
    if (value.ownConnector !== undefined && !value.connectors.includes(value.ownConnector)) {
      mistakes.push({ path: [...path, 'ownConnector'], message: 'must be one of `connectors` of this integration' });
    }
  }
  return [...ids.mistakes, ...mistakes];
}

/** A name is taken as well: hosts refer to a connector by either. */
function externalIds({ slug }: OrganizationParts, { byOrganization }: ResolvedConnectors): readonly Mistake[] {
  const visible = byOrganization.get(slug) ?? new Map<never, never>();
  const ids = new Uniqueness('already stands for another connector of this organization');
  for (const [name, { path }] of visible) ids.add(name, path);
  for (const [name, { path, definition }] of visible) {
    const id = definition?.externalId;
    if (id !== undefined && id !== name) ids.add(id, [...path, 'externalId']);
  }
  return ids.mistakes;
}

function webhooks(organization: OrganizationParts, dev: boolean): readonly Mistake[] {
  return organization.webhooks.flatMap(({ path, value }) => {
    const message = secureUrlMistake(value.url, { httpToLoopback: dev });
    return message === undefined ? [] : [{ path: [...path, 'url'], message }];
  });
}

/** One organization may have several keys of a vendor; no other organization may have any. */
function vendorIds({ organizations }: ConfigParts): readonly Mistake[] {
  const ids = new Uniqueness('belongs to another organization');
  for (const { slug, keys } of organizations) {
    for (const { path, value } of keys) {
      if (value.alg === 'RS256' && value.vendorId !== undefined) ids.add(value.vendorId, [...path, 'vendorId'], slug);
    }
  }
  return ids.mistakes;
}

/** Organizations and `<organization>:<name>` stand in the same place of an address. */
function appIds({ organizations }: ConfigParts): readonly Mistake[] {
  const ids = new Uniqueness('is the appId of another integration, too');
  const slugs = new Set(organizations.map(({ slug }) => slug));
  const mistakes: Mistake[] = [];
  for (const { path, value } of organizations.flatMap((organization) => organization.integrations)) {
    if (value.appId === undefined) continue;
    const place = [...path, 'appId'];
    ids.add(value.appId, place);
    if (slugs.has(value.appId.split(':', 1)[0] ?? '')) {
      mistakes.push({ path: place, message: 'must not be, or begin with, the name of an organization and a colon' });
    }
  }
  return [...ids.mistakes, ...mistakes];
}

/**
 * Systems send browsers back to an address that names the connector and not the organization. Were two systems behind
 * one name, one of them could have the code of the other sent to itself (RFC 9700 section 4.4, mix-up).
 */
function signInAddresses({ byOrganization }: ResolvedConnectors): readonly Mistake[] {
  const message = 'signs in at other addresses than another organization’s connector of this name; name it otherwise';
  const known = new Map<string, string>();
  const mistakes: Mistake[] = [];
  for (const [name, { path, definition }] of [...byOrganization.values()].flatMap((visible) => [...visible])) {
    const addresses = definition && signInAddressesOf(definition);
    if (addresses === undefined) continue;
    if ((known.get(name) ?? addresses) !== addresses) mistakes.push({ path: [...path, 'auth'], message });
    known.set(name, known.get(name) ?? addresses);
  }
  return mistakes;
}

function signInAddressesOf({ auth }: ConnectorDefinition): string | undefined {
  if (auth.type === 'oauth1') return JSON.stringify([auth.requestTokenUrl, auth.authorizationUrl, auth.accessTokenUrl]);
  if (auth.type !== 'oauth2') return undefined;
  return JSON.stringify([auth.authorizationUrl, auth.tokenUrl, auth.refreshUrl, auth.issuer]);
}
