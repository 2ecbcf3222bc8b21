import type { InstallationResponse } from '../../protocol/installation.ts';
import type { InstallEvent, InstallWork } from '../state/install-state.ts';
import { isInstallationResponse, isNextRunsResponse, isSettingOptionsResponse } from './install-guard.ts';
import { pause } from './pause.ts';
import type { SessionClient } from './session-client.ts';

/** Path of the calls, relative to `/session`. */
const PATH = '/installation';

/** A person who types pauses less often than this. */
const DRAFT_DELAY_MS = 800;
const SEARCH_DELAY_MS = 250;
const RUNS_DELAY_MS = 300;

/** Performs a call or a wait of an install flow. Rejects as the session client does. */
export async function performInstallWork(
  work: InstallWork,
  client: SessionClient,
  signal: AbortSignal,
): Promise<InstallEvent | undefined> {
  switch (work.name) {
    case 'wait-for-draft':
      await pause(DRAFT_DELAY_MS, signal);
      return { type: 'draft-due' };
    case 'keep-draft':
      await client.call({ method: 'PUT', path: `${PATH}/draft`, body: work.draft, signal });
      return { type: 'draft-kept' };
    case 'next-runs': {
      await pause(RUNS_DELAY_MS, signal);
      if (signal.aborted) return undefined;
      const call = { method: 'POST', path: `${PATH}/next-runs`, body: work.schedule, signal };
      return { type: 'next-runs', work, response: await client.ask(isNextRunsResponse, call) };
    }
    case 'options': {
      const { path, query, cursor } = work;
      // The first choices and further ones are not typed.
      if (query !== '' && cursor === undefined) await pause(SEARCH_DELAY_MS, signal);
      if (signal.aborted) return undefined;
      const search = new URLSearchParams({ query, ...(cursor !== undefined && { cursor }) });
      const call = { method: 'GET', path: `${PATH}/options/${encodeURIComponent(path)}?${search}`, signal };
      return { type: 'options', path, response: await client.ask(isSettingOptionsResponse, call) };
    }
    default:
      return { type: 'install-response', work, response: await changeInstallation(work, client, signal) };
  }
}

type Change = Exclude<InstallWork, { readonly name: 'wait-for-draft' | 'keep-draft' | 'next-runs' | 'options' }>;

function changeInstallation(work: Change, client: SessionClient, signal: AbortSignal): Promise<InstallationResponse> {
  const ask = (method: string, path = '', body?: unknown) =>
    client.ask(isInstallationResponse, { method, path: PATH + path, body, signal });
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
