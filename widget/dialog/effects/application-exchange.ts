import { isId } from '../../protocol/connection.ts';
import { type Guard, isBoolean, isString, listOf, optional, record, isRecord } from '../../protocol/guards.ts';
import type { ApplicationView, IntegrationSummary } from '../../protocol/page-state.ts';
import {
  EXCHANGE_PATH,
  type OpenViewRequest,
  type OpenViewResponse,
  type TokenExchangeRequest,
} from '../../protocol/session-api.ts';
import { callServer, UnreachableError } from './server-call.ts';
import { type ExchangeToken, tokenExchanger } from './token-exchanger.ts';
import { integrationOfPath } from '../../protocol/application-path.ts';
import type { StateEvent } from '../state/state-event.ts';
import type { SessionClient } from './session-client.ts';
import { viewOpener } from './view-opener.ts';

const isIntegration: Guard<IntegrationSummary> = record({
  id: isId,
  slug: isString,
  name: isString,
  description: isString,
  category: optional(isString),
  icon: optional(isString),
  connectors: listOf(record({ name: isString, title: isString })),
});

const VIEW_GUARDS = {
  app: record({ id: isString, name: isString }),
  logo: optional(isString),
  path: isString,
  integrations: listOf(isIntegration),
};

/** Whether a response has what the page of an application shows besides its session. */
const isSessionView: Guard<ApplicationView> = record({ ...VIEW_GUARDS, integration: optional(isIntegration) });

const isTrue: Guard<true> = (value): value is true => value === true;

const isPublicView = record({
  ...VIEW_GUARDS,
  readOnly: isTrue,
  organization: isString,
  sandbox: isBoolean,
  locale: isString,
});

const exchangeToken = tokenExchanger.perform;
viewOpener.perform = openView;
tokenExchanger.perform = exchangeForApplication;

/**
 * Exchanges a token for a session and the view of an application. Without a token, resolves to the integrations that
 * anyone may see, in a session that has nothing else. Rejects as {@link callServer} does.
 */
async function exchangeForApplication(request: TokenExchangeRequest, signal: AbortSignal): ReturnType<ExchangeToken> {
  if (request.token === null) return readPublicView(request, signal);
  const response = await exchangeToken?.(request, signal);
  if (!isSessionView(response)) throw new UnreachableError();
  return response;
}

async function readPublicView(body: TokenExchangeRequest, signal: AbortSignal): ReturnType<ExchangeToken> {
  const path = location.pathname.replace(/\/$/, '') + EXCHANGE_PATH + location.search;
  const response = await callServer({ method: 'POST', path, body, signal });
  if (!isPublicView(response)) throw new UnreachableError();
  const subject = { kind: 'portal' } as const;
  return { tenant: '', permissions: [], subject, connectors: [], version: '', ...response };
}

const isOpenViewResponse: Guard<OpenViewResponse> = (value): value is OpenViewResponse =>
  isRecord(value) && tokenExchanger.isSession?.(value) === true && isSessionView(value);

/** Opens an integration of a portal, or its list. Rejects as `callServer` does. */
async function openView(path: string, client: SessionClient, signal: AbortSignal): Promise<StateEvent> {
  const body: OpenViewRequest = { integration: integrationOfPath(path) ?? null };
  const session = await client.ask(isOpenViewResponse, { method: 'POST', path: '/view', body, signal });
  // The language stays.
  return { type: 'token-accepted', session, locale: '' };
}
