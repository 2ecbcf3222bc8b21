import { css, html, nothing, type TemplateResult } from 'lit';
import type { ProblemCode } from '../locales/en.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import type { DialogContext } from './dialog-context.ts';
import type { Translate } from './messages.ts';
import { plainText } from './plain-text.ts';
import { problemSentences } from './problem-sentences.ts';

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
  /** Identifies the refusal in the server's log. */
  readonly requestId?: string | undefined;
  /** The person has typed something, and it is still there. */
  readonly keepsInput?: boolean;
}

/** Says what happened, what to do, and what the provider said. It takes the focus when its view is shown. */
export function problemPanel(context: DialogContext, options: ProblemPanelOptions): TemplateResult {
  const { code, providerMessage, requestId } = options;
  const { title, text } = problemSentences({ ...context, ...options });
  return html`
    <div class="panel danger" role="alert" tabindex="-1" data-start>
      <h3>${title}</h3>
      <p>${text}</p>
      ${providerWords(context, providerMessage)} ${problemReference(context.translate, { code, requestId })}
    </div>
  `;
}

/** The code and the request id of a refusal, for support. Nothing if there is no request id. */
export function problemReference(
  translate: Translate,
  { code, requestId }: Pick<ProblemPanelOptions, 'code' | 'requestId'>,
): TemplateResult | typeof nothing {
  if (!requestId) return nothing;
  return html`<p class="muted small"><code>${code}</code> · ${translate('problem.reference', { id: requestId })}</p>`;
}

/** Says why a connection stopped working. */
export function reauthPanel(context: DialogContext, { problem }: ConnectionDetails): TemplateResult {
  const { translate, connector } = context;
  return html`
    <div class="panel warning">
      <h3>${translate('form.reauth_title', { provider: connector.title })}</h3>
      <p>${translate('form.reauth_text')}</p>
      ${providerWords(context, problem?.providerMessage)}
    </div>
  `;
}

/** The provider's message as a quotation, if there is one. */
function providerWords(
  { translate, connector }: DialogContext,
  words: string | undefined,
): TemplateResult | typeof nothing {
  if (!words) return nothing;
  return html`
    <blockquote>
      <p class="muted small">${translate('problem.provider_says', { provider: connector.title })}</p>
      <p><bdi>${plainText(words)}</bdi></p>
    </blockquote>
  `;
}
