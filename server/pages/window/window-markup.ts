import type { ErrorCode } from '../../../widget/protocol/error-codes.ts';
import { SIGN_IN_CODE_LENGTH } from '../../../widget/protocol/session-api.ts';
import { escapeHtml } from '../../http/escape-html.ts';
import { nameHtml } from './window-text.ts';
import type { WindowText } from './window-text.ts';

/** The content of a page in a window of its own. All names are display names and may come from outside. */
export type WindowPage =
  /** The sign-in succeeded. The window closes itself. */
  | { readonly kind: 'connected'; readonly provider: string; readonly organization: string }
  | {
      readonly kind: 'problem';
      readonly code: ErrorCode;
      readonly provider?: string | undefined;
      readonly organization?: string | undefined;
      /** The provider's message, already cleaned by `sanitizeProviderText`. */
      readonly providerMessage?: string | undefined;
    }
  | { readonly kind: 'cancelled'; readonly organization: string }
  /** The link was opened, but the browser may be another one than the dialog's. */
  | {
      readonly kind: 'confirm';
      readonly provider: string;
      readonly organization: string;
      /** Name of the tenant, else its key. */
      readonly tenant: string;
      /** Set if the tenant has a name. The person who sent the link may have chosen the name, but not the key. */
      readonly tenantKey?: string | undefined;
    };

/** The sentences of a page, and the request id for the log. */
export interface WindowContext {
  readonly texts: WindowText;
  readonly requestId: string;
}

/**
 * Errors with separate texts in windows. The dialog's texts mention the page around it, for example how to reload it.
 */
const WINDOW_PROBLEMS: readonly ErrorCode[] = [
  'sign_in_expired',
  'not_found',
  'conflict',
  'invalid_credentials',
  'provider_unavailable',
];

/** Errors with the same text in windows and in the dialog. */
const DIALOG_PROBLEMS: readonly ErrorCode[] = [
  'sign_in_browser_mismatch',
  'provider_denied',
  'rate_limited',
  'storage_unavailable',
  'internal',
];

/** Text key for all other errors: something is wrong with the sign-in. */
const OTHER_PROBLEM = 'other';

/** Room for spaces and hyphens, and for characters that people copy along with a code. */
const MAX_CODE_INPUT_LENGTH = 40;

/** Returns the title of a page, as text. */
export function windowTitle(page: WindowPage, { texts }: WindowContext): string {
  if (page.kind === 'problem') {
    const { provider = '' } = page;
    return texts.text(problemTextKey(page, 'title', texts), { provider });
  }
  return texts.text(`window.${page.kind}.title`, page.kind === 'connected' ? { provider: page.provider } : {});
}

/**
 * Renders the content of a page as HTML. It contains nothing of the request except the names in the page.
 *
 * The page that asks for the code contains every error that the code can cause, so that its script only picks one: see
 * `widget/window/code-form.ts`.
 */
export function windowMarkup(page: WindowPage, context: WindowContext): string {
  return `<main data-kind="${page.kind}">
${content(page, context)}
</main>`;
}

function content(page: WindowPage, context: WindowContext): string {
  switch (page.kind) {
    case 'connected':
      return connected(page, context);
    case 'problem':
      return problem(page, context);
    case 'cancelled':
      return cancelled(page, context);
    case 'confirm':
      return confirm(page, context);
  }
}

function connected({ provider, organization }: PageOf<'connected'>, { texts }: WindowContext): string {
  return `${icon('good', '<path class="drawn" d="m5.5 12.5 4.5 4.5L18.5 7.5" pathLength="1"/>')}
${organizationLine(organization)}
<h1>${texts.html('window.connected.title', { provider })}</h1>
<p class="muted">${texts.html('window.close')}</p>`;
}

function cancelled({ organization }: PageOf<'cancelled'>, { texts }: WindowContext): string {
  return `${icon('plain', '<path d="m7 7 10 10M17 7 7 17"/>')}
<h1>${texts.html('window.cancelled.title')}</h1>
<p>${texts.html('window.cancelled.text', { organization })}</p>
<p class="muted">${texts.html('window.close')}</p>`;
}

type ProblemWindow = Omit<PageOf<'problem'>, 'kind' | 'code'> & { readonly code: ErrorCode | typeof OTHER_PROBLEM };

function problem(page: ProblemWindow, { texts, requestId }: WindowContext): string {
  const { code, organization, provider = '' } = page;
  return `${icon('danger', '<path d="M12 5.5v8M12 18v.01"/>')}
<h1 tabindex="-1">${texts.html(problemTextKey(page, 'title', texts), { provider })}</h1>
<p>${texts.html(problemTextKey(page, 'text', texts), { provider })}</p>
${providerMessageHtml(page, texts)}<p>${organization === undefined ? texts.html('window.back_unknown') : texts.html('window.back', { organization })}</p>
<p class="reference muted"><code>${code}</code><br>${texts.html('problem.reference', { id: requestId })}</p>`;
}

/** Renders the provider's message. */
function providerMessageHtml({ provider, providerMessage }: ProblemWindow, texts: WindowText): string {
  if (providerMessage === undefined) return '';
  const introduction = provider === undefined ? '' : texts.html('problem.provider_says', { provider });
  return `<blockquote>
${introduction && `<p class="muted small">${introduction}</p>\n`}<p>${nameHtml(providerMessage)}</p>
</blockquote>
`;
}

function confirm({ provider, organization, tenant, tenantKey }: PageOf<'confirm'>, context: WindowContext): string {
  const { texts } = context;
  const codes = [...WINDOW_PROBLEMS, ...DIALOG_PROBLEMS, OTHER_PROBLEM] as const;
  const problems = codes.map(
    (code) => `<template data-problem="${code}">${problem({ code, provider, organization }, context)}</template>`,
  );
  return `<h1>${texts.html('window.confirm.title')}</h1>
<p>${texts.html('window.confirm.text', { organization, provider })}</p>
<dl>
${definition(texts.html('window.confirm.product'), organization)}
${definition(texts.html('window.confirm.account', { organization }), tenant, tenantKey)}
${definition(texts.html('window.confirm.provider'), provider)}
</dl>
<div class="panel">
<h2>${texts.html('window.confirm.warning_title')}</h2>
<p>${texts.html('window.confirm.warning', { provider })}</p>
</div>
${codeForm(organization, texts)}
<noscript><p class="panel">${texts.html('page.noscript')}</p></noscript>
${problems.join('\n')}`;
}

/** @param key Stands on a line of its own, so that no name can look like a key, hide the key or push it out. */
function definition(term: string, name: string, key?: string): string {
  const keyLine = key === undefined ? '' : `<br><code>${nameHtml(key)}</code>`;
  return `<div><dt class="muted">${term}</dt><dd>${nameHtml(name)}${keyLine}</dd></div>`;
}

/** The form for the code. It is hidden until its script runs, because it does nothing without the script. */
function codeForm(organization: string, texts: WindowText): string {
  const count = { count: String(SIGN_IN_CODE_LENGTH) };
  const translate = (name: string, values = {}) => escapeHtml(texts.text(`window.code.${name}`, values));
  return `<form hidden novalidate>
<label for="code">${translate('label', count)}</label>
<p class="muted small" id="code-help">${texts.html('window.code.help', { organization })}</p>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="${MAX_CODE_INPUT_LENGTH}" spellcheck="false" aria-required="true" aria-describedby="code-help code-error">
<p class="error small" id="code-error" role="alert" data-incomplete="${translate('incomplete', count)}" data-wrong="${translate('wrong')}" data-one="${translate('tries_one')}" data-many="${translate('tries_many')}" data-unreachable="${translate('unreachable')}"></p>
<button data-sending="${translate('sending')}">${translate('submit')}</button>
</form>`;
}

function organizationLine(organization: string): string {
  return `<p class="eyebrow muted small">${nameHtml(organization)}</p>`;
}

/** A sign in a circle. It is decorative. */
function icon(tone: 'good' | 'danger' | 'plain', shape: string): string {
  return `<span class="mark ${tone}"><svg viewBox="0 0 24 24" aria-hidden="true">${shape}</svg></span>`;
}

/** Returns the key of a text of a problem: the text that names the provider, where there is one and it is known. */
function problemTextKey(
  { code, provider }: Pick<ProblemWindow, 'code' | 'provider'>,
  part: 'title' | 'text',
  texts: WindowText,
): string {
  const key = `${problemKey(code)}.${part}`;
  const withProvider = `${key}_provider`;
  return provider !== undefined && texts.has(withProvider) ? withProvider : key;
}

function problemKey(code: ErrorCode | typeof OTHER_PROBLEM): string {
  if (DIALOG_PROBLEMS.some((known) => known === code)) return `problem.${code}`;
  return `window.problem.${WINDOW_PROBLEMS.some((known) => known === code) ? code : OTHER_PROBLEM}`;
}

type PageOf<Kind extends WindowPage['kind']> = Extract<WindowPage, { readonly kind: Kind }>;
