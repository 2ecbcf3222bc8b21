import type { ProblemCode } from '../locales/en.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { PageState } from '../protocol/page-state.ts';
import type { DialogContext } from './dialog-context.ts';
import { DialogModel } from './dialog-model.ts';
import { HostEvents } from './host-events.ts';
import { type Say, sayWith } from './messages.ts';
import { SessionClient } from './session-client.ts';

/** What a page shows: a connection to work on, or why there is nothing to do. */
export type DialogContent =
  | { readonly kind: 'dialog'; readonly context: DialogContext; readonly model: DialogModel }
  | { readonly kind: 'notice'; readonly say: Say; readonly code: ProblemCode; readonly requestId?: string };

/** What {@link dialogContent} needs to know of the window around. */
export interface DialogSurroundings {
  /** The page has the origin `null`: its frame has `sandbox` without `allow-same-origin`. */
  readonly opaqueOrigin: boolean;
  /** Takes what the host page may hear. */
  readonly tell: (event: DialogEvent) => void;
}

/** Makes what a page shows of its state, and tells the host how things stand at the beginning. */
export function dialogContent(state: PageState, { opaqueOrigin, tell }: DialogSurroundings): DialogContent {
  const say = sayWith(state.messages);
  const events = new HostEvents(say);
  if (state.kind === 'notice') {
    const { code, requestId } = state;
    if (code !== 'top_level') tell(events.error(code));
    return { kind: 'notice', say, code, requestId };
  }
  // From such a frame every call to our own server would count as one from another site, and be refused.
  if (opaqueOrigin) {
    tell(events.error('embed_sandboxed'));
    return { kind: 'notice', say, code: 'embed_sandboxed' };
  }
  const { bearer, connector, connections, connectionId, locale, organization, tenant, sandbox } = state;
  const client = new SessionClient(bearer);
  const model = new DialogModel({ client, connector, connections, connectionId, events, tell });
  model.announce();
  return { kind: 'dialog', model, context: { say, locale, connector, organization, tenant, sandbox } };
}
