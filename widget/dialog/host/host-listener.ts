import { isOriginAllowed } from '../../protocol/origins.ts';
import type { ParentRule } from '../../protocol/page-state.ts';
import { isExactOrigin } from './parent-window.ts';

/**
 * Listens to the host page only: checks the source window of a message, then its origin. Does not check the message
 * itself. Silently ignores all other messages.
 */
export function listenToParent(
  view: Window,
  { anyOrigin, allowed }: ParentRule,
  onMessage: (data: unknown, origin: string) => void,
): void {
  view.addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    if (source !== view.parent || source === view) return;
    if (anyOrigin ? isExactOrigin(origin) : isOriginAllowed(origin, allowed)) onMessage(data, origin);
  });
}
