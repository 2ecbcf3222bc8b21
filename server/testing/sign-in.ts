import assert from 'node:assert/strict';
import type { CreateSignInResponse, SignInState } from '../../widget/protocol/session-api.ts';
import { ACME_SECRET, GLOBEX_SECRET, hs256, subjectClaims } from './harness.ts';
import type { Harness } from './harness.ts';
import { bearerOf, callSessionApi, loadPage, selectedId } from './page.ts';

/** The headers of a browser that follows a link on our own page. */
export const SAME_ORIGIN_NAVIGATION = {
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};
/** The headers of a browser for a link that was pasted or opened from a mail program. */
export const USER_INITIATED_NAVIGATION = { ...SAME_ORIGIN_NAVIGATION, 'sec-fetch-site': 'none' };
/** The headers of a browser that follows a link on another site. */
export const CROSS_SITE_NAVIGATION = { ...SAME_ORIGIN_NAVIGATION, 'sec-fetch-site': 'cross-site' };

let tenantCount = 0;

/** An open dialog of a tenant. */
export interface OpenDialog {
  readonly bearer: string;
  readonly id: number;
  readonly tenantKey: string;
}

/** Opens a dialog of a tenant. Default: a new tenant. Every organization except `globex` has the secret of `acme`. */
export async function openDialog(
  harness: Harness,
  connector: string,
  tenantKey = `person-${(tenantCount += 1)}`,
  organization = 'acme',
): Promise<OpenDialog> {
  const secret = organization === 'globex' ? GLOBEX_SECRET : ACME_SECRET;
  const token = hs256(subjectClaims(harness.now(), { sub: tenantKey }), secret);
  const page = await loadPage(harness, `/${organization}/${connector}/auth?tenant=${token}`);
  assert.ok(page.state.kind === 'dialog', JSON.stringify(page.state));
  return { bearer: bearerOf(page), id: selectedId(page.state), tenantKey };
}

/** Creates a sign-in, as the dialog does. */
export async function createSignIn(
  harness: Harness,
  { bearer, id }: OpenDialog,
  values: Readonly<Record<string, string>> = {},
): Promise<CreateSignInResponse> {
  const body = { values, locale: 'en' };
  const { status, json, text } = await callSessionApi(harness, `/session/connections/${id}/sign-ins`, {
    bearer,
    method: 'POST',
    body,
  });
  assert.equal(status, 201, text);
  return json as CreateSignInResponse;
}

/** The status of a sign-in, as the server reports it to the dialog. */
export async function signInState(
  harness: Harness,
  { bearer }: OpenDialog,
  { id }: CreateSignInResponse,
): Promise<SignInState> {
  const { status, json, text } = await callSessionApi(harness, `/session/sign-ins/${id}`, { bearer });
  assert.equal(status, 200, text);
  return json as SignInState;
}

/** A minimal browser that keeps the server's cookies and returns responses without rendering them. */
export class TestBrowser {
  readonly #harness: Harness;
  readonly #cookies = new Map<string, string>();

  constructor(harness: Harness) {
    this.#harness = harness;
  }

  /** Cookies for the server, by name. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /** Loads an address of the server at top level, without following redirects. */
  async open(
    address: string | URL,
    headers: Readonly<Record<string, string>> = CROSS_SITE_NAVIGATION,
  ): Promise<Response> {
    const url = new URL(address, 'https://connect.example.com');
    return this.#request(url.pathname + url.search, { headers: { accept: 'text/html', ...headers } });
  }

  /** Posts JSON to the server, as the server's own page does. */
  async post(path: string, body: unknown): Promise<Response> {
    const headers = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'content-type': 'application/json' };
    return this.#request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Opens the start link of a sign-in, and resolves to the provider's address in the redirect. */
  async start({ startPath }: CreateSignInResponse, headers = SAME_ORIGIN_NAVIGATION): Promise<URL> {
    for (let path = startPath; ;) {
      const response = await this.open(path, headers);
      assert.equal(response.status, 303, await response.clone().text());
      const location = new URL(response.headers.get('location') ?? '');
      if (location.hostname !== 'connect.example.com') return location;
      path = location.pathname;
    }
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await this.#harness.request(path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0\b/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}

/** Loads the sign-in page of a provider that redirects immediately, and resolves to the callback address. */
export async function followProvider(location: URL): Promise<URL> {
  const response = await fetch(location, { redirect: 'manual' });
  await response.body?.cancel();
  return new URL(response.headers.get('location') ?? '');
}

/** Completes a sign-in, and resolves to the response of the callback. */
export async function completeSignIn(
  harness: Harness,
  dialog: OpenDialog,
  values: Readonly<Record<string, string>> = {},
): Promise<{ readonly answer: Response; readonly created: CreateSignInResponse; readonly browser: TestBrowser }> {
  const browser = new TestBrowser(harness);
  const created = await createSignIn(harness, dialog, values);
  const callback = await followProvider(await browser.start(created));
  return { answer: await browser.open(callback), created, browser };
}
