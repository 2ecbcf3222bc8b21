import path from 'node:path';

import { Builder, Capabilities } from 'selenium-webdriver';
import type { WebDriver } from 'selenium-webdriver';
import { z } from 'zod';

import { webkitPaths } from '../../scripts/browser-paths.mjs';
import { freePort } from '../harness/free-port.ts';
import { ManagedProcess } from './managed-process.ts';
import { until } from './until.ts';

const HOST = '127.0.0.1';

/** Size of the virtual screen. Every viewport of the tests fits in it. */
const SCREEN = '1600x1400x24';

const START_TIMEOUT_MS = 20_000;

/** Folder with the GTK settings of the browsers. */
const GTK_SETTINGS = path.join(import.meta.dirname, 'gtk');

const status = z.object({ value: z.object({ ready: z.boolean() }) });

/**
 * WebKit's driver and the virtual screen of its browsers. It supports one session at a time.
 *
 * The driver and the screen end when this process ends, for any reason.
 */
export class WebKitDriver {
  readonly #address: string;
  readonly #miniBrowser: string;
  readonly #processes: readonly ManagedProcess[];

  private constructor(port: number, { miniBrowser, processes }: Parts) {
    this.#address = `http://${HOST}:${port}`;
    this.#miniBrowser = miniBrowser;
    this.#processes = processes;
  }

  /** Rejects if {@link webkitPaths} finds no WebKit, and, with the program's stderr, if a program does not start. */
  static async start(): Promise<WebKitDriver> {
    const paths = webkitPaths();
    if (!paths) throw new Error('There is no WebKit on this machine.');
    const screen = new ManagedProcess({
      path: paths.xvfb,
      args: ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'],
      env: process.env,
    });
    const processes = [screen];
    try {
      const display = await screen.firstLine();
      const port = await freePort(HOST);
      const program = new ManagedProcess({
        path: paths.driver,
        args: [`--port=${port}`],
        env: environment(display),
      });
      processes.unshift(program);
      const driver = new WebKitDriver(port, { miniBrowser: paths.miniBrowser, processes });
      await until('the driver of WebKit', () => driver.#isReady(program), { timeoutMs: START_TIMEOUT_MS });
      return driver;
    } catch (error) {
      await Promise.all(processes.map((managed) => managed.end()));
      throw error;
    }
  }

  /** Starts a browser. Quit it before you start the next one. */
  async openBrowser(): Promise<WebDriver> {
    const capabilities = new Capabilities({
      'webkitgtk:browserOptions': { binary: this.#miniBrowser, args: ['--automation'] },
      // A test of pages over TLS makes its own certificate.
      acceptInsecureCerts: true,
    });
    return new Builder()
      .disableEnvironmentOverrides()
      .usingServer(this.#address)
      .withCapabilities(capabilities)
      .forBrowser('MiniBrowser')
      .build();
  }

  /** W3C WebDriver, "Status". */
  async #isReady(program: ManagedProcess): Promise<boolean> {
    if (program.hasEnded) throw program.failure('ended before it was ready');
    try {
      const response = await fetch(`${this.#address}/status`);
      return status.parse(await response.json()).value.ready;
    } catch {
      return false;
    }
  }

  /** Ends the driver, its browser and the screen. */
  async stop(): Promise<void> {
    for (const managed of this.#processes) await managed.end();
  }
}

interface Parts {
  readonly miniBrowser: string;
  readonly processes: readonly ManagedProcess[];
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
