import type { Frame } from '@playwright/test';
import { launchBrowser, slowDownCpu } from './slow-browser.ts';

/** Letters that few, some and most names contain. */
const LETTERS = ['z', 'm', 'e'];

/** What the browser did until it could show the answer to a key, in milliseconds. */
interface KeyTime {
  /** The event and all that the page does before it returns to the browser. */
  readonly scriptMs: number;
  /** Style, layout and paint of the next frame. */
  readonly renderMs: number;
}

/** The times of one kind of key. */
export interface SearchTimes {
  /** A letter in an empty field, which hides rows. */
  readonly letter: readonly KeyTime[];
  /** The key that empties the field again, which shows all rows. */
  readonly clear: readonly KeyTime[];
}

/** What {@link measureSearch} opens. */
interface SearchOptions {
  /** Host page whose frame has the list. */
  readonly address: string;
  readonly rows: number;
  readonly rounds: number;
}

/** Types letters into the search field of a list with a slow processor, and deletes each again. */
export async function measureSearch({ address, rows, rounds }: SearchOptions): Promise<SearchTimes> {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(address);
  const field = page.frameLocator('iframe').getByRole('searchbox');
  await field.focus();
  await page.frameLocator('iframe').locator(`li:nth-child(${rows})`).waitFor();
  const frame = page.frames().find((one) => one !== page.mainFrame());
  if (!frame) throw new Error('The page has no frame.');
  await slowDownCpu(page);
  const press = async (key: string): Promise<KeyTime> => {
    const times = await timeNextInput(frame);
    await page.keyboard.press(key);
    return times.evaluate(({ promise }) => promise);
  };
  const letter: KeyTime[] = [];
  const clear: KeyTime[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const text of LETTERS) {
      const times = [await press(text), await press('Backspace')] as const;
      // Round 0 is not counted: scripts are compiled in it.
      if (round === 0) continue;
      letter.push(times[0]);
      clear.push(times[1]);
    }
  }
  await browser.close();
  return { letter, clear };
}

/** Resolves when the frame waits for the next input. Its promise resolves after that input. */
function timeNextInput(frame: Frame) {
  return frame.evaluateHandle(() => {
    const times = Promise.withResolvers<KeyTime>();
    let startedAt = 0;
    const start = () => {
      startedAt = performance.now();
    };
    const end = () => {
      const scriptMs = performance.now() - startedAt;
      requestAnimationFrame(() => {
        const frameAt = performance.now();
        const { port1, port2 } = new MessageChannel();
        // A message that was posted before the frame is painted arrives after that.
        port1.onmessage = () => times.resolve({ scriptMs, renderMs: performance.now() - frameAt });
        port2.postMessage(undefined);
      });
    };
    // These are the first and the last listener. Microtasks run after each of the listeners between them.
    addEventListener('input', start, { once: true, capture: true });
    addEventListener('input', end, { once: true });
    return times;
  });
}
