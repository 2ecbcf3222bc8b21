import { css, html, nothing, type PropertyValues, type PropertyDeclarations } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { ProblemCode } from '../locales/en.ts';
import './checking-step.ts';
import './connected-step.ts';
import './connection-chooser.ts';
import type { DialogContent } from './dialog-content.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import { DialogPart } from './dialog-part.ts';
import './form-step.ts';
import type { Say } from './messages.ts';
import { monogram } from './monogram.ts';
import './notice-view.ts';
import { sharedStyles } from './shared-styles.ts';
import type { Step } from './step.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-dialog': EmbedDialog;
  }
}

/**
 * The whole dialog: who connects what for whom, the choice among several connections, and the present step.
 *
 * @slot - Text of the server, shown until {@link EmbedDialog.content} is set.
 */
export class EmbedDialog extends DialogPart {
  static override properties: PropertyDeclarations = {
    content: { attribute: false },
  };

  static override styles = [
    sharedStyles,
    css`
      main {
        max-inline-size: 30rem;
        margin-inline: auto;
      }

      .sandbox {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
        align-items: baseline;
        padding: 8px 14px;
        border: 1px dashed var(--warning);
        border-radius: var(--embed-radius);
        background: var(--soft-warning);
      }

      .sandbox strong {
        color: var(--warning);
        font-weight: 600;
      }

      header {
        display: flex;
        align-items: center;
        gap: 14px;
        padding-block-end: 20px;
        border-block-end: 1px solid var(--embed-border);
      }

      header h1 {
        font-size: 1.0667em;
      }

      .monogram {
        flex: none;
        display: grid;
        place-items: center;
        inline-size: 44px;
        block-size: 44px;
        border: 1px solid var(--embed-border);
        border-radius: calc(var(--embed-radius) + 2px);
        background: var(--embed-surface);
        font-size: 1.2em;
        font-weight: 600;
      }
    `,
  ];

  declare content: DialogContent | undefined;

  #unsubscribe: (() => void) | undefined;
  #shown: { readonly step: Step; readonly connectionId: number } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('content')) this.#subscribe();
  }

  override updated(): void {
    super.updated();
    if (this.content?.kind === 'dialog') this.#moveFocus(this.content.model);
  }

  override render() {
    const { content } = this;
    if (!content) return html`<slot></slot>`;
    if (content.kind === 'notice') {
      return html`<main>${this.#notice(content.say, content.code, content.requestId)}</main>`;
    }
    const { context, model } = content;
    if (model.step.name === 'expired') return html`<main>${this.#notice(context.say, 'session_expired')}</main>`;
    return html`
      <main class="stack">
        ${context.sandbox ? this.#sandbox(context) : nothing} ${this.#header(context)}
        ${model.connections.length > 1 ? this.#chooser(context, model) : nothing}
        ${keyed(model.chosen.id, this.#step(context, model))}
      </main>
    `;
  }

  #notice(say: Say, code: ProblemCode, requestId?: string) {
    return html`<embed-notice data-step .say=${say} .code=${code} .requestId=${requestId}></embed-notice>`;
  }

  #sandbox({ say }: DialogContext) {
    return html`
      <p class="sandbox small"><strong>${say('header.sandbox')}</strong><span>${say('header.sandbox_text')}</span></p>
    `;
  }

  #header({ say, connector, tenant, organization, locale }: DialogContext) {
    return html`
      <header>
        <span class="monogram" aria-hidden="true">${monogram(connector.title, locale)}</span>
        <div>
          <h1><bdi>${connector.title}</bdi></h1>
          <p class="muted">${say('header.context', { tenant, organization })}</p>
        </div>
      </header>
    `;
  }

  #chooser(context: DialogContext, model: DialogModel) {
    return html`
      <embed-connection-chooser
        .context=${context}
        .model=${model}
        .connections=${model.connections}
        .chosen=${model.chosen}
        .busy=${model.busy}
      ></embed-connection-chooser>
    `;
  }

  #step(context: DialogContext, model: DialogModel) {
    const { step, chosen } = model;
    switch (step.name) {
      case 'form':
        return html`<embed-form-step
          data-step
          .context=${context}
          .model=${model}
          .connection=${chosen}
          .step=${step}
        ></embed-form-step>`;
      case 'checking':
        return html`<embed-checking-step data-step .context=${context} .model=${model}></embed-checking-step>`;
      case 'connected':
        return html`<embed-connected-step
          data-step
          .context=${context}
          .model=${model}
          .connection=${chosen}
          .step=${step}
        ></embed-connected-step>`;
      case 'expired':
        return nothing;
    }
  }

  #subscribe(): void {
    this.#unsubscribe?.();
    const { content } = this;
    this.#unsubscribe = content?.kind === 'dialog' ? content.model.subscribe(() => this.requestUpdate()) : undefined;
  }

  /**
   * Moves focus to a step that is new to the reader. Not to the first one, and not while the focus is elsewhere, which
   * would take it from the host's page; and not after a choice of connection, which the reader is still making.
   */
  #moveFocus({ step, chosen }: DialogModel): void {
    const before = this.#shown;
    this.#shown = { step, connectionId: chosen.id };
    if (!before || before.step === step || before.connectionId !== chosen.id) return;
    const isNews = before.step.name !== step.name || ('problem' in step && step.problem !== undefined);
    if (!isNews || !document.hasFocus()) return;
    void this.updateComplete.then(() => {
      const part = this.renderRoot.querySelector('[data-step]');
      if (part instanceof DialogPart) part.focusStart();
    });
  }
}

customElements.define('embed-dialog', EmbedDialog);
