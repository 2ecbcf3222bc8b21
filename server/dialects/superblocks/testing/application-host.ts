import { issueAccessToken } from '../../../api/testing/access-token.ts';
import type { IssuedAccessToken } from '../../../api/testing/access-token.ts';
import type { TokenExchangeRequest } from '../../../../widget/protocol/session-api.ts';
import { HOST_ORIGIN } from '../../../testing/harness.ts';
import type { Harness } from '../../../testing/harness.ts';
import type { ApiResponse } from '../../../testing/page.ts';

const SAME_ORIGIN_HEADERS = { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };

/** A back end of an organization and its page with an application in a frame. */
export class ApplicationHost {
  readonly #harness: Harness;
  readonly accessToken: IssuedAccessToken;

  private constructor(harness: Harness, accessToken: IssuedAccessToken) {
    this.#harness = harness;
    this.accessToken = accessToken;
  }

  static async start(harness: Harness, organization: string, changes: object = {}): Promise<ApplicationHost> {
    return new ApplicationHost(
      harness,
      await issueAccessToken(harness, { organization, type: 'embed', scopes: [], ...changes }),
    );
  }

  /** Requests a session token, by default for a person of the tenant 4242. */
  async sessionToken(body: object = {}): Promise<string> {
    const response = await this.#harness.request('/api/v1/public/token', {
      method: 'POST',
      headers: { authorization: `Bearer ${this.accessToken.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@customer.example', metadata: { externalOrgId: '4242' }, ...body }),
    });
    const json = (await response.json()) as { access_token?: string };
    if (json.access_token === undefined) throw new Error(JSON.stringify(json));
    return json.access_token;
  }

  /** Exchanges a token as the page at this path does, with a message from {@link HOST_ORIGIN}. */
  async exchange(path: string, body: TokenExchangeRequest): Promise<ApiResponse> {
    const [pathname = '', query] = path.split('?');
    const response = await this.#harness.request(`${pathname}/session${query === undefined ? '' : `?${query}`}`, {
      method: 'POST',
      headers: { ...SAME_ORIGIN_HEADERS, 'content-type': 'application/json' },
      body: JSON.stringify({ origin: HOST_ORIGIN, ...body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: JSON.parse(text) as unknown };
  }
}
