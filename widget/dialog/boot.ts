import { DIALECTS } from '../dialects/dialects.ts';
import type { PageState } from '../protocol/page-state.ts';
import { DialogModel } from './dialog-model.ts';
import { type DialogContent, EmbedDialog } from './embed-dialog.ts';
import { HeightReporter } from './height-reporter.ts';
import { afterFrameLoad, HostChannel } from './host-channel.ts';
import { HostEvents } from './host-events.ts';
import { sayWith } from './messages.ts';
import { takePageState } from './page-state-element.ts';
import { parentPoster } from './parent-window.ts';
import { RenderedEvent } from './rendered-event.ts';
import { SessionClient } from './session-client.ts';

/**
 * Brings a page to life: takes its state, shows the dialog in place of the server's text, and begins to talk to the
 * host page.
 *
 * @throws {TypeError} If the page's state cannot be read or names no known dialect. The server's text stays then.
 */
export function boot(view: Window): void {
  const state = takePageState(view.document);
  const encode = DIALECTS.get(state.dialect);
  const dialog = view.document.querySelector('embed-dialog');
  if (!encode || !(dialog instanceof EmbedDialog)) throw new TypeError('This page is not one that its script can show.');

  const channel = new HostChannel(encode, parentPoster(view, state.parent));
  dialog.content = contentOf(state, view, channel);

  const reporter = new HeightReporter(dialog, (height) => channel.heightChanged(height));
  const measure = () => void dialog.updateComplete.then(() => reporter.measure());
  dialog.addEventListener(RenderedEvent.type, measure);
  measure();
  reporter.start();
  afterFrameLoad(view, () => channel.frameLoaded());
}

function contentOf(state: PageState, view: Window, channel: HostChannel): DialogContent {
  const say = sayWith(state.messages);
  const events = new HostEvents(say);
  if (state.kind === 'notice') {
    const { code, requestId } = state;
    if (code !== 'top_level') channel.tell(events.error(code));
    return { kind: 'notice', say, code, requestId };
  }
  // In a frame with `sandbox` but without `allow-same-origin` nothing here may call its own server.
  if (view.origin === 'null') {
    channel.tell(events.error('embed_sandboxed'));
    return { kind: 'notice', say, code: 'embed_sandboxed' };
  }
  const { bearer, connector, connections, connectionId, locale, organization, tenant, sandbox } = state;
  const client = new SessionClient(bearer);
  const tell = channel.tell.bind(channel);
  const model = new DialogModel({ client, connector, connections, connectionId, events, tell });
  model.announce();
  return { kind: 'dialog', model, context: { say, locale, connector, organization, tenant, sandbox } };
}
