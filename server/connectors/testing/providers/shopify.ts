import type { ProviderFacts } from '../provider-facts.ts';

// https://shopify.dev/docs/apps/build/authentication-authorization/authenticate-standalone-apps and
// https://shopify.dev/changelog/offline-access-tokens-now-support-expiry-and-refresh
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: { shop: 'acme' },
  authorization: {
    url: 'https://acme.myshopify.com/admin/oauth/authorize',
    parameters: { scope: 'read_products' },
    pkce: 'ignored',
  },
  callback: {
    hmac: '700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf',
    host: 'YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvYWNtZQ',
    shop: 'acme.myshopify.com',
    timestamp: '1337178173',
  },
  token: {
    url: 'https://acme.myshopify.com/admin/oauth/access_token',
    clientAuthentication: 'post',
    format: 'form',
    parameters: { expiring: '1' },
    // Without a token_type.
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 3600,
        refresh_token: '{refresh_token}',
        refresh_token_expires_in: 7776000,
        scope: 'read_products',
      },
    },
    refusal: {
      status: 400,
      body: { error: 'invalid_request', error_description: 'The authorization code was not found or was already used' },
    },
    refusalIsVague: true,
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 3600,
        refresh_token: '{refresh_token}',
        refresh_token_expires_in: 7776000,
        scope: 'read_products',
      },
    },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'This request requires an active refresh_token' },
    },
  },
  me: {
    method: 'POST',
    url: 'https://acme.myshopify.com/admin/api/2026-07/graphql.json',
    headers: { 'x-shopify-access-token': '{access_token}', 'content-type': 'application/json' },
    answer: {
      body: {
        data: { shop: { name: 'Acme Snowboards' } },
        extensions: { cost: { requestedQueryCost: 1, actualQueryCost: 1 } },
      },
    },
  },
  account: 'Acme Snowboards',
};
