import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { DialogEvent } from '../../protocol/dialog-event.ts';
import type { HostCommand, HostProperties } from '../../protocol/host-command.ts';
import { connectorPath, integrationPath } from '../../protocol/application-path.ts';
import { translator } from '../messages.ts';
import { problemSentences } from '../problem-sentences.ts';
import { applicationPart } from './application-part.ts';
import { type ApplicationState, type DialogState, selected, type SessionView } from './dialog-state.ts';
import { connectionView } from './host-events.ts';
import { advance } from './integration-steps.ts';
import type { LoadedPage, StateEvent } from './state-event.ts';
import { clearTokenWait, startExchange } from './tokens.ts';

applicationPart.reduce = reduceApplication;
applicationPart.events = applicationEvents;

/** The path at which an application starts. */
const START_PATH = '/';

/** Returns the state of a page after an event. Without an application, it is the state of any other page. */
function reduceApplication(
  state: DialogState,
  event: StateEvent,
  reducePage: (state: DialogState, event: StateEvent) => DialogState,
): DialogState {
  const { application } = state;
  if (event.type === 'loaded') return load(state, event.page, event, reducePage);
  if (!application) return reducePage(state, event);
  switch (event.type) {
    case 'host':
      return applyCommand(state, application, event.command, reducePage);
    case 'filter-integrations':
      return { ...state, application: { ...application, filter: { ...application.filter, ...event.filter } } };
    case 'open-integration': {
      const path = event.slug === undefined ? START_PATH : integrationPath(event.slug);
      if (!application.isPortal) return exchange(state, { path });
      const lastId = state.lastId + 1;
      return { ...state, application: { ...application, opening: { id: lastId, path }, problem: undefined }, lastId };
    }
    case 'token-timeout':
      // The host has no token. The page shows what is public.
      return application.isPortal && !state.tokens.last
        ? exchange(clearTokenWait(state), { token: null })
        : reducePage(state, event);
    case 'token-accepted': {
      const shown = shownOf(event.session);
      if (!shown) return reducePage(state, event);
      const isSameView = application.shown?.path === shown.path && !application.isReloading;
      const lastId = state.lastId + 1;
      const before = { ...state, lastId, ...(!isSameView && { dialog: undefined, view: 'loading' as const }) };
      // A new session does not yet show the view for which the old one had expired.
      const { opening } = application;
      const isOther = opening !== undefined && event.locale !== '' && opening.path !== shown.path;
      const next = {
        ...application,
        shown,
        isReloading: false,
        opening: isOther ? { ...opening, id: lastId } : undefined,
        problem: undefined,
      };
      return advance(state, { ...reducePage(before, event), application: next });
    }
    case 'failed': {
      const { task, failure } = event;
      if (task.type === 'open-view' && failure.code !== 'session_expired')
        return { ...state, application: { ...application, opening: undefined, problem: failure } };
      if (task.type !== 'exchange-token') break;
      const { token, path } = task.request;
      // The host of an embedded application has no token yet. The page waits for one.
      if (token === null && failure.code === 'token_missing' && state.tokens.wait && !application.isPortal) {
        return { ...state, tokens: { ...state.tokens, exchange: undefined } };
      }
      // The new token has no access to what the page shows.
      if (failure.code === 'not_found' && path === application.shown?.path && path !== undefined && path !== START_PATH)
        return exchange(state, { path: START_PATH });
      break;
    }
    default:
  }
  return advance(state, reducePage(state, event));
}

function load(
  state: DialogState,
  page: LoadedPage,
  event: StateEvent,
  reducePage: (state: DialogState, event: StateEvent) => DialogState,
): DialogState {
  const next = reducePage(state, event);
  if (page.kind === 'waiting' && page.app) {
    const { path: pagePath, isPortal = false } = page.app;
    return { ...next, application: { pagePath, properties: {}, isPortal } };
  }
  const shown = page.kind === 'dialog' ? shownOf(page) : undefined;
  // Only the token of a portal can be in an address.
  return shown
    ? advance(state, { ...next, application: { pagePath: '', properties: {}, isPortal: true, shown } })
    : next;
}

function shownOf(session: SessionView): ApplicationState['shown'] {
  const { app, logo, path = START_PATH, integrations = [], readOnly, organization, tenant, sandbox } = session;
  const optional = { ...(logo !== undefined && { logo }), ...(readOnly && { readOnly }) };
  return app && { app, path, integrations, organization, tenant, sandbox, ...optional };
}

function applyCommand(
  state: DialogState,
  application: ApplicationState,
  command: HostCommand,
  reducePage: (state: DialogState, event: StateEvent) => DialogState,
): DialogState {
  switch (command.type) {
    case 'init': {
      const { token, properties = {} } = command;
      const next = { ...reducePage(state, { type: 'host', command }), application: { ...application, properties } };
      return token === undefined ? next : exchange(next, { token });
    }
    case 'token': {
      const { token } = command;
      // The person has signed out. The next person must not see what was typed.
      const hasSignedOut = token === null && state.dialog !== undefined;
      return exchange(hasSignedOut ? { ...state, dialog: undefined, view: 'loading' } : state, { token });
    }
    case 'properties': {
      const { properties, presentation } = command;
      const next = reducePage(state, { type: 'host', command: { type: 'presentation', presentation } });
      const named = namedPath(application.properties, properties);
      const isShownElsewhere = named !== undefined || properties.tenantName !== application.properties.tenantName;
      const changed = { ...next, application: { ...application, properties } };
      return isShownElsewhere ? exchange(changed, named === undefined ? {} : { path: named }) : changed;
    }
    case 'navigate':
      return exchange(state, { path: command.path });
    case 'reload':
      return exchange({ ...state, application: { ...application, isReloading: true } }, {});
    default:
      return reducePage(state, { type: 'host', command });
  }
}

/** The path of the integration or connector that the host has just set in its properties. */
function namedPath(before: HostProperties, { integration, connector }: HostProperties): string | undefined {
  if (integration !== undefined && integration !== before.integration) return integrationPath(integration);
  if (connector !== undefined && connector !== before.connector) return connectorPath(connector);
  return undefined;
}

/** Requests a view with a token. Defaults: the view that the page shows, and the newest token. */
function exchange(
  state: DialogState,
  changes: { readonly token?: string | null; readonly path?: string },
): DialogState {
  const { application, tokens } = state;
  const { last } = tokens;
  const token = 'token' in changes ? changes.token : last?.token;
  // The host has not sent its first message.
  if (token === undefined) return state;
  // A path that waits for a response or a token has precedence over the path that the page shows.
  const pending = tokens.exchange || tokens.wait ? last?.path : undefined;
  const path = changes.path ?? pending ?? application?.shown?.path;
  return startExchange(state, {
    token,
    ...(application && { properties: application.properties }),
    ...(path !== undefined && { path }),
  });
}

/** The events about the application and its view, and the statuses of an integration's other connectors. */
function applicationEvents(before: DialogState, after: DialogState): readonly DialogEvent[] {
  return [...viewEvents(before.application, after.application), ...otherStatuses(before, after)];
}

function viewEvents(before: ApplicationState | undefined, after: ApplicationState | undefined): readonly DialogEvent[] {
  const { shown, pagePath = '' } = after ?? {};
  if (!shown || shown.path === before?.shown?.path) return [];
  const { app, path } = shown;
  const [view = ''] = path.split('/').filter(Boolean);
  return [
    { type: 'application-view', app, pagePath, path, isFirst: !before?.shown },
    { type: 'navigation', view: view === '' ? 'integrations' : view.replace(/s$/, '') },
  ];
}

/** When an integration opens, the host receives the status of each connector. That of the first step comes with the dialog. */
function otherStatuses(before: DialogState, { dialog, language }: DialogState): readonly DialogEvent[] {
  if (dialog?.subject.kind !== 'integration' || dialog.id === before.dialog?.id) return [];
  const translate = translator(language);
  return dialog.connectors.flatMap(({ connector, connections: [first] }) => {
    if (!first || connector.name === selected(dialog).connector.name) return [];
    const sentences = (code: ErrorCode) => problemSentences({ code, translate, connector });
    return [{ type: 'connection-status-change' as const, connection: connectionView(first, sentences) }];
  });
}
