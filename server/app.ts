import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type { Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { TrieRouter } from 'hono/router/trie-router';
import type { Logger } from 'pino';
import type { EmbedTokens } from './auth/embed-token.ts';
import type { Receipts } from './auth/receipt.ts';
import type { SessionTokens } from './auth/session-token.ts';
import type { Config } from './config/config.ts';
import type { Dialect, DialectDeps } from './dialects/dialect.ts';
import { EmbedError, MethodNotAllowedError, NotFoundError, PayloadTooLargeError, UriTooLongError } from './errors.ts';
import { AttemptLimits } from './connections/attempt-limits.ts';
import type { BackgroundTasks } from './connections/background-tasks.ts';
import { tenantSecrets } from './connections/tenant-secret.ts';
import type { TokenRefresher } from './connections/token-refresher.ts';
import type { UseCaseDeps } from './connections/use-case-deps.ts';
import { SignInEvents } from './sign-in/sign-in-deps.ts';
import type { SignInDeps } from './sign-in/sign-in-deps.ts';
import type { AppEnv } from './http/app-env.ts';
import { warnAboutUnknownProxy, rejectMalformedRequest, requestScope } from './http/request-scope.ts';
import { errorHeaders, toEmbedError, jsonError, statusOf } from './http/error-response.ts';
import type { ReasonVisibility } from './http/error-response.ts';
import { chunkRoutes, imageRoutes, localeRoutes } from './pages/public-files.ts';
import { errorPage } from './pages/page-response.ts';
import type { PageAssets } from './pages/page-assets.ts';
import { addOrganizationPages } from './pages/organization-pages.ts';
import { pageDialects } from './pages/page-dialect.ts';
import type { InstallationMessageDetails } from './pages/page-dialect.ts';
import type { PageDeps } from './pages/page-route.ts';
import { PageRenderer } from './pages/page.ts';
import { RefusalLimiter } from './http/refusal-limiter.ts';
import { AccessTokens } from './http/require-access-token.ts';
import { isStreamedRequest } from './http/streamed-requests.ts';
import { securityHeaders } from './http/security-headers.ts';
import { livenessRoute, readinessRoute } from './http/health.ts';
import type { Readiness } from './http/health.ts';
import { jwksRoutes } from './http/jwks.ts';
import { passTo } from './http/nested-app.ts';
import { landingRoutes } from './pages/landing.ts';
import { sessionRoutes } from './pages/session.ts';
import { bindOnFirstRequests, errorWindow, isWindowPath, signInRoutes } from './pages/window/sign-in.ts';
import { WindowRenderer } from './pages/window/window-renderer.ts';
import { tagScriptRoutes } from './http/tag-script.ts';

/** Enough for a dozen fields of the maximum length. */
const MAX_BODY_BYTES = 64 * 1024;
/** Twice the length of the longest token, which is 8 KiB. */
const MAX_URL_LENGTH = 16 * 1024;

/** Refuses URLs longer than 16 KiB. */
const limitUrl = createMiddleware<AppEnv>(async function limitUrl(c, next) {
  const target = c.env.incoming?.url ?? c.req.url;
  if (target.length > MAX_URL_LENGTH) throw new UriTooLongError();
  await next();
});

const limitStreamedBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new PayloadTooLargeError();
  },
});

/**
 * Refuses bodies over the limit. Looks at the body itself only if no header says its length: doing so makes a whole
 * `Request` for each request, which takes as long as a read from the database.
 */
const limitBody = createMiddleware<AppEnv>(async function limitBody(c, next) {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  if (isStreamedRequest(c.req.method, c.req.path)) return next();
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return limitStreamedBody(c, next);
  if (Number(length) > MAX_BODY_BYTES) throw new PayloadTooLargeError();
  return next();
});

/** Makes a value at the first call. A failed attempt is repeated by the next call. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  return () =>
    (value ??= make().catch((error: unknown) => {
      value = undefined;
      throw error;
    }));
}

/** Everything the application works with. */
export interface AppDeps {
  readonly config: Config;
  /** Embed systems whose host code works here. */
  readonly dialects: readonly Dialect[];
  readonly assets: PageAssets;
  readonly useCaseDeps: UseCaseDeps;
  readonly tokenRefresher: TokenRefresher;
  readonly background: BackgroundTasks;
  readonly receipts: Receipts;
  readonly sessionTokens: SessionTokens;
  readonly embedTokens: EmbedTokens;
  readonly log: Logger;
  readonly publicUrl: URL;
  /** See `clientAddress`. */
  readonly trustProxy: number;
  /** How many requests an access token may make. For tests. */
  readonly requestsPerMinute?: number | undefined;
  /** When an import without a byte ends. For tests. */
  readonly importIdleTimeoutMs?: number | undefined;
  /** How long one event stream to a dialog lasts. */
  readonly eventStreamSeconds: number;
  readonly reasonVisibility: ReasonVisibility;
  readonly readiness: Readiness;
}

/** Creates the application with all its routes. It neither listens nor starts anything. */
export function createApp(deps: AppDeps): Hono<AppEnv> {
  const {
    config,
    dialects,
    assets,
    useCaseDeps,
    tokenRefresher,
    background,
    receipts,
    sessionTokens,
    embedTokens,
    log,
    publicUrl,
    trustProxy,
    readiness,
  } = deps;
  const limiter = new RefusalLimiter();
  const attempts = new AttemptLimits();
  const tokenParameters = [...new Set(dialects.flatMap(({ tokenParameter }) => tokenParameter ?? []))];
  const pages: PageDeps = {
    renderer: new PageRenderer({ assets, publicUrl, secretParameters: tokenParameters }),
    windows: new WindowRenderer(assets),
    assets,
    limiter,
    trustProxy,
    reasonVisibility: deps.reasonVisibility,
    dialects: pageDialects(dialects),
    claimsReaders: dialects.flatMap((dialect) => dialect.claimsReader?.(tenantSecrets(useCaseDeps)) ?? []),
  };
  const { organizations } = config;
  const guard = { store: useCaseDeps.store, organizations, limiter, trustProxy, now: useCaseDeps.now };
  const accessTokens = new AccessTokens({ ...guard, requestsPerMinute: deps.requestsPerMinute });
  const installationDetails = new Map<string, InstallationMessageDetails>();
  const dialectDeps: DialectDeps = {
    accessTokens,
    config,
    useCaseDeps,
    attempts,
    background,
    embedTokens,
    sessionTokens,
    pages,
    installationDetails,
    receipts,
    publicUrl,
  };
  const signInDeps: SignInDeps = {
    ...useCaseDeps,
    organizations,
    background,
    events: new SignInEvents(),
    publicUrl,
    log,
  };
  const successDetails = new Map(
    dialects.flatMap((dialect) =>
      dialect.successDetails ? [[dialect.name, dialect.successDetails(dialectDeps)]] : [],
    ),
  );

  const errorForms = dialects.flatMap(({ errorForm }) => errorForm ?? []);
  for (const dialect of dialects) {
    const details = dialect.installationDetails?.(dialectDeps);
    if (details) installationDetails.set(dialect.name, details);
  }

  /** A person who navigated here gets a page, everything else JSON, in the form that clients of the path read. */
  const failure = (c: Context<AppEnv>, error: EmbedError) => {
    const errorForm = errorForms.find((form) => form.appliesTo(c.req.path));
    if (errorForm) return c.json(errorForm.body(error, c.var.requestId), statusOf(error), errorHeaders(error));
    const forPerson =
      c.req.header('sec-fetch-mode') === 'navigate' || (c.req.header('accept') ?? '').includes('text/html');
    if (!forPerson) return jsonError(c, error);
    if (isWindowPath(c.req.path)) return errorWindow(pages, c, error);
    const [, first = ''] = c.req.path.split('/');
    return errorPage(pages, c, { error, organization: config.organizations.get(first) });
  };

  const https = publicUrl.protocol === 'https:';
  // The default router first tries another one, for a tenth of a start, which cannot tell these paths apart.
  const app = new Hono<AppEnv>({ router: new TrieRouter() });
  app.route('/', livenessRoute({ https }));
  app.use(requestScope(log), warnAboutUnknownProxy(trustProxy), securityHeaders({ https }), rejectMalformedRequest);
  app.route('/', bindOnFirstRequests(signInDeps));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, allowed) => {
        // Hono copies the headers of the 404 to the new answer, which needs its own.
        for (const name of ['Content-Security-Policy', 'Access-Control-Allow-Origin']) c.res.headers.delete(name);
        return failure(c, new MethodNotAllowedError(allowed));
      },
    }),
  );
  app.use(limitUrl, limitBody);
  app.route('/', readinessRoute(useCaseDeps.store, readiness));
  app.route('/', jwksRoutes(receipts, useCaseDeps.now));
  app.route('/', tagScriptRoutes(assets.tagScript));
  app.route('/', localeRoutes(assets.locales));
  app.route('/', chunkRoutes(assets.chunkFolder));
  app.route('/', imageRoutes(config.images));
  app.route('/', landingRoutes(assets));
  app.route('/', signInRoutes({ signIn: signInDeps, pages }));
  const streams = { eventStreamSeconds: deps.eventStreamSeconds, closing: readiness.closing };
  const sessionDeps = { signInDeps, attempts, guard, successDetails, installationDetails, tokenRefresher, ...streams };
  app.route('/session', sessionRoutes(sessionDeps));
  const loadApi = lazily(async () => {
    const { createApi } = await import('./api/api-app.ts');
    const loading = dialects.flatMap((dialect) => dialect.loadApiRoutes?.() ?? []);
    const dialectRoutes = await Promise.all(loading);
    const tokens = { sessionTokens, embedTokens };
    const apiDeps = { config, useCaseDeps, tokenRefresher, background, publicUrl, ...tokens, accessTokens };
    return createApi({ ...apiDeps, importIdleTimeoutMs: deps.importIdleTimeoutMs, dialectRoutes });
  });
  for (const { backEnd } of dialects) {
    if (!backEnd) continue;
    const loadCalls = lazily(() => backEnd.load(dialectDeps));
    for (const path of backEnd.paths) {
      app.all(path, async (c) => passTo(await loadCalls(), c));
    }
  }
  app.all('/api/*', async (c) => passTo(await loadApi(), c));
  for (const dialect of dialects) if (dialect.routes) app.route('/', dialect.routes(dialectDeps));
  addOrganizationPages(app, dialectDeps);
  app.notFound((c) => {
    // Readable by every origin, so that the tag can tell its host page that `src` is wrong. The answer is the same for all.
    c.header('Access-Control-Allow-Origin', '*');
    return failure(c, new NotFoundError());
  });
  app.onError((error, c) => {
    if (!(error instanceof EmbedError) && c.req.raw.signal.aborted) {
      c.var.log.info('the client went away');
      return c.body(null, 400);
    }
    return failure(c, toEmbedError(c.var.log, error));
  });
  return app;
}
