import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import { ConflictError, EmbedError, InvalidRequestError, StorageUnavailableError } from '../errors.ts';
import { jsonError } from '../http/error-response.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { SecretLocation } from '../store/vault.ts';
import type { ApiEnv } from './api-env.ts';

/** Name of the header with the caller's own id of a request. */
export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

/** Response header of an answer that was stored before. */
const REPLAYED_HEADER = 'Idempotency-Replayed';

const KEY_FORM = /^[\x21-\x7e]{1,255}$/;
const RETENTION_MS = 24 * 60 * 60 * 1000;
/** Headers of an answer that are stored with it. The others are the same in every answer. */
const STORED_HEADERS = ['Content-Type', 'Location', 'ETag', 'Warning'];

/** Answers that come before anything is stored: a limit, a provider that is not available, and a database that is not. */
const DID_NOTHING: ReadonlySet<number> = new Set([429, 502, 503]);

const storedAnswerSchema = z.strictObject({
  version: z.literal(1),
  status: z.number().int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/**
 * Answers a POST that is repeated with the same `Idempotency-Key` as it was answered the first time, for 24 hours. It
 * never runs twice at the same time, nor after its answer was lost because the process stopped.
 *
 * Throws `ConflictError` if the key came with another request, has no answer yet, or ended with a bug, which may come after
 * the work was done. After an answer of {@link DID_NOTHING}, the request can be sent again. Runs behind the check of the
 * access token. Reads the whole body.
 */
export function idempotency({ store, vault, now }: Pick<UseCaseDeps, 'store' | 'vault' | 'now'>) {
  return createMiddleware<ApiEnv>(async function idempotency(c, next) {
    const key = c.req.method === 'POST' ? c.req.header(IDEMPOTENCY_HEADER) : undefined;
    if (key === undefined) return next();
    if (!KEY_FORM.test(key)) {
      const message = 'must have 1 to 255 visible ASCII characters';
      throw new InvalidRequestError('Some values are wrong.', [{ path: IDEMPOTENCY_HEADER, message }]);
    }
    const { id: accessTokenId, organization } = c.var.accessToken;
    const location = answerLocation(organization.slug, accessTokenId, key);
    const request = { accessTokenId, key, requestHash: await hashRequest(c) };
    const earlier = await store.write(async (stores) => {
      const found = await stores.idempotency.find(accessTokenId, key, now());
      if (!found) await stores.idempotency.add({ ...request, now: now(), expiresAt: now() + RETENTION_MS });
      return found;
    });
    if (earlier) {
      if (Buffer.compare(earlier.requestHash, request.requestHash) !== 0) {
        throw new ConflictError(`This ${IDEMPOTENCY_HEADER} was used for another request.`);
      }
      if (!earlier.response) {
        throw new ConflictError(
          `The request with this ${IDEMPOTENCY_HEADER} is still running, was interrupted, or failed within this server. ` +
            'Check whether it took effect before you send it with a new key.',
        );
      }
      return replay(c, vault.open(location, earlier.response));
    }
    /** Keeps the answer. Without one, the key stays, because the work may be done. */
    const keep = async (answer: Response) => {
      const sealed = DID_NOTHING.has(answer.status) ? undefined : vault.seal(location, await serialize(answer));
      try {
        await store.write(({ idempotency: requests }) =>
          sealed ? requests.setResponse(accessTokenId, key, sealed) : requests.delete(accessTokenId, key),
        );
      } catch (error) {
        // The caller has to know the answer in any case.
        if (!(error instanceof StorageUnavailableError)) throw error;
        c.var.log.warn({ err: error.cause ?? error }, 'the answer to an Idempotency-Key could not be stored');
      }
    };
    try {
      await next();
    } catch (error) {
      if (error instanceof EmbedError) await keep(jsonError(c, error));
      throw error;
    }
    await keep(c.res.clone());
  });
}

/**
 * HMAC of method, path, query and body. A body may have a password, which could be guessed from a hash without a key. The key
 * is the access token, which is not stored.
 */
async function hashRequest(c: Context<ApiEnv>): Promise<Uint8Array> {
  const { pathname, search } = new URL(c.req.url);
  const head = JSON.stringify([c.req.method, pathname, search]);
  const [, token = ''] = (c.req.header('authorization') ?? '').split(' ');
  return createHmac('sha256', token)
    .update(`${head}\n`)
    .update(await c.req.text())
    .digest();
}

async function serialize(answer: Response): Promise<string> {
  const headers = STORED_HEADERS.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  const stored: z.input<typeof storedAnswerSchema> = {
    version: 1,
    status: answer.status,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: await answer.text(),
  };
  return JSON.stringify(stored);
}

function replay(c: Context<ApiEnv>, text: string): Response {
  const stored = storedAnswerSchema.safeParse(JSON.parse(text)).data;
  if (!stored) throw new ConflictError('A newer version of this server answered this request.');
  const { status, headers, body } = stored;
  for (const [name, value] of Object.entries({ ...headers, [REPLAYED_HEADER]: 'true' })) c.header(name, value);
  // An answer without a body is stored as an empty text, which a 204 must not have.
  return new Response(body === '' ? null : body, { status, headers: c.res.headers });
}

/** Answers may contain secrets. They are bound to their key, so that one is never given as another. */
function answerLocation(organization: string, accessTokenId: number, key: string): SecretLocation {
  return { organization, tenantId: 0, record: `idempotency:${accessTokenId}:${key}`, field: 'response' };
}
