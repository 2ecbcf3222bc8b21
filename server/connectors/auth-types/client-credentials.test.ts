import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import { authenticator } from '../auth-types.ts';
import { DEFAULT_LABELS } from '../field-view.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';
import { connectorDefinitionSchema } from '../definition.ts';
import type { LoopbackResponse } from '../testing/loopback-provider.ts';
import { loopbackAccess, startLoopbackProvider } from '../testing/loopback-provider.ts';

type AuthInput = Extract<ConnectorDefinitionInput['auth'], { type: 'oauth2_client_credentials' }>;

const NOW = Date.parse('2026-07-01T12:00:00Z');
const TYPED = { client_id: 'typed-id', client_secret: 'typed-secret' };
const TOKENS = { accessToken: 'old-at', obtainedAt: 0, captured: {} };

function authenticatorFor(auth: Partial<AuthInput>, client: Partial<ConnectorDefinitionInput> = {}) {
  const written = { type: 'oauth2_client_credentials', tokenUrl: 'https://example.com/token', ...auth } as const;
  return authenticator(connectorDefinitionSchema.parse({ name: 'Example', ...client, auth: written }));
}

const json = (body: unknown, status = 200): LoopbackResponse => ({ status, body: JSON.stringify(body) });

test('the form has fields for the client, unless the connector has its own', () => {
  const options = authenticatorFor({ clientId: { label: 'Key', help: 'Settings, API.' } }).fields;
  assert.deepEqual(options, [
    { name: 'client_id', label: 'Key', kind: 'text', required: true, help: 'Settings, API.' },
    { name: 'client_secret', label: DEFAULT_LABELS['client_secret'], kind: 'password', required: true },
  ]);
  assert.deepEqual(authenticatorFor({}, { clientId: 'own', clientSecret: 'secret' }).fields, []);
});

describe('a token is requested', () => {
  for (const [name, auth, client, authorization, body] of [
    ['with what was typed', {}, {}, `Basic ${btoa('typed-id:typed-secret')}`, {}],
    ['for the scopes', { scopes: ['a', 'b'] }, {}, `Basic ${btoa('typed-id:typed-secret')}`, { scope: 'a b' }],
    [
      'for an audience, in the body',
      { clientAuthentication: 'client_secret_post', tokenParams: { audience: 'https://{host}/' } },
      {},
      undefined,
      { audience: 'https://h/', client_id: 'typed-id', client_secret: 'typed-secret' },
    ],
    [
      'with the client of the connector',
      {},
      { clientId: 'own-id', clientSecret: 'own-secret' },
      `Basic ${btoa('own-id:own-secret')}`,
      {},
    ],
  ] as const) {
    for (const again of [false, true]) {
      test(`${name}${again ? ', and again' : ''}`, async (t) => {
        const { origin, requests } = await startLoopbackProvider(t, () =>
          json({ access_token: 'at', expires_in: '60', refresh_token: 'not needed' }),
        );
        const { issue, refresh } = authenticatorFor(
          { ...auth, tokenUrl: `${origin}/token` } as Partial<AuthInput>,
          client,
        );
        const values = { ...TYPED, host: 'h' };
        const access = loopbackAccess(t, NOW);
        const tokens = again ? await refresh!(values, TOKENS, access) : await issue!(values, access);
        assert.deepEqual(tokens, { accessToken: 'at', obtainedAt: NOW, expiresAt: NOW + 60_000, captured: {} });
        assert.equal(requests[0]?.headers.authorization, authorization);
        const sent = Object.fromEntries(new URLSearchParams(requests[0]?.body));
        assert.deepEqual(sent, { grant_type: 'client_credentials', ...body });
      });
    }
  }
});

describe('a refusal', () => {
  const outcome = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return 'final';
      if (error instanceof ProviderUnavailableError) return error.retry;
      throw error;
    }
    return assert.fail('it went well');
  };

  for (const [status, error, typed, again, own] of [
    [401, 'invalid_client', 'final', 'final', 'operator'],
    [400, 'invalid_client', 'final', 'final', 'operator'],
    [400, 'unauthorized_client', 'final', 'final', 'operator'],
    [400, 'invalid_grant', 'final', 'final', 'final'],
    [403, 'access_denied', 'final', 'operator', 'operator'],
    [401, '', 'final', 'final', 'operator'],
    [403, '', 'final', 'operator', 'operator'],
    [400, '', 'final', 'later', 'later'],
    [400, 'a_word_of_its_own', 'final', 'operator', 'operator'],
    [400, 'invalid_scope', 'operator', 'operator', 'operator'],
    [404, '', 'operator', 'operator', 'operator'],
    [500, 'invalid_client', 'later', 'later', 'later'],
    [429, '', 'later', 'later', 'later'],
    [200, '', 'later', 'later', 'later'],
  ] as const) {
    test(`of ${status} ${error} is ${typed} for just entered credentials, ${again} in a refresh, and ${own} for the connector’s own client`, async (t) => {
      const { origin } = await startLoopbackProvider(t, () => json(error === '' ? {} : { error }, status));
      const tokenUrl = `${origin}/token`;
      const access = loopbackAccess(t, NOW);
      const { issue, refresh } = authenticatorFor({ tokenUrl });
      assert.equal(await outcome(issue!(TYPED, access)), typed);
      assert.equal(await outcome(refresh!(TYPED, TOKENS, access)), again);
      const ours = authenticatorFor({ tokenUrl }, { clientId: 'own-id', clientSecret: 'own-secret' });
      assert.equal(await outcome(ours.refresh!({}, TOKENS, access)), own);
    });
  }

  test('shows the message of the provider, unless it repeats an entered secret', async (t) => {
    for (const [providerMessage, expected] of [
      ['The client is blocked.', 'The client is blocked.'],
      ['Unknown secret typed-secret.', undefined],
    ] as const) {
      const { origin } = await startLoopbackProvider(t, () =>
        json({ error: 'invalid_client', error_description: providerMessage }, 401),
      );
      await assert.rejects(authenticatorFor({ tokenUrl: origin }).issue!(TYPED, loopbackAccess(t)), (error) => {
        assert.ok(error instanceof InvalidCredentialsError);
        assert.equal(error.problem.providerMessage, expected);
        return true;
      });
    }
  });
});
