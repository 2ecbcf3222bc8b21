import { deepEqual, equal } from '../../testing/assert.ts';
import { FakeSessionServer } from '../../testing/fake-session-server.ts';
import { performInstallWork } from './perform-install-work.ts';
import { SessionClient } from './session-client.ts';

describe('a draft of an install flow', () => {
  let server: FakeSessionServer;

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => server.restore());

  // The body of the request has 85 bytes besides the note.
  for (const [title, note, isKept] of [
    ['outlives its page up to 32 KiB', 'x'.repeat(32_768 - 85), true],
    ['does not outlive its page above that: browsers refuse two of them', 'x'.repeat(32_768 - 84), false],
    ['is measured in bytes', 'ä'.repeat(33_000), false],
  ] as const) {
    it(title, async () => {
      const draft = { step: 'settings', settings: { note }, schedule: { expression: '', timeZone: '' } } as const;
      const work = { name: 'keep-draft', draft } as const;
      const { signal } = new AbortController();
      const kept = performInstallWork(
        { type: 'install', integration: 'orders', work },
        new SessionClient('secret'),
        signal,
      );
      const call = await server.call(1);
      call.respond(204);
      deepEqual(await kept, { type: 'draft-kept' });
      deepEqual(call.body, draft);
      equal(call.keepalive, isKept);
    });
  }
});
