import { setTimeout as delay } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';
import { addToSummary, emptySummary, importConnections } from '../connections/import-connections.ts';
import type { ImportResult } from '../connections/import-connections.ts';
import { splitLines } from '../connections/split-lines.ts';
import { RateLimitedError, UnsupportedMediaTypeError } from '../errors.ts';
import { TimeoutError, withTimeout } from '../with-timeout.ts';
import { mayUseTenant } from '../http/require-access-token.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, errorResponse, NDJSON_TYPE } from './api-route.ts';

/** Imports that run at once for one access token. */
const MAX_CONCURRENT = 8;
const RETRY_AFTER_SECONDS = 10;
/** An import ends when no byte has arrived for this long. */
const IDLE_TIMEOUT_MS = 60_000;
/**
 * Results that wait for the client. A client that reads only after it has sent everything, as most do, would otherwise wait for
 * the server while the server waits for it.
 */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

const importRoute = apiRoute('write', {
  method: 'post',
  path: '/connections/import',
  operationId: 'importConnections',
  tags: ['Connections'],
  summary: 'Import connections',
  description:
    'The body has a JSON object for each connection, one a line: `tenant`, `user`, `connector`, `name`, `credentials` as ' +
    'in `POST /connections`, and `external_ref`, which is unique within the tenant. A line whose `external_ref` is known ' +
    'updates that connection, so an import that was interrupted can be repeated. The provider is not asked: credentials ' +
    'are verified by schedule.\n\n' +
    'The answer has a JSON object for each line, while the import runs: `line`, `status` (`created`, `updated`, ' +
    '`unchanged` or `failed`), `id`, `external_ref`, `error`. The last line is `{"summary": {…}}`; without it, the import ' +
    'was interrupted.',
  request: {
    body: {
      required: true,
      content: {
        [NDJSON_TYPE]: {
          schema: z.string().openapi({
            example:
              '{"tenant":"4242","connector":"hubspot","external_ref":"crm-7","credentials":{"api_key":"k-123"}}\n',
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'The result of each line, and a summary.',
      content: {
        [NDJSON_TYPE]: {
          schema: z.string().openapi({
            example:
              '{"line":1,"status":"created","id":12,"external_ref":"crm-7"}\n' +
              '{"summary":{"lines":1,"created":1,"updated":0,"unchanged":0,"failed":0}}\n',
          }),
        },
      },
    },
    415: errorResponse(`\`unsupported_media_type\`: the body is not \`${NDJSON_TYPE}\`.`),
    429: errorResponse(
      `\`rate_limited\`: too many requests, or ${MAX_CONCURRENT} imports of the access token are running. ` +
        '`Retry-After` says when to continue.',
    ),
  },
});

/** `/connections/import`. Mounted before what reads whole bodies. */
export function connectionImportRoutes({ useCaseDeps, importIdleTimeoutMs = IDLE_TIMEOUT_MS }: ApiDeps) {
  const running = new Map<number, number>();
  const turns = new Turns();

  const router = apiRouter();
  router.openAPIRegistry.registerPath(importRoute);
  // Not with `openapi`, which has no type for a stream.
  router.post(importRoute.path, ...importRoute.middleware, (c) => {
    const { accessToken, log } = c.var;
    const mediaType = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    if (mediaType !== undefined && mediaType !== NDJSON_TYPE) throw new UnsupportedMediaTypeError(NDJSON_TYPE);
    const { id, organization, actor } = accessToken;
    const count = running.get(id) ?? 0;
    if (count >= MAX_CONCURRENT) {
      throw new RateLimitedError(RETRY_AFTER_SECONDS, `At most ${MAX_CONCURRENT} imports run at once.`);
    }
    running.set(id, count + 1);
    const end = () => {
      const left = (running.get(id) ?? 1) - 1;
      if (left === 0) running.delete(id);
      else running.set(id, left);
    };
    const lines = splitLines(readBody(c.req.raw.body, importIdleTimeoutMs));
    const mayUse = (key: string) => mayUseTenant(accessToken, key);
    const options = { organization, actor, mayUseTenant: mayUse, ids: 'refused' } as const;
    const results = importConnections(useCaseDeps, lines, options);
    const onError = (error: unknown) => log.warn({ err: error }, 'an import was interrupted');
    return c.body(toStream(answerLines(results, { turns, end, onError })), 200, { 'Content-Type': NDJSON_TYPE });
  });
  return router;
}

async function* readBody(body: ReadableStream<Uint8Array> | null, idleTimeoutMs: number): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await withTimeout(reader.read(), idleTimeoutMs);
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error instanceof TimeoutError) await reader.cancel();
    throw error;
  }
}

interface AnswerOptions {
  /** All imports of this process share them. */
  readonly turns: Turns;
  readonly end: () => void;
  readonly onError: (error: unknown) => void;
}

/** Makes the lines of the answer. An import that is interrupted has no summary. */
async function* answerLines(
  results: AsyncIterable<readonly ImportResult[]>,
  { turns, end, onError }: AnswerOptions,
): AsyncGenerator<string, void> {
  const summary = emptySummary();
  try {
    for await (const some of results) {
      addToSummary(summary, some);
      if (some.length > 0) yield some.map((result) => `${JSON.stringify(result)}\n`).join('');
      await turns.next();
    }
    yield `${JSON.stringify({ summary })}\n`;
  } catch (error) {
    onError(error);
  } finally {
    end();
  }
}

function toStream(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await lines.next();
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      },
      async cancel() {
        await lines.return(undefined);
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING_BYTES }),
  );
}

/**
 * Gives callers that each do a lot of work one turn after another. Between two turns, everything else that waits in this
 * process runs, such as requests. Without turns, a request waits until each caller has done a part of its work.
 */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when the caller may do its next part. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => delay(0));
    return this.#last;
  }
}
