import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { chromiumPath } from '../../scripts/browser-paths.mjs';
import { SlowNetwork } from './slow-network.ts';
import { median } from './bench-process.ts';
import type { NetworkProfile } from './slow-network.ts';

export const CPU_SLOWDOWN = 4;
const TIMEOUT_MS = 60_000;
const REPORT_PREFIX = 'interactive at ';

/** From Lighthouse: `throttling.mobileSlow4G`, which was called Fast 3G before. */
export const FAST_3G: NetworkProfile = {
  name: 'fast-3G',
  downBitsPerSecond: 1_600_000,
  upBitsPerSecond: 750_000,
  roundTripMs: 150,
};

/** From WebPageTest: the connection type Cable. */
export const CABLE: NetworkProfile = {
  name: 'cable',
  downBitsPerSecond: 5_000_000,
  upBitsPerSecond: 1_000_000,
  roundTripMs: 28,
};

/** A host page whose frame is measured. */
export interface Subject {
  readonly address: string;
  /** Origins of the servers from which the page and its frame load. */
  readonly origins: readonly string[];
  /**
   * Runs in each document before its scripts, and writes this prefix and the time in milliseconds since 1970 to the console
   * when the frame is interactive. Playwright sends it as text, so it uses nothing from outside.
   */
  readonly probe: (reportPrefix: string) => void;
}

/** Opens subjects with an empty cache, in rounds that alternate between them. Resolves to the milliseconds of each. */
export async function measureInteractive<Name extends string>(
  subjects: Readonly<Record<Name, Subject>>,
  { profile, rounds }: { readonly profile: NetworkProfile; readonly rounds: number },
): Promise<Record<Name, number[]>> {
  const entries = Object.entries(subjects) as [Name, Subject][];
  const network = new SlowNetwork(profile);
  const origins = new Set(entries.flatMap(([, subject]) => subject.origins));
  const rules = await Promise.all(
    [...origins].map(async (origin) => {
      const { host, hostname, port } = new URL(origin);
      return `MAP ${host} ${hostname}:${await network.proxy(hostname, Number(port))}`;
    }),
  );
  const browser = await launchBrowser([`--host-resolver-rules=${rules.join(',')}`]);
  const times = Object.fromEntries(entries.map(([name]) => [name, [] as number[]])) as Record<Name, number[]>;
  // Round 0 warms up the servers and the browser, and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, subject] of entries) {
      const time = await timeUntilInteractive(browser, subject);
      if (round > 0) times[name].push(time);
    }
  }
  await browser.close();
  await network.close();
  return times;
}

/** Opens a host page with an empty cache. Resolves to the milliseconds until the frame in it is interactive. */
async function timeUntilInteractive(browser: Browser, { address, probe }: Subject): Promise<number> {
  const context = await browser.newContext();
  await context.addInitScript(probe, REPORT_PREFIX);
  const page = await context.newPage();
  await slowDownCpu(page);
  const reported = page.waitForEvent('console', {
    predicate: (message) => message.text().startsWith(REPORT_PREFIX),
    timeout: TIMEOUT_MS,
  });
  await page.goto(address, { waitUntil: 'commit' });
  const interactiveAt = Number((await reported).text().slice(REPORT_PREFIX.length));
  const startedAt = await page.evaluate(() => performance.timeOrigin);
  await context.close();
  return interactiveAt - startedAt;
}

/**
 * Describes the medians of measured times, and their ratios to the median of `floor`. `aims`: the largest ratios that are
 * wanted.
 */
export function describeTimes<Name extends string>(
  times: Readonly<Record<Name, readonly number[]>>,
  floor: NoInfer<Name>,
  aims: Readonly<Partial<Record<NoInfer<Name>, number>>>,
): string {
  const floorMs = median(times[floor]);
  const names = Object.keys(times) as Name[];
  const figures = names.map((name) => {
    const ms = median(times[name]);
    const ratio = name === floor ? '' : `, ratio ${(ms / floorMs).toFixed(2)}`;
    return `${name} ${ms.toFixed(0)} ms${ratio}${aims[name] === undefined ? '' : ` (aim ${aims[name]})`}`;
  });
  return figures.join('; ');
}

/** Slows down the processor of a page and its frames. */
export async function slowDownCpu(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
}

/** Launches Chromium with all frames of a page in one process, so that the CPU slowdown applies to each of them. */
export function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({
    chromiumSandbox: false,
    args: ['--disable-site-isolation-trials', ...args],
    ...(executablePath !== undefined && { executablePath }),
  });
}
