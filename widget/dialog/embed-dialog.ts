import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sharedStyles } from './shared-styles.ts';
import { focusStart } from './focus-start.ts';
import './connected-step.ts';
import './connection-chooser.ts';
import type { DialogContent } from './dialog-content.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import { monogram } from './monogram.ts';
import './notice-view.ts';
import type { Step, StepProblem } from './step.ts';
import './sign-in-steps.ts';
import './typed-steps.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-dialog': EmbedDialog;
  }
}

/**
 * The whole dialog: its header, the choice among several connections, and the view of the current step.
 *
 * @slot - The server's text, shown until {@link EmbedDialog.content} is set.
 */
@customElement('embed-dialog')
export class EmbedDialog extends LitElement {
  static override readonly styles = [
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

  @property({ attribute: false }) content: DialogContent | undefined;

  #unsubscribe: (() => void) | undefined;
  #shown: Sight | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  /** Also waits for the views inside, so that a height measured afterwards is the height that the browser paints. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isComplete = await super.getUpdateComplete();
    for (const view of this.renderRoot.querySelectorAll('*')) {
      if (view instanceof LitElement) await view.updateComplete;
    }
    return isComplete;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('content')) this.#subscribe();
  }

  protected override updated(): void {
    if (this.content) this.#moveFocus(sightOf(this.content));
  }

  protected override render() {
    const { content } = this;
    if (!content) return html`<slot></slot>`;
    if (content.kind === 'waiting') {
      return html`<main><p class="muted" role="status">${content.say('page.loading')}</p></main>`;
    }
    if (content.kind === 'notice') {
      return html`<main><embed-notice data-step .content=${content}></embed-notice></main>`;
    }
    const { context, model } = content;
    return html`
      <main class="stack">
        ${context.sandbox ? this.#sandbox(context) : nothing} ${this.#header(context, model)}
        ${model.connections.length > 1 ? this.#chooser(context, model) : nothing} ${this.#step(context, model)}
      </main>
    `;
  }

  #sandbox({ say }: DialogContext) {
    return html`
      <p class="sandbox small"><strong>${say('header.sandbox')}</strong><span>${say('header.sandbox_text')}</span></p>
    `;
  }

  #header({ say, connector, tenant, organization, locale }: DialogContext, { renewing, signIn }: DialogModel) {
    return html`
      <header>
        <span class="monogram" aria-hidden="true">${monogram(connector.title, locale)}</span>
        <div>
          <h1><bdi>${connector.title}</bdi></h1>
          <p class="muted">${say('header.context', { tenant, organization })}</p>
          <p class="muted" role="status">${renewing || signIn.renewing ? say('header.refreshing_session') : nothing}</p>
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
        .renewing=${model.renewing}
      ></embed-connection-chooser>
    `;
  }

  #step(context: DialogContext, model: DialogModel) {
    const { step, chosen, signIn } = model;
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
      case 'sign-in':
        return html`<embed-sign-in-step
          data-step
          .context=${context}
          .model=${model}
          .connection=${chosen}
          .step=${step}
          .link=${signIn.link}
          .hasFailed=${signIn.hasFailed}
        ></embed-sign-in-step>`;
      case 'signing-in':
        return html`<embed-signing-in-step
          data-step
          .context=${context}
          .model=${model}
          .step=${step}
          .link=${signIn.link}
        ></embed-signing-in-step>`;
      case 'connected':
        return html`<embed-connected-step
          data-step
          .context=${context}
          .model=${model}
          .connection=${chosen}
          .step=${step}
          .renewing=${model.renewing}
        ></embed-connected-step>`;
    }
  }

  #subscribe(): void {
    this.#unsubscribe?.();
    const { content } = this;
    this.#unsubscribe = content?.kind === 'dialog' ? content.model.subscribe(() => this.requestUpdate()) : undefined;
  }

  /**
   * Focuses the start of a view that is new to the person. Leaves the focus alone for the first view, and while it is in
   * the host page.
   */
  #moveFocus(now: Sight): void {
    const before = this.#shown;
    this.#shown = now;
    if (!before || !isNews(before, now) || !document.hasFocus()) return;
    void this.updateComplete.then(() => {
      const part = this.renderRoot.querySelector('[data-step]');
      if (part instanceof LitElement) focusStart(part);
    });
  }
}

/** The part of the content that decides whether the next content is news to the person. */
interface Sight {
  /** The kind of content, or the code of a notice. */
  readonly view: string;
  readonly step?: Step;
  readonly connectionId?: number;
}

function sightOf(content: DialogContent): Sight {
  if (content.kind !== 'dialog') return { view: content.kind === 'notice' ? content.code : content.kind };
  const { step, chosen } = content.model;
  return { view: content.kind, step, connectionId: chosen.id };
}

function isNews(before: Sight, { view, step, connectionId }: Sight): boolean {
  if (before.view !== view) return true;
  // Choosing another connection leaves the focus in the list of connections.
  if (!step || before.step === step || before.connectionId !== connectionId) return false;
  if (before.step?.name !== step.name) return true;
  return 'problem' in step && step.problem !== undefined && step.problem !== problemOf(before.step);
}

function problemOf(step: Step): StepProblem | undefined {
  return 'problem' in step ? step.problem : undefined;
}
