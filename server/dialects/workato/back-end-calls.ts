import { Hono } from 'hono';
import type { Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { z } from 'zod';
import type { EmbedError } from '../../errors.ts';
import { ForbiddenError, MethodNotAllowedError, NotFoundError } from '../../errors.ts';
import { errorHeaders, toEmbedError, statusOf } from '../../http/error-response.ts';
import { jsonBody } from '../../http/json-body.ts';
import { acceptRequest } from '../../http/nested-app.ts';
import type { NestedApp } from '../../http/nested-app.ts';
import { requireScope } from '../../http/require-access-token.ts';
import type { AccessTokenEnv } from '../../http/require-access-token.ts';
import type { DialectDeps } from '../dialect.ts';
import { backEndErrors } from './back-end-errors.ts';
import { managedUserRoutes } from './managed-users.ts';
import { addVendorKey } from './vendor-keys.ts';

const keyBody = z.object({ key: z.string().max(10_000) });

/** Makes the REST calls of Workato that back ends send here instead. Their errors have the form that Workato documents. */
export function backEndCalls(deps: DialectDeps): NestedApp {
  const { config, useCaseDeps, accessTokens } = deps;
  const { store, now } = useCaseDeps;
  const { organizations } = config;
  const app = new Hono<AccessTokenEnv>();
  app.use(acceptRequest);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_c, allowed) => {
        throw new MethodNotAllowedError(allowed);
      },
    }),
  );
  app.use(accessTokens.require('api'));
  app.put('/api/account/signature_verification_key', requireScope('secrets'), async (c) => {
    const { organization, actor, tenants } = c.var.accessToken;
    // The key signs tokens of every tenant of the organization.
    if (tenants !== null) throw new ForbiddenError('The access token is restricted to tenants.');
    const { key: pem } = await jsonBody(c, keyBody);
    const options = { organization, pem, actor };
    const vendorId = await addVendorKey({ store, now, organizations: organizations.values() }, options);
    return c.json({ vendor_id: vendorId, success: true });
  });
  app.route('/api/managed_users', managedUserRoutes(deps));
  // Returned and not thrown, so that `methodNotAllowed` sees it.
  app.notFound((c) => errorAnswer(c, new NotFoundError()));
  app.onError((thrown, c) => errorAnswer(c, toEmbedError(c.var.log, thrown)));
  return async (request, bindings) => app.fetch(request, bindings);
}

function errorAnswer(c: Context<AccessTokenEnv>, error: EmbedError): Response {
  return c.json(backEndErrors.body(error, c.var.requestId), statusOf(error), errorHeaders(error));
}
