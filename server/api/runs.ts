import { z } from '@hono/zod-openapi';
import { changeRun, startRun } from '../installations/report-run.ts';
import { requestObject } from '../field-issues.ts';
import type { Run, RunReport } from '../store/run-store.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, jsonRequest, jsonResponse } from './api-route.ts';
import { timeSchema } from './connection-resource.ts';
import { etagHeader, etagOf, ifMatchHeader, requireMatch } from './if-match.ts';
import { installationParameters, requireInstallation, runParameters } from './installation-resource.ts';
import { pageParameters, pageSchema, readCursor, toPage } from './pagination.ts';

const MAX_LINES = 100;
const MAX_LINE_LENGTH = 2000;
const RUN_STATUSES = ['running', 'success', 'error'] as const;

const line = z.string().min(1).max(MAX_LINE_LENGTH);
const lines = (description: string, example: readonly string[]) =>
  z
    .array(line)
    .max(MAX_LINES)
    .openapi({ description, example: [...example] });

const fields = {
  status: z.enum(RUN_STATUSES),
  message: line.nullable().openapi({ description: 'One sentence about the run, for people.', example: '98 records' }),
  overview: lines('What people see first, most important first.', ['98 of 100 contacts']),
  details: lines('What people see when they ask for more.', ['2 contacts have no e-mail address']),
  errors: lines('What failed.', []),
};

const reportSchema = requestObject({
  status: fields.status,
  message: fields.message.optional(),
  overview: fields.overview.optional(),
  details: fields.details.optional(),
  errors: fields.errors.optional(),
}).openapi('ReportRun', { example: { status: 'running' } });

const changeSchema = reportSchema
  .partial()
  .openapi('ChangeRun', { example: { status: 'success', overview: ['98 of 100 contacts'] } });

const runSchema = z
  .strictObject({
    id: z.number().int(),
    installation_id: z.number().int(),
    ...fields,
    started_at: timeSchema.openapi({ description: 'When it was reported first.' }),
    finished_at: timeSchema.nullable().openapi({ description: 'When its end was reported. `null`: it runs.' }),
    updated_at: timeSchema,
  })
  .openapi('Run', {
    example: {
      ...{ id: 31, installation_id: 9, status: 'success', message: null, overview: ['98 of 100 contacts'] },
      ...{ details: [], errors: [], started_at: '2026-01-31T12:00:00.000Z', finished_at: '2026-01-31T12:00:09.000Z' },
      updated_at: '2026-01-31T12:00:09.000Z',
    },
  });

const common = { tags: ['Runs'] };
const oneRun = (description: string) => ({ ...jsonResponse(description, runSchema), headers: etagHeader });

const listRoute = apiRoute('read', {
  ...{ ...common, method: 'get', path: '/installations/{id}/runs', operationId: 'listRuns' },
  summary: 'List the runs of an installation',
  description: 'The newest 500 runs are kept, and the last one that succeeded.',
  request: { params: installationParameters, query: z.strictObject(pageParameters) },
  responses: {
    200: jsonResponse('A page of runs, the newest first.', pageSchema(runSchema).openapi('RunPage')),
  },
});

const reportRoute = apiRoute('write', {
  ...{ ...common, method: 'post', path: '/installations/{id}/runs', operationId: 'reportRun' },
  summary: 'Report a run of an installation',
  description:
    'This server runs no integrations: your back end does, and reports it here. People see the runs, newest first.',
  request: { params: installationParameters, body: jsonRequest(reportSchema) },
  responses: { 201: oneRun('The new run.') },
});

const changeRoute = apiRoute('write', {
  ...{ ...common, method: 'patch', path: '/installations/{id}/runs/{run}', operationId: 'changeRun' },
  summary: 'Report the progress or the end of a run',
  description: 'A run that has ended keeps its status. Lists replace those that were reported before.',
  request: { params: runParameters, headers: z.object(ifMatchHeader), body: jsonRequest(changeSchema) },
  responses: { 200: oneRun('The run after the change.') },
});

/** `/installations/{id}/runs`: what back ends report about the integrations that they run. */
export function runRoutes({ useCaseDeps }: Pick<ApiDeps, 'useCaseDeps'>) {
  const { store } = useCaseDeps;
  return apiRouter()
    .openapi(listRoute, async (c) => {
      const { installation } = await requireInstallation(store, c.var.accessToken, c.req.valid('param').id);
      const page = c.req.valid('query');
      const rows = await store.runs.list(installation, installation.id, {
        beforeId: readCursor(page),
        limit: page.limit + 1,
      });
      return c.json(await toPage(rows, page, runResource), 200);
    })
    .openapi(reportRoute, async (c) => {
      const { installation } = await requireInstallation(store, c.var.accessToken, c.req.valid('param').id);
      const { status, message = null, overview = [], details = [], errors = [] } = c.req.valid('json');
      const run = await startRun(useCaseDeps, installation, { status, message, overview, details, errors });
      c.header('ETag', etagOf(run.revision));
      c.header('Location', `${c.req.path}/${run.id}`);
      return c.json(runResource(run), 201);
    })
    .openapi(changeRoute, async (c) => {
      const { id, run: runId } = c.req.valid('param');
      const { installation } = await requireInstallation(store, c.var.accessToken, id);
      const run = await changeRun(useCaseDeps, {
        ...{ installation, runId },
        changes: present(c.req.valid('json')),
        check: ({ revision }) => requireMatch(c.req.valid('header')['if-match'], etagOf(revision)),
      });
      c.header('ETag', etagOf(run.revision));
      return c.json(runResource(run), 200);
    });
}

/** The fields of a body that are there. */
function present({ status, message, overview, details, errors }: z.output<typeof changeSchema>): Partial<RunReport> {
  return {
    ...(status !== undefined && { status }),
    ...(message !== undefined && { message }),
    ...(overview !== undefined && { overview }),
    ...(details !== undefined && { details }),
    ...(errors !== undefined && { errors }),
  };
}

function runResource(run: Run): z.input<typeof runSchema> {
  const { id, installationId, status, message, overview, details, errors, startedAt, finishedAt, updatedAt } = run;
  return {
    ...{ id, installation_id: installationId, status, message },
    ...{ overview: [...overview], details: [...details], errors: [...errors] },
    started_at: new Date(startedAt).toISOString(),
    finished_at: finishedAt === null ? null : new Date(finishedAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
  };
}
