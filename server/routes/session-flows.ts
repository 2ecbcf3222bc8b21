import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { FlowOffer, FlowState } from '../../widget/protocol/session-api.ts';
import { boundAuth } from '../connectors/auth-types.ts';
import { readCredentials } from '../connectors/credentials.ts';
import { InvalidRequestError } from '../errors.ts';
import { isEnded } from '../flows/sign-in/flow-progress.ts';
import { cancelFlow, flowState, sessionFlow } from '../flows/sign-in/flow-state.ts';
import type { SeenFlow } from '../flows/sign-in/flow-state.ts';
import { FLOW_SECONDS, offerFlow } from '../flows/sign-in/offer-flow.ts';
import type { SignInDeps } from '../flows/sign-in/sign-in-deps.ts';
import { expected } from '../http/error-answer.ts';
import { jsonBody } from '../http/json-body.ts';
import { refuseOtherAddress } from '../http/own-origin.ts';
import { isSessionLive } from '../http/require-session.ts';
import type { Session, SessionEnv } from '../http/require-session.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { OpenStreams } from './open-streams.ts';
import { connectorOf, requestedConnection, requestedId } from './session-requests.ts';

/** Changes in other processes are noticed by looking this often. */
const LOOK_EVERY_MS = 1000;

const flowBody = z.strictObject({
  values: z.record(z.string(), z.string()),
  locale: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/),
});

/** What the calls about sign-ins need. */
export interface SessionFlowDeps {
  readonly signIn: SignInDeps;
  /** What the dialect adds to its message of success. Never rejects. */
  readonly success: (
    variables: SessionEnv['Variables'],
    connection: StoredConnection,
  ) => Promise<Readonly<Record<string, unknown>>>;
  /** A stream ends after this time, and the dialog asks for the next one: proxies cut long responses without notice. */
  readonly eventStreamSeconds: number;
  /** Aborts when event streams have to end because the server stops. */
  readonly closing: AbortSignal;
}

interface Following {
  readonly id: number;
  readonly over: AbortSignal;
  readonly look: () => Promise<SeenFlow>;
  readonly of: SessionEnv['Variables'];
  readonly tell: (state: FlowState) => Promise<void>;
}

/** What a dialog calls while a person signs in in a window. Mounted at `/session`, behind `requireSession`. */
export function sessionFlowRoutes({ signIn, success, eventStreamSeconds, closing }: SessionFlowDeps) {
  const streams = new OpenStreams();
  const seenFlow = (session: Session, id: string) => sessionFlow(signIn, { ...session, id: requestedId(id) });
  const stateOf = (variables: SessionEnv['Variables'], seen: SeenFlow): Promise<FlowState> =>
    flowState(signIn, seen, (connection) => success(variables, connection));

  /**
   * Tells each state of a flow that differs from the last one, until the flow or the session has ended or the stream is
   * over.
   */
  const follow = async ({ id, over, look, of, tell }: Following): Promise<void> => {
    let told = '';
    while (!over.aborted) {
      // The wait begins before the look, so that no change between the two is missed.
      const changed = signIn.news.next(id, { patienceMs: LOOK_EVERY_MS, signal: over });
      if (!(await isSessionLive(signIn, of.session))) return;
      const state = await stateOf(of, await look());
      const text = JSON.stringify(state);
      if (text !== told) await tell(state);
      told = text;
      if (isEnded(state)) return;
      await changed;
    }
  };

  return new Hono<SessionEnv>()
    .post('/connections/:id/flows', async (c) => {
      const { session } = c.var;
      const connection = await requestedConnection(signIn.store, session, c.req.param('id'));
      const { values, locale } = await jsonBody(c, flowBody);
      refuseOtherAddress(c, signIn.publicUrl);
      const definition = connectorOf(session);
      if (!boundAuth(definition).signIn) throw new InvalidRequestError('Nobody signs in to this system in a window.');
      const inputs = await readCredentials(definition, values);
      const { flow, token } = await offerFlow(signIn, { connection, inputs, context: session.context, locale });
      const answer: FlowOffer = { id: flow.id, startPath: `/connect/start/${token}`, expiresIn: FLOW_SECONDS };
      return c.json(answer, 201);
    })
    .get('/flows/:id', async (c) => {
      const { session } = c.var;
      return c.json(await stateOf(c.var, await seenFlow(session, c.req.param('id'))));
    })
    .delete('/flows/:id', async (c) => {
      const { session } = c.var;
      const seen = await seenFlow(session, c.req.param('id'));
      await cancelFlow(signIn, seen.flow);
      return c.json(await stateOf(c.var, await seenFlow(session, c.req.param('id'))));
    })
    .get('/flows/:id/events', async (c) => {
      const { session } = c.var;
      const look = () => seenFlow(session, c.req.param('id'));
      const { flow } = await look();
      // Proxies that gather answers before they pass them on are asked not to.
      c.header('X-Accel-Buffering', 'no');
      const stream = streamSSE(c, async (events) => {
        const { gaveWay, close } = streams.open(session);
        const timeout = AbortSignal.timeout(eventStreamSeconds * 1000);
        const over = AbortSignal.any([c.req.raw.signal, closing, gaveWay, timeout]);
        const tell = (state: FlowState) => events.writeSSE({ data: JSON.stringify(state) });
        try {
          await follow({ id: flow.id, over, look, of: c.var, tell });
        } catch (error) {
          // The dialog finds out by asking again. Hono would write its message into the stream.
          if (!over.aborted) expected(c.var.log, error);
        } finally {
          close();
        }
      });
      // Codes travel in it, which no cache may keep for a moment.
      stream.headers.set('Cache-Control', 'no-store');
      return stream;
    });
}
