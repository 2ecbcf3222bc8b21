import { boundAuth } from '../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { providerText } from '../connectors/provider-text.ts';
import { renewalTime } from '../connectors/renewal-time.ts';
import { serializeCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { Verified } from '../connectors/verify.ts';
import type { ConnectionChange, StoredConnection } from '../store/connection-store.ts';
import { credentialsPlace } from './credentials-place.ts';
import type { FlowDeps } from './flow-deps.ts';

/** Credentials that the external system accepted. */
export interface Accepted {
  readonly connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id'>;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
  readonly verified: Verified;
}

/** The change that makes a connection one that works, with its credentials sealed. */
export function acceptedChange(
  { vault }: Pick<FlowDeps, 'vault'>,
  { connection, definition, credentials, verified }: Accepted,
  now: number,
): ConnectionChange {
  return {
    status: 'connected',
    verified: verified.verified,
    account: verified.account ?? providerText(credentials.tokens?.captured['account']) ?? null,
    problem: null,
    connectedAt: now,
    ...sealedChange({ vault }, { connection, definition, credentials }),
  };
}

/** The part of a change that puts other credentials in place of those that are there. */
export function sealedChange(
  { vault }: Pick<FlowDeps, 'vault'>,
  { connection, definition, credentials }: Omit<Accepted, 'verified'>,
): ConnectionChange {
  const { tokens } = credentials;
  return {
    credentials: vault.seal(credentialsPlace(connection), serializeCredentials(credentials)),
    expiresAt: tokens?.expiresAt ?? null,
    renewAt: tokens ? renewalTime(boundAuth(definition), tokens) : null,
    renewalFailures: 0,
  };
}

/** Whose account a connection was, where it works for another one now. */
export function otherAccount(before: StoredConnection, after: Pick<StoredConnection, 'account'>): string | undefined {
  const known = before.account ?? undefined;
  return after.account !== null && after.account !== known ? known : undefined;
}

/** What the activity says where a connection is another account's now. */
export function accountChange(before: StoredConnection, after: StoredConnection): { readonly otherAccount?: true } {
  return otherAccount(before, after) === undefined ? {} : { otherAccount: true };
}
