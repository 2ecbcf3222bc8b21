import type { ApplicationViewEvent, DialogEvent } from '../protocol/dialog-event.ts';
import { isRecord, isString } from '../protocol/guards.ts';
import type { HostCommand, HostProperties, Presentation } from '../protocol/host-command.ts';
import { addDialect } from './dialect.ts';

addDialect('superblocks', { hostBegins: true, encode: encodeForSuperblocks, decode: decodeFromSuperblocks });
replayEarlyMessages();

/** The codes of refused tokens and sessions. The host then fetches another token. */
const IS_AUTH_CODE = /^(token_|session_expired$|origin_not_allowed$|unauthorized$)/;

/** Encodes Superblocks' messages: objects with `type` and `data`, which is never null. */
export function encodeForSuperblocks(event: DialogEvent): readonly object[] {
  switch (event.type) {
    case 'ready':
      return [message('INITIALIZED', {})];
    case 'application-view':
      return [...(event.isFirst ? [message('APP_LOADED', event.app)] : []), navigation(event)];
    case 'token-expired':
      return [authError('session_expired', 'A new token is needed.'), eventMessage('token-expired', {})];
    case 'error': {
      const { type, ...payload } = event;
      const shown = eventMessage(type, payload);
      return IS_AUTH_CODE.test(event.code) ? [authError(event.code, event.message), shown] : [shown];
    }
    case 'success': {
      const { type, connection, details } = event;
      return [eventMessage(type, { ...details, connection })];
    }
    case 'install-end':
      return [];
    case 'height-change':
    case 'connection-status-change':
    case 'installation-change':
    case 'navigation':
    case 'exit': {
      const { type, ...payload } = event;
      return [eventMessage(type, payload)];
    }
  }
}

function message(type: string, data: object): object {
  return { type, data };
}

function eventMessage(eventName: string, payload: object): object {
  return message('EMIT_EVENT', { eventName, payload });
}

function authError(code: string, reason: string): object {
  return message('AUTH_ERROR', { error: `${code}: ${reason}` });
}

/** Describes the view as if it had an address of its own. The page itself keeps its address. */
function navigation({ app, pagePath, path, view }: ApplicationViewEvent): object {
  const url = new URL(pagePath + (path === '/' ? '' : path) + location.search, document.baseURI);
  if (view !== undefined) url.searchParams.set('view', view);
  const queryParams = Object.fromEntries(url.searchParams);
  return message('NAVIGATION', {
    appId: app.id,
    url: url.href,
    href: url.href,
    pathname: path,
    search: url.search,
    queryParams,
  });
}

/** Reads a message of Superblocks' client. */
export function decodeFromSuperblocks(received: unknown): HostCommand | undefined {
  if (!isRecord(received) || !isRecord(received['data'])) return undefined;
  const { type, data } = received;
  switch (type) {
    case 'INITIALIZE_EMBED': {
      const { properties } = data;
      const presentation = { ...presentationIn(properties), ...colorSchemeIn(data) };
      return {
        type: 'init',
        mode: 'inline',
        token: tokenIn(data),
        properties: knownProperties(properties),
        presentation,
      };
    }
    case 'TOKEN_CHANGE':
      return { type: 'token', token: tokenIn(data) };
    case 'PROPERTY_CHANGE': {
      const { properties } = data;
      return { type: 'properties', properties: knownProperties(properties), presentation: presentationIn(properties) };
    }
    case 'COLOR_SCHEME_CHANGE':
      return { type: 'presentation', presentation: colorSchemeIn(data) };
    case 'TRIGGER_EVENT':
      return commandOfTrigger(data);
    default:
      return undefined;
  }
}

function commandOfTrigger({ eventName, payload }: Readonly<Record<string, unknown>>): HostCommand | undefined {
  switch (eventName) {
    case 'close':
    case 'reload':
      return { type: eventName };
    case 'navigate': {
      const path = isRecord(payload) ? payload['pathname'] : undefined;
      return isString(path) ? { type: 'navigate', path } : undefined;
    }
    default:
      return undefined;
  }
}

/** The token of a message. Hosts without a token send `null`. */
function tokenIn({ token }: Readonly<Record<string, unknown>>): string | null {
  return isString(token) && token !== '' ? token : null;
}

function knownProperties(properties: unknown): HostProperties {
  if (!isRecord(properties)) return {};
  const known = ['tenantName', 'locale', 'integration', 'connector'] as const;
  return Object.fromEntries(
    known.flatMap((name) => {
      const value = properties[name];
      return isString(value) && value !== '' ? [[name, value]] : [];
    }),
  );
}

function presentationIn(properties: unknown): Presentation {
  if (!isRecord(properties)) return {};
  const { locale, appearance } = properties;
  return { ...(isString(locale) && { locale }), ...(isRecord(appearance) && { appearance }) };
}

function colorSchemeIn({ colorScheme }: Readonly<Record<string, unknown>>): Presentation {
  return colorScheme === 'light' || colorScheme === 'dark' || colorScheme === 'system' ? { theme: colorScheme } : {};
}

declare global {
  /**
   * The messages that arrived before the page's modules ran. The page's first script collects them in `onmessage`, because
   * a client may post its init only twice.
   */
  var embedMessages: MessageEvent<unknown>[] | undefined;
}

/** Dispatches the early messages again when the page listens, which it does from `DOMContentLoaded` on. */
function replayEarlyMessages(): void {
  addEventListener('DOMContentLoaded', () => {
    const early = globalThis.embedMessages ?? [];
    globalThis.embedMessages = undefined;
    onmessage = null;
    for (const { data, origin, source } of early) dispatchEvent(new MessageEvent('message', { data, origin, source }));
  });
}
