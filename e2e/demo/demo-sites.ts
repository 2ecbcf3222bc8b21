import { freePort } from '../harness/free-port.ts';
import { HOST_SITE, PROVIDER_SITE, WIDGET_SITE } from '../harness/sites.ts';

const BASE_PORT_DEFAULT = 4000;
const PORT_MAX = 65_535;

/** One of the three sites of the demo. */
export interface Site {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** The three sites. Their ports are computed from one base port. */
export interface DemoSites {
  readonly widget: Site;
  readonly product: Site;
  readonly provider: Site;
}

/** The demo cannot start. The message tells the user what to do. */
export class DemoStartError extends Error {
  override readonly name = 'DemoStartError';
}

/**
 * Chooses the addresses of the demo, and checks that they are free.
 *
 * @param basePort The environment variable `DEMO_PORT`.
 * @throws {DemoStartError} A port is invalid or in use.
 */
export async function demoSites(basePort: string | undefined): Promise<DemoSites> {
  const base = Number(basePort ?? BASE_PORT_DEFAULT);
  if (!Number.isInteger(base) || base < 1 || base + 200 > PORT_MAX) {
    throw new DemoStartError('DEMO_PORT must be a number from 1 to 65335.');
  }
  const sites = {
    widget: { name: 'Widget', host: WIDGET_SITE, port: base },
    product: { name: 'Product', host: HOST_SITE, port: base + 100 },
    provider: { name: 'Provider', host: PROVIDER_SITE, port: base + 200 },
  };
  for (const site of Object.values(sites))
    await assertPortFree(site, `DEMO_PORT=${base < 5000 ? 5000 : 4000} npm start`);
  return sites;
}

async function assertPortFree({ host, port }: Site, retryCommand: string): Promise<void> {
  try {
    await freePort(host, port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new DemoStartError(
        `Port ${port} on ${host} is in use by another program, perhaps by another demo. ` +
          `Stop that program, or use other ports: ${retryCommand}`,
      );
    }
    if (code === 'EACCES') {
      throw new DemoStartError(`You have no permission to listen on port ${port}. Use other ports: ${retryCommand}`);
    }
    throw error;
  }
}

/** Address of a site. */
export function urlOf({ host, port }: Site): string {
  return `http://${host}:${port}`;
}
