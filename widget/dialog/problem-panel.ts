import { css, html, nothing, type TemplateResult } from 'lit';
import type { ProblemCode } from '../locales/en.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import type { DialogContext } from './dialog-context.ts';
import { plainText } from './plain-text.ts';

/** Styles of panels: a tinted box with a heading, a text and the provider's message. */
export const panelStyles = css`
  .panel {
    display: grid;
    gap: 4px;
    padding: 12px 14px;
    border: 1px solid color-mix(in srgb, currentcolor 30%, transparent);
    border-radius: var(--embed-radius);
  }

  .panel .row,
  .panel .field {
    margin-block-start: 10px;
  }

  .panel.danger {
    background: var(--soft-danger);
    border-color: color-mix(in srgb, var(--embed-danger) 45%, transparent);
  }

  .panel.danger h3 {
    color: var(--embed-danger);
  }

  .panel.warning {
    background: var(--soft-warning);
    border-color: color-mix(in srgb, var(--warning) 40%, transparent);
  }

  .panel.warning h3 {
    color: var(--warning);
  }

  blockquote {
    margin-block-start: 6px;
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--strong-border);
  }
`;

/** What {@link problemPanel} shows. */
export interface ProblemPanelOptions {
  readonly code: ProblemCode;
  readonly providerMessage?: string | undefined;
}

/** Says what happened, what to do, and what the provider said about it. It takes the focus when its view is shown. */
export function problemPanel(context: DialogContext, { code, providerMessage }: ProblemPanelOptions): TemplateResult {
  const { say, connector } = context;
  // The advice for `invalid_credentials` is to copy the key again. Connectors with a sign-in have no key.
  const advised = code === 'invalid_credentials' && connector.usesSignIn ? 'internal' : code;
  return html`
    <div class="panel danger" role="alert" tabindex="-1" data-start>
      <h3>${say(`problem.${code}.title`)}</h3>
      <p>${say(`problem.${advised}.text`)}</p>
      ${providerWords(context, providerMessage)}
    </div>
  `;
}

/** Says why a connection stopped working. */
export function reauthPanel(context: DialogContext, { problem }: ConnectionDetails): TemplateResult {
  const { say, connector } = context;
  return html`
    <div class="panel warning">
      <h3>${say('form.reauth_title', { provider: connector.title })}</h3>
      <p>${say('form.reauth_text')}</p>
      ${providerWords(context, problem?.providerMessage)}
    </div>
  `;
}

/** The provider's message as a quotation, if there is one. */
function providerWords({ say, connector }: DialogContext, words: string | undefined): TemplateResult | typeof nothing {
  if (!words) return nothing;
  return html`
    <blockquote>
      <p class="muted small">${say('problem.provider_says', { provider: connector.title })}</p>
      <p><bdi>${plainText(words)}</bdi></p>
    </blockquote>
  `;
}
