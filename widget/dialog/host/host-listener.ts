import { isOriginAllowed } from '../../protocol/origins.ts';
import type { ParentRule } from '../../protocol/page-state.ts';
import { isExactOrigin } from './parent-window.ts';

/**
 * Hears what the page around the frame says, and nobody else: first the window, then its origin. What was said is
 * unchecked; everything else is dropped, and nobody can tell that it was.
 */
export function listenToParent(
  view: Window,
  { anyOrigin, allowed }: ParentRule,
  heard: (data: unknown, origin: string) => void,
): void {
  view.addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    if (source !== view.parent || source === view) return;
    if (anyOrigin ? isExactOrigin(origin) : isOriginAllowed(origin, allowed)) heard(data, origin);
  });
}
