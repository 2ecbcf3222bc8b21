import type { ClientAuth } from 'oauth4webapi';
import { ClientSecretPost, None, PrivateKeyJwt } from 'oauth4webapi';
import type { AuthOf } from '../auth-type.ts';
import { importPrivateKey } from './private-key.ts';

/** The client that authenticates at a token endpoint. */
export interface TokenClient {
  readonly id: string;
  readonly secret?: string | undefined;
  /** PEM. */
  readonly privateKey?: string | undefined;
  readonly keyId?: string | undefined;
}

/**
 * Returns the client authentication for a token endpoint.
 *
 * @throws {TypeError} The client lacks the secret or key of this method. This is a bug, because definitions are checked.
 */
export function clientAuthentication(
  method: AuthOf<'oauth2'>['clientAuthentication'],
  { secret, privateKey, keyId }: TokenClient,
): ClientAuth {
  switch (method) {
    case 'client_secret_basic':
      return clientSecretBasic(requireValue(secret, 'secret'));
    case 'client_secret_post':
      return ClientSecretPost(requireValue(secret, 'secret'));
    case 'none':
      return None();
    case 'private_key_jwt': {
      const key = importPrivateKey(requireValue(privateKey, 'private key'));
      return PrivateKeyJwt(keyId === undefined ? key : { key, kid: keyId });
    }
  }
}

/**
 * Sends client id and secret as HTTP Basic (RFC 6749 section 2.3.1).
 *
 * The library's own function also encodes `-` and `_`, which most client ids contain. Appendix B does not require this, and
 * many providers do not decode them.
 */
function clientSecretBasic(secret: string): ClientAuth {
  return (_server, { client_id: id }, _body, headers) => {
    const pair = `${formEncoded(id)}:${formEncoded(secret)}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };
}

function requireValue(value: string | undefined, what: string): string {
  if (value === undefined) throw new TypeError(`This client needs a ${what}.`);
  return value;
}

/** Encodes text as `application/x-www-form-urlencoded` does (RFC 6749 appendix B). */
export function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
