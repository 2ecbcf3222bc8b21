import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';
import { FLOW_CODE_LENGTH } from '../../widget/protocol/session-api.ts';
import { CrossSiteRequestError, FlowBrowserMismatchError, FlowExpiredError, RateLimitedError } from '../errors.ts';
import type { EmbedError } from '../errors.ts';
import { confirmFlow } from '../flows/sign-in/confirm-flow.ts';
import { returnFlow } from '../flows/sign-in/return-flow.ts';
import type { SignInDeps } from '../flows/sign-in/sign-in-deps.ts';
import { startFlow } from '../flows/sign-in/start-flow.ts';
import type { BoundFlow } from '../flows/sign-in/start-flow.ts';
import type { AppEnv } from '../http/app-env.ts';
import { clientAddress } from '../http/client-address.ts';
import { expected, jsonFailure } from '../http/error-answer.ts';
import { comesFromOwnPage, followsOwnLink, isSpeculative } from '../http/fetch-metadata.ts';
import { browserMarks, markBrowser } from '../http/flow-cookies.ts';
import { flowPage, problemWindow, speculativeAnswer } from '../http/flow-page.ts';
import { jsonBody } from '../http/json-body.ts';
import type { PageDeps } from '../http/page-route.ts';

const codeBody = z.strictObject({ code: z.string().regex(new RegExp(`^\\d{${FLOW_CODE_LENGTH}}$`)) });

/** What the window of a sign-in loads. */
export function signInRoutes({ signIn, pages }: { readonly signIn: SignInDeps; readonly pages: PageDeps }) {
  const https = signIn.publicUrl.protocol === 'https:';

  /** The browser comes again with its mark, and is then sent to the system. */
  const again = (c: Context<AppEnv>, { flow, mark }: BoundFlow): string => {
    markBrowser(c, { flowId: flow.id, mark, https });
    return new URL(c.req.path, signIn.publicUrl).href;
  };

  /** Strangers who try states or links out are held up by their address; who has a good one passes. */
  const refused = async (c: Context<AppEnv>, thrown: unknown): Promise<EmbedError> => {
    const error = expected(c.var.log, thrown);
    const counts = error instanceof FlowExpiredError || error instanceof FlowBrowserMismatchError;
    try {
      if (counts) await pages.limiter.count({ address: clientAddress(c, pages.trustProxy) });
      return error;
    } catch (limited) {
      if (limited instanceof RateLimitedError) return limited;
      throw limited;
    }
  };

  return new Hono<AppEnv>()
    .get('/connect/start/:token', async (c) => {
      if (isSpeculative(c.req)) return speculativeAnswer(c);
      try {
        const outcome = await startFlow(signIn, {
          token: c.req.param('token'),
          fromOwnPage: followsOwnLink(c.req),
          marks: browserMarks(c, { https }),
        });
        if (outcome.kind === 'bound') return c.redirect(again(c, outcome), 303);
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
        return c.json({ location: again(c, await confirmFlow(signIn, { token: c.req.param('token'), code })) });
      } catch (thrown) {
        return jsonFailure(c, await refused(c, thrown));
      }
    })
    .get('/oauth/callback/:connector', async (c) => {
      if (isSpeculative(c.req)) return speculativeAnswer(c);
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
