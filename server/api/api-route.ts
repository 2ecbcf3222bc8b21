import { createRoute, OpenAPIHono, z, type RouteConfig } from '@hono/zod-openapi';
import { ERROR_CODES } from '../../widget/protocol/error-codes.ts';
import { InvalidRequestError } from '../errors.ts';
import { toFieldIssues } from '../field-issues.ts';
import { requireScope } from '../http/require-access-token.ts';
import type { AccessScope } from '../store/access-token-store.ts';
import type { ApiEnv } from './api-env.ts';
import { IDEMPOTENCY_HEADER } from './idempotency.ts';

/** Name of the security scheme of access tokens in the OpenAPI document. */
export const SECURITY_SCHEME = 'accessToken';

/** Extension of an operation in the OpenAPI document: the scope that its access token needs. */
const SCOPE_EXTENSION = 'x-scope';

/** Media type of bodies with one JSON object a line. */
export const NDJSON_TYPE = 'application/x-ndjson';

/** Body of every error. */
export const errorSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.enum(ERROR_CODES).openapi({ description: 'For programs. Stable.' }),
      message: z.string().openapi({ description: 'For developers, in English. May change.' }),
      requestId: z.string().openapi({ description: 'Finds the request in the log of the server.' }),
      fields: z
        .array(z.strictObject({ path: z.string(), message: z.string() }))
        .optional()
        .openapi({ description: 'Each wrong field. Never its value.' }),
    }),
  })
  .openapi('Error', {
    example: {
      error: {
        code: 'not_found',
        message: 'There is nothing here.',
        requestId: '5b0f8a5e-93a1-4a3f-9d5c-0b8d5f3f8f7e',
      },
    },
  });

/** Creates a router for some of the routes. A value that a schema refuses is an `InvalidRequestError`, as everywhere. */
export function apiRouter(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw new InvalidRequestError('Some values are wrong.', result.error.issues.flatMap(toFieldIssues));
    },
  });
}

/** Describes a required JSON body of a request. */
export function jsonRequest<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** Describes a response with a JSON body. */
export function jsonResponse<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

/** Describes errors of one status. */
export function errorResponse(description: string) {
  return jsonResponse(description, errorSchema);
}

/** Errors that every route has. */
const COMMON_ERRORS = {
  401: errorResponse('`unauthorized`: the access token is missing, unknown, expired or revoked.'),
  403: errorResponse('`forbidden`: the access token has another type, or lacks the scope.'),
  429: errorResponse('`rate_limited`: too many requests. `Retry-After` says when to continue.'),
  500: errorResponse('`internal`: a bug. The log has the details under the request id.'),
  503: errorResponse('`storage_unavailable`: the database cannot be used now. `Retry-After` says when to retry.'),
};

/** Errors that follow from what a route reads. */
const NOT_FOUND = { 404: errorResponse('`not_found`: absent, or not the caller’s. Both have the same answer.') };
const MALFORMED = { 400: errorResponse('`invalid_request`: the JSON or the cursor is malformed.') };
const CONFLICT = {
  409: errorResponse('`conflict`: the state of the object, `If-Match` or `Idempotency-Key` forbids it.'),
};
const TOO_LARGE = { 413: errorResponse('`payload_too_large`: the body is too large.') };
const WRONG_TYPE = { 415: errorResponse('`unsupported_media_type`: the body is not `application/json`.') };
const WRONG_VALUE = { 422: errorResponse('`invalid_request`: a parameter or a field has a wrong value.') };

/** The header that every POST accepts, in the OpenAPI document. */
const IDEMPOTENCY_PARAMETER = {
  in: 'header',
  name: IDEMPOTENCY_HEADER,
  required: false,
  description:
    'An id of the request, 1 to 255 visible ASCII characters. A repeated request gets the first answer for 24 hours.',
  schema: { type: 'string', minLength: 1, maxLength: 255, example: '6f1c6f0e-3c1b-4b2e-9a83-0f5a2b1f7c11' },
} as const;

/** Every error that {@link apiRoute} adds to routes, by status. */
export const IMPLICIT_ERRORS = {
  ...{ ...MALFORMED, ...COMMON_ERRORS, ...NOT_FOUND, ...CONFLICT },
  ...{ ...TOO_LARGE, ...WRONG_TYPE, ...WRONG_VALUE },
};

/** The errors that requests of this form can have. A body is read wherever one is allowed, also where no field is known. */
function errorsOf(route: RouteConfig) {
  const { method, path, request } = route;
  const isStream = isStreamed(route);
  const readsBody = method !== 'get' && !isStream;
  return {
    ...COMMON_ERRORS,
    ...(path.includes('{') && NOT_FOUND),
    ...((readsBody || hasCursor(request?.query)) && MALFORMED),
    ...((method === 'post' || method === 'patch') && !isStream && CONFLICT),
    ...(readsBody && TOO_LARGE),
    ...(method !== 'get' && WRONG_TYPE),
    ...((readsBody || path.includes('{') || request?.query) && WRONG_VALUE),
  };
}

function hasCursor(query: unknown): boolean {
  return query instanceof z.ZodObject && 'cursor' in query.shape;
}

/** The body of a stream has no limit, and is handled while it arrives. */
function isStreamed({ request }: RouteConfig): boolean {
  return request?.body?.content[NDJSON_TYPE] !== undefined;
}

/**
 * Defines a route of `/api/v1`: adds the check of the scope, and describes access token, scope and common errors in the
 * OpenAPI document.
 */
export function apiRoute<const Route extends RouteConfig>(scope: AccessScope, route: Route) {
  return createRoute({
    ...route,
    [SCOPE_EXTENSION]: scope,
    security: [{ [SECURITY_SCHEME]: [] }],
    middleware: [requireScope(scope)] as const,
    ...(route.method === 'post' && !isStreamed(route) && { parameters: [IDEMPOTENCY_PARAMETER] }),
    // Errors are thrown, so the types of handlers need none of them.
    responses: { ...(errorsOf(route) as typeof COMMON_ERRORS), ...route.responses },
  });
}
