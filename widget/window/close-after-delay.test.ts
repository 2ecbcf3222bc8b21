import { equal, ok } from '../testing/assert.ts';
import { closeAfterDelay } from './close-after-delay.ts';

describe('a window after a successful sign-in', () => {
  it('closes after one to two seconds', () => {
    const timers: { readonly run: () => void; readonly ms: number }[] = [];
    let closed = 0;
    closeAfterDelay({
      setTimeout: (run: () => void, ms: number) => timers.push({ run, ms }),
      close: () => (closed += 1),
    });
    equal(closed, 0);
    equal(timers.length, 1);
    for (const { run, ms } of timers) {
      ok(ms >= 800 && ms <= 2000, `${ms} ms`);
      run();
    }
    equal(closed, 1);
  });
});
