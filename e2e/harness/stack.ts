import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { JWTPayload } from 'jose';

import { sandboxConnectors } from '../../server/sandbox/connectors.ts';
import { startSandbox } from '../../server/sandbox/sandbox.ts';
import type { Sandbox } from '../../server/sandbox/sandbox.ts';
import { connectorsBehaving } from '../../server/sandbox/testing/behaving.ts';
import { freePort } from './free-port.ts';
import { createHostKeys, signPandiumToken, signWorkatoToken, VENDOR_ID } from './host-keys.ts';
import type { HostKeys } from './host-keys.ts';
import { HostServer } from './host-server.ts';
import { ServerProcess } from './server-process.ts';
import {
  AT_ONCE_SYSTEM,
  EVENT_STREAM_SECONDS,
  HELD_SYSTEM,
  LATE_SECONDS,
  LATE_SYSTEM,
  WRONG_ISSUER_SYSTEM,
} from './system.ts';
import { HOST_SITE, OTHER_LOOPBACKS, STRANGER_SITE, SYSTEM_SITE, WIDGET_SITE } from './sites.ts';

const ORGANIZATION = 'acme';

/** What a frame's address says beside the customer and the connection. */
export interface FrameOptions {
  readonly claims?: JWTPayload;
  /** `lang` and `theme`. */
  readonly query?: Readonly<Record<string, string>>;
}

/** Answers only after a test is over with it. */
function heldConnector(systemUrl: string) {
  const auth = { type: 'api_key', in: 'bearer' };
  return { name: HELD_SYSTEM.title, auth, verify: { url: `${systemUrl}/slow/me?ms=60000` } };
}

/** Connectors whose sign-in behaves as tests need it, by name. */
const BEHAVING = {
  [AT_ONCE_SYSTEM.connector]: 'auto',
  [LATE_SYSTEM.connector]: `slow=${LATE_SECONDS}`,
  [WRONG_ISSUER_SYSTEM.connector]: 'wrong-iss',
};

interface StackParts {
  readonly folder: string;
  readonly keys: HostKeys;
  readonly host: HostServer;
  readonly hostPort: number;
  readonly server: ServerProcess;
  readonly database: string;
  readonly log: string;
  readonly system: Sandbox;
}

/** Three sites that run: a product's pages, the built server with a database of its own, and the system to connect. */
export class Stack {
  /** Pages of the product, on its own address and on a stranger's. */
  readonly host: HostServer;
  readonly hostOrigin: string;
  /** Serves the same pages, and is on nobody's list. `undefined` where this machine has no such address. */
  readonly strangerOrigin: string | undefined;
  readonly server: ServerProcess;
  /** The system that people connect. */
  readonly system: Sandbox;
  readonly #parts: StackParts;
  #customers = 4241;

  private constructor(parts: StackParts) {
    this.#parts = parts;
    this.host = parts.host;
    this.server = parts.server;
    this.system = parts.system;
    this.hostOrigin = originOf(HOST_SITE, parts.hostPort);
    this.strangerOrigin = OTHER_LOOPBACKS ? originOf(STRANGER_SITE, parts.hostPort) : undefined;
  }

  /** Starts everything on ports that are free. */
  static async start(): Promise<Stack> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-e2e-'));
    const system = await startSandbox({ host: SYSTEM_SITE, port: 0 });
    const host = new HostServer();
    const hostPort = await freePort(HOST_SITE);
    await host.listen(HOST_SITE, hostPort);
    if (OTHER_LOOPBACKS) await host.listen(STRANGER_SITE, hostPort);

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
    writeFileSync(
      config,
      JSON.stringify({
        organizations: { [ORGANIZATION]: organization },
        connectors: {
          ...sandboxConnectors(system.url),
          ...connectorsBehaving(system.url, BEHAVING),
          [HELD_SYSTEM.connector]: heldConnector(system.url),
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
    return new Stack({ folder, keys, host, hostPort, server, database, log, system });
  }

  async stop(): Promise<void> {
    const { folder, system } = this.#parts;
    await this.server.stop();
    await Promise.all([this.host.close(), system.close()]);
    rmSync(folder, { recursive: true, force: true });
  }

  /** A customer of the product whom nobody has seen before. */
  newCustomer(): string {
    this.#customers += 1;
    return String(this.#customers);
  }

  /** Makes a connection as the product's operator does, and resolves to its id. */
  async createConnection(customer: string, connector: string): Promise<number> {
    const created = await this.server.command(
      ...['connections', 'create', '--org', ORGANIZATION, '--tenant', customer, '--connector', connector],
    );
    if (typeof created === 'object' && created !== null && 'id' in created && typeof created.id === 'number') {
      return created.id;
    }
    throw new Error('The command printed no id.');
  }

  /** Address of the page of one connection. Each call signs a token of its own, which works once. */
  async workatoFrame(customer: string, connectionId: number, { claims, query }: FrameOptions = {}): Promise<string> {
    const url = new URL(`/direct_link/embedded/connections/${connectionId}`, this.server.url);
    url.searchParams.set('workato_dl_token', await signWorkatoToken(this.#parts.keys, customer, claims));
    return withQuery(url, query);
  }

  /** Address of the page that connects one connector. */
  async pandiumFrame(customer: string, connector: string, { claims, query }: FrameOptions = {}): Promise<string> {
    const url = new URL(`/${ORGANIZATION}/${connector}/auth`, this.server.url);
    url.searchParams.set('tenant', await signPandiumToken(this.#parts.keys, customer, claims));
    return withQuery(url, query);
  }

  /** Address for a tag that connects one connector. It has no token. */
  tagSource(connector: string): string {
    return new URL(`/${ORGANIZATION}/${connector}/auth`, this.server.url).href;
  }

  /** Address for a tag that shows one connection. It has no token. */
  connectionSource(connectionId: number): string {
    return new URL(`/${ORGANIZATION}/connections/${connectionId}`, this.server.url).href;
  }

  /** A token for a tag. Two of the same second differ. */
  async tagToken(customer: string, claims?: JWTPayload): Promise<string> {
    return signPandiumToken(this.#parts.keys, customer, { jti: randomUUID(), ...claims });
  }

  /** Adds an endpoint to the product, as its back end has one for tokens, and returns its path. */
  tokenEndpoint(customer: string): string {
    return this.host.add({
      html: async () => JSON.stringify({ token: await this.tagToken(customer) }),
      headers: { 'content-type': 'application/json' },
    });
  }

  /** How a customer's connection of a connector stands in the database. */
  statusOf(customer: string, connector: string): unknown {
    const database = new Database(this.#parts.database, { readonly: true });
    const row = database
      .prepare<[string, string], { status: string }>(
        'select c.status from connections c join tenants t on t.id = c.tenant_id where t.key = ? and c.connector = ?',
      )
      .get(customer, connector);
    database.close();
    return row?.status;
  }

  /** When the sign-ins of a customer ended well, in milliseconds since 1970, oldest first. */
  signInTimes(customer: string): readonly number[] {
    const database = new Database(this.#parts.database, { readonly: true });
    const rows = database
      .prepare<[string], { updated_at: number }>(
        "select f.updated_at from flows f join tenants t on t.id = f.tenant_id where t.key = ? and f.status = 'succeeded' order by f.id",
      )
      .all(customer);
    database.close();
    return rows.map(({ updated_at }) => updated_at);
  }

  /** How many sign-ins of a customer are bound to a browser, or were. */
  boundSignIns(customer: string): number {
    const database = new Database(this.#parts.database, { readonly: true });
    const bound = database
      .prepare<[string], number>(
        'select count(*) from flows f join tenants t on t.id = f.tenant_id where t.key = ? and f.cookie_hash is not null',
      )
      .pluck()
      .get(customer);
    database.close();
    return bound ?? 0;
  }

  /** Does something while every request about sign-ins fails in the server, as after a fault of its code or database. */
  async withoutSignIns<T>(act: () => Promise<T>): Promise<T> {
    const database = new Database(this.#parts.database);
    database.exec('alter table flows rename to flows_away');
    try {
      return await act();
    } finally {
      database.exec('alter table flows_away rename to flows');
      database.close();
    }
  }

  /** Ends every session, as an hour without a request does. */
  expireSessions(): void {
    const database = new Database(this.#parts.database);
    database.prepare('update sessions set expires_at = 0').run();
    database.close();
  }

  /** Everything that the server has written until now. */
  log(): string {
    return readFileSync(this.#parts.log, 'utf8');
  }
}

function originOf(host: string, port: number): string {
  return `http://${host}:${port}`;
}

function withQuery(url: URL, query: Readonly<Record<string, string>> = {}): string {
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
