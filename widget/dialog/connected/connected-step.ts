import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sharedStyles } from '../shared-styles.ts';
import type { DialogContext } from '../dialog-context.ts';
import type { ConnectionDetails } from '../../protocol/connection.ts';
import { plainButton } from '../plain-button.ts';
import { plainText } from '../plain-text.ts';
import { panelStyles, problemPanel } from '../problem-panel.ts';
import type { Step } from '../state/dialog-state.ts';
import type { DialogCommand } from '../state/state-event.ts';
import { DialogCommandEvent } from '../store-controller.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-connected-step': ConnectedStep;
  }
}

const CHECK_MARK = 'm3 8.5 3.2 3.2L13 5';
/** For credentials that were not verified. */
const INFO_MARK = 'M8 7v6M8 3v2';

/**
 * Shows a working connection: its account, its date, whether it was verified, and buttons to replace and disconnect it.
 */
@customElement('embed-connected-step')
export class ConnectedStep extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    css`
      button.danger {
        border-color: var(--embed-danger);
        color: var(--embed-danger);
      }

      button.danger:hover {
        background: var(--soft-danger);
      }

      .mark {
        flex: none;
        display: grid;
        place-items: center;
        inline-size: 28px;
        block-size: 28px;
        border-radius: 50%;
        background: var(--soft-good);
        color: var(--good);
      }

      .mark.unverified {
        background: var(--soft-warning);
        color: var(--warning);
      }

      .mark svg {
        inline-size: 16px;
        block-size: 16px;
      }

      dl {
        display: grid;
        border: 1px solid var(--embed-border);
        border-radius: var(--embed-radius);
      }

      dl > div {
        display: grid;
        grid-template-columns: minmax(7.5rem, 1fr) 2fr;
        gap: 2px 16px;
        padding: 10px 14px;
      }

      dl > div + div {
        border-block-start: 1px solid var(--embed-border);
      }

      @media (max-width: 28rem) {
        dl > div {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) connection!: ConnectionDetails;
  @property({ attribute: false }) step!: Extract<Step, { name: 'connected' }>;
  @property({ attribute: false }) disconnecting = false;
  /** The dialog waits for a response. */
  @property({ attribute: false }) busy = false;
  /** The person can cancel the confirmation: no call runs, or the call waits for a session. */
  @property({ attribute: false }) canCancel = true;
  @state() private confirming = false;

  #connectionId: number | undefined;

  protected override willUpdate(): void {
    if (this.#connectionId !== this.connection.id) this.confirming = false;
    this.#connectionId = this.connection.id;
  }

  protected override render() {
    const { translate, connector } = this.context;
    const { problem, previousAccount } = this.step;
    return html`
      <div class="stack">
        <div class="head">
          <span class="mark ${this.connection.verified ? '' : 'unverified'}">
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path
                d=${this.connection.verified ? CHECK_MARK : INFO_MARK}
                fill="none"
                stroke="currentColor"
                stroke-width="2"
              />
            </svg>
          </span>
          <h2 tabindex="-1" ?data-start=${!problem}>${translate('connected.title', { provider: connector.title })}</h2>
        </div>
        ${problem ? problemPanel(this.context, problem) : nothing}
        ${previousAccount === undefined ? nothing : this.#otherAccount(previousAccount)} ${this.#facts()}
        ${this.#owner()} ${this.confirming ? this.#confirmation() : this.#actions()}
      </div>
    `;
  }

  #otherAccount(before: string) {
    const { translate } = this.context;
    return html`
      <div class="panel warning" role="status">
        <h3>${translate('connected.other_title')}</h3>
        <p>${translate('connected.other_text', { before, account: this.connection.account ?? '' })}</p>
      </div>
    `;
  }

  #facts() {
    const { translate, locale, connector } = this.context;
    const { account, connectedAt, verified } = this.connection;
    const since = connectedAt === undefined ? undefined : readableDate(connectedAt, locale);
    const provider = connector.title;
    return html`
      <dl>
        ${account ? this.#fact(translate('connected.account'), html`<bdi>${plainText(account)}</bdi>`) : nothing}
        ${since ? this.#fact(translate('connected.since'), html`<time datetime=${connectedAt}>${since}</time>`) : nothing}
        ${this.#fact(translate('connected.verification'), translate(verified ? 'connected.verified' : 'connected.unverified', { provider }))}
      </dl>
    `;
  }

  /** The buttons are missing if the host manages the connection. */
  #owner() {
    const { translate, organization } = this.context;
    return this.connection.isManaged ? html`<p>${translate('connected.managed', { organization })}</p>` : nothing;
  }

  #fact(term: string, description: unknown) {
    return html`
      <div>
        <dt class="muted">${term}</dt>
        <dd>${description}</dd>
      </div>
    `;
  }

  #actions() {
    const { translate, isModal, connector } = this.context;
    const permissions = this.connection.isManaged ? [] : this.context.permissions;
    return html`
      <div class="row">
        ${
          isModal
            ? html`<button
                type="button"
                class="primary"
                @click=${() => this.#send({ type: 'leave', reason: 'finished' })}
              >
                ${translate('action.done')}
              </button>`
            : nothing
        }
        ${
          permissions.includes('connect')
            ? html`<button type="button" @click=${() => this.#send({ type: 'replace' })}>
                ${translate(connector.usesSignIn ? 'connected.sign_in' : 'connected.replace')}
              </button>`
            : nothing
        }
        ${
          permissions.includes('manage')
            ? plainButton(this.context, 'connected.disconnect', () => this.#ask(true))
            : nothing
        }
      </div>
    `;
  }

  #confirmation() {
    const { translate, connector, organization } = this.context;
    const provider = connector.title;
    const working = this.disconnecting;
    return html`
      <div class="panel" role="group" aria-labelledby="question" @keydown=${this.#leave}>
        <h3 id="question" tabindex="-1">${translate('disconnect.title', { provider })}</h3>
        <p>${translate('disconnect.text', { provider, organization })}</p>
        <div class="row">
          <button
            type="button"
            class="danger"
            aria-disabled=${working}
            @click=${() => this.#send({ type: 'disconnect' })}
          >
            ${translate(working ? 'disconnect.working' : 'disconnect.confirm')}
          </button>
          <button type="button" class="plain" aria-disabled=${!this.canCancel} @click=${() => this.#ask(false)}>
            ${translate('disconnect.cancel')}
          </button>
        </div>
      </div>
    `;
  }

  #send(command: DialogCommand): void {
    this.dispatchEvent(new DialogCommandEvent(command));
  }

  #leave(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.canCancel) return;
    // Otherwise the same key press would close the whole dialog.
    event.preventDefault();
    this.#ask(false);
  }

  #ask(confirming: boolean): void {
    if (!this.canCancel) return;
    if (this.busy) this.#send({ type: 'cancel' });
    this.confirming = confirming;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(confirming ? '#question' : '.plain')?.focus();
    });
  }
}

/** Formats an RFC 3339 timestamp as a date and time. `undefined` for invalid text. */
function readableDate(instant: string, locale: string): string | undefined {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return undefined;
  const options = { dateStyle: 'long', timeStyle: 'short' } as const;
  try {
    return new Intl.DateTimeFormat(locale, options).format(date);
  } catch {
    // This browser does not support the language tag.
    return new Intl.DateTimeFormat(undefined, options).format(date);
  }
}
