import type { ConfigParts } from './config-parts.ts';
import { formatPath } from './config-issue.ts';
import type { ValuePath } from './config-issue.ts';
import type { ResolvedConnector, ResolvedConnectors } from './resolve-connectors.ts';
import type { ConfigInput } from './schema.ts';

/** Sentences on settings that are right, and do nothing in this version or probably not what was meant. */
export function configWarnings(
  input: ConfigInput,
  parts: ConfigParts,
  connectors: ResolvedConnectors,
): readonly string[] {
  const warnings: string[] = [];
  const warn = (path: ValuePath, message: string) => warnings.push(`${formatPath(path)}: ${message}`);
  for (const [slug, organization] of Object.entries(input.organizations)) {
    const path = ['organizations', slug];
    if (organization.mode === 'production' && organization.allowedOrigins.length === 0) {
      warn([...path, 'allowedOrigins'], 'the list is empty, so no page can frame the dialog');
    }
    if (organization.topLevel) warn([...path, 'topLevel'], `pages outside a frame are ${NOT_SUPPORTED_YET}`);
    if (organization.returnUrls.length > 0)
      warn([...path, 'returnUrls'], `sending people back is ${NOT_SUPPORTED_YET}`);
  }
  for (const [name, { path, definition }] of [...connectors.global, ...ownConnectors(parts, connectors)]) {
    // What an organization inherits is warned of where the file has it.
    const inherited = connectors.global.get(name)?.path === path ? undefined : connectors.global.get(name)?.definition;
    if (definition?.api?.baseUrl !== inherited?.api?.baseUrl) {
      warn([...path, 'api'], `sending requests through the server is ${NOT_SUPPORTED_YET}`);
    }
  }
  for (const { path } of configuredConnectors(parts, connectors).filter(hasUnusedClient)) {
    warn(path, 'its authentication needs no OAuth client, so its client is not used');
  }
  return warnings;
}

const NOT_SUPPORTED_YET = 'not in this version';

/** Connectors at each place where the file lists them. */
function configuredConnectors(parts: ConfigParts, connectors: ResolvedConnectors): readonly ResolvedConnector[] {
  return [...connectors.global, ...ownConnectors(parts, connectors)].map(([, connector]) => connector);
}

/** Connectors that the file lists in an organization, by name. */
function ownConnectors(
  { organizations }: ConfigParts,
  { byOrganization }: ResolvedConnectors,
): readonly (readonly [name: string, connector: ResolvedConnector])[] {
  return organizations.flatMap(({ slug, connectors: listed }) =>
    [...(byOrganization.get(slug) ?? [])].filter(([name]) => listed.has(name)),
  );
}

const AUTH_TYPES_WITH_CLIENT: ReadonlySet<string> = new Set(['oauth2', 'oauth2_client_credentials', 'oauth1']);

function hasUnusedClient({ definition }: ResolvedConnector): boolean {
  if (!definition || AUTH_TYPES_WITH_CLIENT.has(definition.auth.type)) return false;
  return definition.clientId !== undefined || definition.clientSecret !== undefined;
}
