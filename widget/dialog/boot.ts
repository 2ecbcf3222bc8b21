import { type Dialect, findDialect } from '../dialects/dialect.ts';
import type { PageState } from '../protocol/page-state.ts';
import { TAG_FRAME_NAME } from '../protocol/tag-frame-name.ts';
import { DialogPage } from './dialog-page.ts';
import { loadTokenExchange } from './effects/perform-task.ts';
import { EmbedDialog } from './embed-dialog.ts';
import { onEscape } from './host/escape-key.ts';
import { HeightReporter } from './host/height-reporter.ts';
import { afterFrameLoad, HostChannel, type Opening } from './host/host-channel.ts';
import { takePageState } from './page-state-element.ts';
import { listenToParent, ParentWindow } from './host/parent-window.ts';

/**
 * Starts a page: takes its state, shows the dialog in place of the server's text, and starts the messages to the host
 * page.
 *
 * @throws {TypeError} The page has no state, or not the dialect that its state names. The server's text stays.
 */
export function boot(view: Window): void {
  const stated = takePageState(view.document);
  const state = view.parent === view ? atTopLevel(stated) : stated;
  const dialect = state.dialect === null ? NO_MESSAGES : findDialect(state.dialect);
  const dialog = view.document.querySelector('embed-dialog');
  if (!dialect || !(dialog instanceof EmbedDialog)) throw new TypeError('This page has no dialog or dialect.');

  const { encode, decode, hostBegins = false } = dialect;
  const parent = new ParentWindow(view, state.parent);
  const opening = !decode ? 'now' : hostBegins ? 'init' : openingOf(view, parent);
  const channel = new HostChannel((event) => {
    for (const message of encode(event)) parent.post(message);
  }, opening);
  const shown = Promise.withResolvers<undefined>();
  const page = new DialogPage(state, {
    document: view.document,
    opaqueOrigin: view.origin === 'null',
    hostSendsMessages: decode !== undefined,
    sendToHost: (event) => channel.send(event),
  });
  dialog.store = page.store;
  // Until there is a token, the tag shows its own loading text and hides the iframe.
  if (page.store.state.view !== 'initial' || opening !== 'init') shown.resolve(undefined);
  const stopWaiting = page.store.subscribe((_before, _event, { view }) => {
    if (view === 'initial') return;
    shown.resolve(undefined);
    stopWaiting();
  });

  let conversation: { readonly nonce: string | undefined } | undefined;
  listenToParent(view, state.parent, (data, origin) => {
    const command = decode?.(data);
    if (command?.type === 'init') {
      parent.settle(origin);
      channel.begin(command.nonce);
      if (conversation && command.nonce === conversation.nonce) return;
      conversation = { nonce: command.nonce };
    }
    if (command) page.execute(command, origin);
  });
  onEscape(view, () => page.leave('escape'));
  if (view.document.hidden) page.hide();
  for (const type of ['focus', 'visibilitychange']) {
    view.addEventListener(type, () => {
      if (view.document.hidden) page.hide();
      else page.wake();
    });
  }

  const reporter = new HeightReporter(dialog, (height) => channel.heightChanged(height));
  void shown.promise.then(async () => {
    // The first view and the host's appearance may still be loading. The height is sent after that.
    await Promise.all([dialog.updateComplete, page.presentationSettled]);
    reporter.start();
    afterFrameLoad(view, () => {
      channel.frameLoaded();
      // When the session expires, a newer server may no longer have this chunk.
      if (page.store.state.takesTokens) void loadTokenExchange();
    });
  });
}

const NO_MESSAGES: Dialect = { encode: () => [] };

/**
 * In the tag's frame, every message belongs to a conversation. Without a known parent, messages wait for `init` too.
 */
function openingOf(view: Window, parent: ParentWindow): Opening {
  return view.name === TAG_FRAME_NAME || !parent.isKnown ? 'init' : 'load';
}

/**
 * Replaces the state of a page outside an iframe by a notice. Otherwise an attacker could open a top-level page with
 * the attacker's token for a victim, who would then sign in for the attacker. The server refuses such a page if the
 * browser sends `Sec-Fetch-Dest`. This check is for other browsers.
 */
function atTopLevel(state: PageState): PageState {
  if (state.kind === 'notice') return state;
  const { parent, locale, translations } = state;
  return { kind: 'notice', dialect: null, parent, locale, translations, code: 'top_level', message: '', requestId: '' };
}
