import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { InstallationView } from '../../widget/protocol/installation.ts';
import type { ConnectionResponse, ErrorResponse, SessionResponse } from '../../widget/protocol/session-api.ts';
import { issueAccessToken } from '../api/testing/access-token.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { ACME_SECRET, HOST_ORIGIN, hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { installFlow, newPerson, openInstallFlow, saveRequest } from '../testing/install-flow.ts';
import type { InstallFlow } from '../testing/install-flow.ts';
import { loadPage, selectedId } from '../testing/page.ts';
import { createSignIn, followProvider, signInState, TestBrowser } from '../testing/sign-in.ts';

const HOST_SECRET = 'vendor-signs-its-tokens-with-this!!';
const TEXT = { en: 'We read your mail.', de: 'Wir lesen Ihre Mail.' };

let harness: Harness;

function organizations(text: Readonly<Record<string, string>>) {
  const consent = { required: true, text, links: [{ label: 'Terms', url: 'https://acme.example/terms' }] };
  return {
    flow: {
      allowedOrigins: [HOST_ORIGIN],
      keys: [
        { alg: 'HS256', secret: ACME_SECRET },
        { alg: 'HS256', secret: HOST_SECRET, claims: 'locoia' },
      ],
      integrations: {
        asked: { id: 1, connectors: ['sandbox'], consent },
        mine: { id: 2, connectors: ['sandbox'], sharing: 'user', consent },
        signed: { id: 3, connectors: ['signing'], consent },
        optional: { id: 4, connectors: ['sandbox'], consent: { ...consent, required: false } },
        free: { id: 5, connectors: ['sandbox'] },
        handed: { id: 6, connectors: ['handed'], consent },
      },
      webhooks: [{ url: 'https://hooks.acme.example/', secret: `whsec_${'A'.repeat(32)}`, events: ['*'] }],
    },
  };
}

const connectors = (url: string) => {
  const { signing } = connectorsWithBehaviour(url, { signing: 'auto' });
  return { signing: { ...signing }, handed: { name: 'Handed', auth: { type: 'api_key', in: 'bearer' } } };
};

before(async () => {
  harness = await startHarness({ connectors, organizations: organizations(TEXT) });
});
after(() => harness.close());

const ASKED = '/flow/tenants/create/asked';

const agree = (flow: InstallFlow, locale = 'en'): Promise<InstallationView> =>
  flow.change('POST', '/installation/consent', { locale });

/** Answers of the calls that wait for a consent: the code of each, or nothing. */
async function refusals(flow: InstallFlow) {
  const id = flow.session.connectors[0]?.connections[0]?.id ?? 0;
  const codes: Record<string, string | undefined> = {};
  for (const [method, path, body] of [
    ['PUT', `/connections/${id}/credentials`, { values: { api_key: SANDBOX_KEY } }],
    ['POST', `/connections/${id}/sign-ins`, { values: {}, locale: 'en' }],
    ['PUT', '/installation', saveRequest()],
  ] as const) {
    const { status, json } = await flow.call(method, path, body);
    codes[`${method} ${path.replace(/\d+/, ':id')}`] = status === 403 ? (json as ErrorResponse).error.code : undefined;
  }
  return codes;
}

const ALL_REFUSED = {
  'PUT /connections/:id/credentials': 'consent_required',
  'POST /connections/:id/sign-ins': 'consent_required',
  'PUT /installation': 'consent_required',
};

const eventsOf = async ({ person }: InstallFlow) => {
  const stored = await harness.deps.store.outbox.list('flow', { afterSequence: 0, limit: 10_000 });
  return stored
    .map(({ body }) => JSON.parse(body) as { type: string; tenant: { key: string }; data: Record<string, unknown> })
    .filter(({ type, tenant }) => tenant.key === person && !type.startsWith('connection.'));
};

describe('before a consent is given', () => {
  test('nothing can be connected or installed, and the text is there to read', async () => {
    const flow = await openInstallFlow(harness, ASKED);
    const { textId, ...consent } = flow.session.installation?.consent ?? {};
    assert.deepEqual(consent, {
      ...{ required: true, text: TEXT, links: [{ label: 'Terms', url: 'https://acme.example/terms' }] },
    });
    assert.match(textId ?? '', /^[\w-]{20}$/);
    assert.deepEqual(await refusals(flow), ALL_REFUSED);
    assert.equal((await flow.change('GET', '/installation')).installation, undefined);
  });

  test('a draft can be saved, so that the flow continues where it stopped', async () => {
    const flow = await openInstallFlow(harness, ASKED);
    const draft = { step: 'consent', settings: {}, schedule: saveRequest().schedule };
    assert.equal(await flow.saveDraft(draft), 204);
  });

  test('credentials that the host hands over wait, and are used once it is given', async () => {
    const person = newPerson();
    const open = async () => {
      harness.advance(1000);
      const iat = Math.floor(harness.now() / 1000);
      const token = hs256(
        {
          ...{ embed_account_id: person, embed_user_id: 'ann', iat, exp: iat + 600 },
          client_authentication: { auth_type: 'api_key', connector_id: 'handed', auth_token: 'key-of-the-host' },
        },
        HOST_SECRET,
      );
      const { state } = await loadPage(harness, `/flow/tenants/create/handed?tenant=${token}`);
      assert.ok(state.kind === 'dialog');
      return state;
    };
    const before = await open();
    assert.equal(before.setupProblem?.code, 'consent_required');
    assert.equal(before.connectors[0]?.connections[0]?.status, 'disconnected');
    const { status } = await harness.request('/session/installation/consent', {
      method: 'POST',
      headers: { authorization: `Bearer ${before.bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ locale: 'en' }),
    });
    assert.equal(status, 200);
    const after = await open();
    assert.equal(after.setupProblem, undefined);
    assert.ok(after.connectors[0]?.connections.some((connection) => connection.status === 'connected'));
  });
});

describe('a consent', () => {
  test('opens the integration, is given once, and names who gave it in which language', async () => {
    const flow = await openInstallFlow(harness, ASKED);
    const { consent } = await agree(flow, 'de');
    assert.ok(consent?.givenAt);
    harness.advance(1000);
    assert.equal((await agree(flow)).consent?.givenAt, consent.givenAt);
    await flow.connectAll();
    assert.equal((await flow.call('PUT', '/installation', saveRequest())).status, 200);
    const tenant = await harness.deps.store.tenants.findByKey('flow', flow.person);
    const scope = { organization: 'flow', tenantId: tenant!.id };
    const stored = await harness.deps.store.consents.find(scope, { integration: 'asked', userKey: null });
    assert.deepEqual([stored?.locale, stored?.actor?.id], ['de', flow.person]);
    const [given, ...others] = await eventsOf(flow);
    assert.deepEqual([given?.type, given?.data], ['consent.given', { consent: { integration: 'asked', user: null } }]);
    assert.deepEqual(
      others.map(({ type }) => type),
      ['installation.created'],
    );
  });

  test('is for the whole account, or for one user where connections are not shared', async () => {
    const account = newPerson();
    for (const [path, isShared] of [
      [ASKED, true],
      ['/flow/tenants/create/mine', false],
    ] as const) {
      await agree(await openInstallFlow(harness, path, { external_id: account }));
      const other = await openInstallFlow(harness, path, { external_id: account });
      assert.equal(other.session.installation?.consent?.givenAt !== undefined, isShared, path);
    }
  });

  test('to one integration is none to another', async () => {
    const { person } = await openInstallFlow(harness, ASKED).then(async (flow) => {
      await agree(flow);
      return flow;
    });
    const other = await openInstallFlow(harness, '/flow/tenants/create/signed', { person });
    assert.equal(other.session.installation?.consent?.givenAt, undefined);
  });

  test('is asked for again when the text changes, and not when the server restarts', async () => {
    const flow = await openInstallFlow(harness, ASKED);
    await agree(flow);
    const givenAt = async (text: Readonly<Record<string, string>>) => {
      const { databaseFolder } = harness;
      const restarted = await startHarness({ connectors, organizations: organizations(text), databaseFolder });
      try {
        const { session } = await openInstallFlow(restarted, ASKED, { person: flow.person });
        return session.installation?.consent?.givenAt;
      } finally {
        await restarted.close();
      }
    };
    assert.ok(await givenAt({ de: TEXT.de, en: TEXT.en }));
    assert.equal(await givenAt({ ...TEXT, en: 'We read and write your mail.' }), undefined);
  });

  for (const [header, locale] of [
    ['de-AT,en;q=0.5', 'de-AT'],
    ['*', 'und'],
    [undefined, 'und'],
  ] as const) {
    test(`without a body is in the language of the browser: ${header ?? 'none'}`, async () => {
      const { session, person } = await openInstallFlow(harness, ASKED);
      const response = await harness.request('/session/installation/consent', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${session.bearer}`,
          ...(header !== undefined && { 'accept-language': header }),
        },
      });
      assert.equal(response.status, 200);
      const tenant = await harness.deps.store.tenants.findByKey('flow', person);
      const scope = { organization: 'flow', tenantId: tenant!.id };
      const stored = await harness.deps.store.consents.find(scope, { integration: 'asked', userKey: null });
      assert.equal(stored?.locale, locale);
    });
  }

  for (const [title, body, status] of [
    ['to another text', { locale: 'en', textId: 'another' }, 409],
    ['in no language', {}, 422],
    ['in something that is no language', { locale: '../en' }, 422],
  ] as const) {
    test(`${title} is refused`, async () => {
      const flow = await openInstallFlow(harness, ASKED);
      assert.equal((await flow.call('POST', '/installation/consent', body)).status, status);
      assert.equal((await flow.change('GET', '/installation')).consent?.givenAt, undefined);
    });
  }

  test('to an integration without a text does not exist', async () => {
    const flow = await openInstallFlow(harness, '/flow/tenants/create/free');
    assert.equal(flow.session.installation?.consent, undefined);
    assert.equal((await flow.call('POST', '/installation/consent', { locale: 'en' })).status, 404);
  });

  test('that is not required keeps nothing back', async () => {
    const flow = await openInstallFlow(harness, '/flow/tenants/create/optional');
    await flow.connectAll();
    const { consent } = await flow.change('PUT', '/installation', saveRequest());
    assert.deepEqual([consent?.required, consent?.givenAt], [false, undefined]);
  });
});

describe('a page of one connector, which asks for no consent', () => {
  /** Connects on the page of the connector, and returns what the host receives. */
  const connectAlone = async (person: string, integration: string) => {
    const claims = { sub: person, ti: { xti: { integration_name: integration } } };
    const token = hs256(subjectClaims(harness.now(), claims));
    const { state } = await loadPage(harness, `/flow/sandbox/auth?tenant=${token}`);
    assert.ok(state.kind === 'dialog');
    const page = installFlow(harness, state, person);
    const path = `/connections/${selectedId(state)}/credentials`;
    const { status, json, text } = await page.call('PUT', path, { values: { api_key: SANDBOX_KEY } });
    assert.equal(status, 200, text);
    return (json as ConnectionResponse).successDetails as { webhook_url: string; tenant: { paused: boolean } };
  };

  test('installs, paused until the consent is given on the page of the integration', async () => {
    const person = newPerson();
    const { tenant, webhook_url } = await connectAlone(person, 'asked');
    assert.equal(tenant.paused, true);
    assert.ok(webhook_url);

    const flow = await openInstallFlow(harness, ASKED, { person });
    const { installation, consent } = flow.session.installation ?? {};
    assert.deepEqual([installation?.paused, installation?.nextRuns, consent?.givenAt], [true, [], undefined]);
    const agreed = await agree(flow);
    assert.equal(agreed.installation?.paused, false);
    assert.equal(agreed.installation.nextRuns.length, 3);
    assert.equal((await connectAlone(person, 'asked')).tenant.paused, false);

    const events = (await eventsOf(flow)).map(({ type, data }) => {
      const { paused } = (data['installation'] ?? {}) as { paused?: boolean };
      return [type, paused];
    });
    assert.deepEqual(events, [
      ['installation.created', true],
      ['consent.given', undefined],
      ['installation.updated', false],
    ]);
  });

  test('stays paused after the consent if a back end has paused it meanwhile', async () => {
    const person = newPerson();
    await connectAlone(person, 'asked');
    const flow = await openInstallFlow(harness, ASKED, { person });
    const { token } = await issueAccessToken(harness, { organization: 'flow' });
    const id = flow.session.installation?.installation?.id ?? 0;
    const { status } = await harness.request(`/api/v1/installations/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ paused: true }),
    });
    assert.equal(status, 200);
    assert.equal((await agree(flow)).installation?.paused, true);
  });

  test('installs an integration that runs at once, if the consent is optional or was given before', async () => {
    assert.equal((await connectAlone(newPerson(), 'optional')).tenant.paused, false);
    const flow = await openInstallFlow(harness, ASKED);
    await agree(flow);
    assert.equal((await connectAlone(flow.person, 'asked')).tenant.paused, false);
  });
});

describe('a new text of a consent', () => {
  test('pauses what is installed until people agree to it, in dialogs, in messages and for back ends', async () => {
    const flow = await openInstallFlow(harness, ASKED);
    await agree(flow);
    await flow.connectAll();
    await flow.change('PUT', '/installation', saveRequest());
    const { databaseFolder } = harness;
    const text = { ...TEXT, en: 'We read and write your mail.' };
    const restarted = await startHarness({ connectors, organizations: organizations(text), databaseFolder });
    try {
      const api = async (method: string, body?: object) => {
        const path = `/api/v1/installations/${id}`;
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const response = await restarted.request(path, {
          method,
          headers,
          ...(body && { body: JSON.stringify(body) }),
        });
        return { status: response.status, json: (await response.json()) as { paused?: boolean } };
      };
      const { token } = await issueAccessToken(restarted, { organization: 'flow' });
      const later = await openInstallFlow(restarted, ASKED, { person: flow.person });
      const { installation } = later.session.installation ?? {};
      const id = installation?.id ?? 0;
      assert.deepEqual([installation?.paused, installation?.nextRuns], [true, []]);
      const { tenant } = later.session.installationDetails as { tenant: { paused: boolean } };
      assert.equal(tenant.paused, true);
      assert.equal((await later.call('PATCH', '/installation', { paused: false })).status, 403);
      assert.equal((await api('GET')).json.paused, true);
      assert.equal((await api('PATCH', { paused: false })).status, 403);
      assert.equal((await api('PATCH', { time_zone: 'Asia/Tokyo' })).json.paused, true);
      const changed = (await eventsOf(flow)).at(-1);
      const data = changed?.data['installation'] as { time_zone: string; paused: boolean };
      assert.deepEqual(
        [changed?.type, data.time_zone, data.paused],
        ['installation.updated', 'Asia/Tokyo', true],
        'an event says the same as an answer',
      );
      assert.equal((await agree(later)).installation?.paused, false);
      assert.equal((await api('GET')).json.paused, false);
    } finally {
      await restarted.close();
    }
  });
});

describe('withdrawing a consent', () => {
  test('pauses the installation until it is given again, and is noticed in another tab', async () => {
    const flow = await openInstallFlow(harness, ASKED);
    await agree(flow);
    await flow.connectAll();
    await flow.change('PUT', '/installation', saveRequest());
    const tab = await openInstallFlow(harness, ASKED, { person: flow.person });
    for (let count = 0; count < 2; count += 1) {
      const { consent, installation } = await flow.change('DELETE', '/installation/consent');
      assert.deepEqual([consent?.givenAt, installation?.paused], [undefined, true]);
    }
    const { json } = await tab.call('GET', '');
    assert.notEqual((json as SessionResponse).installationVersion, tab.session.installation?.version);
    const resumed = await tab.call('PATCH', '/installation', { paused: false });
    assert.deepEqual([resumed.status, (resumed.json as ErrorResponse).error.code], [403, 'consent_required']);
    assert.deepEqual(await refusals(tab), ALL_REFUSED);
    const types = (await eventsOf(flow)).slice(2).map(({ type }) => type);
    assert.deepEqual(types, ['consent.withdrawn', 'installation.updated']);
    assert.equal((await agree(flow)).installation?.paused, false);
    const later = (await eventsOf(flow)).slice(4).map(({ type }) => type);
    assert.deepEqual(later, ['consent.given', 'installation.updated']);
  });

  test('does not resume an installation that a person has paused', async () => {
    const flow = await openInstallFlow(harness, ASKED);
    await agree(flow);
    await flow.connectAll();
    await flow.change('PUT', '/installation', saveRequest());
    await flow.change('PATCH', '/installation', { paused: true });
    await flow.change('DELETE', '/installation/consent');
    assert.equal((await agree(flow)).installation?.paused, true);
  });

  test('ends a sign-in that runs, and the tokens that it brought are revoked', async () => {
    const flow = await openInstallFlow(harness, '/flow/tenants/create/signed');
    await agree(flow);
    const { bearer, connectors: shown } = flow.session;
    const dialog = { bearer, id: shown[0]?.connections[0]?.id ?? 0, tenantKey: flow.person };
    const browser = new TestBrowser(harness);
    const signIn = await createSignIn(harness, dialog);
    const callback = await followProvider(await browser.start(signIn));
    await flow.change('DELETE', '/installation/consent');
    const revoked = harness.sandbox.counters().revoke;
    await browser.open(callback);
    await harness.background.idle();
    const state = await signInState(harness, dialog, signIn);
    assert.ok(state.status === 'failed');
    assert.equal(state.connection.status, 'disconnected');
    assert.equal(harness.sandbox.counters().revoke, revoked + 1);
  });
});
