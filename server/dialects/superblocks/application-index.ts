import type { AppTarget, OrganizationConfig } from '../../config/config.ts';

/** An application of the configuration, and its organization. */
export interface ConfiguredApplication {
  readonly id: string;
  readonly organization: OrganizationConfig;
  readonly target: AppTarget;
}

/** The applications of all organizations by id. The configuration guarantees that ids are unique. */
export type ApplicationIndex = ReadonlyMap<string, ConfiguredApplication>;

/** Indexes applications by id, because their addresses name no organization. */
export function applicationIndex(organizations: Iterable<OrganizationConfig>): ApplicationIndex {
  return new Map(
    [...organizations].flatMap((organization) =>
      [...organization.apps].map(([id, target]) => [id, { id, organization, target }] as const),
    ),
  );
}

/** Returns the name of an application for people: that of its integration, else that of the organization. */
export function applicationName({ organization, target }: ConfiguredApplication): string {
  const integration = target.kind === 'integration' ? organization.integrations.get(target.integration) : undefined;
  return integration?.name ?? organization.name;
}
