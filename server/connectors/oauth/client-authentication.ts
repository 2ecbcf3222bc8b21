import type { ClientAuth } from 'oauth4webapi';
import { ClientSecretPost, None, PrivateKeyJwt } from 'oauth4webapi';
import type { AuthOf } from '../auth-type.ts';
import { formEncoded } from './form-encoded.ts';
import { importPrivateKey } from './private-key.ts';

/** Who this server says it is to a token endpoint. */
export interface TokenClient {
  readonly id: string;
  readonly secret?: string | undefined;
  /** PEM. */
  readonly privateKey?: string | undefined;
  readonly keyId?: string | undefined;
}

/**
 * Makes what proves to a token endpoint who this server is.
 *
 * @throws {TypeError} For a client without what this way needs, which is a bug: definitions are checked for it.
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
 * RFC 6749 section 2.3.1. The library's own way encodes `-` and `_` as well, which stand in most client ids and need not
 * be (appendix B): many systems forget to decode them.
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
