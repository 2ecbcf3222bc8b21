import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sharedStyles } from './shared-styles.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import { readableDate } from './dates.ts';
import { plainText } from './plain-text.ts';
import { panelStyles, problemPanel } from './problem-panel.ts';
import type { Step } from './step.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-connected-step': ConnectedStep;
  }
}

const CHECK_MARK = 'm3 8.5 3.2 3.2L13 5';
/** For credentials that were saved without being checked. */
const INFO_MARK = 'M8 7v6M8 3v2';

/** Shows a working connection: its account, its date, whether it was checked, and buttons to replace or end it. */
@customElement('embed-connected-step')
export class ConnectedStep extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    css`
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
  @property({ attribute: false }) model!: DialogModel;
  @property({ attribute: false }) connection!: ConnectionDetails;
  @property({ attribute: false }) step!: Extract<Step, { name: 'connected' }>;
  @property({ attribute: false }) renewing = false;
  @state() private confirming = false;

  #connectionId: number | undefined;

  protected override willUpdate(): void {
    if (this.#connectionId !== this.connection.id) this.confirming = false;
    this.#connectionId = this.connection.id;
  }

  protected override render() {
    const { say, connector } = this.context;
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
          <h2 tabindex="-1" ?data-start=${!problem}>${say('connected.title', { provider: connector.title })}</h2>
        </div>
        ${problem ? problemPanel(this.context, problem) : nothing}
        ${previousAccount === undefined ? nothing : this.#otherAccount(previousAccount)} ${this.#facts()}
        ${this.confirming ? this.#confirmation() : this.#actions()}
      </div>
    `;
  }

  #otherAccount(before: string) {
    const { say } = this.context;
    return html`
      <div class="panel warning" role="status">
        <h3>${say('connected.other_title')}</h3>
        <p>${say('connected.other_text', { before, account: this.connection.account ?? '' })}</p>
      </div>
    `;
  }

  #facts() {
    const { say, locale, connector } = this.context;
    const { account, connectedAt, verified } = this.connection;
    const since = connectedAt === undefined ? undefined : readableDate(connectedAt, locale);
    const provider = connector.title;
    return html`
      <dl>
        ${account ? this.#fact(say('connected.account'), html`<bdi>${plainText(account)}</bdi>`) : nothing}
        ${since ? this.#fact(say('connected.since'), html`<time datetime=${connectedAt}>${since}</time>`) : nothing}
        ${this.#fact(say('connected.verification'), say(verified ? 'connected.verified' : 'connected.unverified', { provider }))}
      </dl>
    `;
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
    const { say, leave, connector } = this.context;
    return html`
      <div class="row">
        ${
          leave
            ? html`<button type="button" class="primary" @click=${() => leave('finished')}>
                ${say('action.done')}
              </button>`
            : nothing
        }
        <button type="button" @click=${() => this.model.replace()}>
          ${say(connector.usesSignIn ? 'connected.sign_in' : 'connected.replace')}
        </button>
        <button type="button" class="plain" id="disconnect" @click=${() => this.#ask(true)}>
          ${say('connected.disconnect')}
        </button>
      </div>
    `;
  }

  #confirmation() {
    const { say, connector, organization } = this.context;
    const provider = connector.title;
    const working = this.step.disconnecting;
    return html`
      <div class="panel" role="group" aria-labelledby="question" @keydown=${this.#leave}>
        <h3 id="question" tabindex="-1">${say('disconnect.title', { provider })}</h3>
        <p>${say('disconnect.text', { provider, organization })}</p>
        <div class="row">
          <button type="button" class="danger" aria-disabled=${working} @click=${() => void this.model.disconnect()}>
            ${say(working ? 'disconnect.working' : 'disconnect.confirm')}
          </button>
          <button
            type="button"
            class="plain"
            aria-disabled=${working && !this.renewing}
            @click=${() => this.#ask(false)}
          >
            ${say('disconnect.cancel')}
          </button>
        </div>
      </div>
    `;
  }

  #leave(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || (this.model.busy && !this.renewing)) return;
    // Otherwise the same key press would close the whole dialog.
    event.preventDefault();
    this.#ask(false);
  }

  #ask(confirming: boolean): void {
    if (this.renewing) void this.model.cancel();
    if (this.model.busy) return;
    this.confirming = confirming;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(confirming ? '#question' : '#disconnect')?.focus();
    });
  }
}
