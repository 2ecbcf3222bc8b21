import type { ConnectorField } from '../../widget/protocol/connector.ts';
import type { Egress } from '../egress.ts';
import type { ConnectorDefinition } from './definition.ts';
import type { Values } from './template.ts';
import type { Tokens } from './stored-credentials.ts';

/** The part of a definition that says how to authenticate. */
export type Auth = ConnectorDefinition['auth'];

/** The part of a definition for one auth type. */
export type AuthOf<Type extends Auth['type']> = Extract<Auth, { readonly type: Type }>;

/** A request to a provider before it is sent. */
export interface OutboundRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** `GET` where absent. Some signatures cover it. */
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
}

/** The OAuth client that this server is at a provider. */
export type OAuthClient = Pick<ConnectorDefinition, 'clientId' | 'clientSecret' | 'clientPrivateKey' | 'clientKeyId'>;

/** The definition, client and values that an auth type works with. */
export interface AuthContext<A extends Auth> {
  readonly auth: A;
  readonly client: OAuthClient;
  /** Values of inputs and fields after `readCredentials` cleaned them, by name. */
  readonly values: Values;
}

/** Network access, clock and abort signal for calls to a provider. */
export interface ProviderAccess {
  readonly egress: Egress;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Aborts the calls. */
  readonly signal: AbortSignal;
}

/** The parts of a sign-in that the provider sees. */
export interface SignInRequest {
  /** Where the provider sends the browser back to. */
  readonly redirectUri: URL;
  /** 256 random bits that the provider returns with the browser. */
  readonly state: string;
}

/** The address to send the browser to, and the secrets that its callback needs. */
export interface SignInRedirect {
  readonly url: URL;
  /** Secrets of this sign-in, such as the PKCE verifier. They are stored sealed until the callback. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** A callback of a sign-in. Its state, cookie and issuer were checked. */
export interface SignInCallback extends SignInRequest {
  readonly secrets: Readonly<Record<string, string>>;
  /** The query parameters of the callback address. */
  readonly parameters: URLSearchParams;
}

/** Sign-in in a window at the provider. */
export interface SignInMethod<A extends Auth> {
  /**
   * Starts a sign-in.
   *
   * @throws {ProviderUnavailableError} A call to the provider was necessary first and failed.
   * @throws {InvalidRequestError} An entered value leads to an address that is not allowed.
   */
  start(context: AuthContext<A>, run: SignInRequest, access: ProviderAccess): Promise<SignInRedirect>;

  /**
   * Tells whether a callback comes from the provider that the sign-in was started at (RFC 9207 section 2.4). Makes no
   * requests, because nothing of a callback from another issuer may be sent anywhere.
   */
  isFromIssuer(context: AuthContext<A>, parameters: URLSearchParams): boolean;

  /**
   * Exchanges the parameters of a callback for tokens.
   *
   * @throws {ProviderDeniedError} The person, or the provider for them, declined.
   * @throws {InvalidCredentialsError} The provider refuses the code.
   * @throws {ProviderUnavailableError} The call failed, or the configuration is wrong.
   * @throws {InvalidRequestError} An entered value leads to an address that is not allowed.
   */
  finish(context: AuthContext<A>, callback: SignInCallback, access: ProviderAccess): Promise<Tokens>;
}

/** One way to authenticate: the fields that a person fills in, how to get tokens, and how to authorize a request. */
export interface AuthType<A extends Auth> {
  /** The fields to show, in order, in addition to the connector's inputs. */
  fields(auth: A, client: OAuthClient): readonly ConnectorField[];

  /** Names of fields whose leading and trailing blanks belong to the value. Other values are trimmed. */
  readonly untrimmedFields: readonly string[];

  /**
   * Returns the request with the credentials in it.
   *
   * @param tokens Absent for types without tokens, and when the caller only checks whether the values can be sent.
   * @throws {InvalidRequestError} A value contains characters that cannot be sent in this place.
   */
  authorize(context: AuthContext<A>, tokens: Tokens | undefined, request: OutboundRequest): Promise<OutboundRequest>;

  /** For providers at which the person signs in in a window. The form then has only the inputs. */
  readonly signIn?: SignInMethod<A>;

  /**
   * Exchanges entered credentials for tokens, for providers that need no window.
   *
   * @throws {InvalidCredentialsError} The provider refused the credentials.
   * @throws {ProviderUnavailableError} As {@link SignInMethod.finish}.
   * @throws {InvalidRequestError} As {@link SignInMethod.finish}.
   */
  readonly issue?: (context: AuthContext<A>, access: ProviderAccess) => Promise<Tokens>;

  /**
   * Refreshes tokens. Keeps captured values.
   *
   * @throws {InvalidCredentialsError} The provider refused permanently, or there is no refresh token: the person has to sign
   *   in again.
   * @throws {ProviderUnavailableError} The refresh failed for now. The old tokens stay valid.
   */
  readonly refresh?: (context: AuthContext<A>, tokens: Tokens, access: ProviderAccess) => Promise<Tokens>;

  /**
   * Revokes the tokens at the provider (RFC 7009). Resolves to `false` if the provider does not support it.
   *
   * @throws {ProviderUnavailableError} The call failed.
   */
  readonly revoke?: (context: AuthContext<A>, tokens: Tokens, access: ProviderAccess) => Promise<boolean>;
}

/** Returns the request with one more header, or the same request if the value is empty. */
export function withHeader<R extends OutboundRequest>(request: R, name: string, value: string): R {
  return value === '' ? request : { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
}

/** Returns the request with one more query parameter, or the same request if the value is empty. */
export function withQuery<R extends OutboundRequest>(request: R, name: string, value: string): R {
  if (value === '') return request;
  const url = new URL(request.url);
  // `searchParams` would encode the existing query again.
  const more = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  url.search = url.search === '' ? more : `${url.search}&${more}`;
  return { ...request, url };
}

/**
 * Returns the request with an access token in the place that the definition names. The default is a bearer token (RFC 6750
 * section 2.1).
 *
 * @throws {TypeError} The definition does not name the header or parameter.
 */
export function withToken<R extends OutboundRequest>(
  request: R,
  use: AuthOf<'refreshable_token'>['use'],
  accessToken: string,
): R {
  if (use.in === 'bearer') return withHeader(request, 'authorization', `Bearer ${accessToken}`);
  if (use.name === undefined) throw new TypeError('A token in a header or query needs `name`.');
  if (use.in === 'query') return withQuery(request, use.name, accessToken);
  return withHeader(request, use.name, `${use.prefix ?? ''}${accessToken}`);
}
