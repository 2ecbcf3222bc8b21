import type { OrganizationConfig } from '../config/config.ts';
import { pagePaths } from '../dialects/dialects.ts';

/** A connection, as far as its pages depend on it. */
export interface ShownConnection {
  readonly id: number;
  readonly connector: string;
}

/**
 * Returns the addresses of the pages that can show a connection. A page that names its connector shows the oldest
 * connection that the tenant has of it, which may be another one.
 */
export function connectionPages(
  organization: OrganizationConfig,
  { id, connector }: ShownConnection,
  publicUrl: URL,
): readonly string[] {
  const { connectors, integrations } = organization;
  // The pages of an organization that has nothing else.
  const alone = {
    ...organization,
    connectors: new Map([...connectors].filter(([name]) => name === connector)),
    integrations: new Map([...integrations].filter(([, integration]) => integration.connectors.includes(connector))),
  };
  return pagePaths(alone).map((path) => publicUrl.origin + path.replace('<id>', String(id)));
}
