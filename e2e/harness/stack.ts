import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { JWTPayload } from 'jose';

import { sandboxConnectors } from '../../server/sandbox/connectors.ts';
import { startSandbox } from '../../server/sandbox/sandbox.ts';
import type { Sandbox } from '../../server/sandbox/sandbox.ts';
import { connectorsWithBehaviour } from '../../server/sandbox/testing/behaviour-connectors.ts';
import { freePort } from './free-port.ts';
import { createHostKeys, signOrganizationToken, signWorkatoToken, VENDOR_ID } from './host-keys.ts';
import type { HostKeys } from './host-keys.ts';
import { HostServer } from './host-server.ts';
import { INSTALL_ORGANIZATION, installOrganization } from './install-organization.ts';
import { ServerProcess } from './server-process.ts';
import {
  IMMEDIATE_SIGN_IN_PROVIDER,
  OWN_CONNECTOR,
  EVENT_STREAM_SECONDS,
  HANGING_PROVIDER,
  SLOW_SIGN_IN_SECONDS,
  SLOW_SIGN_IN_PROVIDER,
  UNRELIABLE_PROVIDER,
  UNRELIABLE_SIGN_IN_PROVIDER,
  WRONG_ISSUER_PROVIDER,
} from './providers.ts';
import { UnreliableProvider } from './unreliable-provider.ts';
import { HOST_SITE, HAS_LOOPBACK_RANGE, UNLISTED_SITE, PROVIDER_SITE, WIDGET_SITE } from './sites.ts';

const ORGANIZATION = 'acme';

/** Another organization of the same server, which embeds applications. */
const APPLICATION_ORGANIZATION = 'billing';

/** The applications: a list of integrations, one integration, and one that a person without a token may read. */
function applicationOrganization(allowedOrigins: readonly string[]) {
  return {
    name: 'Billing',
    allowedOrigins,
    keys: [],
    integrations: {
      orders: {
        id: 1,
        name: 'Orders',
        description: 'Copies each order.',
        connectors: ['sandbox', 'sandbox-unverified'],
      },
      invoices: { id: 2, name: 'Invoices', connectors: ['sandbox-unverified'], access: 'public' },
      payroll: { id: 3, name: 'Payroll', connectors: ['sandbox'], groups: ['managers'] },
    },
    apps: { all: { show: 'portal' }, orders: { integration: 'orders' } },
  };
}

/** Optional parts of an iframe's address. */
export interface FrameOptions {
  readonly claims?: JWTPayload;
  /** `lang` and `theme`. */
  readonly query?: Readonly<Record<string, string>>;
}

/** A connector whose verification takes longer than any test. */
function hangingConnector(systemUrl: string) {
  const auth = { type: 'api_key', in: 'bearer' };
  return { name: HANGING_PROVIDER.title, auth, verify: { url: `${systemUrl}/slow/me?ms=60000` } };
}

/** A connector of the host's own system. */
function ownConnector(systemUrl: string) {
  const auth = { type: 'api_key', in: 'bearer' };
  return { name: 'Shop', auth, verify: { url: `${systemUrl}/bearer/me` } };
}

/** The connectors of the provider that fails while a test says so. */
function unreliableConnectors(url: string, sandboxUrl: string) {
  const verify = { url: `${url}/me`, account: 'account' };
  const { clientId, clientSecret } = sandboxConnectors(sandboxUrl)['sandbox-oauth'] ?? {};
  const authorizationUrl = `${sandboxUrl}/oauth/authorize`;
  return {
    [UNRELIABLE_PROVIDER.connector]: {
      name: UNRELIABLE_PROVIDER.title,
      auth: { type: 'api_key', in: 'bearer' },
      verify,
    },
    [UNRELIABLE_SIGN_IN_PROVIDER.connector]: {
      ...{ name: UNRELIABLE_SIGN_IN_PROVIDER.title, clientId, clientSecret, verify },
      auth: { type: 'oauth2', authorizationUrl, tokenUrl: `${url}/token`, scopes: ['contacts.read'] },
    },
  };
}

/** The behaviors of the sandbox's sign-in, by connector. */
const SIGN_IN_BEHAVIORS = {
  [IMMEDIATE_SIGN_IN_PROVIDER.connector]: 'auto',
  [SLOW_SIGN_IN_PROVIDER.connector]: `slow=${SLOW_SIGN_IN_SECONDS}`,
  [WRONG_ISSUER_PROVIDER.connector]: 'wrong-iss',
};

/** What a stack has besides what every stack has. */
export interface StackOptions {
  /** More organizations, which the host may frame, and whose tokens it signs with this secret. */
  readonly organizations?: (allowedOrigins: readonly string[], secret: string) => Readonly<Record<string, object>>;
}

interface StackParts {
  readonly folder: string;
  readonly keys: HostKeys;
  readonly host: HostServer;
  readonly hostPort: number;
  readonly server: ServerProcess;
  readonly database: string;
  readonly log: string;
  readonly sandbox: Sandbox;
  readonly unreliable: UnreliableProvider;
}

/** What the database knows about an installation. */
export interface InstallationRow {
  readonly id: number;
  readonly settings: unknown;
  readonly schedule: string;
  readonly isPaused: boolean;
}

/** Three running sites: a host product, the built server with its own database, and the provider. */
export class Stack {
  /** The host product's pages, on its own origin and on {@link Stack.unlistedOrigin}. */
  readonly host: HostServer;
  readonly hostOrigin: string;
  /** An origin with the same pages that no organization allows. `undefined` if this machine has no such address. */
  readonly unlistedOrigin: string | undefined;
  readonly server: ServerProcess;
  /** The provider that people connect. */
  readonly sandbox: Sandbox;
  /** A provider that fails while a test says so. */
  readonly unreliable: UnreliableProvider;
  readonly #parts: StackParts;
  #customers = 4241;
  readonly #accessTokens = new Map<string, Promise<string>>();

  private constructor(parts: StackParts) {
    this.#parts = parts;
    this.host = parts.host;
    this.server = parts.server;
    this.sandbox = parts.sandbox;
    this.unreliable = parts.unreliable;
    this.hostOrigin = originOf(HOST_SITE, parts.hostPort);
    this.unlistedOrigin = HAS_LOOPBACK_RANGE ? originOf(UNLISTED_SITE, parts.hostPort) : undefined;
  }

  /** Starts all sites on free ports. */
  static async start({ organizations }: StackOptions = {}): Promise<Stack> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-e2e-'));
    const sandbox = await startSandbox({ host: PROVIDER_SITE, port: 0 });
    const unreliable = await UnreliableProvider.start();
    const host = new HostServer();
    const hostPort = await freePort(HOST_SITE);
    await host.listen(HOST_SITE, hostPort);
    if (HAS_LOOPBACK_RANGE) await host.listen(UNLISTED_SITE, hostPort);

    const keys = createHostKeys();
    const config = path.join(folder, 'embed.config.json');
    const organization = {
      name: 'Acme',
      allowedOrigins: [originOf(HOST_SITE, hostPort)],
      keys: [
        { alg: 'HS256', secret: keys.secret },
        { alg: 'RS256', vendorId: VENDOR_ID, publicKey: keys.publicKey },
      ],
    };
    const { allowedOrigins } = organization;
    writeFileSync(
      config,
      JSON.stringify({
        organizations: {
          [ORGANIZATION]: organization,
          [APPLICATION_ORGANIZATION]: applicationOrganization(allowedOrigins),
          [INSTALL_ORGANIZATION]: installOrganization({
            ...{ allowedOrigins, secret: keys.secret, unreliableUrl: unreliable.url },
          }),
          ...organizations?.(allowedOrigins, keys.secret),
        },
        connectors: {
          [OWN_CONNECTOR]: ownConnector(sandbox.url),
          ...sandboxConnectors(sandbox.url),
          ...connectorsWithBehaviour(sandbox.url, SIGN_IN_BEHAVIORS),
          ...unreliableConnectors(unreliable.url, sandbox.url),
          [HANGING_PROVIDER.connector]: hangingConnector(sandbox.url),
        },
      }),
    );

    const database = path.join(folder, 'embed.db');
    const log = path.join(folder, 'server.log');
    const port = await freePort(WIDGET_SITE);
    const server = new ServerProcess({
      ...{ host: WIDGET_SITE, port, config, database, log },
      env: { EVENT_STREAM_SECONDS: String(EVENT_STREAM_SECONDS) },
    });
    await server.start();
    return new Stack({ folder, keys, host, hostPort, server, database, log, sandbox, unreliable });
  }

  async stop(): Promise<void> {
    const { folder, sandbox, unreliable } = this.#parts;
    await this.server.stop();
    await Promise.all([this.host.close(), sandbox.close(), unreliable.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }

  /** Creates a new customer of the product. */
  newCustomer(): string {
    this.#customers += 1;
    return String(this.#customers);
  }

  /** Creates a connection with the command line, as the operator does, and resolves to its id. */
  async createConnection(customer: string, connector: string): Promise<number> {
    const created = await this.server.command(
      ...['connections', 'create', '--org', ORGANIZATION, '--tenant', customer, '--connector', connector],
    );
    if (typeof created === 'object' && created !== null && 'id' in created && typeof created.id === 'number') {
      return created.id;
    }
    throw new Error('The command printed no id.');
  }

  /** Address of the page of one connection. Each call signs a new single-use token. */
  async workatoFrameUrl(customer: string, connectionId: number, { claims, query }: FrameOptions = {}): Promise<string> {
    const url = new URL(`/direct_link/embedded/connections/${connectionId}`, this.server.url);
    url.searchParams.set('workato_dl_token', await signWorkatoToken(this.#parts.keys, customer, claims));
    return withQuery(url, query);
  }

  /** Address of the page that connects one connector. */
  async pandiumFrameUrl(customer: string, connector: string, { claims, query }: FrameOptions = {}): Promise<string> {
    const url = new URL(`/${ORGANIZATION}/${connector}/auth`, this.server.url);
    url.searchParams.set('tenant', await signOrganizationToken(this.#parts.keys, customer, claims));
    return withQuery(url, query);
  }

  /** Address of a page of {@link INSTALL_ORGANIZATION}, such as `/tenants/create/contacts`. It has no token. */
  installationPageUrl(path = ''): string {
    return new URL(`/${INSTALL_ORGANIZATION}${path}`, this.server.url).href;
  }

  /** Address of a page of {@link INSTALL_ORGANIZATION}. Each call signs a new single-use token. */
  async installationFrameUrl(customer: string, path: string, { claims, query }: FrameOptions = {}): Promise<string> {
    const url = new URL(this.installationPageUrl(path));
    url.searchParams.set('tenant', await this.createTagToken(customer, claims));
    return withQuery(url, query);
  }

  /** `src` of a tag that connects one connector. It has no token. */
  connectorPageUrl(connector: string): string {
    return new URL(`/${ORGANIZATION}/${connector}/auth`, this.server.url).href;
  }

  /** `src` of a tag that shows one connection. It has no token. */
  connectionPageUrl(connectionId: number): string {
    return new URL(`/${ORGANIZATION}/connections/${connectionId}`, this.server.url).href;
  }

  /** Signs a token for a tag. Two tokens of the same second differ. */
  async createTagToken(customer: string, claims?: JWTPayload): Promise<string> {
    return signOrganizationToken(this.#parts.keys, customer, { jti: randomUUID(), ...claims });
  }

  /** Address of the page of an embedded application. It has no token. */
  applicationPageUrl(app: string, path = ''): string {
    return new URL(`/embed/applications/${app}${path}`, this.server.url).href;
  }

  /** Requests a session token of a customer for the pages of applications, as a back end does. */
  async createSessionToken(
    customer: string,
    body: object = {},
    organization = APPLICATION_ORGANIZATION,
  ): Promise<string> {
    const accessToken = this.#accessTokens.get(organization) ?? this.#createAccessToken(organization);
    this.#accessTokens.set(organization, accessToken);
    const response = await fetch(new URL('/api/v1/public/token', this.server.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${await accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@customer.example', metadata: { externalOrgId: customer }, ...body }),
    });
    return textField(await response.json(), 'access_token');
  }

  /** Address of the portal of an organization of {@link StackOptions}. Each call signs a new token. */
  async portalFrameUrl(organization: string, customer: string): Promise<string> {
    const url = new URL(`/${organization}`, this.server.url);
    url.searchParams.set('tenant', await this.createTagToken(customer));
    return url.href;
  }

  async #createAccessToken(organization: string): Promise<string> {
    const options = ['--org', organization, '--type', 'embed', '--name', 'back end'];
    return textField(await this.server.command('access-tokens', 'create', ...options), 'token');
  }

  /** Adds a token endpoint to the host product and returns its path. */
  addTokenEndpoint(customer: string, claims?: JWTPayload): string {
    return this.host.add({
      html: async () => JSON.stringify({ token: await this.createTagToken(customer, claims) }),
      headers: { 'content-type': 'application/json' },
    });
  }

  /** The status in the database of a customer's connection. */
  connectionStatus(customer: string, connector: string): unknown {
    const database = new Database(this.#parts.database, { readonly: true });
    const row = database
      .prepare<[string, string], { status: string }>(
        'select c.status from connections c join tenants t on t.id = c.tenant_id where t.key = ? and c.connector = ?',
      )
      .get(customer, connector);
    database.close();
    return row?.status;
  }

  /** A customer's installations in the database, and the step of each draft. */
  installationsOf(customer: string): {
    readonly installations: readonly InstallationRow[];
    readonly draftSteps: readonly string[];
  } {
    const database = new Database(this.#parts.database, { readonly: true });
    const rows = database
      .prepare<[string], { id: number; settings_json: string; schedule: string; paused: number }>(
        'select i.* from installations i join tenants t on t.id = i.tenant_id where t.key = ? order by i.id',
      )
      .all(customer);
    const draftSteps = database
      .prepare<[string], string>(
        'select d.step from installation_drafts d join tenants t on t.id = d.tenant_id where t.key = ?',
      )
      .pluck()
      .all(customer);
    database.close();
    const installations = rows.map(({ id, settings_json, schedule, paused }) => {
      return { id, settings: JSON.parse(settings_json) as unknown, schedule, isPaused: paused === 1 };
    });
    return { installations, draftSteps };
  }

  /** When a customer's sign-ins succeeded, in milliseconds since 1970, oldest first. */
  successfulSignInTimes(customer: string): readonly number[] {
    const database = new Database(this.#parts.database, { readonly: true });
    const rows = database
      .prepare<[string], { updated_at: number }>(
        "select f.updated_at from sign_ins f join tenants t on t.id = f.tenant_id where t.key = ? and f.status = 'succeeded' order by f.id",
      )
      .all(customer);
    database.close();
    return rows.map(({ updated_at }) => updated_at);
  }

  /** How many of a customer's sign-ins have been bound to a browser. */
  countBoundSignIns(customer: string): number {
    const database = new Database(this.#parts.database, { readonly: true });
    const bound = database
      .prepare<[string], number>(
        'select count(*) from sign_ins f join tenants t on t.id = f.tenant_id where t.key = ? and f.browser_binding_hash is not null',
      )
      .pluck()
      .get(customer);
    database.close();
    return bound ?? 0;
  }

  /** Runs `act` while every request about a sign-in fails in the server with an internal error. */
  async withFailingSignIns<T>(act: () => Promise<T>): Promise<T> {
    const database = new Database(this.#parts.database);
    database.exec('alter table sign_ins rename to sign_ins_away');
    try {
      return await act();
    } finally {
      database.exec('alter table sign_ins_away rename to sign_ins');
      database.close();
    }
  }

  /** Expires every session, as an hour without a request does. */
  expireSessions(): void {
    const database = new Database(this.#parts.database);
    database.prepare('update sessions set expires_at = 0').run();
    database.close();
  }

  /** Everything that the server has logged so far. */
  log(): string {
    return readFileSync(this.#parts.log, 'utf8');
  }
}

function textField(value: unknown, name: string): string {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  if (typeof text !== 'string') throw new Error(`There is no ${name} in ${JSON.stringify(value)}.`);
  return text;
}

function originOf(host: string, port: number): string {
  return `http://${host}:${port}`;
}

function withQuery(url: URL, query: Readonly<Record<string, string>> = {}): string {
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
