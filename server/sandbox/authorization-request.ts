import type { Behaviour } from './behaviour.ts';
import type { SandboxClient } from './keys.ts';
import { findClient } from './keys.ts';

/** The parameters of an authorization request. */
export interface AuthorizationRequest {
  readonly client: SandboxClient;
  /** Exactly as sent, because the token request must repeat it byte by byte. */
  readonly redirectUri: string;
  readonly state: string;
  readonly scope: string;
  /** PKCE, S256. Absent only if the selected behaviour does not support PKCE. */
  readonly challenge: string | undefined;
}

/** An invalid authorization request. Without an address to redirect to, the sandbox shows an error page. */
export interface AuthorizationErrorResponse {
  readonly error: string;
  readonly description: string;
  readonly redirect?: { readonly redirectUri: string; readonly state: string };
}

/** RFC 7636 section 4.2: 256 bits. */
const CHALLENGE = /^[\w-]{43}$/;

/** RFC 6749 section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** Parses and strictly validates an authorization request: RFC 6749 section 4.1.1, RFC 7636 section 4.3, RFC 9700. */
export function readAuthorizationRequest(
  parameters: URLSearchParams,
  behaviour: Behaviour,
): AuthorizationRequest | AuthorizationErrorResponse {
  const client = findClient(parameters.get('client_id') ?? undefined);
  const redirectUri = parameters.get('redirect_uri') ?? '';
  const state = parameters.get('state') ?? '';
  // Does not redirect, because an attacker may have chosen the address.
  if (!client?.usesSignIn)
    return { error: 'invalid_client', description: 'No client for sign-ins has this client_id.' };
  if (!isRedirectUri(redirectUri) || parameters.getAll('redirect_uri').length > 1) {
    return {
      error: 'invalid_request',
      description: 'The redirect_uri has to be one http or https address without fragment.',
    };
  }
  const [error, description] = findError(parameters, behaviour) ?? [];
  if (error !== undefined && description !== undefined) {
    return { error, description, redirect: { redirectUri, state } };
  }
  const challenge = parameters.get('code_challenge') ?? undefined;
  return { client, redirectUri, state, scope: parameters.get('scope') ?? '', challenge };
}

function findError(parameters: URLSearchParams, behaviour: Behaviour): readonly [string, string] | undefined {
  const names = [...parameters.keys()];
  const scope = parameters.get('scope');
  if (new Set(names).size < names.length) return ['invalid_request', 'A parameter comes twice.'];
  if (parameters.get('response_type') !== 'code')
    return ['unsupported_response_type', 'The response_type is not code.'];
  if (!parameters.get('state')) return ['invalid_request', 'There is no state.'];
  if (scope !== null && !SCOPE.test(scope)) return ['invalid_scope', 'The scope is malformed.'];
  if (behaviour.has('no-pkce')) {
    return parameters.has('code_challenge') ? ['invalid_request', 'A code_challenge is not taken here.'] : undefined;
  }
  if (parameters.get('code_challenge_method') !== 'S256' || !CHALLENGE.test(parameters.get('code_challenge') ?? '')) {
    return ['invalid_request', 'There is no code_challenge with the method S256.'];
  }
  return undefined;
}

/** Accepts any http or https address, because clients of the sandbox register none. */
export function isRedirectUri(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && !text.includes('#') && url.username === '';
}
