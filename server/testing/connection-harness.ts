import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { EgressRequest, EgressResponse } from '../egress.ts';
import type { ConnectionChange, StoredConnection } from '../store/connection-store.ts';
import type { ConfiguredRecipients } from '../store/outbox-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { createVault } from '../store/vault.ts';
import { BackgroundTasks } from '../connections/background-tasks.ts';
import { storeAcceptedCredentials } from '../connections/accepted-credentials.ts';
import { TokenRefresher } from '../connections/token-refresher.ts';

/** The response of a test's provider. Default status: 200. */
export interface ProviderResponse {
  readonly status?: number;
  readonly body?: unknown;
}

/** Handles the requests to all providers of a test. It may never resolve. */
export type ProviderHandler = (request: EgressRequest) => Promise<ProviderResponse>;

/** A connection to create. */
export interface ConnectionSeed {
  readonly connector: string;
  readonly organization?: string;
  readonly credentials?: Credentials;
  /** Overrides the fields that the connection has when it is connected. */
  readonly change?: ConnectionChange;
}

/**
 * Creates two organizations with the same `connectors` in a new store. The test controls the clock and the providers.
 */
export async function startConnectionHarness(
  t: TestContext,
  { connectors, handleProvider, configuredRecipients }: ConnectionHarnessOptions,
) {
  const temporary = await openTemporaryStore({ configuredRecipients });
  const { store } = temporary;
  const organization = { keys: [{ alg: 'HS256', secret: 'a-secret-of-a-test-that-is-long' + randomUUID() }] };
  const text = JSON.stringify({ organizations: { acme: organization, globex: {} }, connectors });
  const config: Config = await loadConfig({ text, baseDirectory: '.', env: {}, catalogue: new Map(), dev: true });
  const clock = { now: 1_800_000_000_000 };
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const background = new BackgroundTasks(log);
  const deps = {
    store,
    vault: createVault([Buffer.alloc(32, 7)]),
    egress: {
      request: async (request: EgressRequest): Promise<EgressResponse> => {
        const { status = 200, body = {} } = await handleProvider(request);
        return { status, headers: new Map(), body: JSON.stringify(body), url: request.url };
      },
      checkUrl: () => Promise.resolve(),
      close: () => undefined,
    },
    now: () => clock.now,
    background,
    log,
    config,
    organizations: config.organizations,
  };
  t.after(() => temporary.close());

  const definitionOf = (connector: string, slug = 'acme') => {
    const definition = config.organizations.get(slug)?.connectors.get(connector);
    if (!definition) throw new TypeError(`There is no connector ${connector}.`);
    return definition;
  };

  return {
    ...deps,
    file: temporary.file,
    clock,
    definitionOf,
    tokenRefresher: new TokenRefresher(deps),
    logged: () => lines.join(''),

    /** Creates connected connections in one write. */
    connect: (orders: readonly ConnectionSeed[]): Promise<readonly StoredConnection[]> =>
      store.write(async (stores) => {
        const made: StoredConnection[] = [];
        for (const {
          connector,
          organization: slug = 'acme',
          credentials = API_KEY_CREDENTIALS,
          change = {},
        } of orders) {
          const now = clock.now;
          const tenant = await stores.tenants.ensure(slug, '42', now);
          const scope = { organization: slug, tenantId: tenant.id };
          const created = await stores.connections.create(scope, { userKey: null, connector, name: connector, now });
          const definition = definitionOf(connector, slug);
          const order = {
            connection: created,
            definition,
            credentials,
            verified: { verified: true },
            actor: null,
            now,
          };
          const connection = await storeAcceptedCredentials(stores, deps.vault, order);
          const changed = connection && (await stores.connections.change(connection, change, now));
          if (!changed) throw new Error('The connection does not exist.');
          made.push(changed);
        }
        return made;
      }),

    /** Reads the stored connection. */
    reload: async (connection: StoredConnection): Promise<StoredConnection> => {
      const found = await store.connections.find(connection, connection.id);
      if (!found) throw new Error('The connection does not exist.');
      return found;
    },
  };
}

/** Options of {@link startConnectionHarness}. */
export interface ConnectionHarnessOptions {
  readonly connectors: Readonly<Record<string, object>>;
  readonly handleProvider: ProviderHandler;
  /** Webhook endpoints of the configuration. By default there are none. */
  readonly configuredRecipients?: ConfiguredRecipients;
}

/** The credentials of an API key. */
export const API_KEY_CREDENTIALS: Credentials = { values: { api_key: 'the-key-of-a-test' } };

/**
 * A connector that exchanges a client id and secret for a token at `https://<host>/token`. The token lasts one hour.
 */
export function clientCredentialsConnector(host: string): object {
  return {
    name: host,
    auth: { type: 'oauth2_client_credentials', tokenUrl: `https://${host}/token` },
    clientId: 'client',
    clientSecret: 'secret',
  };
}

/** Credentials of {@link clientCredentialsConnector}, whose token was obtained at `now`. */
export function clientCredentialsTokens(now: number): Credentials {
  return {
    values: {},
    tokens: { accessToken: 'first', obtainedAt: now, expiresAt: now + 3_600_000, captured: {} },
  };
}

/** The response of such a provider. */
export const TOKEN_RESPONSE: ProviderResponse = {
  body: { access_token: 'second', token_type: 'bearer', expires_in: 3600 },
};
