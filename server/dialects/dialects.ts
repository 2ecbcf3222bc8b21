import type { OrganizationConfig } from '../config/config.ts';
import { organizationPagePaths } from '../pages/organization-pages.ts';
import type { Dialect } from './dialect.ts';
import { locoia } from './locoia/dialect.ts';
import { native } from './native/dialect.ts';
import { pandium } from './pandium/dialect.ts';
import { superblocks } from './superblocks/dialect.ts';
import { workato } from './workato/dialect.ts';

/**
 * Every embed system whose host code works here. The widget has a table with the names of those that pages speak.
 */
export const dialects: readonly Dialect[] = [workato, pandium, superblocks, native, locoia];

/** The project's own dialect. */
export const OWN_DIALECT = native.name;

/** Returns the paths of all pages of an organization, with `<id>` in the place of a connection's id. For developers. */
export function pagePaths(organization: OrganizationConfig): readonly string[] {
  return [
    ...dialects.flatMap((dialect) => dialect.pages?.(organization) ?? []),
    ...organizationPagePaths(organization),
  ];
}
