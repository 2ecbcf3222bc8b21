import type { ErrorCode } from '../protocol/error-codes.ts';

/** What can stand in the way: the codes of the server, and two situations that are no answer of it. */
export type ProblemCode = ErrorCode | 'top_level' | 'unreachable';

/** Key of one sentence, such as `form.submit`. */
export type TranslationKey = keyof typeof en;

/** Every sentence of the dialog and of its pages in one language. `{name}` stands for a value. */
export type Translations = Readonly<Record<TranslationKey, string>>;

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
  'header.sandbox_text': 'For trying things out. Do not connect a real account.',

  'form.title': 'Connect {provider}',
  'form.intro': '{organization} uses these details to work with {provider} for you.',
  'form.inputs': '{provider} needs this before you can sign in there.',
  'form.replace_title': 'Enter new details for {provider}',
  'form.replace_text': 'The present connection stays as it is until {provider} has accepted the new details.',
  'form.replace_unverified_text': 'The present connection stays as it is until the new details are saved.',
  'form.reauth_title': '{provider} has to be connected again',
  'form.reauth_text':
    'The saved access no longer works. It may have expired, or been changed or revoked. Connect again to go on.',
  'form.optional': 'optional',
  'form.submit': 'Connect',
  'form.retry': 'Try again',
  'form.replace_submit': 'Replace details',
  'form.replace_cancel': 'Keep the present connection',
  'form.reconnect': 'Reconnect {provider}',
  'form.continue': 'Continue',
  'form.help': 'Where do I find this in {provider}?',
  'form.privacy': 'Sent and stored encrypted. Used only for this connection.',

  'field.show': 'Show',
  'field.hide': 'Hide',
  'field.missing': 'Fill in “{label}”.',
  'field.refused': 'Check “{label}”: it is not in the form that {provider} uses.',
  'field.refused_part': 'Check “{label}”: enter only the part that belongs in the box.',
  'field.summary_one': 'One entry needs your attention',
  'field.summary_many': '{count} entries need your attention',

  'checking.title': 'Checking with {provider}',
  'checking.text': 'This usually takes a few seconds.',
  'checking.slow': '{provider} is taking longer than usual. You can go on waiting, or cancel and try later.',
  'checking.saving': 'Saving',
  'checking.cancel': 'Cancel',

  'sign_in.text': '{provider} opens in a new window. Sign in there and allow {organization} to use it for you.',
  'sign_in.keeps': 'The present connection stays as it is until you are done.',
  'sign_in.open': 'Continue to {provider}',
  'sign_in.back': 'Back',
  'sign_in.title': 'Finish in the {provider} window',
  'sign_in.wait': 'This page goes on by itself when you are done there.',
  'sign_in.missing': 'Window did not open?',
  'sign_in.closed': 'Window closed?',
  'sign_in.address': 'Or open this address in a new tab:',
  'sign_in.copy': 'Copy',
  'sign_in.copied': 'Copied',
  'sign_in.code': 'A window asks for this code. Enter it only if you opened that window yourself.',
  'sign_in.finishing': 'Finishing…',

  'connected.title': '{provider} is connected',
  'connected.account': 'Account',
  'connected.since': 'Connected since',
  'connected.check': 'Check',
  'connected.verified': 'Accepted by {provider}.',
  'connected.unverified':
    'Not checked. {provider} cannot be asked whether this is right, so a mistake shows only when it is used.',
  'connected.other_title': 'This is another account than before',
  'connected.other_text': 'It was {before}. Now it is {account}.',
  'connected.replace': 'Replace details',
  'connected.sign_in': 'Sign in again',
  'connected.disconnect': 'Disconnect',

  'disconnect.title': 'Disconnect {provider}?',
  'disconnect.text': '{organization} can then no longer use {provider} for you, and the saved access is deleted.',
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
  'status.needs_reauth': 'has to be connected again',
  'status.error': 'not connected: last attempt failed',

  'window.back': 'Close this window and go back to {organization}.',
  'window.back_unknown': 'Close this window and go back to where you started.',
  'window.close': 'You can close this window.',

  'window.connected.title': '{provider} is connected',
  'window.cancelled.title': 'Sign-in cancelled',
  'window.cancelled.text': 'You cancelled this sign-in in {organization}. Nothing was connected.',

  'window.confirm.title': 'Did you start this yourself?',
  'window.confirm.text':
    'Go on only if you started this yourself, in {organization}, just now. The {provider} account that you sign in with next will be connected.',
  'window.confirm.product': 'Product',
  'window.confirm.account': 'Account',
  'window.confirm.provider': 'System',
  'window.confirm.warning_title': 'Did somebody send you this link?',
  'window.confirm.warning':
    'Then close this window: whoever sent it wants your {provider} account connected to theirs. Never enter a code that somebody gave you.',

  'window.code.label': '{count}-digit code',
  'window.code.help': '{organization} shows it now, where you started.',
  'window.code.submit': 'Continue',
  'window.code.sending': 'Checking…',
  'window.code.incomplete': 'Enter all {count} digits.',
  'window.code.wrong': 'That is not the code that is shown there.',
  'window.code.tries_one': 'One try is left.',
  'window.code.tries_many': '{count} tries are left.',
  'window.code.unreachable': 'The connection service did not answer. Check that you are online, then try again.',

  'window.problem.sign_in_expired.title': 'This sign-in is over',
  'window.problem.sign_in_expired.text':
    'It was finished or cancelled before, or it took longer than ten minutes. Where you started, you can see how it stands and start again.',
  'window.problem.not_found.title': 'This sign-in does not exist',
  'window.problem.not_found.text': 'The link is not known here, or its connection was deleted in the meantime.',
  'window.problem.conflict.title': 'Something changed in the meantime',
  'window.problem.conflict.text':
    'This connection was changed from somewhere else while you signed in. Where you started, you can see how it stands now.',
  'window.problem.invalid_credentials.title': 'This sign-in was not accepted',
  'window.problem.invalid_credentials.text':
    'The other system did not accept the access that it had just given. Start again. If that does not help, tell support.',
  'window.problem.provider_unavailable.title': 'The other system is not available right now',
  'window.problem.provider_unavailable.text':
    'It did not answer, or it reported a problem of its own, so the sign-in could not be finished. Start again in a few minutes.',
  'window.problem.other.title': 'This sign-in cannot go on',
  'window.problem.other.text':
    'Something in this link or in the answer of the other system is not as it should be. Start again. If that does not help, tell support.',

  'problem.provider_says': '{provider} says:',
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
  'problem.sign_in_browser_mismatch.title': 'This sign-in does not fit',
  'problem.sign_in_browser_mismatch.text':
    'It came back in another browser than it was started in, or from another system than it was sent to. Nothing was connected. Start again, and finish in the same browser.',
  'problem.consent_required.title': 'Your consent is needed first',
  'problem.consent_required.text': 'Go back, read what is asked for, and agree to it before you connect.',
  'problem.not_found.title': 'There is nothing here',
  'problem.not_found.text': 'This connection does not exist or was deleted. Reload the page around it.',
  'problem.method_not_allowed.title': 'This request cannot be handled',
  'problem.method_not_allowed.text': 'Reload the page and try again. If that does not help, tell support.',
  'problem.conflict.title': 'Something changed in the meantime',
  'problem.conflict.text': 'This connection was changed from somewhere else. Reload the page to see how it stands now.',
  'problem.sign_in_expired.title': 'That took too long',
  'problem.sign_in_expired.text': 'Nothing was connected. Start again and finish within ten minutes.',
  'problem.payload_too_large.title': 'That is too much text',
  'problem.payload_too_large.text': 'Check that only the value itself was pasted, then try again.',
  'problem.uri_too_long.title': 'This address is too long',
  'problem.uri_too_long.text': 'Reload the page around it. If that does not help, tell support.',
  'problem.unsupported_media_type.title': 'This request cannot be handled',
  'problem.unsupported_media_type.text': 'Reload the page and try again. If that does not help, tell support.',
  'problem.invalid_request.title': 'Something is not in the right form',
  'problem.invalid_request.text': 'Check what you entered, then try again.',
  'problem.invalid_credentials.title': 'The other system did not accept this',
  'problem.invalid_credentials.text':
    'Copy the details again from there: a missing character or a revoked key is the usual reason.',
  'problem.provider_denied.title': 'Access was declined',
  'problem.provider_denied.text': 'The other system reports that access was not granted. Try again and allow it there.',
  'problem.provider_unavailable.title': 'The other system is not available right now',
  'problem.provider_unavailable.text':
    'It did not answer, or it reported a problem of its own. Nothing was saved. Try again in a few minutes. If that does not help, check your details or tell support.',
  'problem.rate_limited.title': 'Too many attempts',
  'problem.rate_limited.text': 'Wait a few minutes, then try again.',
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
