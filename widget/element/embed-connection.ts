import { adoptStyles, html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Appearance } from '../protocol/appearance.ts';
import type { ExitReason, FrameMessage } from '../protocol/native-messages.ts';
import type { Theme } from '../protocol/theme.ts';
import {
  ConnectionStatusChangeEvent,
  EmbedErrorEvent,
  ExitEvent,
  HeightChangeEvent,
  InstallationChangeEvent,
  type LoadErrorEvent,
  NavigationEvent,
  ReadyEvent,
  SuccessEvent,
  type TagListeners,
  TokenExpiredEvent,
} from './events.ts';
import { type FrameAddress, frameAddress } from './frame-address.ts';
import { FrameConversation } from './frame-conversation.ts';
import { createFrame, renderView, type View } from './frame-view.ts';
import { blockedByPolicy, diagnose, mixedContent, unusableSource } from './load-error.ts';
import { ModalDialog } from './modal-dialog.ts';
import { presentation } from './presentation.ts';
import type { TokenProblem } from './request-token.ts';
import { SettingsCheck } from './settings-check.ts';
import { tagStyles } from './styles.ts';
import { tagTranslations } from './tag-translations.ts';
import { TokenSource } from './token-source.ts';

/**
 * The maximum height of the frame in CSS pixels, even if the dialog reports a larger one. Hundreds of integrations in one
 * column are not as tall.
 */
const HEIGHT_MAX = 100_000;

declare global {
  interface HTMLElementTagNameMap {
    'embed-connection': EmbedConnection;
  }
}

/**
 * A dialog in which a person connects another provider, in a frame of its own.
 *
 * @example
 * ```html
 * <script type="module" src="https://connect.example.com/embed-connection.js"></script>
 * <embed-connection src="https://connect.example.com/acme/hubspot/auth" token-url="/embed-token"></embed-connection>
 * ```
 *
 * @tagname embed-connection
 *
 * @fires {LoadErrorEvent} load-error - The frame could not be loaded.
 *
 * @slot loading - Shown until the dialog is there.
 * @slot error - Shown instead of the dialog when it could not be opened.
 *
 * @csspart frame - The frame.
 * @csspart dialog - The modal dialog around the frame.
 * @csspart close - The close button of the modal dialog.
 */
export class EmbedConnection extends LitElement {
  static override readonly styles = tagStyles;

  /** Address of the page to show, without a token. Messages are accepted from its origin only. */
  @property() src?: string | null;

  /** An embed token. It is sent once; set another one at any time. */
  @property() token?: string | null;

  /** An endpoint of yours that answers `{"token": "…"}` or `{"access_token": "…"}`, asked for each new token. */
  @property({ attribute: 'token-url' }) tokenUrl?: string | null;

  /** A function that returns each new token. It takes precedence over `token-url`, and `token-url` over `token`. */
  @property({ attribute: false }) tokenProvider?: (() => Promise<string>) | null;

  /** `inline` (default): shown in its place in the page. `modal`: shown in a dialog over the page, after `open()`. */
  @property() mode?: 'inline' | 'modal' | null;

  /** Colour scheme. `system`: that of the reader's system. */
  @property() theme?: Theme | null;

  /** Language, a BCP 47 tag. Without one, the token, your configuration or the browser decides. */
  @property() locale?: string | null;

  /**
   * Design tokens by name, such as `{ accent: '#2458e6', dark: { accent: '#8fb0ff' } }`. A token that is left out later
   * keeps its value until the next load.
   */
  @property({ attribute: false }) appearance?: Appearance | null;

  /** Whether the modal dialog is open. */
  @state() private isOpen = false;

  /** Increases with each call of `reload()`, which has to work without a changed property. */
  @state() private reloadCount = 0;

  @state() private view: View = { kind: 'empty' };

  // The inherited methods, with the types of the tag's own events.
  declare addEventListener: TagListeners<this, AddEventListenerOptions>;
  declare removeEventListener: TagListeners<this, EventListenerOptions>;

  readonly #modal = new ModalDialog();
  readonly #conversation = new FrameConversation(this, {
    initPayload: () => ({ ...(this.isOpen && { mode: 'modal' as const }), ...presentation(this) }),
    onMessage: (message) => this.#receive(message),
    onTimeout: () => void this.#diagnose(),
    onBlocked: () => this.#fail(blockedByPolicy(this.#address?.url.origin ?? '')),
    onReplaced: () => this.reload(),
  });
  readonly #tokens = new TokenSource(this, {
    settings: this,
    ready: () => this.#conversation.answered,
    deliver: (token) => this.#deliver(token),
    onExpired: () => this.dispatchEvent(new TokenExpiredEvent()),
    onError: (problem) => this.#reportTokenProblem(problem),
  });
  readonly #settingsCheck = new SettingsCheck(this, () => this.#reportMissingSettings());
  /** The page of the current load. */
  #address: FrameAddress | undefined;
  /** Called after the running update. */
  #afterUpdate: (() => void)[] = [];

  /** Opens the modal dialog. Does nothing in the mode `inline`, and outside a document. */
  open(): void {
    if (this.mode !== 'modal' || this.isOpen || !this.#isHere) return;
    this.isOpen = true;
    this.reload();
    this.#updateNow();
    this.#settingsCheck.start();
  }

  /** Closes the modal dialog, removes its frame, and fires `exit`. Removing the tag and changing `mode` do the same. */
  close(): void {
    this.#leave('closed');
  }

  /** Loads the frame again, with a new token. */
  reload(): void {
    this.reloadCount++;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Moving the tag to another document has removed them.
    if (this.hasUpdated && this.#isHere) adoptStyles(this.renderRoot as ShadowRoot, EmbedConnection.elementStyles);
    this.reload();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave('closed');
    this.view = { kind: 'empty' };
    this.#updateNow();
  }

  // Browsers call this method instead of the two above when a host moves the tag with `moveBefore`, which keeps the
  // frame.
  connectedMoveCallback(): void {}

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('src') || changed.has('mode') || this.#hasChanged(changed, 'reloadCount')) this.#load();
  }

  protected override render(): unknown {
    const isModal = this.mode === 'modal';
    if (isModal && !this.isOpen) return this.#preconnect();
    const translations = tagTranslations(this.locale);
    const view = renderView(this.view, {
      translations,
      isModal,
      onRetry: () => this.reload(),
    });
    const content = html`<div class="content ${this.theme ?? ''}">${view}</div>`;
    if (!isModal) return content;
    const { title, close } = translations;
    return html`
      <dialog part="dialog" tabindex="-1" aria-label=${title} @close=${this.#dialogClosed}>
        <button part="close" aria-label=${close} @click=${() => this.#leave('closed')}>×</button>
        ${content}
      </dialog>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog) this.#modal.show(dialog);
    this.#startConversation();
    const afterUpdate = this.#afterUpdate;
    this.#afterUpdate = [];
    for (const callback of afterUpdate) callback();

    if (changed.has('src') || changed.has('mode') || this.#hasChanged(changed, 'reloadCount')) return;
    if (
      this.view.kind !== 'empty' &&
      (changed.has('token') || changed.has('tokenUrl') || changed.has('tokenProvider'))
    ) {
      this.#tokenSettingsChanged(changed.has('token'));
    }
    if (changed.has('theme') || changed.has('locale') || changed.has('appearance')) {
      this.#sendPresentation(changed.has('theme'));
    }
  }

  /** In the document of another window, the frame's parent would not be the window that posts its messages. */
  get #isHere(): boolean {
    return this.isConnected && this.ownerDocument === document;
  }

  #hasChanged(changed: PropertyValues<this>, name: string): boolean {
    return (changed as ReadonlyMap<PropertyKey, unknown>).has(name);
  }

  /** Opens the connection to the server of a modal tag before it is needed. */
  #preconnect() {
    const address = frameAddress(this.src, this.baseURI, {});
    return address && this.#isHere ? html`<link rel="preconnect" href=${address.url.origin} />` : nothing;
  }

  /** Loads the page of `src`, if the tag shows anything now. */
  #load(): void {
    this.#stop();
    if (this.mode !== 'modal' && this.isOpen) {
      this.isOpen = false;
      this.#modal.hide();
      this.#afterUpdate.push(() => this.dispatchEvent(new ExitEvent({ reason: 'closed' })));
    }
    this.view = { kind: 'empty' };
    this.#address = undefined;
    const isVisible = this.mode !== 'modal' || this.isOpen;
    // Without src, an inline tag waits for it. A modal tag was opened too early.
    if (!this.#isHere || !isVisible || !(this.src || this.isOpen)) return;

    const address = (this.#address = frameAddress(this.src, this.baseURI, presentation(this)));
    const problem = address ? mixedContent(address.url) : unusableSource(this.src);
    if (!address || problem) {
      this.view = { kind: 'failed', needsToken: false };
      this.#afterUpdate.push(() => this.#report(problem ?? unusableSource(this.src)));
      return;
    }
    const { url, hasToken, tokenParameter } = address;
    if (hasToken) console.warn('embed-connection: there is a token in src.');
    if (hasToken || !tokenParameter) this.#showFrame(url, { hasSecretAddress: false });
    else this.view = { kind: 'waiting' };
    if (!hasToken) this.#afterUpdate.push(() => void this.#tokens.request());
  }

  #stop(): void {
    this.#tokens.stop();
    this.#conversation.stop();
  }

  #showFrame(url: URL, options: { readonly hasSecretAddress: boolean }): void {
    this.view = { kind: 'frame', frame: createFrame(url, options), url, ...options, isShown: false };
  }

  #startConversation(): void {
    const { view } = this;
    if (view.kind !== 'frame' || view.frame === this.#conversation.frame) return;
    const { frame } = view;
    this.#conversation.start(frame, view.url.origin);
    if (view.hasSecretAddress) frame.contentWindow?.location.replace(view.url.href);
  }

  #deliver(token: string): void {
    if (this.view.kind === 'frame') {
      this.#conversation.send('token', { token });
      return;
    }
    const { url, tokenParameter } = this.#address ?? {};
    if (!url || !tokenParameter) return;
    const secret = new URL(url);
    secret.searchParams.set(tokenParameter, token);
    this.#showFrame(secret, { hasSecretAddress: true });
    this.#updateNow();
  }

  #leave(reason: ExitReason): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.view = { kind: 'empty' };
    this.#stop();
    this.#modal.hide();
    this.#updateNow();
    this.dispatchEvent(new ExitEvent({ reason }));
  }

  /** Browsers fire the event late. It may belong to an earlier dialog that was closed before the present one opened. */
  readonly #dialogClosed = ({ target }: Event): void => {
    if (target === this.renderRoot.querySelector('dialog')) this.#leave('escape');
  };

  #tokenSettingsChanged(tokenChanged: boolean): void {
    const { view } = this;
    if (view.kind !== 'failed') this.#tokens.settingsChanged(tokenChanged);
    // Only once: frameworks set a new function at each render, which must not repeat a failure.
    else if (view.needsToken && (this.tokenProvider || this.tokenUrl || this.token)) this.reload();
  }

  #sendPresentation(themeChanged: boolean): void {
    // An absent value changes nothing, so a removed theme is sent as the default.
    const look = { ...(themeChanged && { theme: 'system' as const }), ...presentation(this) };
    const { frame } = this.#conversation;
    void this.#conversation.answered?.then(() => {
      if (frame === this.#conversation.frame) this.#conversation.send('appearance', look);
    });
  }

  async #diagnose(): Promise<void> {
    const { frame } = this.#conversation;
    const address = this.#address;
    if (!frame || !address) return;
    const event = await diagnose(address.url, this.src);
    // The page may have answered during the diagnosis.
    if (frame === this.#conversation.frame && !this.#conversation.isAnswered) this.#fail(event);
  }

  #reportTokenProblem({ message, thrown }: TokenProblem): void {
    const displayMessage = tagTranslations(this.locale).failedTitle;
    const event = new EmbedErrorEvent({ code: 'token_unavailable', message, displayMessage });
    // A visible dialog stays. It shows a notice of its own if it needs the token.
    if (this.view.kind === 'frame' && this.view.isShown) this.#report(event, thrown);
    else this.#fail(event, thrown);
  }

  #fail(
    event: LoadErrorEvent | EmbedErrorEvent,
    thrown: readonly unknown[] = [],
    { needsToken = false }: { readonly needsToken?: boolean } = {},
  ): void {
    this.#showFailure({ needsToken });
    this.#report(event, thrown);
  }

  #showFailure({ needsToken }: { readonly needsToken: boolean }): void {
    this.#stop();
    this.view = { kind: 'failed', needsToken };
    this.#updateNow();
  }

  #report(event: LoadErrorEvent | EmbedErrorEvent, thrown: readonly unknown[] = []): void {
    console.error(`embed-connection: ${event.message}`, ...thrown);
    this.dispatchEvent(event);
  }

  #receive({ type, payload }: FrameMessage): void {
    switch (type) {
      case 'ready':
        this.dispatchEvent(new ReadyEvent());
        break;
      case 'height-change':
        this.#resize(payload.height);
        break;
      case 'connection-status-change':
        this.dispatchEvent(new ConnectionStatusChangeEvent(payload));
        break;
      case 'success':
        this.dispatchEvent(new SuccessEvent(payload));
        break;
      case 'installation-change':
        this.dispatchEvent(new InstallationChangeEvent(payload));
        break;
      case 'navigation':
        this.dispatchEvent(new NavigationEvent(payload));
        break;
      case 'exit':
        if (this.isOpen) this.#leave(payload.reason);
        else this.dispatchEvent(new ExitEvent(payload));
        break;
      case 'error':
        // It was reported before the page was told.
        if (payload.code === 'token_missing' && this.#isTokenMissing) this.#showFailure({ needsToken: true });
        else this.#report(new EmbedErrorEvent(payload));
        break;
      case 'token-expired':
        void this.#tokens.request(true);
    }
  }

  #resize(reported: number): void {
    const { frame } = this.#conversation;
    const { view } = this;
    const height = Math.min(Math.ceil(reported), HEIGHT_MAX);
    // A frame that is not displayed reports 0.
    if (!frame || view.kind !== 'frame' || height <= 0 || frame.style.height === `${height}px`) return;
    frame.style.height = `${height}px`;
    if (!view.isShown) {
      this.view = { ...view, isShown: true };
      this.#updateNow();
      this.#modal.focusFrame(frame);
    }
    this.dispatchEvent(new HeightChangeEvent({ height }));
  }

  /** Reports missing settings, because the tag would load forever without them. */
  #reportMissingSettings(): void {
    if (this.mode === 'modal' && !this.isOpen) return;
    if (!this.src && this.view.kind === 'empty') this.#fail(unusableSource(this.src));
    else if (this.#isTokenMissing && this.#address?.isPortal) {
      this.#report(this.#missingToken());
      // The page may be able to show something without one.
      void this.#conversation.answered?.then(() => {
        if (this.#isTokenMissing) this.#conversation.send('token', { token: null });
      });
    } else if (this.#isTokenMissing) this.#fail(this.#missingToken(), [], { needsToken: true });
  }

  get #isTokenMissing(): boolean {
    return this.#tokens.isMissing && !this.token;
  }

  #missingToken(): EmbedErrorEvent {
    return new EmbedErrorEvent({
      code: 'token_missing',
      message: 'There is no token. Set token-url, tokenProvider or token.',
      displayMessage: tagTranslations(this.locale).failedTitle,
    });
  }

  /** Renders all changes before it returns. */
  #updateNow(): void {
    if (this.isUpdatePending) this.performUpdate();
  }
}
