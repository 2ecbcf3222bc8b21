import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://shopify.dev/docs/apps/build/authentication-authorization/authenticate-standalone-apps and
// https://shopify.dev/docs/apps/build/security/credentials-and-data/use-expiring-offline-access-tokens
export default {
  name: 'Shopify',
  icon: brandIcon('shopify'),
  inputs: {
    shop: {
      label: 'Shop address',
      prefix: 'https://',
      suffix: '.myshopify.com',
      placeholder: 'acme',
      help: 'Settings, Domains: the one that ends in .myshopify.com.',
    },
  },
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://{shop}.myshopify.com/admin/oauth/authorize',
    tokenUrl: 'https://{shop}.myshopify.com/admin/oauth/access_token',
    scopes: ['read_products'],
    scopeSeparator: ',',
    clientAuthentication: 'client_secret_post',
    // Without it the token lasts for ever, which public apps may not use from 2027 on.
    tokenParams: { expiring: '1' },
    use: { in: 'header', name: 'X-Shopify-Access-Token' },
  },
  verify: {
    method: 'POST',
    url: 'https://{shop}.myshopify.com/admin/api/2026-07/graphql.json',
    body: '{"query":"{ shop { name } }"}',
    account: 'data.shop.name',
    error: 'errors',
  },
} satisfies ConnectorDefinitionInput;
