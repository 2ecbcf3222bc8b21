/** The one key that the sandbox takes, wherever it asks for a key. */
export const SANDBOX_KEY = 'sandbox-key';

/** User name that the sandbox takes, with {@link SANDBOX_PASSWORD}. */
export const SANDBOX_USERNAME = 'ada';
/** See {@link SANDBOX_USERNAME}. */
export const SANDBOX_PASSWORD = 'sandbox-password';

/** Application id that the sandbox takes where it asks for an id and a key. */
export const SANDBOX_APP_ID = 'sandbox-app';

/** The one workspace of the sandbox. */
export const SANDBOX_WORKSPACE = 'acme';

/** Who the sandbox says that its visitor is. */
export const SANDBOX_ACCOUNT = 'ada@sandbox.example';
