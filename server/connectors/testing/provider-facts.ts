/** A body from the provider's documentation. See {@link SampleResponse}. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Texts by name, such as parameters or headers. */
type StringMap = Readonly<Record<string, string>>;

/**
 * A sample response from the provider's documentation. Write `{access_token}`, `{refresh_token}` or `{token_secret}` in
 * place of each token of the sample. The fake provider replaces them with new tokens.
 */
export interface SampleResponse {
  /** The default is 200. */
  readonly status?: number;
  /** The default is `json`. `form` sends an object of texts as `a=1&b=2`. */
  readonly format?: 'json' | 'form';
  readonly body: Json;
}

/** A request to the API with the token: the request of `verify`, or the request of `discovery`. */
export interface ApiRequest {
  /** The default is `GET`. */
  readonly method?: 'GET' | 'POST';
  /** The full address, including the query. */
  readonly url: string;
  /**
   * Required headers by name. One of them contains `{access_token}`, except for OAuth 1.0a, whose requests are signed.
   */
  readonly headers: StringMap;
  readonly answer: SampleResponse;
}

interface Facts {
  /** Values that a person enters before the sign-in, by name of the input. The addresses below contain them. */
  readonly values: StringMap;
  /** Parameters that the provider adds to the callback, besides `code` and `state`, or `oauth_token` and its verifier. */
  readonly callback?: StringMap;
  readonly discovery?: ApiRequest;
  readonly me: ApiRequest;
  /** The account that the dialog shows. Absent if the provider does not return one. */
  readonly account?: string;
  /** The values that the definition must capture, by name. */
  readonly captured?: StringMap;
}

/** The documented behaviour of a provider that uses OAuth 2.0, as far as a client can observe it. */
export interface OAuth2Facts extends Facts {
  readonly protocol: 'oauth2';

  readonly authorization: {
    /** Without the query. */
    readonly url: string;
    /**
     * The exact query parameters besides `response_type`, `client_id`, `redirect_uri`, `state` and PKCE, including fixed
     * parameters of the provider's samples. Scopes are one text with the provider's separator.
     */
    readonly parameters: StringMap;
    /**
     * `checked`: a challenge is required, and its verifier with the code. `ignored`: the documentation does not mention
     * PKCE, and the provider ignores it. `refused`: a challenge causes an error.
     */
    readonly pkce: 'checked' | 'ignored' | 'refused';
    /** Name of the parameter with the client id, if not `client_id`, here and in token requests. */
    readonly clientIdParameter?: string;
  };

  readonly token: {
    readonly url: string;
    /** `basic` and `post`: the required place of client id and secret. The provider refuses them in any other place. */
    readonly clientAuthentication: 'basic' | 'post' | 'none';
    /** The format of token requests. */
    readonly format: 'form' | 'json';
    /** Parameters besides `grant_type`, `code`, `redirect_uri`, the client and the verifier. */
    readonly parameters?: StringMap;
    /** Headers that have to be there, by name. */
    readonly headers?: StringMap;
    readonly answer: SampleResponse;
    /** The response to a wrong or used code. */
    readonly refusal: SampleResponse;
    /** Whether the provider responds the same to mistakes of the operator, so that both cannot be told apart. */
    readonly refusalIsVague?: true;
  };

  /** Refresh with `refresh_token`, at the same endpoint unless `url` names another one. */
  readonly refresh?: {
    readonly url?: string;
    readonly parameters?: StringMap;
    /** If it contains `{refresh_token}`, the provider rotates the token and refuses the old one afterwards. */
    readonly answer: SampleResponse;
    /** The response to a wrong or revoked refresh token. */
    readonly refusal: SampleResponse;
  };
  /** Whether access tokens do not expire. If they do, and there is no `refresh`, the person has to sign in again. */
  readonly lasting?: true;

  /** Revocation (RFC 7009). Absent if the provider has no such endpoint. */
  readonly revocation?: {
    readonly url: string;
    readonly token: 'access_token' | 'refresh_token';
    /** `none`: the provider checks only the token, not the client. */
    readonly clientAuthentication: 'basic' | 'post' | 'none';
    /** The default is `form`. `json` is a body with only the token, which deviates from RFC 7009. */
    readonly format?: 'form' | 'json';
    /** Headers that have to be there, by name. */
    readonly headers?: StringMap;
  };
}

/** The documented behaviour of a provider that uses OAuth 1.0a. Signatures are checked with HMAC-SHA1. */
export interface OAuth1Facts extends Facts {
  readonly protocol: 'oauth1';
  readonly requestToken: { readonly url: string };
  readonly authorization: {
    /** Without the query. */
    readonly url: string;
    /** The exact query parameters besides `oauth_token`. */
    readonly parameters: StringMap;
  };
  readonly accessToken: {
    readonly url: string;
    /** Contains `{access_token}` and `{token_secret}`. */
    readonly answer: SampleResponse;
    /** The response to a wrong or used token. */
    readonly refusal: SampleResponse;
  };
}

/**
 * What a provider's documentation says about its sign-in, independent of the connector's definition. The fake provider
 * behaves like this, so that a test can run the definition against it.
 *
 * Each connector of the catalogue with a sign-in has a file `providers/<connector>.ts` with `export const facts`.
 */
export type ProviderFacts = OAuth2Facts | OAuth1Facts;
