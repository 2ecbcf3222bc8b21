import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { hashOpaqueToken } from '../../auth/opaque-token.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { clientAddress } from '../../http/request-scope.ts';
import { readJsonText } from '../../http/json-body.ts';
import { NotFoundError } from '../../errors.ts';
import { shownInstallation } from '../../installations/consent.ts';
import { InstallationTriggers } from '../../installations/trigger-installation.ts';
import type { DialectDeps } from '../dialect.ts';

const PATH = '/v1/webhooks/:capability';

/** A browser asks again after a day whether it may call. */
const PREFLIGHT_MAX_AGE_SECONDS = 24 * 60 * 60;

/**
 * `POST /v1/webhooks/<capability>`: the `webhook_url` of a success message. The host's system, or its page, calls it with
 * any JSON, and the webhooks of the organization receive it.
 */
export function webhookUrlRoutes({ config, useCaseDeps, pages }: DialectDeps) {
  const triggers = new InstallationTriggers(useCaseDeps);
  return new Hono<AppEnv>()
    .use(
      PATH,
      cors({
        origin: '*',
        allowMethods: ['POST'],
        allowHeaders: ['Content-Type'],
        exposeHeaders: ['Retry-After'],
        maxAge: PREFLIGHT_MAX_AGE_SECONDS,
      }),
    )
    .post(PATH, async (c) => {
      const hash = hashOpaqueToken(c.req.param('capability'));
      const installation = await useCaseDeps.store.installations.findByCapability(hash);
      const organization = installation && config.organizations.get(installation.organization);
      if (!installation || !organization || organization.dialects['pandium']?.['webhookUrl'] === false) {
        await pages.limiter.recordUnknownSecret(c.var.log, clientAddress(c, pages.trustProxy));
        throw new NotFoundError();
      }
      const text = await c.req.text();
      const payload = readJsonText(c.req.header('content-type'), text);
      const integration = organization.integrations.get(installation.integration);
      const shown = await shownInstallation(useCaseDeps.store, installation, integration);
      const id = await triggers.trigger({ installation: shown, payload, bytes: Buffer.byteLength(text) });
      return c.json({ id }, 202);
    });
}
