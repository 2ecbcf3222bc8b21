import { createHmac, randomBytes, randomUUID, sign } from 'node:crypto';
import { dirname, join } from 'node:path';
import { createApp } from '../app.ts';
import { EmbedTokens } from '../auth/embed-token.ts';
import { Receipts } from '../auth/receipt.ts';
import { SessionTokens } from '../auth/session-token.ts';
import { SigningKeys } from '../auth/signing-keys.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { dialects } from '../dialects/dialects.ts';
import { createEgress } from '../egress.ts';
import { BackgroundTasks } from '../connections/background-tasks.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { TokenRefresher } from '../connections/token-refresher.ts';
import type { ReasonVisibility } from '../http/error-response.ts';
import { loadPageAssets } from '../pages/page-assets.ts';
import type { Logger } from 'pino';
import { createLogger } from '../log/logger.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { rsaKey } from './rsa-key.ts';
import type { SigningPurpose } from '../store/signing-key-store.ts';
import { openVault } from '../store/open-vault.ts';
import { configuredRecipients } from '../webhooks/configured-endpoints.ts';
import type { ConfiguredRecipients } from '../store/outbox-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import type { TemporaryStore } from '../store/testing/open-temporary-store.ts';

const WIDGET_FOLDER = new URL('../../dist/widget/', import.meta.url);

export const ACME_SECRET = 'acme-signs-its-tokens-with-this-32';
export const GLOBEX_SECRET = 'globex-signs-its-tokens-with-this!';
export const HOST_ORIGIN = 'https://app.acme.example';
export const ENCRYPTION_KEY = randomBytes(32);

const acmeKey = rsaKey('acme');
const globexKey = rsaKey('globex');
export const PRIVATE_KEYS = { acme: acmeKey.privateKey, globex: globexKey.privateKey };

function pem(key: typeof acmeKey): string {
  return key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** A configuration with two organizations that share connectors, integrations, and the sandbox as provider. */
function configText(connectors: unknown, more: HarnessOptions['organizations']): string {
  const integrations = {
    plain: { id: 1, name: 'Plain', connectors: ['sandbox'] },
    paired: { id: 2, name: 'Paired', connectors: ['own', 'sandbox-basic'], ownConnector: 'own' },
    // The name is that of a connector which the integration does not have.
    'sandbox-custom': { id: 4, name: 'Custom', connectors: ['sandbox-workspace'] },
    personal: { id: 3, name: 'Personal', connectors: ['sandbox-bearer'], sharing: 'user' },
  };
  const organization = (name: string, secret: string, vendorId: string, key: typeof acmeKey) => ({
    name,
    allowedOrigins: [HOST_ORIGIN, 'https://*.acme.example'],
    keys: [
      { alg: 'HS256', secret },
      { alg: 'RS256', vendorId, publicKey: pem(key) },
    ],
    integrations,
  });
  return JSON.stringify({
    organizations: {
      acme: organization('Acme', ACME_SECRET, 'we1', acmeKey),
      globex: organization('Globex', GLOBEX_SECRET, 'we2', globexKey),
      once: {
        ...organization('Once', ACME_SECRET, 'we3', acmeKey),
        tokens: { singleUse: true },
        pandium: { webhookUrl: false },
      },
      play: { ...organization('Play', ACME_SECRET, 'we4', acmeKey), mode: 'sandbox' },
      ...more,
    },
    connectors,
  });
}

/**
 * The sandbox's connectors without the hints that contain its keys, and one background connector of the organization.
 */
function connectors(sandboxUrl: string) {
  const withoutHints = Object.entries(sandboxConnectors(sandboxUrl)).map(([name, { auth, ...definition }]) => {
    return [name, { ...definition, auth: { ...auth, help: undefined } }] as const;
  });
  const byName = Object.fromEntries(withoutHints);
  return { ...byName, own: byName['sandbox'] };
}

export interface Harness {
  /** Sends a request. Each request has a different client address, unless it sets `X-Forwarded-For`. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Every route of the application that has loaded, and every middleware as a route with the method `ALL`. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly config: Config;
  readonly deps: UseCaseDeps;
  readonly sessionTokens: SessionTokens;
  readonly background: BackgroundTasks;
  readonly logger: Logger;
  /** Every line of the log so far. */
  readonly log: () => string;
  /** Advances the application's clock. */
  readonly advance: (ms: number) => void;
  readonly now: () => number;
  readonly sandboxUrl: URL;
  readonly sandbox: Sandbox;
  readonly tokenRefresher: TokenRefresher;
  readonly databaseFolder: string;
  close(): Promise<void>;
}

/** Options of {@link startHarness}. */
export interface HarnessOptions {
  /** Additional organizations in the configuration, by slug. */
  readonly organizations?: Readonly<Record<string, object>>;
  /** Additional connectors in the configuration, by name. */
  readonly connectors?: (sandboxUrl: string) => Readonly<Record<string, object>>;
  /** Folder of the database of another harness, whose application then acts as another process. */
  readonly databaseFolder?: string;
  /** Default: as without `--dev`. */
  readonly reasonVisibility?: ReasonVisibility;
  /** How many requests an access token may make. By default as many as in production. */
  readonly requestsPerMinute?: number;
  /** When an import without a byte ends. By default as in production. */
  readonly importIdleTimeoutMs?: number;
}

/** Starts the whole application with a temporary database and the sandbox as provider. */
export async function startHarness({
  organizations = {},
  connectors: more = () => ({}),
  reasonVisibility = 'logged',
  databaseFolder,
  requestsPerMinute,
  importIdleTimeoutMs,
}: HarnessOptions = {}): Promise<Harness> {
  // Loads the assets first. It fails if there is no build, and anything that had started before would keep the process
  // alive.
  const assets = loadPageAssets(WIDGET_FOLDER);
  const sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
  const url = new URL(sandbox.url);
  const text = configText({ ...connectors(sandbox.url), ...more(sandbox.url) }, organizations);
  const config = await loadConfig({ text, baseDirectory: '.', env: {}, catalogue: new Map(), dev: true });
  const recipients = configuredRecipients(config.organizations);
  const temporary = await (databaseFolder === undefined
    ? openTemporaryStore({ configuredRecipients: recipients })
    : openAgain(databaseFolder, recipients));
  const { store } = temporary;
  let offset = 0;
  let addresses = 0;
  const now = () => Date.now() + offset;
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', destination: { write: (line) => lines.push(line) } });
  const vault = await openVault({ keys: [ENCRYPTION_KEY], store, now: now() });
  const egress = createEgress({ allow: [], allowLoopbackHttp: true });
  const signIns: UseCaseDeps = { store, vault, egress, now };
  const background = new BackgroundTasks(log);
  const publicUrl = new URL('https://connect.example.com');
  const tokenRefresher = new TokenRefresher({ ...signIns, organizations: config.organizations, background, log });
  const openKeys = (purpose: SigningPurpose) => SigningKeys.open({ purpose, store, vault }, now());
  const sessionTokens = new SessionTokens({ keys: await openKeys('session-token'), publicUrl });
  const embedTokens = new EmbedTokens({ keys: await openKeys('embed-token'), publicUrl });
  const app = createApp({
    config,
    dialects,
    assets,
    useCaseDeps: signIns,
    tokenRefresher,
    background,
    receipts: new Receipts({ keys: await openKeys('receipt'), publicUrl }),
    sessionTokens,
    embedTokens,
    log,
    publicUrl,
    trustProxy: 1,
    requestsPerMinute,
    importIdleTimeoutMs,
    eventStreamSeconds: 25,
    reasonVisibility,
    readiness: { stopping: false, closing: new AbortController().signal },
  });
  return {
    request: async (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has('x-forwarded-for')) headers.set('x-forwarded-for', `address-${(addresses += 1)}`);
      return app.request(path, { ...init, headers }, {});
    },
    fetch: async (request) => app.fetch(request, {}),
    routes: app.routes,
    config,
    deps: signIns,
    sessionTokens,
    background,
    logger: log,
    log: () => lines.join(''),
    advance: (ms) => (offset += ms),
    now,
    sandboxUrl: url,
    sandbox,
    tokenRefresher,
    databaseFolder: dirname(temporary.file),
    close: async () => {
      await background.stop(1000);
      egress.close();
      await temporary.close();
      await sandbox.close();
    },
  };
}

async function openAgain(folder: string, recipients: ConfiguredRecipients): Promise<TemporaryStore> {
  const file = join(folder, 'embed.db');
  const store = await openSqliteStore({ file, mustExist: true, configuredRecipients: recipients });
  return { store, file, close: () => store.close() };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A token signed with a shared secret. */
export function hs256(claims: unknown, secret = ACME_SECRET, header: object = {}): string {
  const input = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** A token signed with an RSA key. */
export function rs256(claims: unknown, key = PRIVATE_KEYS.acme, header: object = {}): string {
  const input = `${encode({ alg: 'RS256', typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** Claims of a valid token for a connection of `acme`. */
export function vendorClaims(now: number, claims: object = {}) {
  return { sub: 'we1:4242', jti: randomUUID(), iat: Math.floor(now / 1000), ...claims };
}

/** Claims of a valid token for pages whose address names an organization. */
export function subjectClaims(now: number, claims: object = {}) {
  return { sub: 'ada@acme.example', iat: Math.floor(now / 1000), ...claims };
}
