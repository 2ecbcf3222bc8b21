import { randomBytes } from 'node:crypto';

/** The only API key that the sandbox accepts. */
export const SANDBOX_KEY = 'sandbox-key';

/** The user name that the sandbox accepts with {@link SANDBOX_PASSWORD}. */
export const SANDBOX_USERNAME = 'ada';
/** See {@link SANDBOX_USERNAME}. */
export const SANDBOX_PASSWORD = 'sandbox-password';

/** The application id that the sandbox accepts with {@link SANDBOX_KEY}. */
export const SANDBOX_APP_ID = 'sandbox-app';

/** The only workspace of the sandbox. */
export const SANDBOX_WORKSPACE = 'acme';

/** The account that the sandbox reports. */
export const SANDBOX_ACCOUNT = 'ada@sandbox.example';
/** Another account that can sign in at the sandbox. */
export const SANDBOX_OTHER_ACCOUNT = 'bob@sandbox.example';

/** OAuth 2.0 client for sign-ins, with {@link SANDBOX_CLIENT_SECRET}. Also the consumer key for OAuth 1.0a. */
export const SANDBOX_CLIENT_ID = 'sandbox-client';
/** See {@link SANDBOX_CLIENT_ID}. */
export const SANDBOX_CLIENT_SECRET = 'sandbox-client-secret';

/** OAuth 2.0 client for sign-ins that has no secret. */
export const SANDBOX_PUBLIC_CLIENT_ID = 'sandbox-public-client';

/** OAuth 2.0 client that signs assertions. `startSandbox` receives its public key. */
export const SANDBOX_KEY_CLIENT_ID = 'sandbox-key-client';

/**
 * OAuth 2.0 client for machines, with {@link SANDBOX_MACHINE_SECRET}, and the account that the sandbox names for it. It
 * has fewer than 8 characters in a row in common with that secret and with tokens, or `sanitizeProviderText` would drop
 * it.
 */
export const SANDBOX_MACHINE_ID = 'sandbox.machine';
/** See {@link SANDBOX_MACHINE_ID}. */
export const SANDBOX_MACHINE_SECRET = 'sandbox-machine-secret';

/** The only AWS access key of the sandbox, with {@link SANDBOX_AWS_SECRET}. */
export const SANDBOX_AWS_KEY_ID = 'SANDBOXACCESSKEY';
/** See {@link SANDBOX_AWS_KEY_ID}. */
export const SANDBOX_AWS_SECRET = 'sandbox-secret-access-key';
/** The region in valid signatures. */
export const SANDBOX_AWS_REGION = 'eu-central-1';
/** The service in valid signatures. */
export const SANDBOX_AWS_SERVICE = 'execute-api';

/** An OAuth 2.0 client that the sandbox knows. */
export interface SandboxClient {
  readonly id: string;
  /** How the client authenticates: with this secret, with a signed assertion, or not at all. */
  readonly authentication: { readonly secret: string } | 'assertion' | 'none';
  /** Whether people sign in for this client. Otherwise it requests its own tokens. */
  readonly usesSignIn: boolean;
}

const CLIENTS: readonly SandboxClient[] = [
  { id: SANDBOX_CLIENT_ID, authentication: { secret: SANDBOX_CLIENT_SECRET }, usesSignIn: true },
  { id: SANDBOX_PUBLIC_CLIENT_ID, authentication: 'none', usesSignIn: true },
  { id: SANDBOX_KEY_CLIENT_ID, authentication: 'assertion', usesSignIn: true },
  { id: SANDBOX_MACHINE_ID, authentication: { secret: SANDBOX_MACHINE_SECRET }, usesSignIn: false },
];

/** Finds a client by its id. */
export function findClient(id: string | undefined): SandboxClient | undefined {
  return CLIENTS.find((client) => client.id === id);
}

/** The accounts that can sign in at the sandbox. */
export const ACCOUNTS = {
  ada: { name: 'Ada', email: SANDBOX_ACCOUNT },
  bob: { name: 'Bob', email: SANDBOX_OTHER_ACCOUNT },
} as const;

/** Key of one of {@link ACCOUNTS}. */
export type AccountName = keyof typeof ACCOUNTS;

/** Whether unchecked text is the name of an account. */
export function isAccountName(text: string): text is AccountName {
  return Object.hasOwn(ACCOUNTS, text);
}

const TOKEN_BYTES = 32;

/** Creates a secret whose prefix shows its origin and kind, such as `sandbox-access-…`. */
export function randomToken(kind: string): string {
  return `sandbox-${kind}-${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}
