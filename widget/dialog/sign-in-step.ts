import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sharedStyles } from './shared-styles.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import { plainButton } from './plain-button.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import { panelStyles, problemPanel, reauthPanel } from './problem-panel.ts';
import type { Step } from './step.ts';
import { openSystemWindow } from './system-window.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-sign-in-step': SignInStep;
  }
}

/** Shows the link to the provider's sign-in page. */
@customElement('embed-sign-in-step')
export class SignInStep extends LitElement {
  static override readonly styles = [sharedStyles, panelStyles];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) model!: DialogModel;
  @property({ attribute: false }) connection!: ConnectionDetails;
  @property({ attribute: false }) step!: Extract<Step, { name: 'sign-in' }>;
  @property({ attribute: false }) link!: string | undefined;
  @property({ attribute: false }) hasFailed!: boolean;

  #hadFocus = false;

  protected override willUpdate(): void {
    this.#hadFocus = this.shadowRoot?.activeElement?.id === 'go';
  }

  /** The link replaces the button that is shown until its address is known, and takes over its focus. */
  protected override updated(): void {
    if (this.#hadFocus) this.renderRoot.querySelector<HTMLElement>('#go')?.focus();
  }

  protected override render() {
    const { say, connector, organization } = this.context;
    const { replacing, problem } = this.step;
    const provider = connector.title;
    const needsReauth = this.connection.status === 'needs_reauth';
    return html`
      <div class="stack">
        <div class="stack tight">
          <h2 tabindex="-1" ?data-start=${!problem}>
            ${say(needsReauth || replacing ? 'form.reconnect' : 'form.title', { provider })}
          </h2>
          <p class="muted" id="how">
            ${say('sign_in.text', { provider, organization })} ${replacing ? say('sign_in.keeps_connection') : nothing}
          </p>
        </div>
        ${problem ? problemPanel(this.context, problem) : needsReauth ? reauthPanel(this.context, this.connection) : nothing}
        <div class="row">${this.#way()} ${this.#wayBack()}</div>
      </div>
    `;
  }

  #way() {
    const { say, connector } = this.context;
    const text = this.step.problem ? say('form.retry') : say('sign_in.open', { provider: connector.title });
    if (this.link !== undefined) {
      return html`<a
        class="primary"
        id="go"
        href=${this.link}
        target="_blank"
        rel="opener"
        aria-describedby="how"
        @click=${this.#open}
        @auxclick=${this.#open}
        @contextmenu=${() => this.model.signIn.expect()}
        >${text}</a
      >`;
    }
    return html`<button
      type="button"
      class="primary"
      id="go"
      aria-disabled=${!this.hasFailed}
      @click=${() => this.#retry()}
    >
      ${text}
    </button>`;
  }

  #wayBack() {
    const { connector, leave } = this.context;
    if (connector.fields.length > 0) return plainButton(this.context, 'sign_in.back', () => this.model.back());
    if (this.step.replacing) return plainButton(this.context, 'form.replace_cancel', () => this.model.keep());
    return leave ? plainButton(this.context, 'action.cancel', () => leave('cancelled')) : nothing;
  }

  #open(event: MouseEvent): void {
    // The right button opens the context menu.
    if (event.button > 1) return;
    openSystemWindow(event);
    this.model.signIn.open();
  }

  #retry(): void {
    if (this.hasFailed) this.model.signIn.retry();
  }
}
