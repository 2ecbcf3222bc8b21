import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';
import { FLOW_CODE_LENGTH } from '../../widget/protocol/session-api.ts';
import { CrossSiteRequestError, FlowBrowserMismatchError, FlowExpiredError } from '../errors.ts';
import type { EmbedError } from '../errors.ts';
import { confirmFlow } from '../flows/sign-in/confirm-flow.ts';
import { returnFlow } from '../flows/sign-in/return-flow.ts';
import type { SignInDeps } from '../flows/sign-in/sign-in-deps.ts';
import { decideFlow, startFlow } from '../flows/sign-in/start-flow.ts';
import type { BoundFlow } from '../flows/sign-in/start-flow.ts';
import type { AppEnv } from '../http/app-env.ts';
import { clientAddress } from '../http/client-address.ts';
import { expected, jsonFailure } from '../http/error-answer.ts';
import { comesFromOwnPage, followsOwnLink, isSpeculative } from '../http/fetch-metadata.ts';
import { browserMarks, markBrowser } from '../http/flow-cookies.ts';
import { flowPage, problemWindow } from '../http/flow-page.ts';
import { jsonBody } from '../http/json-body.ts';
import type { PageDeps } from '../http/page-route.ts';

const codeBody = z.strictObject({ code: z.string().regex(new RegExp(`^\\d{${FLOW_CODE_LENGTH}}$`)) });

/** `/connect` and `/oauth`, also in spellings that a proxy in front of this server may resolve to these. */
const WINDOW_PATH = /^(?:[/\\]|%2f|%5c)+(?:connect|oauth)(?:[/\\]|%2f|%5c|$)/i;

/** Tells whether a path belongs to the window of a sign-in, even if no page exists there. */
export function isWindowPath(path: string): boolean {
  return WINDOW_PATH.test(path);
}

/**
 * Decides a sign-in by the first request for its link that can render a document, whatever its method and answer. See
 * `decideFlow`.
 *
 * It has to run before everything that may answer such a request, such as limits and the check of methods. Requests that
 * cannot render a document get an empty answer and decide nothing.
 */
export function firstRequests(signIn: SignInDeps) {
  return new Hono<AppEnv>()
    .use(async (c, next) => {
      if (isWindowPath(c.req.path) && isSpeculative(c.req)) return c.body(null, 204);
      return next();
    })
    .use('/connect/start/:token', async (c: Context<AppEnv, '/connect/start/:token'>, next) => {
      const request = { token: c.req.param('token'), fromOwnPage: followsOwnLink(c.req) };
      const bound = await decideFlow(signIn, request);
      return bound ? c.redirect(markedAddress(signIn, c, bound), 303) : next();
    });
}

/** Marks the browser that a flow is bound to, and returns the address that it opens again with its mark. */
function markedAddress({ publicUrl }: SignInDeps, c: Context<AppEnv>, { flow, mark }: BoundFlow): string {
  markBrowser(c, { flowId: flow.id, mark, https: isHttps(publicUrl) });
  return new URL(c.req.path, publicUrl).href;
}

function isHttps({ protocol }: URL): boolean {
  return protocol === 'https:';
}

/** The pages that the window of a sign-in loads. {@link firstRequests} has to run before them. */
export function signInRoutes({ signIn, pages }: { readonly signIn: SignInDeps; readonly pages: PageDeps }) {
  const https = isHttps(signIn.publicUrl);

  /** Logs what was thrown. Links and states hold 256 bits, so that unknown ones are counted and not limited. */
  const refused = async (c: Context<AppEnv>, thrown: unknown): Promise<EmbedError> => {
    const error = expected(c.var.log, thrown);
    if (error instanceof FlowExpiredError || error instanceof FlowBrowserMismatchError) {
      await pages.limiter.noteUnknownSecret(c.var.log, clientAddress(c, pages.trustProxy));
    }
    return error;
  };

  return new Hono<AppEnv>()
    .get('/connect/start/:token', async (c) => {
      try {
        const outcome = await startFlow(signIn, {
          token: c.req.param('token'),
          marks: browserMarks(c, { https }),
        });
        if (outcome.kind === 'departure') return c.redirect(outcome.location.href, 303);
        return await flowPage(signIn, pages, c, { kind: outcome.kind, flow: outcome.flow });
      } catch (thrown) {
        return problemWindow(pages, c, await refused(c, thrown));
      }
    })
    .post('/connect/start/:token', async (c) => {
      // A page elsewhere could not read the answer, but it could use up the tries.
      if (!comesFromOwnPage(c.req)) throw new CrossSiteRequestError();
      const { code } = await jsonBody(c, codeBody);
      try {
        const bound = await confirmFlow(signIn, { token: c.req.param('token'), code });
        return c.json({ location: markedAddress(signIn, c, bound) });
      } catch (thrown) {
        return jsonFailure(c, await refused(c, thrown));
      }
    })
    .get('/oauth/callback/:connector', async (c) => {
      try {
        const flow = await returnFlow(signIn, {
          connector: c.req.param('connector'),
          parameters: new URL(c.req.url).searchParams,
          marks: browserMarks(c, { https }),
          log: c.var.log,
          signal: c.req.raw.signal,
        });
        return await flowPage(signIn, pages, c, { kind: 'returned', flow });
      } catch (thrown) {
        return problemWindow(pages, c, await refused(c, thrown));
      }
    });
}
