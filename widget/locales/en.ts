import type { ErrorCode } from '../protocol/error-codes.ts';

/** What can stand in the way: the codes of the server, and two situations that are no answer of it. */
export type ProblemCode = ErrorCode | 'top_level' | 'unreachable';

/** Key of one sentence, such as `form.submit`. */
export type MessageKey = keyof typeof en;

/** Every sentence of the dialog and of its pages in one language. `{name}` stands for a value. */
export type Messages = Readonly<Record<MessageKey, string>>;

/**
 * English, and the list of what there is to say.
 *
 * `problem.<code>.title` and `.text` take no values, since the server uses them too: as title and text of the page
 * that a browser without our script shows.
 */
export const en = {
  'page.title': 'Connection',
  'page.loading': 'Loading…',
  'page.noscript': 'This page needs JavaScript. Allow it for this page and reload.',

  'header.context': 'For {tenant} in {organization}',
  'header.renewing': 'Renewing your access. Nothing you typed is lost.',
  'header.sandbox': 'Sandbox',
  'header.sandbox_text': 'For trying things out. Do not enter details of a real account.',

  'form.title': 'Connect {system}',
  'form.intro': '{organization} uses these details to work with {system} for you.',
  'form.replace_title': 'Enter new details for {system}',
  'form.replace_text': 'The present connection stays as it is until {system} has accepted the new details.',
  'form.replace_unverified_text': 'The present connection stays as it is until the new details are saved.',
  'form.reauth_title': '{system} needs new details',
  'form.reauth_text':
    'The saved details no longer work. They may have been changed or revoked. Enter new ones to go on.',
  'form.optional': 'optional',
  'form.submit': 'Connect',
  'form.retry': 'Try again',
  'form.replace_submit': 'Replace details',
  'form.replace_cancel': 'Keep the present connection',
  'form.help': 'Where do I find this in {system}?',
  'form.privacy': 'Sent and stored encrypted. Used only for this connection.',

  'field.show': 'Show',
  'field.hide': 'Hide',
  'field.missing': 'Fill in “{label}”.',
  'field.refused': 'Check “{label}”: it is not in the form that {system} uses.',
  'field.refused_part': 'Check “{label}”: enter only the part that belongs in the box.',
  'field.summary_one': 'One entry needs your attention',
  'field.summary_many': '{count} entries need your attention',

  'checking.title': 'Checking with {system}',
  'checking.text': 'This usually takes a few seconds.',
  'checking.slow': '{system} is taking longer than usual. You can go on waiting, or cancel and try later.',
  'checking.saving': 'Saving',
  'checking.cancel': 'Cancel',

  'connected.title': '{system} is connected',
  'connected.account': 'Signed in as',
  'connected.since': 'Connected since',
  'connected.check': 'Check',
  'connected.verified': '{system} accepted these details.',
  'connected.unverified':
    'Not checked. {system} cannot be asked whether the details are right, so a mistake shows only when they are used.',
  'connected.replace': 'Replace details',
  'connected.disconnect': 'Disconnect',

  'disconnect.title': 'Disconnect {system}?',
  'disconnect.text': '{organization} can then no longer use {system} for you, and the saved details are deleted.',
  'disconnect.confirm': 'Disconnect',
  'disconnect.working': 'Disconnecting…',
  'disconnect.cancel': 'Stay connected',

  'action.cancel': 'Cancel',
  'action.done': 'Done',

  'chooser.label': 'Connection',
  'chooser.rename': 'Rename',
  'chooser.name': 'Name of this connection',
  'chooser.save': 'Save',
  'chooser.cancel': 'Cancel',
  'chooser.missing': 'Enter a name.',
  'chooser.unnamed': 'Connection {id}',

  'status.connected': 'connected',
  'status.disconnected': 'not connected',
  'status.pending': 'not finished',
  'status.needs_reauth': 'needs new details',
  'status.error': 'not connected: last attempt failed',

  'problem.provider_says': '{system} says:',
  'problem.reference': 'Reference for support: {id}',

  'problem.top_level.title': 'This page belongs inside another one',
  'problem.top_level.text':
    'You opened an address that a product shows as a part of its own page. Go back to that product and connect from there.',
  'problem.unreachable.title': 'The connection service did not answer',
  'problem.unreachable.text': 'Nothing you typed is lost. Check that you are online, then try again.',
  'problem.token_missing.title': 'This page has to be opened anew',
  'problem.token_missing.text': 'Reload the page around it. That happens after going back, or when a tab was restored.',
  'problem.token_invalid.title': 'This page could not be opened',
  'problem.token_invalid.text':
    'The product around it sent a pass that is not valid. Reload the page. If that does not help, tell its support.',
  'problem.token_expired.title': 'This page waited too long to open',
  'problem.token_expired.text':
    'For safety it has to be opened soon after it was requested. Reload the page around it.',
  'problem.token_replayed.title': 'This page was opened before',
  'problem.token_replayed.text': 'For safety each opening works once. Reload the page around it to get a new one.',
  'problem.unauthorized.title': 'This request was not accepted',
  'problem.unauthorized.text': 'The access it was sent with is not known here. Reload the page and try again.',
  'problem.forbidden.title': 'This is not allowed here',
  'problem.forbidden.text': 'Your access does not cover this. Ask the person who manages your account.',
  'problem.session_expired.title': 'You were away for a while',
  'problem.session_expired.text': 'For safety this page has closed. Reload the page around it to go on.',
  'problem.origin_not_allowed.title': 'This product may not show this page',
  'problem.origin_not_allowed.text':
    'The address of the product around it is not on the list of allowed addresses. Tell its support.',
  'problem.flow_browser_mismatch.title': 'This was started in another browser',
  'problem.flow_browser_mismatch.text': 'Nothing was connected. Start again, and finish in the same browser.',
  'problem.consent_required.title': 'Your consent is needed first',
  'problem.consent_required.text': 'Go back, read what is asked for, and agree to it before you connect.',
  'problem.not_found.title': 'There is nothing here',
  'problem.not_found.text': 'This connection does not exist or was deleted. Reload the page around it.',
  'problem.method_not_allowed.title': 'This request cannot be handled',
  'problem.method_not_allowed.text': 'Reload the page and try again. If that does not help, tell support.',
  'problem.conflict.title': 'Something changed in the meantime',
  'problem.conflict.text': 'This connection was changed from somewhere else. Reload the page to see how it stands now.',
  'problem.flow_expired.title': 'That took too long',
  'problem.flow_expired.text': 'Nothing was connected. Start again and finish within ten minutes.',
  'problem.payload_too_large.title': 'That is too much text',
  'problem.payload_too_large.text': 'Check that only the value itself was pasted, then try again.',
  'problem.uri_too_long.title': 'This address is too long',
  'problem.uri_too_long.text': 'Reload the page around it. If that does not help, tell support.',
  'problem.unsupported_media_type.title': 'This request cannot be handled',
  'problem.unsupported_media_type.text': 'Reload the page and try again. If that does not help, tell support.',
  'problem.invalid_request.title': 'Something is not in the right form',
  'problem.invalid_request.text': 'Check what you entered, then try again.',
  'problem.invalid_credentials.title': 'These details were not accepted',
  'problem.invalid_credentials.text':
    'Copy them again from the other system: a missing character or a revoked key is the usual reason.',
  'problem.provider_denied.title': 'Access was declined',
  'problem.provider_denied.text': 'The other system reports that access was not granted. Try again and allow it there.',
  'problem.provider_unavailable.title': 'The other system is not available right now',
  'problem.provider_unavailable.text':
    'It did not answer, or it reported a problem of its own. The details could not be checked and were not saved. Try again in a few minutes. If that does not help, check what you entered.',
  'problem.rate_limited.title': 'Too many attempts',
  'problem.rate_limited.text': 'Wait a minute, then try again.',
  'problem.storage_unavailable.title': 'Nothing can be saved right now',
  'problem.storage_unavailable.text': 'The trouble is on our side and should pass. Try again in a few minutes.',
  'problem.internal.title': 'Something went wrong on our side',
  'problem.internal.text': 'Try again. If it happens again, tell support.',
  'problem.own_credential_missing.title': 'This product is not set up completely',
  'problem.own_credential_missing.text':
    'It did not send its own access along. Only its developers can change that: tell its support.',
  'problem.embed_sandboxed.title': 'This page is locked in too tightly',
  'problem.embed_sandboxed.text':
    'The product around it shows it in a frame that forbids what it needs. Tell its support: the frame must not have a “sandbox” attribute.',
  'problem.token_unavailable.title': 'This page could not be opened',
  'problem.token_unavailable.text': 'The product around it did not provide a pass. Reload the page.',
} as const satisfies Record<`problem.${ProblemCode}.${'title' | 'text'}`, string> & Record<string, string>;
