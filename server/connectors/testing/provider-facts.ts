/** A body as the documentation shows it. See {@link SampleResponse}. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Texts by name, such as parameters or headers. */
type StringMap = Readonly<Record<string, string>>;

/**
 * An answer of a vendor: the sample of its documentation. Where a token stands in the sample, write `{access_token}`,
 * `{refresh_token}` or `{token_secret}`: whoever plays the vendor puts a fresh one there.
 */
export interface SampleResponse {
  /** 200 where absent. */
  readonly status?: number;
  /** `json` where absent. `form`: an object of texts, sent as `a=1&b=2`. */
  readonly format?: 'json' | 'form';
  readonly body: Json;
}

/** A request to the API with the token: the one that `verify` makes, or the one of `discovery`. */
export interface ApiRequest {
  /** `GET` where absent. */
  readonly method?: 'GET' | 'POST';
  /** With its query, in full. */
  readonly url: string;
  /**
   * Headers that have to be there, by name, `{access_token}` in one of them. Not for OAuth 1.0a, whose requests are
   * signed; there only others.
   */
  readonly headers: StringMap;
  readonly answer: SampleResponse;
}

interface Facts {
  /** What a person types before the sign-in, by name of the input: addresses here are written out with them. */
  readonly values: StringMap;
  /** Parameters that the vendor puts into the return beside `code` and `state`, or `oauth_token` and its verifier. */
  readonly callback?: StringMap;
  readonly discovery?: ApiRequest;
  readonly me: ApiRequest;
  /** Who the dialog says signed in. Absent where the vendor does not say. */
  readonly account?: string;
  /** What the definition is to have captured, by name. */
  readonly captured?: StringMap;
}

/** A vendor that speaks OAuth 2.0: how its documentation says it is spoken, as far as a client can notice. */
export interface OAuth2Facts extends Facts {
  readonly protocol: 'oauth2';

  readonly authorization: {
    /** Without the query. */
    readonly url: string;
    /**
     * Exactly what has to be in the query beside `response_type`, `client_id`, `redirect_uri`, `state` and PKCE, fixed
     * ones that stand in the vendor's own samples included. Scopes as one text, in the vendor's separator.
     */
    readonly parameters: StringMap;
    /**
     * `checked`: a challenge has to come, and its verifier with the code. `ignored`: the documentation does not know
     * it, and what comes is not looked at. `refused`: whoever sends it gets an error.
     */
    readonly pkce: 'checked' | 'ignored' | 'refused';
    /** Name of the parameter with the client id, if not `client_id`, here and in token requests. */
    readonly clientIdParameter?: string;
  };

  readonly token: {
    readonly url: string;
    /** `basic` and `post`: where the client id and secret have to stand; anywhere else they are refused. */
    readonly clientAuthentication: 'basic' | 'post' | 'none';
    /** What bodies of token requests are written as. */
    readonly format: 'form' | 'json';
    /** Beside `grant_type`, `code`, `redirect_uri`, the client and the verifier. */
    readonly parameters?: StringMap;
    /** Headers that have to be there, by name. */
    readonly headers?: StringMap;
    readonly answer: SampleResponse;
    /** What a wrong or used code gets. */
    readonly refusal: SampleResponse;
    /** The vendor says the same to issues of the operator, so that nobody can tell which it was. */
    readonly refusalIsVague?: true;
  };

  /** Where access tokens are refreshed with `refresh_token`, from the same endpoint unless `url` says so. */
  readonly refresh?: {
    readonly url?: string;
    readonly parameters?: StringMap;
    /** With `{refresh_token}` in it the token is rotated: the old one is refused from then on. */
    readonly answer: SampleResponse;
    /** What a wrong or revoked refresh token gets. */
    readonly refusal: SampleResponse;
  };
  /** Nothing says that the access token ends. Else it does, and without `refresh` the person has to sign in again. */
  readonly lasting?: true;

  /** RFC 7009. Absent where the vendor has no such endpoint. */
  readonly revocation?: {
    readonly url: string;
    readonly token: 'access_token' | 'refresh_token';
    /** `none`: the token says enough, and who sends it is not looked at. */
    readonly clientAuthentication: 'basic' | 'post' | 'none';
    /** `form` where absent. `json`: a body with the token alone, which is not RFC 7009. */
    readonly format?: 'form' | 'json';
    /** Headers that have to be there, by name. */
    readonly headers?: StringMap;
  };
}

/** A vendor that speaks OAuth 1.0a. Signatures are checked with HMAC-SHA1. */
export interface OAuth1Facts extends Facts {
  readonly protocol: 'oauth1';
  readonly requestToken: { readonly url: string };
  readonly authorization: {
    /** Without the query. */
    readonly url: string;
    /** Exactly what has to be in the query beside `oauth_token`. */
    readonly parameters: StringMap;
  };
  readonly accessToken: {
    readonly url: string;
    /** With `{access_token}` and `{token_secret}`. */
    readonly answer: SampleResponse;
    /** What a wrong or used token gets. */
    readonly refusal: SampleResponse;
  };
}

/**
 * What a vendor's documentation says about its sign-in, written down apart from the connector's definition, so that
 * the vendor can be played and the definition be tried against it.
 *
 * One file beside this for each connector of the catalogue that signs in: `<connector>.ts` with `export const facts`.
 */
export type ProviderFacts = OAuth2Facts | OAuth1Facts;
