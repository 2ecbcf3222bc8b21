import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { lazySchema } from '../lazy-schema.ts';
import type { CreateSignInResponse, SignInState } from '../../widget/protocol/session-api.ts';
import { authenticator } from '../connectors/auth-types.ts';
import { readCredentials } from '../connectors/credentials.ts';
import { InvalidRequestError } from '../errors.ts';
import { checkSessionConsent } from '../installations/consent.ts';
import { isEnded } from '../sign-in/stored-sign-in.ts';
import { cancelSignIn, toSignInState, findSessionSignIn } from '../sign-in/sign-in-state.ts';
import type { SignInWithConnection } from '../sign-in/sign-in-state.ts';
import { SIGN_IN_LIFETIME_SECONDS, createSignIn } from '../sign-in/create-sign-in.ts';
import type { SignInDeps } from '../sign-in/sign-in-deps.ts';
import { toEmbedError } from '../http/error-response.ts';
import { jsonBody } from '../http/json-body.ts';
import { requirePublicAddress } from '../http/request-origin.ts';
import { isSessionLive, requirePermission } from '../http/require-session.ts';
import type { Session, SessionEnv } from '../http/require-session.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { OpenStreams } from './open-streams.ts';
import { requestedId } from './requested-id.ts';
import { connectorOf, requestedConnection } from './session-requests.ts';

/** The stream checks for changes of other processes this often. */
const POLL_INTERVAL_MS = 1000;

const createSignInBody = lazySchema(() =>
  z.strictObject({
    values: z.record(z.string(), z.string()),
    locale: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/),
  }),
);

/** What the requests about sign-ins require. */
export interface SessionSignInDeps {
  readonly signInDeps: SignInDeps;
  /** Returns what the dialect adds to its message of success. Never rejects. */
  readonly successDetails: (
    variables: SessionEnv['Variables'],
    connection: StoredConnection,
  ) => Promise<Readonly<Record<string, unknown>>>;
  /**
   * A stream ends after this time and the dialog opens the next one, because proxies cut long responses without notice.
   */
  readonly eventStreamSeconds: number;
  /** Aborts when event streams have to end because the server stops. */
  readonly closing: AbortSignal;
}

interface FollowOptions {
  readonly id: number;
  readonly signal: AbortSignal;
  readonly readSignIn: () => Promise<SignInWithConnection>;
  readonly variables: SessionEnv['Variables'];
  readonly send: (state: SignInState) => Promise<void>;
}

/** Routes that a dialog calls while a person signs in in a window. Mounted at `/session`, behind `requireSession`. */
export function sessionSignInRoutes({ signInDeps, successDetails, eventStreamSeconds, closing }: SessionSignInDeps) {
  const streams = new OpenStreams();
  const findSignIn = (session: Session, id: string) =>
    findSessionSignIn(signInDeps, { ...session, id: requestedId(id) });
  const stateOf = (variables: SessionEnv['Variables'], found: SignInWithConnection): Promise<SignInState> =>
    toSignInState(signInDeps, found, (connection) => successDetails(variables, connection));

  /**
   * Sends each state of a sign-in that differs from the last one, until the sign-in, the session or the stream ends.
   */
  const follow = async ({ id, signal, readSignIn, variables, send }: FollowOptions): Promise<void> => {
    let lastSent = '';
    while (!signal.aborted) {
      // Start to wait before reading, so that no change between the two is missed.
      const changed = signInDeps.events.waitForChange(id, { timeoutMs: POLL_INTERVAL_MS, signal });
      if (!(await isSessionLive(signInDeps, variables.session))) return;
      const state = await stateOf(variables, await readSignIn());
      const text = JSON.stringify(state);
      if (text !== lastSent) await send(state);
      lastSent = text;
      if (isEnded(state)) return;
      await changed;
    }
  };

  return (
    new Hono<SessionEnv>()
      // Its state has the code of a link, and after a success what the host trusts: a receipt or an address for webhooks.
      .use('/sign-ins/*', requirePermission('connect'))
      .post('/connections/:id/sign-ins', requirePermission('connect'), async (c) => {
        const { session } = c.var;
        const connection = await requestedConnection(signInDeps.store, session, c.req.param('id'));
        await checkSessionConsent(signInDeps.store, session);
        const { values, locale } = await jsonBody(c, createSignInBody());
        requirePublicAddress(c, signInDeps.publicUrl);
        const definition = connectorOf(session, connection);
        if (!authenticator(definition).signIn) throw new InvalidRequestError('This provider has no sign-in window.');
        const inputs = await readCredentials(definition, values);
        const { signIn, token } = await createSignIn(signInDeps, {
          connection,
          inputs,
          context: session.context,
          sessionCreatedAt: session.createdAt,
          locale,
        });
        const answer: CreateSignInResponse = {
          id: signIn.id,
          startPath: `/connect/start/${token}`,
          expiresInSeconds: SIGN_IN_LIFETIME_SECONDS,
        };
        return c.json(answer, 201);
      })
      .get('/sign-ins/:id', async (c) => {
        const { session } = c.var;
        return c.json(await stateOf(c.var, await findSignIn(session, c.req.param('id'))));
      })
      .delete('/sign-ins/:id', async (c) => {
        const { session } = c.var;
        const found = await findSignIn(session, c.req.param('id'));
        await cancelSignIn(signInDeps, found.signIn);
        return c.json(await stateOf(c.var, await findSignIn(session, c.req.param('id'))));
      })
      .get('/sign-ins/:id/events', async (c) => {
        const { session } = c.var;
        const readSignIn = () => findSignIn(session, c.req.param('id'));
        const { signIn } = await readSignIn();
        // Tells proxies not to buffer the response.
        c.header('X-Accel-Buffering', 'no');
        const stream = streamSSE(c, async (events) => {
          const { evicted, close } = streams.open(session);
          const timeout = AbortSignal.timeout(eventStreamSeconds * 1000);
          const signal = AbortSignal.any([c.req.raw.signal, closing, evicted, timeout]);
          const send = (state: SignInState) => events.writeSSE({ data: JSON.stringify(state) });
          try {
            await follow({ id: signIn.id, signal, readSignIn, variables: c.var, send });
          } catch (error) {
            // The dialog notices when it reconnects. Without the catch, Hono would write the error message into the
            // stream.
            if (!signal.aborted) toEmbedError(c.var.log, error);
          } finally {
            close();
          }
        });
        // The stream contains codes, so no cache may keep it even for a moment.
        stream.headers.set('Cache-Control', 'no-store');
        return stream;
      })
  );
}
