import { css, html, nothing, type TemplateResult } from 'lit';
import type { ProblemCode } from '../locales/en.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import type { DialogContext } from './dialog-context.ts';
import { plainText } from './plain-text.ts';

/** How panels look: a tinted box, and the words of a system in it. */
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

/** Says what happened and what to do, and what the external system itself said about it. Where focus goes, if anywhere. */
export function problemPanel(context: DialogContext, { code, providerMessage }: ProblemPanelOptions): TemplateResult {
  const { say, connector } = context;
  // Of a key it says to copy it again, and here is none.
  const advised = code === 'invalid_credentials' && connector.signsIn ? 'internal' : code;
  return html`
    <div class="panel danger" role="alert" tabindex="-1" data-start>
      <h3>${say(`problem.${code}.title`)}</h3>
      <p>${say(`problem.${advised}.text`)}</p>
      ${providerWords(context, providerMessage)}
    </div>
  `;
}

/** Says why a connection that worked does so no longer. */
export function reauthPanel(context: DialogContext, { problem }: ConnectionDetails): TemplateResult {
  const { say, connector } = context;
  return html`
    <div class="panel warning">
      <h3>${say('form.reauth_title', { system: connector.title })}</h3>
      <p>${say('form.reauth_text')}</p>
      ${providerWords(context, problem?.providerMessage)}
    </div>
  `;
}

/** The external system's own words as a quotation, if it gave any. */
function providerWords({ say, connector }: DialogContext, words: string | undefined): TemplateResult | typeof nothing {
  if (!words) return nothing;
  return html`
    <blockquote>
      <p class="muted small">${say('problem.provider_says', { system: connector.title })}</p>
      <p><bdi>${plainText(words)}</bdi></p>
    </blockquote>
  `;
}
