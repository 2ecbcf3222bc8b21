import type { ConnectorField } from '../../widget/protocol/connector.ts';
import type { Egress } from '../egress.ts';
import type { ConnectorDefinition } from './definition.ts';
import type { Values } from './template.ts';
import type { Tokens } from './tokens.ts';

/** The part of a definition that says how to authenticate. */
export type Auth = ConnectorDefinition['auth'];

/** That part, for one type. */
export type AuthOf<Type extends Auth['type']> = Extract<Auth, { readonly type: Type }>;

/** A request to an external system before it goes out. */
export interface OutboundRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** `GET` where absent. Some signatures cover it. */
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
}

/** Who this server is to an external system. */
export type OAuthClient = Pick<ConnectorDefinition, 'clientId' | 'clientSecret' | 'clientPrivateKey' | 'clientKeyId'>;

/** What a way to authenticate works with. */
export interface AuthContext<A extends Auth> {
  readonly auth: A;
  readonly client: OAuthClient;
  /** Inputs and fields as they were typed and tidied, by name. */
  readonly values: Values;
}

/** The way to the external system. */
export interface ProviderAccess {
  readonly egress: Egress;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends the attempt early. */
  readonly signal: AbortSignal;
}

/** One run of a sign-in, as far as the provider hears of it. */
export interface SignInRequest {
  /** Where the provider sends the browser back to. */
  readonly redirectUri: URL;
  /** 256 random bits that come back with the browser. */
  readonly state: string;
}

/** Where to send the browser, and what to remember until it comes back. */
export interface SignInRedirect {
  readonly url: URL;
  /** Secrets of this run, such as the PKCE verifier. Sealed until the browser is back. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** A browser that came back. Its state, cookie and issuer were checked. */
export interface SignInCallback extends SignInRequest {
  readonly secrets: Readonly<Record<string, string>>;
  /** What the provider put into the address. */
  readonly parameters: URLSearchParams;
}

/** A sign-in in a window at the external system. */
export interface SignInMethod<A extends Auth> {
  /**
   * Begins a run.
   *
   * @throws {ProviderUnavailableError} The provider had to be asked first and did not play along.
   * @throws {InvalidRequestError} What was typed leads to an address that may not be reached.
   */
  start(context: AuthContext<A>, run: SignInRequest, access: ProviderAccess): Promise<SignInRedirect>;

  /**
   * Tells whether a return comes from the provider that the run was begun with (RFC 9207 section 2.4). Asks nobody: where
   * it does not, nothing may be sent to anybody.
   */
  isFromIssuer(context: AuthContext<A>, parameters: URLSearchParams): boolean;

  /**
   * Turns what the browser brought into tokens.
   *
   * @throws {ProviderDeniedError} The person, or the provider on their behalf, said no.
   * @throws {InvalidCredentialsError} The provider does not take what the browser brought.
   * @throws {ProviderUnavailableError} It could not be asked, or the operator has set something up wrongly.
   * @throws {InvalidRequestError} What was typed leads to an address that may not be reached.
   */
  finish(context: AuthContext<A>, callback: SignInCallback, access: ProviderAccess): Promise<Tokens>;
}

/** One way to authenticate: what it asks a person for, how that becomes tokens, and where those go in a request. */
export interface AuthType<A extends Auth> {
  /** What to ask for, in order, beside the connector's inputs. */
  fields(auth: A, client: OAuthClient): readonly ConnectorField[];

  /** Names of fields whose blanks at either end belong to the value. Others are pasted, often with a line break. */
  readonly untrimmedFields: readonly string[];

  /**
   * Returns the request with the credentials in it.
   *
   * @param tokens Absent for types without tokens, and where what was typed is only tried for whether it can be sent.
   * @throws {InvalidRequestError} For a value that cannot be sent this way.
   */
  authorize(context: AuthContext<A>, tokens: Tokens | undefined, request: OutboundRequest): Promise<OutboundRequest>;

  /** For systems where the person signs in in a window. Before that only inputs are typed. */
  readonly signIn?: SignInMethod<A>;

  /**
   * For systems that give tokens for what was typed, without a window.
   *
   * @throws {InvalidCredentialsError} The provider refused what was typed.
   * @throws {ProviderUnavailableError} As {@link SignInMethod.finish}.
   * @throws {InvalidRequestError} Likewise.
   */
  readonly issue?: (context: AuthContext<A>, access: ProviderAccess) => Promise<Tokens>;

  /**
   * Gets new tokens for old ones. What was captured stays.
   *
   * @throws {InvalidCredentialsError} For good: the person has to sign in again. Also where there is nothing to refresh with.
   * @throws {ProviderUnavailableError} Not now. The old tokens stay.
   */
  readonly refresh?: (context: AuthContext<A>, tokens: Tokens, access: ProviderAccess) => Promise<Tokens>;

  /**
   * Tells the provider that the tokens are not needed any more (RFC 7009). Resolves to `false` where it offers no way to.
   *
   * @throws {ProviderUnavailableError} It could not be told.
   */
  readonly revoke?: (context: AuthContext<A>, tokens: Tokens, access: ProviderAccess) => Promise<boolean>;
}

/** Returns the request with another header, or the same one when there is nothing to send. */
export function withHeader<R extends OutboundRequest>(request: R, name: string, value: string): R {
  return value === '' ? request : { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
}

/** Returns the request with another parameter in its query, or the same one when there is nothing to send. */
export function withQuery<R extends OutboundRequest>(request: R, name: string, value: string): R {
  if (value === '') return request;
  const url = new URL(request.url);
  // `searchParams` would write what is already there again.
  const more = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  url.search = url.search === '' ? more : `${url.search}&${more}`;
  return { ...request, url };
}
