import assert from 'node:assert/strict';
import type {
  InstallationResponse,
  InstallationView,
  SaveInstallationRequest,
} from '../../widget/protocol/installation.ts';
import type { DialogSession } from '../../widget/protocol/page-state.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { hs256, subjectClaims } from './harness.ts';
import type { Harness } from './harness.ts';
import { callSessionApi, loadPage } from './page.ts';
import type { ApiResponse } from './page.ts';

let people = 0;

/** Returns a name that no other person of the test file has. */
export function newPerson(): string {
  return `person-${(people += 1)}`;
}

/** An open dialog of an integration, and calls of it. */
export interface InstallFlow {
  readonly session: DialogSession;
  readonly person: string;
  /** Sends a call below `/session`. */
  call(method: string, path: string, body?: unknown): Promise<ApiResponse>;
  /** Sends a call that has to succeed. Resolves to its view. */
  change(method: string, path: string, body?: unknown): Promise<InstallationView>;
  /** Saves a draft. Resolves to the status of the answer, which has no body. */
  saveDraft(body: unknown): Promise<number>;
  /** Connects the first connection of each connector with the key of the sandbox. */
  connectAll(): Promise<void>;
}

/** Opens the page of an integration, or fails. The path begins with the slug of the organization. */
export async function openInstallFlow(
  harness: Harness,
  path: string,
  { person = newPerson(), ...claims }: { readonly person?: string; readonly [claim: string]: unknown } = {},
): Promise<InstallFlow> {
  const token = hs256(subjectClaims(harness.now(), { sub: person, ...claims }));
  const { state, status, html } = await loadPage(harness, `${path}${path.includes('?') ? '&' : '?'}tenant=${token}`);
  assert.equal(status, 200, html);
  assert.ok(state.kind === 'dialog');
  return installFlow(harness, state, person);
}

/** Returns the calls of a dialog that is open, to a server. */
export function installFlow(harness: Harness, session: DialogSession, person: string): InstallFlow {
  const call: InstallFlow['call'] = async (method, path, body) => {
    const request = { bearer: session.bearer, method, ...(body !== undefined && { body }) };
    return callSessionApi(harness, `/session${path}`, request);
  };
  return {
    session,
    person,
    call,
    async change(method, path, body) {
      const { status, json, text } = await call(method, path, body);
      assert.equal(status, 200, text);
      return (json as InstallationResponse).view;
    },
    async saveDraft(body) {
      const response = await harness.request('/session/installation/draft', {
        method: 'PUT',
        headers: { authorization: `Bearer ${session.bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.status;
    },
    async connectAll() {
      for (const { connections } of session.connectors) {
        const path = `/connections/${connections[0]?.id ?? 0}/credentials`;
        const { status, text } = await call('PUT', path, { values: { api_key: SANDBOX_KEY } });
        assert.equal(status, 200, text);
      }
    },
  };
}

/** Every hour, in Berlin. */
export const HOURLY = { expression: '0 * * * *', timeZone: 'Europe/Berlin' };

/** A request that saves some settings. */
export function saveRequest(settings: SaveInstallationRequest['settings'] = {}): SaveInstallationRequest {
  return { settings, schedule: HOURLY };
}
