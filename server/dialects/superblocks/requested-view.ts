import type { HostRequest } from '../../pages/page-route.ts';
import type { RequestedView } from './application-target.ts';

const VIEW_PATH = /^\/(integrations|connectors)\/([^/]+)\/?$/;

/**
 * Reads what a host asks an application to show: the path that the page asks for, else the one in its address, else the
 * host's properties. The path `/` asks for the start of the application, whatever the others say.
 *
 * @param addressPath What follows the application in the address of the page.
 */
export function requestedView({ path, properties = {} }: HostRequest, addressPath: string): RequestedView {
  if (path !== undefined) return viewOfPath(path) ?? {};
  return (
    viewOfPath(addressPath) ?? {
      integration: readName(properties['integration']),
      connector: readName(properties['connector']),
    }
  );
}

/** Returns `undefined` for every other path: applications of another system have paths that mean nothing here. */
function viewOfPath(path: string): RequestedView | undefined {
  const [, kind, segment = ''] = VIEW_PATH.exec(path) ?? [];
  if (kind === undefined) return undefined;
  const name = decodeSegment(segment);
  return kind === 'integrations' ? { integration: name } : { connector: name };
}

/** A segment with a wrong encoding names nothing that exists. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Properties come from a page, so one of the wrong type is ignored. */
function readName(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
