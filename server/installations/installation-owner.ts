import type { SessionContext } from '../auth/session.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import type { TenantScope } from '../store/tenant-store.ts';

/** An integration, and whom its installation and its consent belong to. */
export interface InstallationOwner {
  readonly organization: OrganizationConfig;
  readonly scope: TenantScope;
  readonly integration: IntegrationConfig;
  /** `null`: the whole account. */
  readonly userKey: string | null;
  /** The person who looks at it, to whom a draft belongs. `null`: a token without a user. */
  readonly personKey: string | null;
}

/** Returns the owner in a session. Throws `NotFoundError` if the session is not about an integration that exists. */
export function installationOwner({
  organization,
  scope,
  context: { subject, sharing, userKey },
}: {
  readonly organization: OrganizationConfig;
  readonly scope: TenantScope;
  readonly context: Pick<SessionContext, 'subject' | 'sharing' | 'userKey'>;
}): InstallationOwner {
  const integration = subject.kind === 'integration' && organization.integrations.get(subject.integration);
  if (!integration) throw new NotFoundError('This page is not about an integration.');
  return { organization, scope, integration, userKey: sharing === 'user' ? userKey : null, personKey: userKey };
}

/**
 * Tells whether a person has to do more than to connect before an integration can run: agree, set it up, or choose when it
 * runs.
 */
export function needsSetup({ settings, schedule, consent }: IntegrationConfig): boolean {
  const hasSettings = Object.keys(settings.properties).length > 0;
  return hasSettings || schedule.editable || hasConsent({ consent });
}

/** Tells whether an integration has a text to agree to. */
export function hasConsent({ consent }: Pick<IntegrationConfig, 'consent'>): boolean {
  return consent.required || Object.keys(consent.text).length > 0;
}
