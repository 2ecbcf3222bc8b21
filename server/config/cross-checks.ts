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
      ...integrations(organization, connectors),
      ...externalIds(organization, connectors),
      ...webhooks(organization, dev),
    ]),
    ...vendorIds(parts),
    ...appIds(parts),
  ];
}

function keyIds({ keys }: OrganizationParts): readonly Mistake[] {
  const ids = new Uniqueness('is the id of another key, too');
  for (const { path, value } of keys) {
    if (value.id !== undefined) ids.add(value.id, [...path, 'id']);
  }
  return ids.mistakes;
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
