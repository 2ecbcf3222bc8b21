import { type InstallationResponse, INTEGRATION_PARAMETER } from '../../protocol/installation.ts';
import type { InstallEvent, InstallWork } from '../state/install-state.ts';
import type { InstallTask } from '../state/install-tasks.ts';
import {
  isHistoryResponse,
  isInstallationResponse,
  isNextRunsResponse,
  isSettingOptionsResponse,
} from './install-guard.ts';
import { pause } from './pause.ts';
import type { SessionClient } from './session-client.ts';

/** The address of a call, relative to `/session`. */
function address(integration: string, path = '', query: Readonly<Record<string, string>> = {}): string {
  return `/installation${path}?${new URLSearchParams({ [INTEGRATION_PARAMETER]: integration, ...query })}`;
}

/** A person who types pauses less often than this. */
const DRAFT_DELAY_MS = 800;
/**
 * Bytes. Half of what the bodies of all requests of a page that may outlive it can have together (Fetch, section 4.6,
 * HTTP-network-or-cache fetch), because the draft before may still be on its way.
 */
const KEEPALIVE_BODY_MAX = 32_768;

const SEARCH_DELAY_MS = 250;
const RUNS_DELAY_MS = 300;

/** Performs a call or a wait of an install flow. Rejects as the session client does. */
export async function performInstallWork(
  { work, integration }: InstallTask,
  client: SessionClient,
  signal: AbortSignal,
): Promise<InstallEvent | undefined> {
  const ask: Ask = (method, path, body) =>
    client.ask(isInstallationResponse, { method, path: address(integration, path), body, signal });
  switch (work.name) {
    case 'wait-for-draft':
      await pause(DRAFT_DELAY_MS, signal);
      return { type: 'draft-due' };
    case 'keep-draft':
      await client.call({
        method: 'PUT',
        path: address(integration, '/draft'),
        body: work.draft,
        // What was sent stays the newest draft when the person leaves the view.
        signal: new AbortController().signal,
        keepalive: new Blob([JSON.stringify(work.draft)]).size <= KEEPALIVE_BODY_MAX,
      });
      return { type: 'draft-kept' };
    case 'next-runs': {
      await pause(RUNS_DELAY_MS, signal);
      if (signal.aborted) return undefined;
      const call = { method: 'POST', path: address(integration, '/next-runs'), body: work.schedule, signal };
      return { type: 'next-runs', work, response: await client.ask(isNextRunsResponse, call) };
    }
    case 'options': {
      const { path, query, cursor } = work;
      // The first choices and further ones are not typed.
      if (query !== '' && cursor === undefined) await pause(SEARCH_DELAY_MS, signal);
      if (signal.aborted) return undefined;
      const search = { query, ...(cursor !== undefined && { cursor }) };
      const call = {
        method: 'GET',
        path: address(integration, `/options/${encodeURIComponent(path)}`, search),
        signal,
      };
      return { type: 'options', path, response: await client.ask(isSettingOptionsResponse, call) };
    }
    case 'history': {
      const { cursor, isRefresh = false } = work;
      const path = address(integration, '/history', cursor === undefined ? {} : { cursor });
      const response = await client.ask(isHistoryResponse, { method: 'GET', path, signal });
      return { type: 'history', isRefresh, response };
    }
    default:
      return { type: 'install-response', work, response: await changeInstallation(work, ask) };
  }
}

type Change = Exclude<
  InstallWork,
  { readonly name: 'wait-for-draft' | 'keep-draft' | 'next-runs' | 'options' | 'history' }
>;

/** Makes a call about the installation. */
type Ask = (method: string, path?: string, body?: unknown) => Promise<InstallationResponse>;

function changeInstallation(work: Change, ask: Ask): Promise<InstallationResponse> {
  switch (work.name) {
    case 'read':
      return ask('GET');
    case 'save':
      return ask('PUT', '', work.body);
    case 'pause':
      return ask('PATCH', '', { paused: work.paused });
    case 'uninstall':
      return ask('DELETE');
    case 'agree':
      return ask('POST', '/consent', { locale: work.locale, textId: work.textId });
    case 'withdraw':
      return ask('DELETE', '/consent');
    case 'delete-data':
      return ask('DELETE', '/data');
  }
}
