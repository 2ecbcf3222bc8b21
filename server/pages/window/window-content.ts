import { html } from 'hono/html';
import type { ErrorCode } from '../../../widget/protocol/error-codes.ts';
import { fillTemplate } from '../../../widget/protocol/fill-template.ts';
import { SIGN_IN_CODE_LENGTH } from '../../../widget/protocol/session-api.ts';
import { sanitizeProviderText } from '../../connectors/provider-text.ts';

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

/** What a page is rendered with. */
export interface WindowContext {
  /** Sentences of the page's language by key. */
  readonly sentences: Readonly<Record<string, string>>;
  /** The request, for the log. */
  readonly requestId: string;
  /** Address of the organization's logo on this server. */
  readonly logo?: string | undefined;
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

/**
 * Returns the title of a page and its content. Both contain nothing of the request except the names in the page.
 *
 * The page that asks for the code contains every error that the code can cause, so that its script only picks one: see
 * `widget/window/code-form.ts`.
 */
export function windowContent(page: WindowPage, { sentences, requestId, logo }: WindowContext) {
  const texts = new WindowText(sentences);
  return {
    title: title(page, texts),
    main: html`<main data-kind="${page.kind}">
      ${logo !== undefined && html`<img class="logo" alt="" src="${logo}" />`}${content(page, texts, requestId)}
    </main>`,
  };
}

function title(page: WindowPage, texts: WindowText): string {
  if (page.kind === 'problem') {
    const { provider = '' } = page;
    return texts.text(problemTextKey(page, 'title', texts), { provider });
  }
  return texts.text(`window.${page.kind}.title`, page.kind === 'connected' ? { provider: page.provider } : {});
}

function content(page: WindowPage, texts: WindowText, requestId: string) {
  switch (page.kind) {
    case 'connected':
      return connected(page, texts);
    case 'problem':
      return problem(page, texts, requestId);
    case 'cancelled':
      return cancelled(page, texts);
    case 'confirm':
      return confirm(page, texts, requestId);
  }
}

function connected({ provider, organization }: PageOf<'connected'>, texts: WindowText) {
  return html`${icon('good', html`<path class="drawn" d="m5.5 12.5 4.5 4.5L18.5 7.5" pathLength="1" />`)}
    <p class="eyebrow muted small">${nameMarkup(organization)}</p>
    <h1>${texts.html('window.connected.title', { provider })}</h1>
    <p class="muted">${texts.html('window.close')}</p>`;
}

function cancelled({ organization }: PageOf<'cancelled'>, texts: WindowText) {
  return html`${icon('plain', html`<path d="m7 7 10 10M17 7 7 17" />`)}
    <h1>${texts.html('window.cancelled.title')}</h1>
    <p>${texts.html('window.cancelled.text', { organization })}</p>
    <p class="muted">${texts.html('window.close')}</p>`;
}

type ProblemWindow = Omit<PageOf<'problem'>, 'kind' | 'code'> & { readonly code: ErrorCode | typeof OTHER_PROBLEM };

function problem(page: ProblemWindow, texts: WindowText, requestId: string) {
  const { code, organization, provider = '' } = page;
  const back =
    organization === undefined ? texts.html('window.back_unknown') : texts.html('window.back', { organization });
  return html`${icon('danger', html`<path d="M12 5.5v8M12 18v.01" />`)}
    <h1 tabindex="-1">${texts.html(problemTextKey(page, 'title', texts), { provider })}</h1>
    <p>${texts.html(problemTextKey(page, 'text', texts), { provider })}</p>
    ${providerMessage(page, texts)}
    <p>${back}</p>
    <p class="reference muted"><code>${code}</code><br />${texts.html('problem.reference', { id: requestId })}</p>`;
}

function providerMessage({ provider, providerMessage: message }: ProblemWindow, texts: WindowText) {
  if (message === undefined) return '';
  const introduction =
    provider !== undefined && html`<p class="muted small">${texts.html('problem.provider_says', { provider })}</p>`;
  return html`<blockquote>
    ${introduction}
    <p>${nameMarkup(message)}</p>
  </blockquote>`;
}

function confirm(page: PageOf<'confirm'>, texts: WindowText, requestId: string) {
  const { provider, organization, tenant, tenantKey } = page;
  const codes = [...WINDOW_PROBLEMS, ...DIALOG_PROBLEMS, OTHER_PROBLEM] as const;
  const problems = codes.map(
    (code) =>
      html`<template data-problem="${code}">${problem({ code, provider, organization }, texts, requestId)}</template>`,
  );
  return html`<h1>${texts.html('window.confirm.title')}</h1>
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
    ${problems}`;
}

/** @param key Shown on a line of its own, so that no name can look like a key, hide the key or push it out. */
function definition(term: TextMarkup, name: string, key?: string) {
  return html`<div>
    <dt class="muted">${term}</dt>
    <dd>${nameMarkup(name)}</dd>
    ${key !== undefined && html`<dd><code>${nameMarkup(key)}</code></dd>`}
  </div>`;
}

/** The form for the code. It is hidden until its script runs, because it does nothing without the script. */
function codeForm(organization: string, texts: WindowText) {
  const count = { count: String(SIGN_IN_CODE_LENGTH) };
  const translate = (name: string, values = {}) => texts.text(`window.code.${name}`, values);
  return html`<form hidden novalidate>
    <label for="code">${translate('label', count)}</label>
    <p class="muted small" id="code-help">${texts.html('window.code.help', { organization })}</p>
    <input
      id="code"
      name="code"
      inputmode="numeric"
      autocomplete="one-time-code"
      maxlength="${MAX_CODE_INPUT_LENGTH}"
      spellcheck="false"
      aria-required="true"
      aria-describedby="code-help code-error"
    />
    <p
      class="error small"
      id="code-error"
      role="alert"
      data-incomplete="${translate('incomplete', count)}"
      data-wrong="${translate('wrong')}"
      data-one="${translate('tries_one')}"
      data-many="${translate('tries_many')}"
      data-unreachable="${translate('unreachable')}"
    ></p>
    <button data-sending="${translate('sending')}">${translate('submit')}</button>
  </form>`;
}

/** A sign in a circle. It is decorative. */
function icon(tone: 'good' | 'danger' | 'plain', shape: TextMarkup) {
  return html`<span class="mark ${tone}"><svg viewBox="0 0 24 24" aria-hidden="true">${shape}</svg></span>`;
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

/** Values for the `{names}` in a sentence. They may come from outside. */
type TextValues = Readonly<Record<string, string>>;

/** Translates sentences of one language. */
class WindowText {
  readonly #sentences: Readonly<Record<string, string>>;

  constructor(sentences: Readonly<Record<string, string>>) {
    this.#sentences = sentences;
  }

  /** Returns a sentence as text. */
  text(key: string, values: TextValues = {}): string {
    return fillTemplate(this.#sentence(key), values, cleanName);
  }

  /** Returns a sentence as HTML. Each value is isolated, so that its text direction does not affect its surroundings. */
  html(key: string, values: TextValues = {}): TextMarkup {
    // Every second part is the name of a value.
    const parts = this.#sentence(key).split(/\{(\w+)\}/);
    return html`${parts.map((part, index) => (index % 2 === 0 ? part : nameMarkup(values[part] ?? `{${part}}`)))}`;
  }

  /** Tells whether the language has a sentence. */
  has(key: string): boolean {
    return Object.hasOwn(this.#sentences, key);
  }

  #sentence(key: string): string {
    return this.#sentences[key] ?? key;
  }
}

type TextMarkup = ReturnType<typeof html>;

/** Renders a name from outside. */
function nameMarkup(name: string): TextMarkup {
  return html`<bdi>${cleanName(name)}</bdi>`;
}

/** Cleans a name like a provider's message, because it can contain the same hostile characters. */
function cleanName(name: string): string {
  return sanitizeProviderText(name) ?? '';
}

type PageOf<Kind extends WindowPage['kind']> = Extract<WindowPage, { readonly kind: Kind }>;
