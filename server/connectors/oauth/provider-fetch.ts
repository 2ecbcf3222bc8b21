import type { CustomFetchOptions } from 'oauth4webapi';
import type { EgressResponse } from '../../egress.ts';
import type { AuthOf, OutboundRequest, ProviderAccess } from '../auth-type.ts';
import { translateEgressError } from '../provider-failure.ts';
import { secretVariants } from '../provider-text.ts';
import { formEncoded } from './client-authentication.ts';

/** Deviations of a token endpoint from RFC 6749. */
export interface RequestQuirks {
  readonly bodyFormat: AuthOf<'oauth2'>['tokenRequest'];
  readonly clientIdParameter: string;
  /** Additional headers, which override the default ones. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Options of {@link createProviderFetch}. */
export interface ProviderFetchOptions {
  readonly access: ProviderAccess;
  readonly quirks: RequestQuirks;
  /** The inputs that chose the address. */
  readonly hostInputs: readonly string[];
  /** Texts that must not be shown, in addition to the parameters of the request. */
  readonly secrets: readonly string[];
  /**
   * Converts the provider's response to a response that the library can read.
   *
   * @param secrets All secrets of the request, in every encoding in which they were sent.
   */
  readonly read: (response: EgressResponse, secrets: readonly string[]) => Response;
}

/** Parameters of a token request that are not secret. A provider's message may contain their values. */
const PUBLIC_PARAMETERS: ReadonlySet<string> = new Set([
  'grant_type',
  'audience',
  'resource',
  'redirect_uri',
  'client_id',
  'client_assertion_type',
  'token_type_hint',
  'scope',
]);

/**
 * Creates the `fetch` with which the library calls a token endpoint: through the egress, without redirects, and in the
 * format that the provider expects.
 *
 * It throws the errors of `read`, and those of `translateEgressError` if there is no response.
 */
export function createProviderFetch({ access, quirks, hostInputs, secrets, read }: ProviderFetchOptions) {
  return async (url: string, { body, headers }: CustomFetchOptions<'POST', URLSearchParams>): Promise<Response> => {
    const request = applyQuirks({ url: new URL(url), headers }, body, quirks);
    const response = await access.egress
      .request({ ...request, method: 'POST', redirects: 'refuse' }, { signal: access.signal })
      .catch((error: unknown) => {
        throw translateEgressError(error, hostInputs);
      });
    const sent = [...body].flatMap(([name, value]) => (PUBLIC_PARAMETERS.has(name) ? [] : [value]));
    const all = [...secrets, ...sent, ...Object.values(quirks.headers)];
    return read(response, secretVariants([...all, ...all.map(formEncoded)], request));
  };
}

function applyQuirks(
  { url, headers }: OutboundRequest,
  body: URLSearchParams,
  { bodyFormat, clientIdParameter, headers: more }: RequestQuirks,
) {
  const parameters = Object.fromEntries(
    [...body].map(([name, value]) => [name === 'client_id' ? clientIdParameter : name, value] as const),
  );
  const isJson = bodyFormat === 'json';
  return {
    url,
    headers: { ...headers, ...(isJson && { 'content-type': 'application/json' }), ...more },
    body: isJson ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString(),
  };
}
