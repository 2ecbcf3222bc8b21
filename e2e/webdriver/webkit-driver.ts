import path from 'node:path';

import { Builder, Capabilities } from 'selenium-webdriver';
import type { WebDriver } from 'selenium-webdriver';
import { z } from 'zod';

import { webkitPaths } from '../../scripts/browser-paths.mjs';
import type { WebKitPaths } from '../../scripts/browser-paths.mjs';
import { TimeoutError, withTimeout } from '../../server/with-timeout.ts';
import { freePort } from '../harness/free-port.ts';
import { ManagedProcess } from './managed-process.ts';
import { until } from './until.ts';

const HOST = '127.0.0.1';

/** Size of the virtual screen. Every viewport of the tests fits in it. */
const SCREEN = '1600x1400x24';

const START_TIMEOUT_MS = 60_000;

/** Now and then, the driver waits forever for a browser that it has started. Then both are started again. */
const BROWSER_TIMEOUT_MS = 40_000;
const BROWSER_TRIES = 3;

/** Folder with the GTK settings of the browsers. */
const GTK_SETTINGS = path.join(import.meta.dirname, 'gtk');

const status = z.object({ value: z.object({ ready: z.boolean() }) });

/**
 * WebKit's driver and the virtual screen of its browsers. It supports one session at a time.
 *
 * The driver and the screen end when this process ends, for any reason.
 */
export class WebKitDriver {
  readonly #paths: WebKitPaths;
  #running: Running;

  private constructor(paths: WebKitPaths, running: Running) {
    this.#paths = paths;
    this.#running = running;
  }

  /** Rejects if {@link webkitPaths} finds no WebKit, and, with the program's stderr, if a program does not start. */
  static async start(): Promise<WebKitDriver> {
    const paths = webkitPaths();
    if (!paths) throw new Error('There is no WebKit on this machine.');
    return new WebKitDriver(paths, await startPrograms(paths));
  }

  /** Starts a browser. Quit it before you start the next one. */
  async openBrowser(): Promise<WebDriver> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await withTimeout(this.#build(), BROWSER_TIMEOUT_MS);
      } catch (error) {
        if (!(error instanceof TimeoutError) || tries === BROWSER_TRIES) throw error;
        await this.stop();
        this.#running = await startPrograms(this.#paths);
      }
    }
  }

  async #build(): Promise<WebDriver> {
    const capabilities = new Capabilities({
      'webkitgtk:browserOptions': { binary: this.#paths.miniBrowser, args: ['--automation'] },
      // A test of pages over TLS makes its own certificate.
      acceptInsecureCerts: true,
    });
    return new Builder()
      .disableEnvironmentOverrides()
      .usingServer(this.#running.address)
      .withCapabilities(capabilities)
      .forBrowser('MiniBrowser')
      .build();
  }

  /** Ends the driver, its browser and the screen. */
  async stop(): Promise<void> {
    await endAll(this.#running.processes);
  }
}

/** A driver with its screen. */
interface Running {
  readonly address: string;
  /** The driver first, because it uses the screen. */
  readonly processes: readonly ManagedProcess[];
}

/** Rejects with the program's stderr if a program does not start. */
async function startPrograms(paths: WebKitPaths): Promise<Running> {
  const screen = new ManagedProcess({
    path: paths.xvfb,
    args: ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'],
    env: process.env,
  });
  const processes = [screen];
  try {
    const display = await screen.firstLine();
    const port = await freePort(HOST);
    const program = new ManagedProcess({ path: paths.driver, args: [`--port=${port}`], env: environment(display) });
    processes.unshift(program);
    const address = `http://${HOST}:${port}`;
    await until('the driver of WebKit', () => isReady(address, program), { timeoutMs: START_TIMEOUT_MS });
    return { address, processes };
  } catch (error) {
    await endAll(processes);
    throw error;
  }
}

async function endAll(processes: readonly ManagedProcess[]): Promise<void> {
  for (const managed of processes) await managed.end();
}

/** W3C WebDriver, "Status". */
async function isReady(address: string, program: ManagedProcess): Promise<boolean> {
  if (program.hasEnded) throw program.failure('ended before it was ready');
  try {
    const response = await fetch(`${address}/status`);
    return status.parse(await response.json()).value.ready;
  } catch {
    return false;
  }
}

/** An environment in which a developer's desktop, settings and language do not affect the tests. */
function environment(display: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DISPLAY: `:${display}`,
    GDK_BACKEND: 'x11',
    XDG_CONFIG_HOME: GTK_SETTINGS,
    GSETTINGS_BACKEND: 'memory',
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    NO_AT_BRIDGE: '1',
    // WebKit then reports American English to pages.
    LC_ALL: 'C',
    LANGUAGE: '',
  };
}
