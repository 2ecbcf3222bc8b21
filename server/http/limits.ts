import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { PayloadTooLargeError, UriTooLongError } from '../errors.ts';
import type { AppEnv } from './app-env.ts';

/** A dozen fields as long as they may be, and far more than anybody types. */
const MAX_BODY_BYTES = 64 * 1024;
/** Room for the longest token, 8 KiB, and as much again around it. */
const MAX_URL_LENGTH = 16 * 1024;

/** Refuses addresses of more than 16 KiB. */
export const limitUrl = createMiddleware<AppEnv>(async function limitUrl(c, next) {
  const target = c.env.incoming?.url ?? c.req.url;
  if (target.length > MAX_URL_LENGTH) throw new UriTooLongError();
  await next();
});

/** Refuses bodies of more than 64 KiB, by their declared length or as they come. */
export const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new PayloadTooLargeError();
  },
});
