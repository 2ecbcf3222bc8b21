import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccessToken } from '../auth/access-token.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { NOW } from '../store/testing/seed-store.ts';
import { RefusalLimiter } from './refusal-limiter.ts';
import { AccessTokens } from './require-access-token.ts';

const REQUESTS_PER_MINUTE = 20;

test('a token that sends too many requests has to wait up to a minute, and others are served', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const issue = async (name: string) => {
    const { token, hash, hint } = createAccessToken();
    const settings = { organization: 'acme', type: 'api', scopes: [], tenants: null, expiresAt: null } as const;
    await store.write(({ accessTokens }) =>
      accessTokens.create({ ...settings, name, hint, tokenHash: hash, createdAt: NOW }),
    );
    return `Bearer ${token}`;
  };
  const organizations = new Map([['acme', { slug: 'acme' } as OrganizationConfig]]);
  const limiter = new RefusalLimiter();
  const deps = { store, organizations, limiter, trustProxy: 0, now: () => NOW };
  const tokens = new AccessTokens({ ...deps, requestsPerMinute: REQUESTS_PER_MINUTE });
  const [busy, other] = [await issue('busy'), await issue('other')];

  for (let count = 0; count < REQUESTS_PER_MINUTE; count += 1) await tokens.find(busy);

  await assert.rejects(tokens.find(busy), (error: { code?: string; retryAfterSeconds?: number }) => {
    const { code, retryAfterSeconds = 0 } = error;
    return code === 'rate_limited' && retryAfterSeconds >= 1 && retryAfterSeconds <= 60;
  });
  assert.equal((await tokens.find(other)).name, 'other');
});
