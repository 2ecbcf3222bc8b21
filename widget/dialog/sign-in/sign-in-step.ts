import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../effects/perform-sign-in-task.ts';
import '../state/reduce-sign-in.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { DialogContext } from '../dialog-context.ts';
import { plainButton } from '../plain-button.ts';
import type { ConnectionDetails } from '../../protocol/connection.ts';
import { panelStyles, problemPanel, reauthPanel } from '../problem-panel.ts';
import type { SignInLink, Step } from '../state/dialog-state.ts';
import type { DialogCommand } from '../state/state-event.ts';
import { DialogCommandEvent } from '../store-controller.ts';

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
  @property({ attribute: false }) connection!: ConnectionDetails;
  @property({ attribute: false }) step!: Extract<Step, { name: 'sign-in' }>;
  @property({ attribute: false }) link: SignInLink | undefined;
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
    const { translate, connector, organization } = this.context;
    const { replacing, problem } = this.step;
    const provider = connector.title;
    const needsReauth = this.connection.status === 'needs_reauth';
    return html`
      <div class="stack">
        <div class="stack tight">
          <h2 tabindex="-1" ?data-start=${!problem}>
            ${translate(needsReauth || replacing ? 'form.reconnect' : 'form.title', { provider })}
          </h2>
          <p class="muted" id="how">
            ${translate('sign_in.text', { organization })}
            ${replacing ? translate('sign_in.keeps_connection') : nothing}
          </p>
        </div>
        ${problem ? problemPanel(this.context, problem) : needsReauth ? reauthPanel(this.context, this.connection) : nothing}
        <div class="row">${this.#way()} ${this.#wayBack()}</div>
      </div>
    `;
  }

  #way() {
    const { translate, connector } = this.context;
    const text = this.step.problem ? translate('form.retry') : translate('sign_in.open', { provider: connector.title });
    const { link } = this;
    if (link && !link.isExpired) {
      return html`<a
        class="primary"
        id="go"
        href=${link.path}
        target="_blank"
        rel="opener"
        aria-describedby="how"
        @click=${this.#open}
        @auxclick=${this.#open}
        @contextmenu=${() => this.#send({ type: 'expect-sign-in' })}
        >${text}</a
      >`;
    }
    return html`<button
      type="button"
      class="primary"
      id="go"
      aria-disabled=${!this.hasFailed}
      @click=${() => this.#send({ type: 'retry-sign-in' })}
    >
      ${text}
    </button>`;
  }

  #wayBack() {
    const { connector, isModal, canDiscard } = this.context;
    if (connector.fields.length > 0)
      return plainButton(this.context, 'sign_in.back', () => this.#send({ type: 'back' }));
    if (this.step.replacing)
      return plainButton(this.context, 'form.replace_cancel', () => this.#send({ type: 'keep' }));
    if (canDiscard) return plainButton(this.context, 'action.cancel', () => this.#send({ type: 'discard' }));
    return isModal
      ? plainButton(this.context, 'action.cancel', () => this.#send({ type: 'leave', reason: 'cancelled' }))
      : nothing;
  }

  #open(event: MouseEvent): void {
    // The right button opens the context menu.
    if (event.button > 1) return;
    openProviderWindow(event);
    const id = this.link?.id;
    // The browser follows the link after this event, so the link stays in the page until then.
    if (id !== undefined) setTimeout(() => this.#send({ type: 'open-sign-in', id }));
  }

  #send(command: DialogCommand): void {
    this.dispatchEvent(new DialogCommandEvent(command));
  }
}

/** CSS pixels. The pages on which people sign in are made for this size. A browser limits it to the screen. */
const SIZE = 'width=600,height=720';

/**
 * Whether a script may open the window instead of the link.
 *
 * The script's window is smaller, so the dialog stays visible. In WebKit, the first request of such a window does not
 * count as same-site (`Sec-Fetch-Site`) when the dialog is in a frame of another site, and the server recognizes the
 * browser by that. So only Chromium and Firefox, which are detected by what only they have, let the script open it.
 */
const CAN_OPEN = 'userAgentData' in navigator || 'mozInnerScreenX' in window;

/**
 * Opens the window of a clicked link, unless the browser opens it better or the person asked for another kind of tab or
 * window.
 *
 * The script cannot find out whether the window opened: a `Cross-Origin-Opener-Policy` of the host page hides it.
 */
function openProviderWindow(event: MouseEvent): void {
  const { currentTarget: link, button, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (!(link instanceof HTMLAnchorElement) || !CAN_OPEN) return;
  if (button !== 0 || altKey || ctrlKey || metaKey || shiftKey) return;
  event.preventDefault();
  try {
    window.open(link.href, '', `popup,${SIZE}`);
  } catch {
    // Firefox throws in a frame that may not open windows. The dialog notices later that no window opened.
  }
}
