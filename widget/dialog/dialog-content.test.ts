import { en } from '../locales/en.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { connection, dialogState, noticeState } from '../testing/samples.ts';
import { dialogContent } from './dialog-content.ts';

describe('what a page shows and tells at the beginning', () => {
  let told: DialogEvent[];
  const contentOf = (...[state, opaqueOrigin = false]: [Parameters<typeof dialogContent>[0], boolean?]) =>
    dialogContent(state, { opaqueOrigin, tell: (event) => told.push(event) });

  beforeEach(() => {
    told = [];
  });

  it('is the connection and its status', () => {
    equal(contentOf(dialogState()).kind, 'dialog');
    deepEqual(
      told.map(({ type }) => type),
      ['connection-status-change'],
    );
  });

  it('is why a connection needs new details, as a sentence and without the words of the system', () => {
    const problem = { code: 'invalid_credentials', providerMessage: 'secret words' } as const;
    contentOf(dialogState({ connections: [connection({ status: 'needs_reauth', problem })] }));
    const [event] = told;
    ok(event?.type === 'connection-status-change');
    equal(event.connection.error, en['problem.invalid_credentials.title']);
    ok(!JSON.stringify(event).includes('secret words'));
  });

  it('is no reason of failure for a connection that works', () => {
    const problem = { code: 'invalid_credentials' } as const;
    contentOf(dialogState({ connections: [connection({ status: 'connected', problem })] }));
    const [event] = told;
    ok(event?.type === 'connection-status-change' && event.connection.connected);
    equal(event.connection.error, undefined);
  });

  it('is a refusal and its code', () => {
    const content = contentOf(noticeState({ code: 'token_missing' }));
    ok(content.kind === 'notice' && content.code === 'token_missing');
    deepEqual(told, [{ type: 'error', code: 'token_missing', message: en['problem.token_missing.title'] }]);
  });

  it('is an explanation and no error at the top of a window', () => {
    equal(contentOf(noticeState({ code: 'top_level' })).kind, 'notice');
    deepEqual(told, []);
  });

  it('is that the frame is locked in, where it may not call its own server', () => {
    const content = contentOf(dialogState(), true);
    ok(content.kind === 'notice' && content.code === 'embed_sandboxed');
    deepEqual(
      told.map((event) => event.type === 'error' && event.code),
      ['embed_sandboxed'],
    );
  });
});
