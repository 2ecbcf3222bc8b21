import { PAGE_STATE_ID } from '../../widget/protocol/page-state.ts';
import type { PageState } from '../../widget/protocol/page-state.ts';
import type { Harness } from './harness.ts';

/** What a browser sends when it loads a frame. */
export const FRAME_HEADERS = { 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate', accept: 'text/html' };

/** A page as a test looks at it. */
export interface LoadedPage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly state: PageState;
}

/** Loads a page as a frame does. */
export async function loadPage(
  harness: Pick<Harness, 'request'>,
  path: string,
  { headers = {}, method = 'GET' }: { headers?: Record<string, string>; method?: string } = {},
): Promise<LoadedPage> {
  const response = await harness.request(path, { method, headers: { ...FRAME_HEADERS, ...headers } });
  const html = await response.text();
  return { status: response.status, headers: response.headers, html, state: pageState(html) };
}

/** The state that a page carries for its script. */
export function pageState(html: string): PageState {
  const [, json] = new RegExp(`id="${PAGE_STATE_ID}">([^<]*)<`).exec(html) ?? [];
  return JSON.parse(json ?? 'null') as PageState;
}

/** The bearer of a page on which something can be connected. */
export function bearerOf({ state }: LoadedPage): string {
  if (state.kind !== 'dialog') throw new Error(`The page says ${state.code}.`);
  return state.bearer;
}

/** One call of the dialog. */
export async function call(
  harness: Pick<Harness, 'request'>,
  path: string,
  { bearer, method = 'GET', body }: { bearer: string; method?: string; body?: unknown },
): Promise<{ status: number; headers: Headers; text: string; json: unknown }> {
  const response = await harness.request(path, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) as unknown };
}
