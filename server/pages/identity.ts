import type { GrantClaims, IgnoredClaim } from '../auth/claim-values.ts';
import type { OwnCredential } from '../auth/organization-token.ts';
import type { HostCredential, UnusableHostCredential } from '../connections/host-managed.ts';
import type { OpenSessionOptions } from '../connections/open-session.ts';
import type { Actor } from '../store/activity-store.ts';

/** Whom a verified token speaks for, and what it asks the page to show. */
export interface Identity extends GrantClaims {
  readonly tenantKey: string;
  /** What to call the customer account. */
  readonly tenantName?: string | undefined;
  readonly userKey: string | null;
  /** See `TokenTimes`. A sign-out refuses tokens from before. */
  readonly issuedAt: number;
  /** The acting person, for the activity log. It never decides about the owner of data. */
  readonly actor: Actor | null;
  /** Set if the organization accepts the token once. */
  readonly singleUse?: OpenSessionOptions['singleUse'];
  /** Language that the token asks for. It may not be a valid language tag. */
  readonly locale?: string | undefined;
  /** Name or number of the integration that the token asks for. */
  readonly integrationName?: string | undefined;
  readonly connectorName?: string | undefined;
  /** The only connector that the token opens, whatever the address says. */
  readonly onlyConnector?: string | undefined;
  /** The only integrations that the portal shows, by name or number. If empty, it shows all. */
  readonly integrations: readonly string[];
  /** Integrations that the portal hides, by name or number. */
  readonly hiddenIntegrations: readonly string[];
  /** The groups of the user. Integrations for groups are for their members only. */
  readonly groups: readonly string[];
  /** The credential of the organization's own connector. It is never shown, logged or stored unencrypted. */
  readonly ownCredential?: OwnCredential | undefined;
  /** Credentials for a connection that the host manages. They are never shown, logged or stored unencrypted. */
  readonly hostCredential?: HostCredential | UnusableHostCredential | undefined;
  /** `embed_state` of the token, which goes back to the host in webhooks. */
  readonly embedState?: string | undefined;
  /** The access token of the back end that requested the token. The session ends with it. */
  readonly accessTokenId?: number | undefined;
  /** Claims that the session stores, because the dialect repeats them to the host page. They contain no credential. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Claims that were ignored: nothing depends on them, and their values are bad. For the log and for `doctor`. */
  readonly ignoredClaims: readonly IgnoredClaim[];
}
