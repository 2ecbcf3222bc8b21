import type { ConnectionDetails } from '../../widget/protocol/connection.ts';
import { PAGE_SENTENCES_ID, PAGE_STATE_ID } from '../../widget/protocol/page-state.ts';
import type { DialogSession, PageState } from '../../widget/protocol/page-state.ts';
import type { SessionResponse } from '../../widget/protocol/session-api.ts';
import { selectedConnection } from '../../widget/protocol/subject.ts';
import type { Harness } from './harness.ts';

/** The headers of a browser that loads an iframe. */
export const FRAME_HEADERS = { 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate', accept: 'text/html' };

/** A loaded page. */
export interface LoadedPage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly state: PageState;
}

/** Loads a page as an iframe does. */
export async function loadPage(
  harness: Pick<Harness, 'request'>,
  path: string,
  { headers = {}, method = 'GET' }: { headers?: Record<string, string>; method?: string } = {},
): Promise<LoadedPage> {
  const response = await harness.request(path, { method, headers: { ...FRAME_HEADERS, ...headers } });
  const html = await response.text();
  return { status: response.status, headers: response.headers, html, state: pageState(html) };
}

/** Reads the page state from the HTML of a page, with all sentences of the page. */
export function pageState(html: string): PageState {
  const state = jsonOf(html, PAGE_STATE_ID) as PageState | null;
  const shared = jsonOf(html, PAGE_SENTENCES_ID) as PageState['translations'];
  if (state === null) return null as never;
  const parent = { ...state.parent, anyOrigin: 'anyOrigin' in state.parent };
  return { ...state, parent, translations: { ...shared, ...state.translations } };
}

function jsonOf(html: string, id: string): unknown {
  const [, json] = new RegExp(`id="${id}">([^<]*)<`).exec(html) ?? [];
  return JSON.parse(json ?? 'null');
}

/** The bearer of a page with a dialog. */
export function bearerOf({ state }: LoadedPage): string {
  if (state.kind !== 'dialog') throw new Error(`The page says ${state.kind === 'notice' ? state.code : state.kind}.`);
  return state.bearer;
}

/** The id of the connection that a dialog shows first. */
export function selectedId(session: Pick<DialogSession, 'subject' | 'connectors'>): number {
  const selected = selectedConnection(session);
  if (!selected) throw new Error('The session has no selected connection.');
  return selected.connection.id;
}

/** The connections of a session, for all connectors. */
export function connectionsOf({
  connectors,
}: Pick<DialogSession, 'connectors'> | SessionResponse): readonly ConnectionDetails[] {
  return connectors.flatMap(({ connections }) => connections);
}

/** The headers of a browser for a call from a page of the same server. */
const SAME_ORIGIN_HEADERS = { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };

/** Exchanges a token as the script of the page at this address does. */
export async function exchangeToken(
  harness: Pick<Harness, 'request'>,
  path: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiResponse> {
  const [pathname = '', query] = path.split('?');
  const address = `${pathname}/session${query === undefined ? '' : `?${query}`}`;
  const response = await harness.request(address, {
    method: 'POST',
    headers: { ...SAME_ORIGIN_HEADERS, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });
  return readApiResponse(response);
}

/** A response, with its body also parsed as JSON. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

async function readApiResponse(response: Response): Promise<ApiResponse> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) as unknown };
}

/**
 * Returns a response without the parts that may differ between two equal refusals: ids, and the origins that may frame
 * the page.
 */
export function withoutIds({ text, headers }: Pick<ApiResponse, 'text' | 'headers'>): string {
  const kept = [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'content-security-policy');
  return JSON.stringify([text, kept]).replaceAll(headers.get('x-request-id') ?? '?', 'ID');
}

/** Sends one call of the dialog. */
export async function callSessionApi(
  harness: Pick<Harness, 'request'>,
  path: string,
  { bearer, method = 'GET', body }: { bearer: string; method?: string; body?: unknown },
): Promise<ApiResponse> {
  const response = await harness.request(path, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return readApiResponse(response);
}
