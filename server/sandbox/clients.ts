import {
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_KEY_CLIENT_ID,
  SANDBOX_MACHINE_ID,
  SANDBOX_MACHINE_SECRET,
  SANDBOX_PUBLIC_CLIENT_ID,
} from './keys.ts';

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
