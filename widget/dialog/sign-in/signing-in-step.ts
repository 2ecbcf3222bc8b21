import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sharedStyles } from '../shared-styles.ts';
import type { DialogContext } from '../dialog-context.ts';
import { fieldStyles } from '../field-styles.ts';
import { panelStyles } from '../problem-panel.ts';
import type { TranslationKey } from '../../locales/en.ts';
import { SIGN_IN_CODE_LENGTH } from '../../protocol/session-api.ts';
import type { SignInLink, Step } from '../state/dialog-state.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { waitingStyles } from '../waiting-styles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-signing-in-step': SigningInStep;
  }
}

/** Within this time, an open window has requested its page from the server. */
const FIRST_HINT_MS = 2000;

/** After a click on the first hint's link. Longer, because the second hint blames the frame's sandbox. */
const SECOND_HINT_MS = 4000;

/** Digits in each half of a code. */
const GROUP = SIGN_IN_CODE_LENGTH / 2;

/** Shown while the person signs in in the provider's window. */
@customElement('embed-signing-in-step')
export class SigningInStep extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    waitingStyles,
    fieldStyles,
    css`
      .code {
        margin-block-start: 6px;
        font-size: 2.2em;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        letter-spacing: 0.06em;
        user-select: all;
      }

      .code span + span {
        margin-inline-start: 0.4em;
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) step!: Extract<Step, { name: 'signing-in' }>;
  @property({ attribute: false }) link: SignInLink | undefined;
  /** Delays of the first and the second hint. */
  @property({ attribute: false }) hintMs: readonly [number, number] = [FIRST_HINT_MS, SECOND_HINT_MS];
  /** How many hints are shown that no window opened. */
  @state() private hint = 0;
  @state() private copied = false;

  #timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#hintLater(0);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render() {
    const { translate, connector } = this.context;
    const { flow } = this.step;
    const finishing = flow.status === 'exchanging';
    return html`
      <div class="stack">
        <div class="head">
          <span class="spinner"></span>
          <h2 tabindex="-1" data-start>
            ${translate(finishing ? 'sign_in.finishing' : 'sign_in.title', { provider: connector.title })}
          </h2>
        </div>
        <div class="stack" role="status">
          ${flow.status === 'confirming' ? this.#code(flow.code) : this.#text()}
          ${flow.status === 'created' ? this.#hints() : nothing}
          ${flow.status === 'started' ? this.#wayBack() : nothing}
        </div>
        <div class="row">
          <button
            type="button"
            aria-disabled=${finishing}
            @click=${() => this.dispatchEvent(new DialogCommandEvent({ type: 'cancel' }))}
          >
            ${translate('action.cancel')}
          </button>
        </div>
      </div>
    `;
  }

  #text() {
    const { translate } = this.context;
    return html`<p class="muted">
      ${translate(this.step.flow.status === 'exchanging' ? 'checking.text' : 'sign_in.wait')}
    </p>`;
  }

  #code(code: string) {
    return html`
      <div>
        <p>${this.context.translate('sign_in.code')}</p>
        <p class="code"><span>${code.slice(0, GROUP)}</span><span>${code.slice(GROUP)}</span></p>
      </div>
    `;
  }

  #hints() {
    const { hint } = this;
    const link = this.#path();
    if (link === undefined || hint === 0) return nothing;
    return html`
      <p>${this.#providerLink('sign_in.not_opened', link, () => this.#hintLater(1))}</p>
      ${hint > 1 ? this.#address(link) : nothing}
    `;
  }

  /** A link that opens the window again after the person closed it. It needs no delay: the window has opened before. */
  #wayBack() {
    const link = this.#path();
    if (link === undefined) return nothing;
    return html`<p class="small">${this.#providerLink('sign_in.window_closed', link)}</p>`;
  }

  #path(): string | undefined {
    return this.link?.isExpired ? undefined : this.link?.path;
  }

  #providerLink(question: TranslationKey, link: string, follow?: () => void) {
    const { translate, connector } = this.context;
    return html`
      ${translate(question)}${' '}<a href=${link} target="_blank" rel="opener" @click=${follow}
        >${translate('sign_in.open', { provider: connector.title })}</a
      >
    `;
  }

  #address(link: string) {
    const { translate } = this.context;
    return html`
      <div class="panel warning">
        <h3>${translate('sign_in.blocked_title')}</h3>
        <p>${translate('sign_in.blocked_text')}</p>
        <div class="field">
          <label for="address">${translate('sign_in.address')}</label>
          <div class="box">
            <input id="address" readonly .value=${new URL(link, location.href).href} />
            <button type="button" class="plain" @click=${this.#copy}>
              ${translate(this.copied ? 'sign_in.copied' : 'sign_in.copy')}
            </button>
          </div>
        </div>
      </div>
    `;
  }

  #hintLater(hint: 0 | 1): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.hint = hint + 1), this.hintMs[hint]);
  }

  async #copy(): Promise<void> {
    const input = this.renderRoot.querySelector('input');
    input?.select();
    try {
      await navigator.clipboard.writeText(input?.value ?? '');
      this.copied = true;
    } catch {
      // The frame may forbid clipboard access. The address is selected, so the person can copy it.
    }
  }
}
