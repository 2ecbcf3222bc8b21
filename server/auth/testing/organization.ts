import { createSecretKey, generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';

import { rsaKey } from '../../testing/rsa-key.ts';
import type { IntegrationConfig, KeyAlgorithm, OrganizationConfig, VerificationKey } from '../../config/config.ts';
import {
  connectorDefinitionSchema,
  type ConnectorDefinition,
  type ConnectorDefinitionInput,
} from '../../connectors/definition.ts';

/** Secret of {@link testOrganization} unless a test brings other keys. */
export const TEST_SECRET = 'a test secret of more than thirty-two bytes';

let rsaKeys = 0;

type KeyDetails = Omit<VerificationKey, 'algorithm' | 'key'>;

/** A shared secret as the configuration would have imported it. */
export function hmacKey(secret: string, details: KeyDetails = {}): Promise<VerificationKey> {
  return Promise.resolve({ algorithm: 'HS256', key: createSecretKey(Buffer.from(secret)), secret, ...details });
}

/**
 * An RSA key pair, another one for each call in a file: the private half to sign with, the public one as the
 * configuration would have imported it.
 */
export function rsaKeyPair(details: KeyDetails = {}): Promise<TestKeyPair> {
  rsaKeys += 1;
  return keyPair(rsaKey(`organization-${rsaKeys}`), 'RS256', details);
}

/** The same for ECDSA on P-256. */
export function ecKeyPair(details: KeyDetails = {}): Promise<TestKeyPair> {
  return keyPair(generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'ES256', details);
}

/** The same for Ed25519. */
export function edKeyPair(details: KeyDetails = {}): Promise<TestKeyPair> {
  return keyPair(generateKeyPairSync('ed25519'), 'EdDSA', details);
}

function keyPair(
  { publicKey, privateKey }: KeyPairKeyObjectResult,
  algorithm: KeyAlgorithm,
  details: KeyDetails,
): Promise<TestKeyPair> {
  return Promise.resolve({ publicKey, privateKey, key: { algorithm, key: publicKey, ...details } });
}

export interface TestKeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly key: VerificationKey;
}

/** A connector with an API key, without `verify`. */
export function testConnector(definition: Partial<ConnectorDefinitionInput> = {}): ConnectorDefinition {
  return connectorDefinitionSchema.parse({
    name: 'Some system',
    auth: { type: 'api_key', in: 'bearer' },
    ...definition,
  });
}

/** An integration that everybody sees, of one connector called `hubspot` unless told otherwise. */
export function testIntegration(
  integration: Partial<IntegrationConfig> & Pick<IntegrationConfig, 'slug' | 'id'>,
): IntegrationConfig {
  return {
    name: `Integration ${integration.slug}`,
    description: '',
    connectors: ['hubspot'],
    multiple: true,
    access: 'sso',
    groups: [],
    sharing: 'account',
    settings: { type: 'object', properties: {} },
    schedule: { default: '*/30 * * * *', editable: true, minimumMinutes: 1 },
    consent: { required: false, text: {}, links: [] },
    ...integration,
  };
}

/** What tests vary of an organization. Connectors and integrations as lists, for brevity. */
export type TestOrganizationOptions = Partial<Omit<OrganizationConfig, 'connectors' | 'integrations'>> & {
  readonly connectors?: Readonly<Record<string, ConnectorDefinition>>;
  readonly integrations?: readonly IntegrationConfig[];
};

/** The organization `acme` in production, on `https://app.acme.com` and `https://*.acme.com`, with no keys. */
export function testOrganization({
  connectors = {},
  integrations = [],
  ...rest
}: TestOrganizationOptions = {}): OrganizationConfig {
  return {
    slug: 'acme',
    name: 'Acme',
    mode: 'production',
    sandboxRealConnectors: false,
    allowedOrigins: ['https://app.acme.com', 'https://*.acme.com'],
    keys: [],
    tokens: { maxAgeSeconds: 600, singleUse: false },
    sessionTokens: {},
    apps: new Map(),
    topLevel: false,
    returnUrls: [],
    appearance: {},
    connectors: new Map(Object.entries(connectors)),
    integrations: new Map(integrations.map((integration) => [integration.slug, integration])),
    webhooks: [],
    dialects: {},
    ...rest,
  };
}
