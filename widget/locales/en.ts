import type { ErrorCode } from '../protocol/error-codes.ts';

/** What can stand in the way: the codes of the server, and three situations that are no answer of it. */
export type ProblemCode = ErrorCode | 'top_level' | 'unreachable' | 'outdated';

/** Key of one sentence, such as `form.submit`. */
export type TranslationKey = keyof typeof en;

/** Every sentence of the dialog and of its pages in one language. `{name}` stands for a value. */
export type Translations = Readonly<Record<TranslationKey, string>>;

/** Sentences of the pages that the server renders, and of sign-in windows. */
const server = {
  'page.title': 'Connection',
  'page.noscript': 'Turn on JavaScript in your browser, then reload the page.',

  'window.back': 'Close this window and go back to {organization}.',
  'window.back_unknown': 'Close this window and go back to where you started.',
  'window.close': 'You can close this window.',

  'window.connected.title': '{provider} is connected',

  'window.cancelled.title': 'Sign-in canceled',
  'window.cancelled.text': 'You canceled this sign-in in {organization}. Nothing was connected.',

  'window.confirm.title': 'Did you start this connection?',
  'window.confirm.text':
    'Continue only if you just started it yourself in {organization}. The {provider} account you sign in with next will be connected.',
  'window.confirm.product': 'Product',
  'window.confirm.account': 'Account in {organization}',
  'window.confirm.provider': 'Connecting to',
  'window.confirm.warning_title': 'Did someone send you this link?',
  'window.confirm.warning':
    'Close this window. The sender could get access to your {provider} account. Never enter a code that someone gave you.',

  'window.code.label': '{count}-digit code',
  'window.code.help': 'The code is shown in {organization}, where you started.',
  'window.code.submit': 'Continue',
  'window.code.sending': 'Checking…',
  'window.code.incomplete': 'Enter all {count} digits.',
  'window.code.wrong': 'This code is incorrect.',
  'window.code.tries_one': 'You have one attempt left.',
  'window.code.tries_many': 'You have {count} attempts left.',
  'window.code.unreachable': 'Can’t reach the server. Check your internet connection, then try again.',

  'window.problem.sign_in_expired.title': 'This sign-in has ended',
  'window.problem.sign_in_expired.text':
    'It was already completed or canceled, or it took longer than 10 minutes. If you’re not connected yet, start again.',
  'window.problem.not_found.title': 'This sign-in doesn’t exist',
  'window.problem.not_found.text': 'The link isn’t valid, or the connection was deleted.',
  'window.problem.conflict.title': 'This connection was changed',
  'window.problem.conflict.text':
    'It was changed somewhere else while you were signing in. Check its current status before you start again.',
  'window.problem.invalid_credentials.title': 'This sign-in wasn’t accepted',
  'window.problem.invalid_credentials.title_provider': '{provider} didn’t accept the sign-in',
  'window.problem.invalid_credentials.text':
    'You signed in, but access was then denied. Start again. If that doesn’t help, contact support.',
  'window.problem.provider_unavailable.title': 'The system you’re connecting isn’t available right now',
  'window.problem.provider_unavailable.title_provider': '{provider} isn’t available right now',
  'window.problem.provider_unavailable.text':
    'It didn’t respond or reported an error, so the sign-in couldn’t be completed. Start again in a few minutes.',
  'window.problem.other.title': 'This sign-in can’t continue',
  'window.problem.other.text': 'An unexpected problem occurred. Start again. If that doesn’t help, contact support.',
} as const;

/** Sentences that every page carries: with an error, the dialog must be able to say them when it can load nothing. */
const core = {
  'page.loading': 'Loading…',

  'header.context': 'For {tenant} in {organization}',

  'form.title': 'Connect {provider}',
  'form.retry': 'Try again',
  'form.reconnect': 'Reconnect {provider}',

  'action.cancel': 'Cancel',
  'action.reload': 'Reload',

  'problem.unreachable.title': 'Can’t reach the server',
  'problem.unreachable.text': 'Check your internet connection, then try again.',
  'problem.unreachable.text_kept': 'What you entered is still here. Check your internet connection, then try again.',
  'problem.outdated.title': 'This page is out of date',
  'problem.outdated.text': 'Reload the page to continue.',
  'problem.internal.title': 'Something went wrong on our side',
  'problem.internal.text': 'Try again. If it happens again, contact support.',
  'problem.embed_sandboxed.title': 'This website blocks the connection',
  'problem.embed_sandboxed.text': 'Contact the website’s support team.',
} as const;

const form = {
  'form.intro': '{organization} uses these details to access {provider} on your behalf.',
  'form.inputs': 'Enter the details below, then sign in to {provider}.',
  'form.optional': 'optional',
  'form.submit': 'Connect',
  'form.continue': 'Continue',
  'form.help': 'Where do I find this in {provider}?',
  'form.privacy': 'Your details are encrypted and used only for this connection.',

  'field.show': 'Show',
  'field.hide': 'Hide',
  'field.missing': 'Fill in “{label}”.',

  'checking.title': 'Checking with {provider}…',
  'checking.saving': 'Saving…',
} as const;

const signIn = {
  'sign_in.text': 'A new window opens. Sign in there and give {organization} access.',
  'sign_in.open': 'Continue to {provider}',
  'sign_in.back': 'Back',
} as const;

const signingIn = {
  'checking.text': 'This usually takes a few seconds.',

  'sign_in.title': 'Continue in the {provider} window',
  'sign_in.wait': 'This page updates automatically when you’re done.',
  'sign_in.not_opened': 'Window didn’t open?',
  'sign_in.window_closed': 'Closed the window?',
  'sign_in.blocked_title': 'The window may be blocked',
  'sign_in.blocked_text': 'Allow pop-ups for this page, then try again.',
  'sign_in.address': 'Or open this address in a new tab:',
  'sign_in.copy': 'Copy',
  'sign_in.copied': 'Copied',
  'sign_in.code': 'Enter this code in the window that asks for it, but only if you opened that window yourself.',
  'sign_in.finishing': 'Finishing…',
} as const;

const connected = {
  // Only a connection that works can be replaced, so its view is there.
  'form.replace_title': 'Update details for {provider}',
  'form.replace_text': 'Your current connection stays active until {provider} accepts the new details.',
  'form.replace_unverified_text': 'Your current connection stays active until the new details are saved.',
  'form.replace_submit': 'Update details',
  'form.replace_cancel': 'Keep current connection',
  'sign_in.keeps_connection': 'Your current connection stays active until you finish.',

  'action.done': 'Done',
  'connected.title': '{provider} is connected',
  'connected.account': 'Account',
  'connected.since': 'Connected since',
  'connected.verification': 'Verification',
  'connected.verified': 'Accepted by {provider}.',
  'connected.unverified': 'Not checked with {provider}. You may only notice a mistake when the connection is used.',
  'connected.managed': '{organization} manages this connection. You don’t need to do anything here.',
  'connected.other_title': 'You connected a different account',
  'connected.other_text': 'Previous account: {before}. Current account: {account}.',
  'connected.replace': 'Update details',
  'connected.sign_in': 'Sign in again',
  'connected.disconnect': 'Disconnect',

  'disconnect.title': 'Disconnect {provider}?',
  'disconnect.text':
    '{organization} will no longer be able to use {provider} for you. The saved access will be deleted.',
  'disconnect.confirm': 'Disconnect',
  'disconnect.working': 'Disconnecting…',
  'disconnect.cancel': 'Stay connected',
} as const;

const addition = {
  'chooser.add': 'Add another account',
  'chooser.limit': 'You can have at most {count} connections.',
} as const;

const statuses = {
  'status.connected': 'connected',
  'status.disconnected': 'not connected',
  'status.needs_reauth': 'needs to be reconnected',
  'status.error': 'last attempt failed',
} as const;

const chooser = {
  'chooser.label': 'Connection',
  'chooser.rename': 'Rename',
  'chooser.unnamed': 'Connection {id}',

  ...statuses,
} as const;

const renaming = {
  'chooser.name': 'Connection name',
  'chooser.save': 'Save',
  'chooser.name_missing': 'Enter a name.',
} as const;

const integrations = {
  'integrations.title': 'Integrations',
  'integrations.read_only': 'You can connect them when you’re signed in to {organization}.',
  'integrations.empty': 'There’s nothing to connect yet.',
  'integrations.search': 'Search integrations',
  'integrations.category': 'Category',
  'integrations.all_categories': 'All categories',
  'integrations.installed_only': 'Installed only',
  'integrations.count': '{count} of {total}',
  'integrations.none_match': 'No integration matches.',
  'integrations.show_all': 'Show all',
  'status.installed': 'installed',
  'status.paused': 'paused',
  'status.consent_required': 'waits for your consent',
  'status.failed_run': 'last run failed',

  'steps.all': 'All integrations',
  'steps.label': 'What this integration connects',
  'steps.progress': '{count} of {total} connected',
  'steps.done': 'Everything is connected.',

  ...statuses,
} as const;

const install = {
  'install.steps': 'Steps',
  'install.step': 'Step {count} of {total}',
  'install.page.consent': 'Your consent',
  'install.page.connect': 'Connections',
  'install.page.settings': 'Settings',
  'install.page.schedule': 'Schedule',
  'install.page.review': 'Review',
  'install.back': 'Back',
  'install.continue': 'Continue',
  'install.agree': 'Agree and continue',
  'install.submit': 'Install',
  'install.save': 'Save changes',
  'install.finish': 'Done',
  'install.working': 'Please wait…',
  'install.page.history': 'History',
} as const;

const installForm = {
  'install.overview': 'Overview',
  'install.active': 'Active',
  'install.paused': 'Paused',
  'install.attention': 'Needs attention',
  'install.run_failed': 'Last run failed',
  'install.draft_kept': 'Draft saved.',
  'install.draft_failed': 'This draft can’t be saved right now. Your entries are still in this window.',
  'install.next_runs': 'Next runs ({zone})',
  'install.runs_failed': 'The next runs can’t be shown right now.',
  'install.agreed': 'Consent given on',
  'install.unconnected': 'To continue, connect {providers}.',
  'install.review': 'Check everything, then install {integration}.',
  'install.done': '{integration} is installed',
  'install.first_run': 'It runs for the first time on',
  'install.details': 'View details',
  'install.shared': 'Installed for everyone at {tenant}.',
  'install.personal': 'Installed only for you.',
  'install.consent_missing': '{integration} stays paused until someone agrees.',
  'install.read_consent': 'Read and agree',
  'install.unsaved': 'Some changes aren’t saved',
  'install.discard': 'Discard',
  'install.deleted': 'The data of {integration} was deleted',
  'install.deleted_text': 'To install it again, open this page again.',
  'install.edit': 'Edit',
  'install.yes': 'Yes',
  'install.no': 'No',
  'install.hidden': 'Stored, not shown',
  'install.not_set': 'Not set',
  'install.runs': 'Runs',
  'install.none': '{integration} isn’t installed',
  'install.none_text': 'You don’t have permission to install it. Ask the person who manages your account for access.',
  'install.notice.changed': 'This integration was changed somewhere else.',
  'install.notice.installed':
    'This integration was installed somewhere else. If you save, your settings replace those.',
  'install.notice.uninstalled': '{integration} isn’t installed anymore.',
  'install.notice.withdrawn': 'The consent was withdrawn.',
  'install.notice.text_changed': 'The text has changed. Read it again before you agree.',
  'install.notice.saved': 'Your changes are saved.',
  'install.notice.kept': 'Nothing was installed. What you entered is kept, and you can continue later.',
  'schedule.hourly_at': 'Every hour, at minute {minute}',
  'schedule.daily_at': 'Every day at {time}',
  'schedule.weekly_at': '{days} at {time}',
  'pause.action': 'Pause',
  'pause.title': 'Pause {integration}?',
  'pause.text': 'It won’t run until you resume it. Settings and connections are kept.',
  'resume.action': 'Resume',
  'resume.title': 'Resume {integration}?',
  'resume.text': 'It runs again at its next scheduled time. Missed runs aren’t repeated.',
  'uninstall.action': 'Uninstall',
  'uninstall.title': 'Uninstall {integration}?',
  'uninstall.text': 'It stops running, and its settings are deleted. Connections are kept.',
  'withdraw.action': 'Withdraw consent',
  'withdraw.title': 'Withdraw the consent for {integration}?',
  'withdraw.text': 'It’s paused until someone agrees again. Settings and connections are kept.',
  'delete-data.action': 'Delete all data',
  'delete-data.title': 'Delete all data of {integration}?',
  'delete-data.text':
    'This deletes its settings, runs, consent and installation, and the connections that no other integration uses. You can’t undo this.',
  'schedule.every-15': 'Every 15 minutes',
  'schedule.every-30': 'Every 30 minutes',
  'schedule.hourly': 'Every hour',
  'settings.optional': 'optional',
  'settings.choose': 'Choose…',
  'settings.none': 'None',
  'settings.wrong_one': 'Check one field',
  'settings.wrong_many': 'Check {count} fields',
  'settings.missing': 'Fill in “{label}”.',
  'settings.not_number': 'Enter a number.',
  'settings.not_integer': 'Enter a whole number.',
  'settings.too_small': 'Enter {limit} or more.',
  'settings.too_large': 'Enter {limit} or less.',
  'settings.not_email': 'Enter an email address, such as name@example.com.',
  'settings.not_url': 'Enter a full address, such as https://example.com.',
  'settings.not_date': 'Enter a date.',
  'settings.not_offered': 'Choose one of the offered values.',
  'settings.refused': 'This value wasn’t accepted. Check it.',
  'settings.stored': 'A value is stored. Leave this blank to keep it.',
  'settings.remove': 'Remove',
  'settings.removed': 'The stored value will be removed when you save.',
  'settings.keep': 'Keep',
  'settings.search': 'Search',
  'settings.more': 'Show more',
  'settings.no_choices': 'Nothing found.',
  'settings.choices_failed': 'The choices from {provider} can’t be loaded right now.',
  'settings.selected': 'Selected: {value}',
  'settings.selected_none': 'Nothing selected.',
  'settings.clear': 'Clear',
  'schedule.label': 'How often',
  'schedule.daily': 'Every day',
  'schedule.weekly': 'Every week',
  'schedule.cron': 'Cron expression',
  'schedule.cron_help': 'Minute, hour, day of month, month, day of week. Runs are at least {interval} apart.',
  'schedule.days': 'Days',
  'schedule.time': 'Time',
  'schedule.time_zone': 'Time zone',
  'schedule.time_missing': 'Enter a time.',
  'schedule.days_missing': 'Choose at least one day.',
  'schedule.expression_invalid': 'Enter five parts, such as 30 8 * * 1-5.',
  'schedule.refused': 'With this schedule, the integration never runs, or its runs are less than {interval} apart.',
} as const;

const history = {
  'history.runs': 'Runs',
  'history.no_runs': 'It hasn’t run yet.',
  'history.activity': 'Changes',
  'history.no_activity': 'Nothing has changed yet.',
  'history.failed': 'The history can’t be loaded right now.',
  'history.details': 'Details',
  'history.automatic': 'Automatically',
  'history.running': 'Running',
  'history.success': 'Succeeded',
  'history.error': 'Failed',
  'activity.installed': 'The integration was installed.',
  'activity.changed': 'The settings or the schedule were changed.',
  'activity.paused': 'The integration was paused.',
  'activity.resumed': 'The integration was resumed.',
  'activity.uninstalled': 'The integration was uninstalled.',
  'activity.agreed': 'The consent was given.',
  'activity.withdrawn': 'The consent was withdrawn.',
  'activity.added': 'A connection to {provider} was added.',
  'activity.connected': '{provider} was connected.',
  'activity.verified': 'The connection to {provider} was checked. It works.',
  'activity.refused': '{provider} refused a connection.',
  'activity.needs_reauth': 'The connection to {provider} stopped working.',
  'activity.renamed': 'The connection to {provider} was renamed.',
  'activity.checked': 'The connection to {provider} was checked.',
  'activity.disconnected': '{provider} was disconnected.',
  'activity.removed': 'The connection to {provider} was deleted.',
  'activity.mismatch': 'A sign-in at {provider} was stopped, because it was opened in another browser.',
  'activity.other': 'Something else was changed.',
} as const;

const rare = {
  'header.refreshing_session': 'Refreshing your session…',
  'field.refused': 'Check “{label}”: it’s not in the format that {provider} uses.',
  'field.refused_part': 'Check “{label}”: enter only the part that goes in the field.',
  'checking.slow': '{provider} is taking longer than usual. You can keep waiting, or cancel and try again later.',

  'header.sandbox': 'Test mode',
  'header.sandbox_text': 'For testing only. Don’t connect a real account.',
  'problem.provider_says': '{provider} says:',
  'problem.reference': 'Reference for support: {id}',
  'problem.developers': 'For developers',

  'form.reauth_title': 'The connection to {provider} no longer works',
  'form.reauth_text': 'Access may have expired, or it was changed or revoked. Reconnect to continue.',
  'problem.top_level.title': 'This page can’t be opened on its own',
  'problem.top_level.text': 'It’s part of another product. Go back to that product and connect from there.',

  'elsewhere.connected': '{provider} was connected somewhere else.',
  'elsewhere.disconnected': 'This connection was disconnected somewhere else.',
  'elsewhere.changed': 'This connection was changed somewhere else.',
  'elsewhere.deleted': 'The connection you had open was deleted somewhere else.',

  'problem.token_missing.title': 'This connection couldn’t be loaded',
  'problem.token_missing.text':
    'This can happen when you go back or reopen a tab. Reload the page. If that doesn’t help, contact support.',
  'problem.token_invalid.title': 'This connection couldn’t be loaded',
  'problem.token_invalid.text':
    'Your access couldn’t be verified. Reload the page. If that doesn’t help, contact support.',
  'problem.token_expired.title': 'This page has expired',
  'problem.token_expired.text':
    'For your security, it can be opened only for a short time. Reload the page to continue.',
  'problem.token_replayed.title': 'This page was already opened',
  'problem.token_replayed.text': 'For your security, it can be opened only once. Reload the page to continue.',
  'problem.unauthorized.title': 'Your access couldn’t be verified',
  'problem.unauthorized.text': 'Reload the page and try again. If that doesn’t help, contact support.',
  'problem.forbidden.title': 'You don’t have permission to do this',
  'problem.forbidden.text': 'Ask the person who manages your account for access.',
  'problem.session_expired.title': 'Your session has expired',
  'problem.session_expired.text': 'Reload the page to continue.',
  'problem.origin_not_allowed.title': 'This connection can’t be shown here',
  'problem.origin_not_allowed.text': 'This website isn’t allowed to show it. Contact the website’s support team.',
  'problem.sign_in_browser_mismatch.title': 'This sign-in couldn’t be confirmed',
  'problem.sign_in_browser_mismatch.text':
    'For your security, nothing was connected. Start again and finish in the same browser.',
  'problem.consent_required.title': 'Your consent is required',
  'problem.consent_required.text': 'Go back, read what you’re asked to agree to, and accept it to connect.',
  'problem.not_found.title': 'Not found',
  'problem.not_found.text':
    'What you’re looking for doesn’t exist or was deleted. Reload the page. If that doesn’t help, contact support.',
  'problem.method_not_allowed.title': 'Something went wrong',
  'problem.method_not_allowed.text': 'Reload the page and try again. If that doesn’t help, contact support.',
  'problem.conflict.title': 'This connection was changed',
  'problem.conflict.text': 'It was changed somewhere else. Reload the page to see its current status.',
  'problem.sign_in_expired.title': 'The sign-in has expired',
  'problem.sign_in_expired.text': 'Nothing was connected. Start again and finish within 10 minutes.',
  'problem.payload_too_large.title': 'This text is too long',
  'problem.payload_too_large.text': 'Enter only what the field asks for, then try again.',
  'problem.uri_too_long.title': 'This address is too long',
  'problem.uri_too_long.text': 'Reload the page. If that doesn’t help, contact support.',
  'problem.unsupported_media_type.title': 'Something went wrong',
  'problem.unsupported_media_type.text': 'Reload the page and try again. If that doesn’t help, contact support.',
  'problem.invalid_request.title': 'Some details aren’t valid',
  'problem.invalid_request.text': 'Check what you entered, then try again. If that doesn’t help, contact support.',
  'problem.invalid_credentials.title': 'These details weren’t accepted',
  'problem.invalid_credentials.text': 'Check the details, then try again.',
  'problem.invalid_credentials.title_provider': '{provider} didn’t accept these details',
  'problem.invalid_credentials.title_sign_in': '{provider} didn’t accept the sign-in',
  'problem.invalid_credentials.text_key':
    'Copy the key from {provider} again. A character may be missing, or the key may have been revoked.',
  'problem.invalid_credentials.text_password': 'Check the username and password, then try again.',
  'problem.invalid_credentials.text_sign_in': 'Sign in to {provider} again. If that doesn’t help, contact support.',
  'problem.provider_denied.title': 'Access wasn’t granted',
  'problem.provider_denied.text': 'Try again and allow access when you’re asked.',
  'problem.provider_denied.text_provider': 'Try again and allow access when {provider} asks for it.',
  'problem.provider_unavailable.title': 'The system you’re connecting isn’t available right now',
  'problem.provider_unavailable.text':
    'It didn’t respond or reported an error. Nothing was saved. Try again in a few minutes. If that doesn’t help, check your details or contact support.',
  'problem.provider_unavailable.title_provider': '{provider} isn’t available right now',
  'problem.rate_limited.title': 'Too many attempts',
  'problem.rate_limited.text': 'Wait a few minutes, then try again.',
  'problem.storage_unavailable.title': 'There’s a temporary problem on our side',
  'problem.storage_unavailable.text': 'Wait a few minutes, then try again.',
  'problem.own_credential_missing.title': 'This product isn’t fully set up',
  'problem.own_credential_missing.text':
    'Its developers need to complete the setup. Contact the product’s support team.',
  'problem.own_credential_invalid.title': 'This product isn’t fully set up',
  'problem.own_credential_invalid.text':
    'Its developers need to complete the setup. Contact the product’s support team.',
  'problem.token_unavailable.title': 'This connection couldn’t be loaded',
  'problem.token_unavailable.text':
    'The product didn’t respond as expected. Reload the page. If that doesn’t help, contact support.',
} as const;

/**
 * The English sentences by what carries them: `server` for pages and windows without the dialog, `core` for each page of
 * the dialog, and otherwise the chunk of that name. See `widget/dialog/chunks.ts`.
 */
export const SENTENCES = {
  server,
  core,
  'form-step': form,
  'sign-in-step': signIn,
  'signing-in-step': signingIn,
  'connected-step': connected,
  'add-connection': addition,
  'connection-chooser': chooser,
  'rename-form': renaming,
  integrations,
  install,
  'install-form': installForm,
  'install-history': history,
  'rare-sentences': rare,
} as const;

/**
 * English, and the list of what there is to say.
 *
 * `problem.<code>.title` and `.text` take no values, since the server uses them too: as title and text of the page
 * that a browser without our script shows.
 */
export const en = {
  ...server,
  ...core,
  ...form,
  ...signIn,
  ...signingIn,
  ...connected,
  ...addition,
  ...chooser,
  ...renaming,
  ...integrations,
  ...install,
  ...installForm,
  ...history,
  ...rare,
} as const satisfies Record<`problem.${ProblemCode}.${'title' | 'text'}`, string> & Record<string, string>;
