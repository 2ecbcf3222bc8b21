import type { ErrorCode } from '../../widget/protocol/error-codes.ts';
import { FLOW_CODE_LENGTH } from '../../widget/protocol/session-api.ts';
import { escapeHtml } from './escape-html.ts';
import { nameHtml } from './window-speech.ts';
import type { WindowSpeech } from './window-speech.ts';

/** What a page says that stands in a window of its own. All names are for people, and may come from outside. */
export type WindowPage =
  /** The sign-in worked. The window closes itself. */
  | { readonly kind: 'connected'; readonly system: string; readonly organization: string }
  | {
      readonly kind: 'problem';
      readonly code: ErrorCode;
      readonly system?: string | undefined;
      readonly organization?: string | undefined;
      /** The system's own words, already cleaned by `providerText`. */
      readonly providerMessage?: string | undefined;
    }
  | { readonly kind: 'cancelled'; readonly organization: string }
  /** The link was opened where it is not known to be the browser that looks at the dialog. */
  | { readonly kind: 'confirm'; readonly system: string; readonly organization: string; readonly tenant: string };

/** How a page says it, and what the log knows it by. */
export interface WindowVoice {
  readonly speech: WindowSpeech;
  readonly requestId: string;
}

/** Problems for which a window has words of its own: those of the dialog tell to reload the page around it, and the like. */
const SAID_HERE: readonly ErrorCode[] = [
  'flow_expired',
  'not_found',
  'conflict',
  'invalid_credentials',
  'provider_unavailable',
];

/** Problems that read in a window as they do in the dialog. */
const SAID_AS_IN_DIALOG: readonly ErrorCode[] = [
  'flow_browser_mismatch',
  'provider_denied',
  'rate_limited',
  'storage_unavailable',
  'internal',
];

/** What stands for every other problem: that something is wrong with the sign-in. */
const OTHER = 'other';

/** Room for blanks and hyphens, and for what else is copied along with a code. */
const CODE_INPUT_LENGTH_MAX = 40;

/** Title of a page, as text. */
export function windowTitle(page: WindowPage, { speech }: WindowVoice): string {
  if (page.kind === 'problem') return speech.text(`${problemKey(page.code)}.title`);
  return speech.text(`window.${page.kind}.title`, page.kind === 'connected' ? { system: page.system } : {});
}

/**
 * What a page shows, as HTML. Nothing that came with a request stands in it but the names of the page.
 *
 * The page that asks for the code carries every problem that can come of it, so that its script only has to pick one:
 * see `widget/window/code-form.ts`.
 */
export function windowMarkup(page: WindowPage, voice: WindowVoice): string {
  return `<main data-kind="${page.kind}">
${content(page, voice)}
</main>`;
}

function content(page: WindowPage, voice: WindowVoice): string {
  switch (page.kind) {
    case 'connected':
      return connected(page, voice);
    case 'problem':
      return problem(page, voice);
    case 'cancelled':
      return cancelled(page, voice);
    case 'confirm':
      return confirm(page, voice);
  }
}

function connected({ system, organization }: PageOf<'connected'>, { speech }: WindowVoice): string {
  return `${mark('good', '<path class="drawn" d="m5.5 12.5 4.5 4.5L18.5 7.5" pathLength="1"/>')}
${organizationLine(organization)}
<h1>${speech.html('window.connected.title', { system })}</h1>
<p class="muted">${speech.html('window.close')}</p>`;
}

function cancelled({ organization }: PageOf<'cancelled'>, { speech }: WindowVoice): string {
  return `${mark('plain', '<path d="m7 7 10 10M17 7 7 17"/>')}
<h1>${speech.html('window.cancelled.title')}</h1>
<p>${speech.html('window.cancelled.text', { organization })}</p>
<p class="muted">${speech.html('window.close')}</p>`;
}

type Problem = Omit<PageOf<'problem'>, 'kind' | 'code'> & { readonly code: ErrorCode | typeof OTHER };

function problem(page: Problem, { speech, requestId }: WindowVoice): string {
  const { code, organization } = page;
  const key = problemKey(code);
  return `${mark('danger', '<path d="M12 5.5v8M12 18v.01"/>')}
<h1 tabindex="-1">${speech.html(`${key}.title`)}</h1>
<p>${speech.html(`${key}.text`)}</p>
${quotation(page, speech)}<p>${organization === undefined ? speech.html('window.back_unknown') : speech.html('window.back', { organization })}</p>
<p class="reference muted"><code>${code}</code><br>${speech.html('problem.reference', { id: requestId })}</p>`;
}

/** The system's own words. */
function quotation({ system, providerMessage }: Problem, speech: WindowSpeech): string {
  if (providerMessage === undefined) return '';
  const introduction = system === undefined ? '' : speech.html('problem.provider_says', { system });
  return `<blockquote>
${introduction && `<p class="muted small">${introduction}</p>\n`}<p>${nameHtml(providerMessage)}</p>
</blockquote>
`;
}

function confirm({ system, organization, tenant }: PageOf<'confirm'>, voice: WindowVoice): string {
  const { speech } = voice;
  const codes = [...SAID_HERE, ...SAID_AS_IN_DIALOG, OTHER] as const;
  const problems = codes.map(
    (code) => `<template data-problem="${code}">${problem({ code, organization }, voice)}</template>`,
  );
  return `<h1>${speech.html('window.confirm.title')}</h1>
<p>${speech.html('window.confirm.text', { organization, system })}</p>
<dl>
${fact(speech.html('window.confirm.product'), organization)}
${fact(speech.html('window.confirm.account'), tenant)}
${fact(speech.html('window.confirm.system'), system)}
</dl>
<div class="panel">
<h2>${speech.html('window.confirm.warning_title')}</h2>
<p>${speech.html('window.confirm.warning', { system })}</p>
</div>
${codeForm(organization, speech)}
<noscript><p class="panel">${speech.html('page.noscript')}</p></noscript>
${problems.join('\n')}`;
}

function fact(term: string, name: string): string {
  return `<div><dt class="muted">${term}</dt><dd>${nameHtml(name)}</dd></div>`;
}

/** Hidden until its script runs, without which it could do nothing. */
function codeForm(organization: string, speech: WindowSpeech): string {
  const count = { count: String(FLOW_CODE_LENGTH) };
  const sentence = (name: string, values = {}) => escapeHtml(speech.text(`window.code.${name}`, values));
  return `<form hidden novalidate>
<label for="code">${sentence('label', count)}</label>
<p class="muted small" id="code-help">${speech.html('window.code.help', { organization })}</p>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="${CODE_INPUT_LENGTH_MAX}" spellcheck="false" aria-required="true" aria-describedby="code-help code-mistake">
<p class="mistake small" id="code-mistake" role="alert" data-incomplete="${sentence('incomplete', count)}" data-wrong="${sentence('wrong')}" data-one="${sentence('tries_one')}" data-many="${sentence('tries_many')}" data-unreachable="${sentence('unreachable')}"></p>
<button data-sending="${sentence('sending')}">${sentence('submit')}</button>
</form>`;
}

function organizationLine(organization: string): string {
  return `<p class="eyebrow muted small">${nameHtml(organization)}</p>`;
}

/** A sign in a circle, for the eye only. */
function mark(look: 'good' | 'danger' | 'plain', shape: string): string {
  return `<span class="mark ${look}"><svg viewBox="0 0 24 24" aria-hidden="true">${shape}</svg></span>`;
}

function problemKey(code: ErrorCode | typeof OTHER): string {
  if (SAID_AS_IN_DIALOG.some((said) => said === code)) return `problem.${code}`;
  return `window.problem.${SAID_HERE.some((said) => said === code) ? code : OTHER}`;
}

type PageOf<Kind extends WindowPage['kind']> = Extract<WindowPage, { readonly kind: Kind }>;
