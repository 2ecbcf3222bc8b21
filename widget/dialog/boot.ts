import type { DialectEncoder } from '../dialects/dialect-encoder.ts';
import { DIALECTS } from '../dialects/dialects.ts';
import { dialogContent } from './dialog-content.ts';
import { EmbedDialog } from './embed-dialog.ts';
import { HeightReporter } from './height-reporter.ts';
import { afterFrameLoad, HostChannel } from './host-channel.ts';
import { takePageState } from './page-state-element.ts';
import { parentPoster } from './parent-window.ts';
import { RenderedEvent } from './rendered-event.ts';

/**
 * Brings a page to life: takes its state, shows the dialog in place of the server's text, and begins to talk to the
 * host page.
 *
 * @throws {TypeError} If the page's state cannot be read or names no known dialect. The server's text stays then.
 */
export function boot(view: Window): void {
  const state = takePageState(view.document);
  const encode = state.dialect === null ? saysNothing : DIALECTS.get(state.dialect);
  const dialog = view.document.querySelector('embed-dialog');
  if (!encode || !(dialog instanceof EmbedDialog))
    throw new TypeError('This page is not one that its script can show.');

  const channel = new HostChannel(encode, parentPoster(view, state.parent));
  dialog.content = dialogContent(state, { opaqueOrigin: view.origin === 'null', tell: (event) => channel.tell(event) });

  const reporter = new HeightReporter(dialog, (height) => channel.heightChanged(height));
  const measure = () => void dialog.updateComplete.then(() => reporter.measure());
  dialog.addEventListener(RenderedEvent.type, measure);
  measure();
  reporter.start();
  afterFrameLoad(view, () => channel.frameLoaded());
}

const saysNothing: DialectEncoder = () => [];
