import type {
  HistoryResponse,
  InstallationDetails,
  InstallationDraft,
  InstallationResponse,
  InstallationView,
  NextRunsResponse,
  SaveInstallationRequest,
  Schedule,
  SettingField,
  SettingOptionsResponse,
  SettingValue,
  SettingValues,
} from '../../protocol/installation.ts';
import {
  groupValues,
  ownValue,
  type SettingProblem,
  shownFields,
  shownValues,
  withToggles,
} from '../../protocol/setting-validation.ts';
import type { ConnectorConnections } from '../../protocol/subject.ts';
import type { Dialog, StepProblem } from './dialog-state.ts';
import type { HistoryState } from './install-history.ts';
import {
  expressionOf,
  type ScheduleForm,
  scheduleForm,
  type ScheduleProblem,
  scheduleProblem,
} from './schedule-form.ts';

/**
 * What an install flow shows. `overview` and `history` are those of an installation, and `deleted` is the end after its data
 * was deleted.
 */
export type InstallPage =
  'consent' | 'connect' | 'settings' | 'schedule' | 'review' | 'done' | 'overview' | 'history' | 'deleted';

/** A step of an install flow. */
export type FlowPage = Exclude<InstallPage, 'done' | 'overview' | 'history' | 'deleted'>;

/** What a person does in an install flow. */
export type InstallAction =
  /** The code of the flow has loaded. The time zone is that of the reader. */
  | { readonly type: 'open'; readonly timeZone: string }
  /** Changes a setting. `path` has the names of its group and of the setting. */
  | { readonly type: 'set'; readonly path: readonly string[]; readonly value?: SettingValue | undefined }
  | { readonly type: 'schedule'; readonly changes: Partial<ScheduleForm> }
  | { readonly type: 'time-zone'; readonly timeZone: string }
  /** Goes to a page without saving. */
  | { readonly type: 'go'; readonly page: InstallPage }
  /** Finishes the present page: goes to the next one, or saves. */
  | { readonly type: 'continue' }
  /** Goes back to what is saved. */
  | { readonly type: 'discard' }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'uninstall' | 'withdraw' | 'delete-data' }
  /** Searches the choices of a provider. Also tries again after a failure. */
  | { readonly type: 'search'; readonly path: string; readonly query: string }
  /** Reads more choices of a provider. */
  | { readonly type: 'more'; readonly path: string }
  /** Reads the next runs again after a failure. */
  | { readonly type: 'retry-runs' }
  /** Keeps the draft at once, because the page may end. */
  | { readonly type: 'keep' }
  /** Reads older entries of the history. Also tries again after a failure. */
  | { readonly type: 'more-history' };

/** A call or a wait of an install flow. */
export type InstallWork =
  | { readonly name: 'save'; readonly body: SaveInstallationRequest }
  | { readonly name: 'pause'; readonly paused: boolean }
  /** `textId` identifies the text that the person has read, in this language. */
  | { readonly name: 'agree'; readonly locale: string; readonly textId?: string | undefined }
  | { readonly name: 'withdraw' | 'uninstall' | 'delete-data' | 'read' }
  | { readonly name: 'wait-for-draft' }
  | { readonly name: 'keep-draft'; readonly draft: InstallationDraft }
  | { readonly name: 'next-runs'; readonly schedule: Schedule }
  | { readonly name: 'options'; readonly path: string; readonly query: string; readonly cursor?: string | undefined }
  /** Reads older entries. `isRefresh`: the newest ones again. */
  | { readonly name: 'history'; readonly cursor?: string | undefined; readonly isRefresh?: boolean };

/** The result of an {@link InstallWork}. */
export type InstallEvent =
  | { readonly type: 'install-response'; readonly work: InstallWork; readonly response: InstallationResponse }
  /** The person has typed nothing for a while. */
  | { readonly type: 'draft-due' }
  | { readonly type: 'draft-kept' }
  | { readonly type: 'next-runs'; readonly work: InstallWork; readonly response: NextRunsResponse }
  | { readonly type: 'options'; readonly path: string; readonly response: SettingOptionsResponse }
  | { readonly type: 'history'; readonly isRefresh?: boolean; readonly response: HistoryResponse };

/** A call for which the person waits. There is one at a time. */
export interface InstallCall {
  readonly id: number;
  readonly work: InstallWork;
  /** The session showed another integration. The call waits until it shows this one again. */
  readonly isWaiting?: boolean;
  /** The call was sent once before. */
  readonly isRetry?: boolean;
}

/** What has happened without this dialog, or since the person came. Shown until the next page. */
export type InstallNotice = 'changed' | 'installed' | 'uninstalled' | 'withdrawn' | 'text_changed' | 'saved' | 'kept';

/** The state of an install flow. */
export interface InstallState extends EditedInstallation {
  /** What the server has sent last. */
  readonly view: InstallationView;
  /** Fields that the dialect adds to the messages. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly page: InstallPage;
  /** The steps that the person has seen. */
  readonly reached: readonly FlowPage[];
  /** Increases when the focus should move to the start of the page. */
  readonly focus: number;
  readonly notice?: InstallNotice | undefined;
  /** The person tried to continue without a connection to each connector. */
  readonly isUnconnected: boolean;
  /** The values that kept the person from continuing. */
  readonly problems: readonly SettingProblem[];
  /** What kept the person from continuing with the schedule. `refused`: the server has refused it. */
  readonly scheduleProblem?: ScheduleProblem | 'refused' | undefined;
  /** Why the last call failed. */
  readonly failure?: StepProblem | undefined;
  readonly call?: InstallCall | undefined;
  /** How many times the installation was saved. */
  readonly saves: number;
  /** Number of the read that is needed. Absent: none. */
  readonly read?: number | undefined;
  readonly draft: DraftProgress;
  readonly runs?: NextRuns | undefined;
  /** Choices of providers by path. */
  readonly choices: Readonly<Record<string, RemoteChoices>>;
  /** What the page of the history shows. */
  readonly history?: HistoryState | undefined;
}

/** What a person has entered. */
export interface EditedInstallation {
  readonly settings: SettingValues;
  readonly form: ScheduleForm;
  readonly timeZone: string;
}

/** How much of what was entered the server has. */
export interface DraftProgress {
  /** Increases with each change. */
  readonly turn: number;
  /**
   * The turn that is being sent. While it is, no other one is, so that an older draft never replaces a newer one. Only when the
   * person leaves, a newer one is sent after it without a wait.
   */
  readonly sending?: number | undefined;
  /** The last turn that the server has. */
  readonly kept: number;
  readonly hasFailed?: boolean;
}

/** The next runs of the schedule in the form. */
export interface NextRuns {
  /** The schedule to which they belong. */
  readonly key: string;
  readonly times?: readonly string[];
  readonly problem?: StepProblem;
  /** How many times the person tried again. */
  readonly attempt?: number;
}

/** The choices that a provider offers for one setting. */
export interface RemoteChoices {
  readonly query: string;
  /** Identifies the request. */
  readonly turn: number;
  /** A request waits or runs. */
  readonly isLoading: boolean;
  /** Where the request continues the list. */
  readonly cursor?: string | undefined;
  readonly options: SettingOptionsResponse['options'];
  readonly nextCursor?: string | undefined;
  readonly problem?: StepProblem | undefined;
  /** Labels of all choices that were loaded, by value as JSON. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What the server has sent, with or without the draft. */
type StoredView = Omit<InstallationView, 'draft'> & { readonly draft?: InstallationView['draft'] | undefined };

/** The pages through which a person installs, in order. */
export function flowPages({ view }: { readonly view: StoredView }): readonly FlowPage[] {
  const { consent, integration, fields, schedule } = view;
  return [
    ...(consent?.required ? (['consent'] as const) : []),
    ...(integration.connectors.length > 0 ? (['connect'] as const) : []),
    ...(fields.length > 0 ? (['settings'] as const) : []),
    ...(schedule.editable ? (['schedule'] as const) : []),
    'review',
  ];
}

/** Whether a person must agree before anything else. */
export function needsConsent({ consent }: Pick<InstallationView, 'consent'>): boolean {
  return consent?.required === true && consent.givenAt === undefined;
}

/** Whether a connector has a connection that works. */
export function isConnected({ connections }: ConnectorConnections): boolean {
  return connections.some(({ status }) => status === 'connected');
}

/** Whether the connector of the selected connection is connected. */
export function isSelectedConnected({ connectors, selectedId }: Dialog): boolean {
  const entry = connectors.find(({ connections }) => connections.some(({ id }) => id === selectedId));
  return entry !== undefined && isConnected(entry);
}

/** Whether every connector of the dialog is connected. */
export function isAllConnected({ connectors }: Pick<Dialog, 'connectors'>): boolean {
  return connectors.every(isConnected);
}

/**
 * What the overview says first of an installation. `attention`: a person has to connect something again. `failed`: the last
 * run that has ended failed.
 */
export type InstallationStatus = 'active' | 'paused' | 'attention' | 'failed';

/** The status of an installation. A connector with a connection that works needs nothing. */
export function installationStatus(
  { paused, lastRunFailed }: Pick<InstallationDetails, 'paused' | 'lastRunFailed'>,
  connectors: Dialog['connectors'],
): InstallationStatus {
  if (paused) return 'paused';
  const isBroken = connectors.some(
    (entry) =>
      !isConnected(entry) && entry.connections.some(({ status }) => status === 'needs_reauth' || status === 'error'),
  );
  if (isBroken) return 'attention';
  return lastRunFailed ? 'failed' : 'active';
}

/** Whether a reader may do something. */
export function may({ permissions }: Pick<Dialog, 'permissions'>, permission: 'connect' | 'manage'): boolean {
  return permissions.includes(permission);
}

/** The page where a person starts, or continues after an interruption. */
export function firstPage(dialog: Dialog, view: StoredView): InstallPage {
  if (view.installation || !may(dialog, 'connect')) return 'overview';
  if (needsConsent(view)) return 'consent';
  if (!isAllConnected(dialog)) return 'connect';
  const left = flowPages({ view }).filter((page) => page !== 'consent' && page !== 'connect');
  return left.find((page) => page === view.draft?.step) ?? left[0] ?? 'review';
}

/** What the server has of what a person entered: the draft, else the installation, else the defaults. */
export function storedEdit(view: StoredView, timeZone: string): EditedInstallation {
  const { draft, installation, fields, defaults, schedule: allowed } = view;
  const settings = (draft ?? installation)?.settings ?? defaults ?? {};
  const schedule = (draft ?? installation)?.schedule ?? { expression: allowed.default, timeZone };
  return {
    settings: withToggles(fields, settings),
    form: scheduleForm(schedule.expression),
    timeZone: schedule.timeZone,
  };
}

/** What is saved. */
export function savedEdit(view: InstallationView, timeZone: string): EditedInstallation {
  return storedEdit({ ...view, draft: undefined }, timeZone);
}

/** The schedule of the form. While the form has a problem, that which is saved, or the default. */
export function scheduleOf({ form, timeZone, view }: EditedInstallation & Pick<InstallState, 'view'>): Schedule {
  const { installation, schedule } = view;
  const saved = installation?.schedule.expression ?? schedule.default;
  return { expression: scheduleProblem(form) ? saved : expressionOf(form), timeZone };
}

/** What is sent to save an installation. */
export function savedRequest(install: InstallState): SaveInstallationRequest {
  return { settings: shownValues(install.view.fields, install.settings), schedule: scheduleOf(install) };
}

/** Whether something was entered that an installation does not have yet. */
export function isDirty(install: InstallState): boolean {
  const { view } = install;
  if (!view.installation) return false;
  const saved = { ...install, ...savedEdit(view, install.timeZone) };
  return scheduleProblem(install.form) !== undefined || show(savedRequest(saved)) !== show(savedRequest(install));
}

/** Compares values whose keys have another order. */
function show(request: SaveInstallationRequest): string {
  return JSON.stringify(request, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

/** Identifies a schedule. */
export function scheduleKey({ expression, timeZone }: Schedule): string {
  return `${expression} ${timeZone}`;
}

/** Sets or removes a value. The first name can be that of a group. */
export function withSetting(
  values: SettingValues,
  [name = '', ...rest]: readonly string[],
  value: SettingValue | undefined,
): SettingValues {
  const inside = rest.length > 0 ? withSetting(groupValues(values, name), rest, value) : value;
  const others = Object.entries(values).filter(([known]) => known !== name);
  return Object.fromEntries(inside === undefined ? others : [...others, [name, inside]]);
}

/** The paths of the shown settings whose choices a provider offers: all of them, or those with a value. */
export function remotePaths(
  { view, settings }: Pick<InstallState, 'view' | 'settings'>,
  { isChosen }: { readonly isChosen: boolean },
): readonly string[] {
  const paths = (fields: readonly SettingField[], values: SettingValues, prefix: string): readonly string[] =>
    shownFields(fields, values).flatMap((field) => {
      const path = prefix + field.name;
      if (field.kind === 'group') return paths(field.fields, groupValues(values, field.name), `${path}.`);
      const isRemote = field.kind === 'remote-choice' || field.kind === 'remote-choices';
      return isRemote && (!isChosen || ownValue(values, field.name) !== undefined) ? [path] : [];
    });
  return paths(view.fields, settings, '');
}
