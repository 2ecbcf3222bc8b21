import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { EgressRequest, EgressResponse } from '../egress.ts';
import type { ConnectionChange, StoredConnection } from '../store/connection-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { createVault } from '../store/vault.ts';
import { BackgroundTasks } from '../flows/background-tasks.ts';
import { storeAccepted } from '../flows/accepted-credentials.ts';
import { Renewals } from '../flows/renewal/renewals.ts';

/** What a provider of a test answers. Status 200 where absent. */
export interface ProviderAnswer {
  readonly status?: number;
  readonly body?: unknown;
}

/** How the providers of a test behave, whichever is asked. May never resolve. */
export type Providers = (request: EgressRequest) => Promise<ProviderAnswer>;

/** A connection to make. */
export interface NewDueConnection {
  readonly connector: string;
  readonly organization?: string;
  readonly credentials?: Credentials;
  /** Over what the connection gets when it is connected. */
  readonly change?: ConnectionChange;
}

/**
 * Two organizations that share `connectors`, on a store of their own, with a clock that only the test moves and providers
 * that the test plays.
 */
export async function dueConnections(t: TestContext, { connectors, providers }: DueConnectionsOptions) {
  const temporary = await openTemporaryStore();
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
        const { status = 200, body = {} } = await providers(request);
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
    clock,
    definitionOf,
    renewals: new Renewals(deps),
    logged: () => lines.join(''),

    /** Makes connections in one write, each connected now. */
    connect: (orders: readonly NewDueConnection[]): Promise<readonly StoredConnection[]> =>
      store.write(async (stores) => {
        const made: StoredConnection[] = [];
        for (const { connector, organization: slug = 'acme', credentials = KEY, change = {} } of orders) {
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
          const connection = await storeAccepted(stores, deps.vault, order);
          const changed = connection && (await stores.connections.change(connection, change, now));
          if (!changed) throw new Error('The connection is gone.');
          made.push(changed);
        }
        return made;
      }),

    /** As it is stored now. */
    again: async (connection: StoredConnection): Promise<StoredConnection> => {
      const found = await store.connections.find(connection, connection.id);
      if (!found) throw new Error('The connection is gone.');
      return found;
    },
  };
}

/** What {@link dueConnections} is made of. */
export interface DueConnectionsOptions {
  readonly connectors: Readonly<Record<string, object>>;
  readonly providers: Providers;
}

/** The credentials of an API key. */
export const KEY: Credentials = { values: { api_key: 'the-key-of-a-test' } };

/** A connector that exchanges a client id and secret for a token of an hour, at `https://<host>/token`. */
export function exchanging(host: string): object {
  return {
    name: host,
    auth: { type: 'oauth2_client_credentials', tokenUrl: `https://${host}/token` },
    clientId: 'client',
    clientSecret: 'secret',
  };
}

/** Credentials of {@link exchanging}, whose token was obtained at `now`. */
export function exchanged(now: number): Credentials {
  return {
    values: {},
    tokens: { accessToken: 'first', obtainedAt: now, expiresAt: now + 3_600_000, captured: {} },
  };
}

/** What such a provider answers. */
export const TOKEN_ANSWER: ProviderAnswer = {
  body: { access_token: 'second', token_type: 'bearer', expires_in: 3600 },
};
