import { generateKeyPairSync, randomBytes } from 'node:crypto';

import { rsaKey } from '../../testing/rsa-key.ts';
import type { Catalogue } from '../resolve-connectors.ts';

/** A catalogue of one, as far as configurations in tests need it. */
export const exampleCatalogue: Catalogue = new Map([
  [
    'hubspot',
    {
      name: 'HubSpot',
      auth: { type: 'api_key', in: 'bearer', label: 'Access token' },
      verify: { url: 'https://api.hubapi.example/account', account: 'portal.name' },
    },
  ],
]);

/** Public key in PEM. */
export function publicKeyPem(kind: 'rsa' | 'small-rsa' | 'p256' | 'p384' | 'ed25519'): string {
  return keyPair(kind).publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** Private key in PEM, new in each run. */
export function privateKeyPem(): string {
  return keyPair('p256').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function keyPair(kind: Parameters<typeof publicKeyPem>[0]) {
  switch (kind) {
    case 'rsa':
      return rsaKey('example');
    case 'small-rsa':
      return generateKeyPairSync('rsa', { modulusLength: 1024 });
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
  }
}

/** What {@link exampleText} takes from the environment. */
export const exampleEnv = {
  ACME_SECRET: randomBytes(32).toString('base64url'),
  // As a line of an .env file holds it.
  ACME_PEM: publicKeyPem('rsa').replaceAll('\n', '\\n'),
  ACME_HOOK: `whsec_${randomBytes(24).toString('base64')}`,
  HUBSPOT_ID: randomBytes(12).toString('hex'),
  HUBSPOT_SECRET: randomBytes(24).toString('hex'),
};

/** A configuration that has every setting. */
export const exampleText = `
organizations:
  acme:
    name: Acme
    mode: production
    sandboxRealConnectors: false
    allowedOrigins: [https://app.acme.com, "https://*.acme.com", "http://localhost:3000"]
    keys:
      - { alg: HS256, id: first, account: "42", secret: "\${ACME_SECRET}" }
      - { alg: RS256, vendorId: we9898, publicKey: "\${ACME_PEM}" }
    tokens: { maxAgeSeconds: 300, singleUse: true }
    topLevel: true
    returnUrls: [https://app.acme.com/back]
    locale: pt-br
    appearance: { accent: "#2458E6", radius: 0.5rem }
    connectors:
      gwt: { verify: { account: email } }
    integrations:
      gwt2hs:
        id: 7
        name: GWT and HubSpot
        description: Two address books, one truth
        category: CRM
        connectors: [gwt, hubspot]
        ownConnector: gwt
        multiple: false
        access: public
        groups: [staff]
        sharing: user
        settings: { type: object, properties: { direction: { enum: [in, out] } } }
        schedule: { default: "*/30 * * * *", editable: false }
        consent:
          required: true
          text: { en: We read your contacts. }
          links: [{ label: Terms, url: https://acme.com/terms }]
        appId: contacts-1
    webhooks: [{ url: https://api.acme.com/hooks, secret: "\${ACME_HOOK}", events: [connection.connected] }]
    pandium: { webhookUrl: false }
connectors:
  hubspot: { clientId: "\${HUBSPOT_ID}", clientSecret: "\${HUBSPOT_SECRET}" }
  gwt:
    name: GWT
    externalId: "55"
    auth: { type: api_key, in: header, name: X-Api-Key }
    verify: { url: https://api.gwt.example/me }
`;
