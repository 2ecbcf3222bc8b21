import { randomUUID } from 'node:crypto';
import { SANDBOX_KEY } from '../../sandbox/keys.ts';
import { connectorsWithBehaviour } from '../../sandbox/testing/behaviour-connectors.ts';
import { ACCESS_SCOPES, type AccessScope } from '../../store/access-token-store.ts';
import type { HarnessOptions } from '../../testing/harness.ts';
import { completeSignIn, openDialog } from '../../testing/sign-in.ts';
import { issueAccessToken } from './access-token.ts';
import type { ApiAnswer, ApiHarness, ApiRequest } from './api-harness.ts';
import type { AnswerName, Route } from './openapi-document.ts';
import type { RouteCase, TenantRows } from './routes.ts';
import { absentRows, requestFor } from './tenant-rows.ts';

/** One byte more than the server reads. */
const TOO_LARGE = JSON.stringify({ text: 'x'.repeat(64 * 1024 - 10) });

/** A connector whose tokens cannot be refreshed now. */
const UNREFRESHABLE = 'unrefreshable';
/** An organization with everything that the API cannot change, because it is in the configuration. */
const CONFIGURED = 'initech';
const CONFIGURED_ACCOUNT = '42';
/** An integration that people have to agree to. */
const AGREED = 'agreed';

/** What some of the answers need in the configuration. */
export const HARNESS_OPTIONS: HarnessOptions = {
  connectors: (url) => connectorsWithBehaviour(url, { [UNREFRESHABLE]: 'auto+refresh-500+ttl=3600' }),
  organizations: {
    [CONFIGURED]: {
      keys: [{ alg: 'HS256', secret: randomUUID(), claims: 'locoia', account: CONFIGURED_ACCOUNT }],
      integrations: {
        [AGREED]: { id: 1, connectors: ['sandbox-basic'], consent: { required: true, text: { en: 'Do you agree?' } } },
      },
      webhooks: [{ url: 'https://1.1.1.1/configured', secret: 'a-secret-of-24-characters', events: ['*'] }],
    },
  },
};

/** What differs from the usual request of a route. */
export interface Difference extends ApiRequest {
  /** Replaces the query. */
  readonly query?: string;
  /** Replaces the path and the query. */
  readonly path?: string;
}

/** A route whose answers a test asks for. */
export interface AskedRoute {
  readonly api: ApiHarness;
  readonly route: Route;
  readonly row: RouteCase;
  readonly rows: TenantRows;
  /** Sends the request of the route for the rows of the tenant, with an access token that may send it. */
  readonly send: (difference?: Difference) => Promise<ApiAnswer>;
  /** Makes the storage fail like this for the next request. */
  readonly failNextRequest: (cause: 'bug' | 'storage' | 'rate limit') => void;
}

/** Gets one answer of a route. */
export type Ask = (asked: AskedRoute) => Promise<ApiAnswer>;

/** Sends the usual request with an access token that may do less. */
async function sendWith(
  { api, send }: AskedRoute,
  changes: Parameters<typeof issueAccessToken>[1],
): Promise<ApiAnswer> {
  const { token } = await issueAccessToken(api.harness, changes);
  return send({ token });
}

function sendAbsent({ route, row, rows, send }: AskedRoute): Promise<ApiAnswer> {
  return send(requestFor(route, row, absentRows(rows)));
}

/** Sends a request that has a wrong value in the first place where the route reads one. */
function sendWrongValue({ route, send }: AskedRoute): Promise<ApiAnswer> {
  const { parameters = [], requestBody } = route.operation;
  if (requestBody) return send({ body: { unknown_field: 1 } });
  if (parameters.some(({ in: place }) => place === 'query')) return send({ query: 'unknown=1' });
  if (parameters.some(({ in: place }) => place === 'path')) return send({ path: wrongPath(route) });
  return send({ headers: { 'Idempotency-Key': 'a b' } });
}

/** A path whose parameters are too long for any id. */
function wrongPath({ path }: Route): string {
  return path.replace('/api/v1', '').replaceAll(/\{[^}]+\}/g, `x${'0'.repeat(99)}`);
}

async function sendTwice({ send }: AskedRoute): Promise<ApiAnswer> {
  const headers = { 'Idempotency-Key': randomUUID() };
  await send({ headers });
  return send({ headers, query: 'another=request' });
}

/** How every route that has an answer can be brought to give it. A route with other conditions has a case of its own. */
export const COMMON_ANSWERS: Readonly<Record<AnswerName, Ask>> = {
  ...Object.fromEntries(['200', '201', '202', '204'].map((status) => [status, ({ send }: AskedRoute) => send()])),
  '400 invalid_request': ({ route, send }) => send(route.method === 'GET' ? { query: 'cursor=x' } : { body: '{' }),
  '401 unauthorized': ({ send }) => send({ token: 'none' }),
  '403 forbidden': (asked) => {
    const { 'x-scope': scope } = asked.route.operation;
    return sendWith(asked, { scopes: ACCESS_SCOPES.filter((other) => other !== scope) });
  },
  '404 not_found': (asked) => (asked.row.creates ? sendWith(asked, { tenants: ['another'] }) : sendAbsent(asked)),
  '409 conflict': (asked) =>
    asked.route.method === 'PATCH' ? asked.send({ headers: { 'If-Match': '"0"' } }) : sendTwice(asked),
  '413 payload_too_large': ({ send }) => send({ body: TOO_LARGE }),
  '415 unsupported_media_type': ({ send }) => send({ body: '{}', headers: { 'Content-Type': 'text/plain' } }),
  '422 invalid_request': sendWrongValue,
  '429 rate_limited': async ({ send, failNextRequest }) => {
    failNextRequest('rate limit');
    return send();
  },
  '500 internal': async ({ send, failNextRequest }) => {
    failNextRequest('bug');
    return send();
  },
  '503 storage_unavailable': async ({ send, failNextRequest }) => {
    failNextRequest('storage');
    return send();
  },
};

/** Answers that need conditions of their own, by operation. */
export const OWN_ANSWERS: Readonly<Record<string, Readonly<Record<AnswerName, Ask>>>> = {
  createConnection: {
    '422 invalid_credentials': ({ rows, send }) => send({ body: sandboxConnection(rows, 'sandbox', 'wrong') }),
    '502 provider_unavailable': ({ rows, send }) =>
      send({ body: sandboxConnection(rows, 'sandbox-down', SANDBOX_KEY) }),
  },
  verifyConnection: { 200: async (asked) => asked.send({ path: `/connections/${await connect(asked)}/verify` }) },
  readCredentials: {
    200: async (asked) => asked.send({ path: `/connections/${await connect(asked)}/credentials` }),
    '409 conflict': ({ send }) => send(),
    '502 provider_unavailable': async (asked) => {
      const id = await connectExpiring(asked);
      return asked.send({ path: `/connections/${id}/credentials?fresh=true` });
    },
  },
  createInstallation: {
    '403 consent_required': async (asked) =>
      asked.send({ token: await configuredToken(asked, 'write'), body: { tenant: '42', integration: AGREED } }),
  },
  changeInstallation: {
    '403 consent_required': async (asked) => {
      const path = `/installations/${await pausedWithoutConsent(asked)}`;
      return asked.send({ token: await configuredToken(asked, 'write'), path, body: { paused: false } });
    },
  },
  setTenantSecret: {
    '409 conflict': async (asked) =>
      asked.send({ token: await configuredToken(asked, 'secrets'), path: `/tenants/key:${CONFIGURED_ACCOUNT}/secret` }),
  },
  createTenant: { 201: ({ send }) => send({ body: { key: `new-${randomUUID()}` } }) },
  deleteWebhookEndpoint: {
    '409 conflict': async (asked) => {
      const token = await configuredToken(asked, 'webhooks');
      const { body } = await asked.api.call('GET', '/webhook-endpoints', { token });
      return asked.send({ token, path: `/webhook-endpoints/${String(body.data[0]?.['id'])}` });
    },
  },
};

function sandboxConnection({ tenant }: TenantRows, connector: string, key: string) {
  return { tenant: tenant.key, connector, credentials: { api_key: key } };
}

/** Creates a connection with credentials that the provider accepts. */
async function connect({ api, rows }: AskedRoute): Promise<number> {
  const { token } = await issueAccessToken(api.harness);
  const { body } = await api.call('POST', '/connections', {
    token,
    body: sandboxConnection(rows, 'sandbox', SANDBOX_KEY),
  });
  return Number(body['id']);
}

/** Creates a connection whose tokens the provider cannot refresh. */
async function connectExpiring({ api: { harness } }: AskedRoute): Promise<number> {
  const dialog = await openDialog(harness, UNREFRESHABLE);
  await completeSignIn(harness, dialog);
  return dialog.id;
}

/** Creates a paused installation whose consent was withdrawn. */
async function pausedWithoutConsent({ api }: AskedRoute): Promise<number> {
  const { store, now } = api.harness.deps;
  return store.write(async ({ tenants, installations }) => {
    const { id: tenantId } = await tenants.ensure(CONFIGURED, CONFIGURED_ACCOUNT, now());
    const scope = { organization: CONFIGURED, tenantId };
    const { id } = await installations.create(scope, {
      ...{ userKey: null, integration: AGREED, settings: '{}', schedule: '0 * * * *', now: now() },
    });
    await installations.change(scope, id, { paused: true }, { now: now(), updatedBy: null });
    return id;
  });
}

/** An access token of the organization that {@link HARNESS_OPTIONS} adds. */
async function configuredToken({ api }: AskedRoute, scope: AccessScope): Promise<string> {
  const { token } = await issueAccessToken(api.harness, { organization: CONFIGURED, scopes: [scope] });
  return token;
}
