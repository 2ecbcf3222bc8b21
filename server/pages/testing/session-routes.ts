import type { Permission } from '../../../widget/protocol/permissions.ts';
import { HOURLY } from '../../testing/install-flow.ts';
import type { SessionOwner } from './session-owner.ts';

/** What a session can be about. */
export const SUBJECTS = [
  'a connection',
  'a connector',
  'an integration with an install flow',
  'an integration without an install flow',
  'the list of a portal',
  'an integration of a portal',
  'the list of an application',
  'an integration of an application',
] as const;

/** One of {@link SUBJECTS}. */
export type SubjectTitle = (typeof SUBJECTS)[number];

/** A route below `/session`, and what it answers to a session that may use it. */
export interface SessionRoute {
  /** Absent: every session may use it. */
  readonly permission?: Permission;
  /**
   * What the session must have for it, or the answer is 404: a connection in its list, an integration as subject, or a
   * portal. Absent: nothing.
   */
  readonly needs?: 'connection' | 'integration' | 'portal';
  /** The connection of the owner that the request is about. Default: `key`. */
  readonly about?: keyof SessionOwner['connections'];
  /** The path names a row of the owner, which another owner cannot find. */
  readonly namesRow?: true;
  readonly status: number;
  /** The status for a subject that differs. */
  readonly except?: Readonly<Partial<Record<SubjectTitle, number>>>;
  /** The answer shows rows of the owner, if the session has a connection or an integration. */
  readonly shows?: true;
  readonly body?: (owner: SessionOwner) => object;
}

const connection = { needs: 'connection', namesRow: true } as const;
const signIn = { ...connection, permission: 'connect', about: 'signIn', status: 200 } as const;
const view = { needs: 'integration', permission: 'view', status: 200 } as const;
const connect = { needs: 'integration', permission: 'connect', status: 200 } as const;
const manage = { needs: 'integration', permission: 'manage', status: 200 } as const;
const saved = { settings: { note: 'new' }, schedule: HOURLY };

/** Every route below `/session`, by method and path. */
export const SESSION_ROUTES: Readonly<Record<string, SessionRoute>> = {
  'GET /session': { status: 200, shows: true },
  'POST /session/view': { needs: 'portal', status: 200, body: ({ integration }) => ({ integration }), shows: true },
  'POST /session/connections': {
    ...{ needs: 'connection', permission: 'connect', status: 201 },
    except: { 'a connection': 409 },
    body: () => ({ connector: 'keys' }),
  },
  'DELETE /session/connections/:id': {
    ...{ ...connection, permission: 'connect', about: 'added', status: 204 },
    except: { 'a connection': 409 },
  },
  'PUT /session/connections/:id/credentials': {
    ...{ ...connection, permission: 'connect', status: 200 },
    body: () => ({ values: { api_key: 'another-key' } }),
  },
  'POST /session/connections/:id/disconnect': { ...connection, permission: 'manage', status: 200 },
  'PATCH /session/connections/:id': {
    ...{ ...connection, permission: 'manage', status: 200 },
    body: () => ({ name: 'Europe' }),
  },
  'POST /session/connections/:id/sign-ins': {
    ...{ ...signIn, status: 201 },
    body: () => ({ values: {}, locale: 'en' }),
  },
  'GET /session/sign-ins/:id': signIn,
  'DELETE /session/sign-ins/:id': signIn,
  'GET /session/sign-ins/:id/events': signIn,
  'GET /session/installation': { ...view, shows: true },
  'PUT /session/installation': { ...connect, body: () => saved },
  'PATCH /session/installation': { ...manage, body: () => ({ paused: true }) },
  'DELETE /session/installation': manage,
  'PUT /session/installation/draft': { ...connect, status: 204, body: () => ({ step: 'settings', ...saved }) },
  'POST /session/installation/consent': { ...connect, body: () => ({ locale: 'en' }) },
  'DELETE /session/installation/consent': manage,
  'DELETE /session/installation/data': manage,
  'POST /session/installation/next-runs': { ...view, body: () => HOURLY },
  'GET /session/installation/options/:path': connect,
  'GET /session/installation/history': view,
};
