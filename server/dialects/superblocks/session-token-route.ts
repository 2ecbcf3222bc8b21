import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { ForbiddenError, InvalidRequestError, MethodNotAllowedError, UnauthorizedError } from '../../errors.ts';
import { errorHeaders, toEmbedError, statusOf } from '../../http/error-response.ts';
import { toFieldIssues } from '../../field-issues.ts';
import { readJsonText } from '../../http/json-body.ts';
import type { ApiEnv, ApiDeps } from '../../api/api-env.ts';
import { apiRouter, jsonRequest, jsonResponse, SECURITY_SCHEME } from '../../api/api-route.ts';
import { flatErrors } from './flat-errors.ts';
import { requestedSessionToken, sessionTokenRequestSchema } from './session-token-request.ts';
import type { SessionTokenRequest } from './session-token-request.ts';

const PATH = '/public/token';

const tokenSchema = z
  .strictObject({
    access_token: z.string().openapi({ description: 'The session token, for the page.' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().openapi({ description: 'Lifetime in seconds.' }),
  })
  .openapi('SessionToken', {
    example: { access_token: 'eyJhbGciOiJFUzI1NiJ9.e30.MEUCIQ', token_type: 'Bearer', expires_in: 86_400 },
  });

const flatErrorSchema = z
  .strictObject({
    error: z.string().openapi({ description: 'The code, once more.' }),
    error_description: z.string().openapi({ description: 'For developers, in English. Names each wrong field.' }),
    code: z.string().openapi({ description: 'For programs. Stable.' }),
    message: z.string().openapi({ description: 'For developers, in English. May change.' }),
    requestId: z.string().openapi({ description: 'Finds the request in the log of the server.' }),
  })
  .openapi('FlatError', {
    example: {
      error: 'invalid_request',
      error_description: 'Some values are wrong. email: is not an e-mail address.',
      code: 'invalid_request',
      message: 'Some values are wrong.',
      requestId: '5b0f8a5e-93a1-4a3f-9d5c-0b8d5f3f8f7e',
    },
  });

const flatError = (description: string) => jsonResponse(description, flatErrorSchema);

const issueSessionToken = createRoute({
  method: 'post',
  path: PATH,
  operationId: 'issueSessionToken',
  tags: ['Session tokens'],
  summary: 'Issue a session token for a person',
  description:
    'Needs an access token of the type `embed`. The body is read as JSON, whatever its media type is. Errors of this ' +
    'route are flat, as clients that were written for another embed system expect, and so is the 405 for another method.',
  'x-access-token-type': 'embed',
  security: [{ [SECURITY_SCHEME]: [] }],
  request: { body: jsonRequest(sessionTokenRequestSchema) },
  responses: {
    200: jsonResponse('The token. A `Warning` header says that the request did not name the tenant.', tokenSchema),
    400: flatError('`invalid_request`: the body is not JSON.'),
    401: flatError('`unauthorized`: the access token was not accepted, or is not of the type `embed`.'),
    413: flatError('`payload_too_large`: the body is longer than 64 KiB.'),
    422: flatError('`invalid_request`: a field has a wrong value.'),
    429: flatError('`rate_limited`: too many requests. `Retry-After` says when to continue.'),
    500: flatError('`internal`: a bug.'),
    503: flatError('`storage_unavailable`: the database cannot be used now. `Retry-After` says when to retry.'),
  },
});

/**
 * Reads every body as JSON: fetch and curl send another media type unless they are told, and the request has no cookie
 * that another site could misuse. The validator of the API would not read those.
 */
function readRequest(body: string): SessionTokenRequest {
  const result = sessionTokenRequestSchema.safeParse(readJsonText('application/json', body));
  if (result.success) return result.data;
  throw new InvalidRequestError('Some values are wrong.', result.error.issues.flatMap(toFieldIssues));
}

/** `/public/token`: session tokens, with which a page of the organization opens pages of this server. */
export function sessionTokenRoutes({ accessTokens, sessionTokens, useCaseDeps }: ApiDeps) {
  const routes = apiRouter();
  routes.onError(flatErrorResponse);
  routes.openAPIRegistry.registerPath(issueSessionToken);
  routes.post(PATH, accessTokens.require('embed'), async (c) => {
    const { accessToken, log } = c.var;
    const request = readRequest(await c.req.text());
    if (request.isSuperblocksUser === true) throw new UnauthorizedError('the request is for a user of this server');
    const { statement, expiresInSeconds, warning } = requestedSessionToken(request, accessToken);
    if (warning !== undefined) {
      log.warn(warning);
      // RFC 7234 section 5.5: 299 is a persistent warning of any kind.
      c.header('Warning', `299 - "${warning}"`);
    }
    const token = await sessionTokens.sign(statement, { now: useCaseDeps.now(), expiresInSeconds });
    const answer: z.output<typeof tokenSchema> = {
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
    };
    return c.json(answer);
  });
  // Here, because behind this router every request without an access token of the type `api` is 401.
  routes.all(PATH, () => {
    throw new MethodNotAllowedError(['POST']);
  });
  return routes;
}

function flatErrorResponse(thrown: unknown, c: Context<ApiEnv>): Response {
  const error = toEmbedError(c.var.log, refusalOf(thrown));
  return c.json(flatErrors.body(error, c.var.requestId), statusOf(error), errorHeaders(error));
}

/** Every access token that this route does not accept is unauthorized, also one of another type. */
function refusalOf(thrown: unknown): unknown {
  return thrown instanceof ForbiddenError ? new UnauthorizedError(thrown.message) : thrown;
}
