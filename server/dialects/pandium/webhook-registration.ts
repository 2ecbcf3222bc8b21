import { Hono } from 'hono';
import { NotFoundError } from '../../errors.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { clientAddress } from '../../http/client-address.ts';
import type { DialectDeps } from '../dialect.ts';

/** `POST /v1/webhooks/<capability>`: the address of a success message. It receives nothing yet. */
export function webhookRegistrationRoutes({ pages }: DialectDeps) {
  return new Hono<AppEnv>().post('/v1/webhooks/:capability', async (c) => {
    await pages.limiter.recordUnknownSecret(c.var.log, clientAddress(c, pages.trustProxy));
    throw new NotFoundError();
  });
}
