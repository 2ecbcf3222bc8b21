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
