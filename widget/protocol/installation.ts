import type { LocalizedText } from './localized-text.ts';
import type { IntegrationSummary } from './page-state.ts';

/** One value of a choice. JSON Schema calls these scalars. */
export type ChoiceValue = string | number | boolean;

/** The value of a setting. An array is the value of several choices. */
export type SettingValue = ChoiceValue | readonly ChoiceValue[];

/**
 * The values of an integration's settings, by name. A group is an object. A setting without a value is absent. Secrets are
 * absent in everything that the server sends.
 */
export interface SettingValues {
  readonly [name: string]: SettingValue | SettingValues;
}

/** A value that a person can choose. */
export interface SettingOption {
  readonly value: ChoiceValue;
  readonly label: LocalizedText;
}

/** Shows a setting only while another setting of the same group has one of these values. */
export interface SettingCondition {
  readonly name: string;
  readonly values: readonly ChoiceValue[];
  /** Whether the condition also holds while the other setting has no value. */
  readonly whenAbsent: boolean;
}

interface SettingBase {
  /** Key of the value. Unique in its group, except for fields whose conditions exclude each other. */
  readonly name: string;
  readonly label: LocalizedText;
  readonly help?: LocalizedText;
  readonly required: boolean;
  /** Absent: the setting is always shown. */
  readonly condition?: SettingCondition;
}

/** A setting of an integration, made from the schema in the configuration. */
export type SettingField =
  | (SettingBase & {
      readonly kind: 'text';
      readonly format?: 'email' | 'uri' | 'date';
      readonly multiline?: boolean;
      readonly placeholder?: string;
    })
  | (SettingBase & {
      readonly kind: 'number';
      readonly integer: boolean;
      readonly minimum?: number;
      readonly maximum?: number;
      readonly placeholder?: string;
    })
  | (SettingBase & { readonly kind: 'toggle' })
  /** The vault keeps it. The server never sends it. */
  | (SettingBase & { readonly kind: 'secret' })
  | (SettingBase & { readonly kind: 'choice'; readonly options: readonly SettingOption[] })
  | (SettingBase & { readonly kind: 'choices'; readonly options: readonly SettingOption[] })
  /** The choices are read from a connected provider, with {@link SettingOptionsResponse}. */
  | (SettingBase & { readonly kind: 'remote-choice' | 'remote-choices'; readonly connector: string })
  | (SettingBase & { readonly kind: 'group'; readonly fields: readonly SettingField[] });

/** When an installation runs. */
export interface Schedule {
  /** Cron expression of five fields. */
  readonly expression: string;
  /** IANA name of the time zone in which the expression is read, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** The steps of an install flow, in order. `connect` has a step for each connector. */
export const INSTALL_STEPS = ['consent', 'connect', 'settings', 'schedule', 'review', 'done'] as const;

/** One of {@link INSTALL_STEPS}. */
export type InstallStep = (typeof INSTALL_STEPS)[number];

/** What a person has entered and not saved. It is kept on the server, so that another browser can continue. */
export interface InstallationDraft {
  readonly step: InstallStep;
  readonly settings: SettingValues;
  readonly schedule: Schedule;
}

/** An installation as its page shows it. */
export interface InstallationDetails {
  readonly id: number;
  readonly paused: boolean;
  readonly settings: SettingValues;
  readonly schedule: Schedule;
  /** The next three times at which it runs, ISO 8601 UTC. Empty while it is paused. */
  readonly nextRuns: readonly string[];
  /** When a person last changed it, ISO 8601 UTC. */
  readonly updatedAt: string;
  /** Whether the last run that has ended failed. */
  readonly lastRunFailed?: boolean;
}

/** What a person agrees to. */
export interface ConsentView {
  /** Whether a person must agree before anything else. */
  readonly required: boolean;
  readonly text: LocalizedText;
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** Identifies the text in all languages. Send it with the consent. */
  readonly textId?: string;
  /** When a person agreed, ISO 8601 UTC. Absent: no consent has been given, or it was withdrawn. */
  readonly givenAt?: string;
}

/** The text that a person agreed to. */
export interface GiveConsentRequest {
  /** BCP 47 tag of the language in which the person read it. */
  readonly locale: string;
  /** See {@link ConsentView.textId}. If the text has changed meanwhile, the answer is 409 `conflict`. */
  readonly textId?: string;
}

/** Everything that the page of an integration shows, apart from its connections. */
export interface InstallationView {
  /** Changes with each change of what this view contains, apart from the draft and the next runs. */
  readonly version: string;
  readonly integration: IntegrationSummary;
  readonly fields: readonly SettingField[];
  /** The values of a new installation. Absent: none of the settings has a default. */
  readonly defaults?: SettingValues;
  readonly schedule: {
    readonly default: string;
    /** Whether people can choose another schedule. */
    readonly editable: boolean;
    /** Two runs are at least this many minutes apart. */
    readonly minimumMinutes: number;
  };
  /** Absent: the integration has no text to agree to. */
  readonly consent?: ConsentView;
  /** Absent: not installed. */
  readonly installation?: InstallationDetails;
  /** Absent: nothing was entered that is not saved. */
  readonly draft?: InstallationDraft;
  /** Paths of secrets that are stored, with dots between names. */
  readonly storedSecrets: readonly string[];
  /** Whether the installation belongs to the whole account or to this user. */
  readonly sharing: 'account' | 'user';
}

/**
 * Query parameter of each call in {@link InstallationResponse}: the slug of the integration that the dialog shows. The
 * session of a portal can show another one by now. Then the answer is 409 `conflict` with the field `integration`.
 */
export const INTEGRATION_PARAMETER = 'integration';

/**
 * The calls of the dialog on the installation of its integration. They are relative to `/session`; see `session-api.ts`.
 * Each one has {@link INTEGRATION_PARAMETER}.
 *
 * | call | body | answer |
 * |---|---|---|
 * | `GET /installation` | | {@link InstallationResponse} |
 * | `PUT /installation` | {@link SaveInstallationRequest} | {@link InstallationResponse}. Installs, or saves changes |
 * | `PUT /installation/draft` | {@link InstallationDraft} | 204 |
 * | `PATCH /installation` | {@link PauseInstallationRequest} | {@link InstallationResponse} |
 * | `DELETE /installation` | | {@link InstallationResponse}. Uninstalls. Connections stay |
 * | `POST /installation/consent` | {@link GiveConsentRequest}, or nothing | {@link InstallationResponse} |
 * | `DELETE /installation/consent` | | {@link InstallationResponse}. Withdraws the consent and pauses the installation |
 * | `DELETE /installation/data` | | {@link InstallationResponse}. Deletes everything of this integration: see the docs |
 * | `POST /installation/next-runs` | {@link Schedule} | {@link NextRunsResponse} |
 * | `GET /installation/options/:path?query=&cursor=` | | {@link SettingOptionsResponse} |
 * | `GET /installation/history?cursor=` | | {@link HistoryResponse} |
 */
export interface InstallationResponse {
  readonly view: InstallationView;
  /** Fields that the dialect adds to its messages about the installation. */
  readonly messageDetails?: Readonly<Record<string, unknown>>;
}

/** What a person saves. An absent secret keeps the stored one; an empty text removes it. */
export interface SaveInstallationRequest {
  readonly settings: SettingValues;
  readonly schedule: Schedule;
}

/** Pauses an installation, or resumes it. */
export interface PauseInstallationRequest {
  readonly paused: boolean;
}

/** The next three times of a schedule, ISO 8601 UTC. */
export interface NextRunsResponse {
  readonly nextRuns: readonly string[];
}

/** Choices that were read from a connected provider. */
export interface SettingOptionsResponse {
  readonly options: readonly { readonly value: ChoiceValue; readonly label: string }[];
  /** Absent: there are no more. */
  readonly nextCursor?: string;
}

/** The status of a run, as the host's back end reports it. */
export type RunStatus = 'running' | 'success' | 'error';

/** A run of an integration. The host's back end runs integrations and reports it. */
export interface RunView {
  readonly id: number;
  readonly status: RunStatus;
  readonly message?: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly finishedAt?: string;
  /** Sentences or named values, most important first. */
  readonly overview: readonly string[];
  readonly details: readonly string[];
  readonly errors: readonly string[];
}

/** Something that happened to an integration. */
export interface ActivityView {
  readonly id: number;
  /** Type of the event, such as `installation.updated` or `connection.connected`. */
  readonly type: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Who did it. Absent: no person did, for example a schedule did. */
  readonly actor?: string;
  /** Provider's name, if it happened to a connection. */
  readonly connector?: string;
  /** What an `installation.updated` changed, if it was not the settings or the schedule. */
  readonly change?: 'paused' | 'resumed';
}

/** What happened to an integration, newest first. */
export interface HistoryResponse {
  readonly runs: readonly RunView[];
  readonly activity: readonly ActivityView[];
  /** Absent: there is no more. */
  readonly nextCursor?: string;
}
