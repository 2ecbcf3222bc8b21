import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createHostKeys, VENDOR_ID } from '../harness/host-keys.ts';
import { BenchProcess } from './bench-process.ts';

const CLI = path.resolve(import.meta.dirname, '../../dist/server/cli.js');

export const ORGANIZATION = 'acme';
export const CONNECTOR = 'gwt';

/** A folder with a configuration and a database, in which the built server can run. */
export class BenchServer {
  readonly keys = createHostKeys();
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'embed-bench-'));
  readonly #env = { DATABASE_URL: `sqlite:${path.join(this.folder, 'embed.db')}`, DRAIN_SECONDS: '0' };

  constructor() {
    writeFileSync(
      path.join(this.folder, 'embed.config.yaml'),
      JSON.stringify({
        organizations: {
          [ORGANIZATION]: {
            allowedOrigins: ['https://app.acme.example'],
            keys: [
              { alg: 'RS256', vendorId: VENDOR_ID, publicKey: this.keys.publicKey },
              { alg: 'HS256', secret: this.keys.secret },
            ],
          },
        },
        connectors: { [CONNECTOR]: { name: 'GWT', auth: { type: 'api_key', in: 'bearer' } } },
      }),
    );
  }

  /** Starts the server. */
  start(): Promise<BenchProcess> {
    return BenchProcess.start([CLI, 'serve', '--dev'], { cwd: this.folder, env: this.#env });
  }

  /** Runs another command, and returns its JSON output. */
  command(...args: readonly string[]): unknown {
    return JSON.parse(this.run(...args, '--json'));
  }

  /** Runs another command, and returns what it prints. */
  run(...args: readonly string[]): string {
    return execFileSync(process.execPath, [CLI, ...args, '--dev'], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...this.#env },
      encoding: 'utf8',
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
