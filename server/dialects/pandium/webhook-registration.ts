import { Hono } from 'hono';
import { z } from 'zod';
import { hashOpaqueToken } from '../../auth/opaque-token.ts';
import { NotFoundError } from '../../errors.ts';
import { registerWebhook } from '../../installations/register-webhook.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { clientAddress } from '../../http/client-address.ts';
import { jsonBody } from '../../http/json-body.ts';
import type { DialectDeps } from '../dialect.ts';

/** Every browser and server accepts URLs up to this length. */
const MAX_URL_LENGTH = 2000;
/** More than the number of event types. A host that wants all of them uses `*`. */
const MAX_EVENTS = 50;

const registrationBody = z.strictObject({
  url: z
    .url()
    .max(MAX_URL_LENGTH)
    .transform((text) => new URL(text)),
  events: z
    .array(z.string().regex(/^(\*|[a-z_]{1,40}\.[a-z_]{1,40})$/, 'is the name of an event, or *'))
    .min(1)
    .max(MAX_EVENTS)
    .default(['*']),
});

/**
 * `POST /v1/webhooks/<capability>`: the address of a success message allows its holder to register a webhook, and
 * nothing else.
 */
export function webhookRegistrationRoutes({ config, useCaseDeps, pages }: DialectDeps) {
  return new Hono<AppEnv>().post('/v1/webhooks/:capability', async (c) => {
    const hash = hashOpaqueToken(c.req.param('capability'));
    const installation = await useCaseDeps.store.installations.findByCapability(hash);
    const organization = installation && config.organizations.get(installation.organization);
    if (!installation || !organization || organization.dialects['pandium']?.['webhookUrl'] === false) {
      await pages.limiter.recordUnknownSecret(c.var.log, clientAddress(c, pages.trustProxy));
      throw new NotFoundError();
    }
    const { url, events } = await jsonBody(c, registrationBody);
    const { signal } = c.req.raw;
    const { id, secret, ...registered } = await registerWebhook(useCaseDeps, { installation, url, events, signal });
    return c.json({ id, url: registered.url, events: registered.events, secret }, 201);
  });
}
