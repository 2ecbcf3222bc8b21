import type { Context } from 'hono';
import { parseAccept } from 'hono/utils/accept';
import { z } from 'zod';
import { INSTALL_STEPS } from '../../widget/protocol/installation.ts';
import { ANY_LANGUAGE } from '../../widget/protocol/localized-text.ts';
import type {
  GiveConsentRequest,
  HistoryResponse,
  InstallationDraft,
  InstallationResponse,
  NextRunsResponse,
  PauseInstallationRequest,
  SaveInstallationRequest,
  Schedule,
  SettingOptionsResponse,
} from '../../widget/protocol/installation.ts';
import { InvalidRequestError } from '../errors.ts';
import { jsonBody } from '../http/json-body.ts';
import type { SessionEnv } from '../http/require-session.ts';
import { setPaused, uninstall } from '../installations/change-installation.ts';
import { giveConsent, withdrawConsent } from '../installations/consent.ts';
import { deleteInstallationData } from '../installations/delete-data.ts';
import { saveDraft } from '../installations/installation-draft.ts';
import { installationHistory } from '../installations/installation-history.ts';
import { installationOwner } from '../installations/installation-owner.ts';
import { nextRunTimes } from '../installations/installation-view.ts';
import { saveInstallation } from '../installations/save-installation.ts';
import { scheduleIssues } from '../installations/schedule.ts';
import { SettingOptions } from '../installations/setting-options.ts';
import type { SignInDeps } from '../sign-in/sign-in-deps.ts';
import type { TokenRefresher } from '../connections/token-refresher.ts';
import { causeOf } from '../webhooks/event.ts';
import { describeInstallation } from './describe-installation.ts';
import type { InstallationMessageDetails } from './page-dialect.ts';

/** Longer than any expression, and any name of a time zone. */
const SCHEDULE_TEXT_LENGTH_MAX = 200;
const QUERY_LENGTH_MAX = 200;

const LANGUAGE_TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const value = z.union([scalar, z.array(scalar)]);
/** What each value must be depends on its field. */
const settings = z.record(z.string(), z.union([value, z.record(z.string(), value)]));
const schedule = z.strictObject({
  expression: z.string().max(SCHEDULE_TEXT_LENGTH_MAX),
  timeZone: z.string().max(SCHEDULE_TEXT_LENGTH_MAX),
}) satisfies z.ZodType<Schedule>;
const saveBody = z.strictObject({ settings, schedule }) satisfies z.ZodType<SaveInstallationRequest>;
const draftBody = z.strictObject({
  step: z.enum(INSTALL_STEPS),
  settings,
  schedule,
}) satisfies z.ZodType<InstallationDraft>;
const pauseBody = z.strictObject({ paused: z.boolean() }) satisfies z.ZodType<PauseInstallationRequest>;
const consentBody = z.strictObject({
  locale: z.string().regex(LANGUAGE_TAG),
  textId: z.string().max(100).exactOptional(),
}) satisfies z.ZodType<GiveConsentRequest>;

/** What the requests about an installation require. */
export interface SessionInstallationDeps {
  readonly signInDeps: SignInDeps;
  readonly tokenRefresher: TokenRefresher;
  /** By name of the dialect. */
  readonly installationDetails: ReadonlyMap<string, InstallationMessageDetails>;
}

type SessionContext = Context<SessionEnv>;

/** Makes the functions that answer the calls of `session-installation.ts`. */
export function installationCalls(deps: SessionInstallationDeps) {
  const { signInDeps, tokenRefresher } = deps;
  const options = new SettingOptions({ ...signInDeps, tokenRefresher });
  const answer = async (c: SessionContext) =>
    c.json<InstallationResponse>(await describeInstallation({ ...deps, useCaseDeps: signInDeps }, c.var));
  const ownerOf = (c: SessionContext) => installationOwner(c.var.session);
  const causeIn = (c: SessionContext) => causeOf(c.var.session.context);

  return {
    read: answer,

    async save(c: SessionContext) {
      const owner = ownerOf(c);
      const request = await jsonBody(c, saveBody);
      await saveInstallation(signInDeps, owner, { request, ...causeIn(c) });
      return answer(c);
    },

    async pause(c: SessionContext) {
      const owner = ownerOf(c);
      const { paused } = await jsonBody(c, pauseBody);
      await setPaused(signInDeps, owner, { paused, ...causeIn(c) });
      return answer(c);
    },

    async uninstall(c: SessionContext) {
      await uninstall(signInDeps, ownerOf(c), causeIn(c));
      return answer(c);
    },

    async saveDraft(c: SessionContext) {
      const owner = ownerOf(c);
      await saveDraft(signInDeps, owner, await jsonBody(c, draftBody));
      return c.body(null, 204);
    },

    async giveConsent(c: SessionContext) {
      const owner = ownerOf(c);
      // A dialog may send no body: then it shows the present text, in a language of the browser.
      const hasBody = c.req.header('content-type') !== undefined;
      const { locale = browserLanguage(c), textId } = hasBody ? await jsonBody(c, consentBody) : {};
      await giveConsent(signInDeps, owner, { locale, textId, ...causeIn(c) });
      return answer(c);
    },

    async withdrawConsent(c: SessionContext) {
      await withdrawConsent(signInDeps, ownerOf(c), causeIn(c));
      return answer(c);
    },

    async deleteData(c: SessionContext) {
      await deleteInstallationData(signInDeps, ownerOf(c), causeIn(c));
      return answer(c);
    },

    async nextRuns(c: SessionContext) {
      const { integration } = ownerOf(c);
      const chosen = await jsonBody(c, schedule);
      const issues = scheduleIssues(chosen, integration.schedule);
      if (issues.length > 0) {
        const fields = issues.map(({ part, message }) => ({ path: part, message }));
        throw new InvalidRequestError('This schedule cannot be used.', fields);
      }
      return c.json<NextRunsResponse>({ nextRuns: nextRunTimes(chosen, signInDeps.now()) });
    },

    async history(c: SessionContext) {
      const found = await installationHistory(signInDeps.store, c.var.session, c.req.query('cursor'));
      return c.json<HistoryResponse>(found);
    },

    async options(c: SessionContext) {
      const owner = ownerOf(c);
      const query = c.req.query('query') ?? '';
      if (query.length > QUERY_LENGTH_MAX) {
        const message = `must have at most ${QUERY_LENGTH_MAX} characters`;
        throw new InvalidRequestError('The search is too long.', [{ path: 'query', message }]);
      }
      const found = await options.read(owner, {
        path: c.req.param('path') ?? '',
        query,
        cursor: c.req.query('cursor'),
      });
      return c.json<SettingOptionsResponse>(found);
    },
  };
}

/** The language that the browser prefers. `und` if it names none (BCP 47 section 4.1). */
function browserLanguage(c: SessionContext): string {
  const [preferred] = parseAccept(c.req.header('accept-language') ?? '');
  return preferred && LANGUAGE_TAG.test(preferred.type) ? preferred.type : ANY_LANGUAGE;
}
