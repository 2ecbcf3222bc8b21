import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import {
  connection,
  connectedConnection,
  dialogState,
  noticeState,
  tokenExchangeResponse,
  waitingState,
} from '../../testing/fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import { draftOf } from './dialog-state.ts';
import { isCallWaiting, isRefreshing } from './tasks.ts';

const waiting = () => new StateRun(waitingState(), { takesTokens: true });
const checking = ({ takesTokens = true } = {}) =>
  new StateRun(dialogState({ dialect: 'native' }), { takesTokens }).type('api_key', 'typed').send({ type: 'submit' });
const expire = (run: StateRun) => run.fail('save-credentials', { code: 'session_expired' });
const asked = (run: StateRun) => run.hostEventTypes.filter((type) => type === 'token-expired').length;
const codes = (run: StateRun) => run.hostEvents.flatMap((event) => (event.type === 'error' ? [event.code] : []));
const init = (locale: string) => ({
  type: 'host' as const,
  command: { type: 'presentation' as const, presentation: { locale } },
});

describe('a page that waits for a token', () => {
  test("keeps the server's text and does not ask the host, which sends the token by itself", () => {
    const run = waiting();
    assert.equal(run.state.view, 'initial');
    run.task('wait-for-token');
    assert.deepEqual(run.hostEvents, []);
  });

  test('exchanges a token, and stops its timeout meanwhile', () => {
    const run = waiting().sendToken('a.b.c');
    assert.deepEqual(
      run.tasks.map((task) => (task.type === 'exchange-token' ? task.request.token : task.type)),
      ['a.b.c'],
    );
  });

  test('opens the dialog of an accepted token', () => {
    const run = waiting().acceptToken(tokenExchangeResponse());
    assert.equal(run.state.view, 'dialog');
    assert.deepEqual(run.hostEventTypes, ['connection-status-change']);
    assert.deepEqual(run.tasks, []);
  });

  test('shows a notice if no token arrives in time, and accepts a later token', () => {
    const run = waiting().send({ type: 'token-timeout' });
    assert.equal(run.state.notice?.code, 'token_missing');
    assert.deepEqual(codes(run), ['token_missing']);
    assert.equal(run.acceptToken(tokenExchangeResponse()).state.view, 'dialog');
  });

  for (const code of ['token_expired', 'token_replayed'] as const) {
    test(`asks once for another token after ${code}`, () => {
      const run = waiting().sendToken('first').fail('exchange-token', { code });
      assert.equal(asked(run), 1);
      run.task('wait-for-token');
      run.sendToken('second').fail('exchange-token', { code });
      assert.equal(asked(run), 1);
      assert.equal(run.state.notice?.code, code);
      assert.deepEqual(run.tasks, []);
    });

    test(`asks at once if the token in the address was refused with ${code}`, () => {
      const run = new StateRun(noticeState({ dialect: 'native', code }), { takesTokens: true });
      assert.equal(run.state.view, 'loading');
      assert.equal(asked(run), 1);
      run.send({ type: 'token-timeout' });
      assert.deepEqual(codes(run), [code]);
    });
  }

  const FINAL: readonly ErrorCode[] = [
    'token_invalid',
    'not_found',
    'origin_not_allowed',
    'rate_limited',
    'storage_unavailable',
    'internal',
  ];
  for (const code of FINAL) {
    test(`does not ask for another token after ${code}`, () => {
      const run = waiting().sendToken('first').fail('exchange-token', { code });
      run.sendToken('second').fail('exchange-token', { code });
      assert.deepEqual(codes(run), [code, code]);
      assert.equal(asked(run), 0);
    });
  }

  test('offers to send the same token again when the server cannot be reached', () => {
    const run = waiting().sendToken('t').fail('exchange-token');
    assert.equal(run.state.notice?.code, 'unreachable');
    assert.deepEqual(run.hostEvents, []);
    const task = run.send({ type: 'retry-token' }).task('exchange-token');
    assert.ok(task.type === 'exchange-token' && task.request.token === 't');
    assert.equal(run.state.view, 'loading');
  });

  test('exchanges the newest token only', () => {
    const run = waiting().sendToken('first');
    const { key } = run.task('exchange-token');
    run.sendToken('second');
    const exchanges = run.tasks.filter(({ type }) => type === 'exchange-token');
    assert.equal(exchanges.length, 1);
    assert.notEqual(exchanges[0]?.key, key);
  });

  test('exchanges no token if the server would refuse every call', () => {
    const run = new StateRun(waitingState(), { takesTokens: false, isOpaque: true }).sendToken('t');
    assert.deepEqual([run.state.notice?.code, run.tasks], ['embed_sandboxed', []]);
  });

  test('ends the exchange silently when the host closes', () => {
    const run = waiting()
      .sendToken('t')
      .send({ type: 'host', command: { type: 'close' } });
    assert.deepEqual(run.tasks, []);
    assert.deepEqual(run.hostEventTypes, ['exit']);
  });
});

describe('the language of a token', () => {
  const german = { type: 'language-loaded', locale: 'de', translations: {} } as const;

  test('is loaded before the dialog opens', () => {
    const run = waiting().acceptToken(tokenExchangeResponse({ locale: 'de' }));
    assert.equal(run.state.view, 'initial');
    assert.deepEqual(run.taskTypes, ['load-language']);
    run.send(german);
    assert.deepEqual([run.state.view, run.state.language.locale], ['dialog', 'de']);
  });

  test('is ignored if it cannot be loaded', () => {
    const run = waiting()
      .acceptToken(tokenExchangeResponse({ locale: 'de' }))
      .fail('load-language');
    assert.deepEqual([run.state.view, run.state.language.locale], ['dialog', 'en']);
    assert.deepEqual(run.hostEventTypes, ['connection-status-change']);
  });

  test('does not override a language that the host has chosen', () => {
    const run = waiting().send(init('fr'));
    run.acceptToken(tokenExchangeResponse({ locale: 'de' }));
    const task = run.task('load-language');
    assert.ok(task.type === 'load-language' && task.locale === 'fr');
    run.send({ type: 'language-loaded', locale: 'fr', translations: {} });
    assert.deepEqual([run.state.view, run.state.language.locale], ['dialog', 'fr']);
  });

  test('does not open a session whose token a newer one has replaced', () => {
    const run = waiting()
      .acceptToken(tokenExchangeResponse({ locale: 'de', tenant: 'First' }))
      .sendToken('newer')
      .send(german);
    assert.equal(run.state.view, 'initial');
    assert.deepEqual(run.taskTypes, ['exchange-token']);
  });
});

describe('the language that a host chooses', () => {
  test('is the newest of several', () => {
    const run = new StateRun(dialogState()).send(init('de'), init('fr'));
    assert.deepEqual(
      run.tasks.flatMap((task) => (task.type === 'load-language' ? [task.locale] : [])),
      ['fr'],
    );
    assert.deepEqual(run.send(init('en')).tasks, []);
  });

  for (const locale of ['tlh', '', '../../session', 'en-GB', 'EN']) {
    test(`changes nothing for ${JSON.stringify(locale)}`, () => {
      assert.deepEqual(new StateRun(dialogState()).send(init(locale)).tasks, []);
    });
  }
});

describe('a call that finds its session expired', () => {
  test('asks the host for a token, and is repeated in the next session', () => {
    const run = expire(checking());
    assert.equal(asked(run), 1);
    assert.deepEqual(run.taskTypes, []);
    assert.ok(isRefreshing(run.state) && isCallWaiting(run.state));
    run.acceptToken(tokenExchangeResponse());
    assert.equal(run.task('save-credentials').run, 1);
    assert.ok(!isRefreshing(run.state));
    run.send({ type: 'credentials-saved', response: { connection: connectedConnection() } });
    assert.deepEqual(run.hostEventTypes, [
      'connection-status-change',
      'token-expired',
      'connection-status-change',
      'success',
    ]);
  });

  test('does not ask while a token is being exchanged', () => {
    const run = checking().sendToken('t');
    assert.equal(asked(expire(run)), 0);
  });

  test('continues while an unrequested token is exchanged', () => {
    const run = checking();
    const before = run.task('save-credentials');
    run.acceptToken(tokenExchangeResponse());
    assert.deepEqual(run.task('save-credentials'), before);
  });

  test('is repeated once: the dialog ends if the next session has expired too', () => {
    const run = expire(expire(checking()).acceptToken(tokenExchangeResponse()));
    assert.equal(run.state.notice?.code, 'session_expired');
    assert.equal(asked(run), 1);
    assert.deepEqual(codes(run), ['session_expired']);
    assert.deepEqual(draftOf(run.dialog), { api_key: 'typed' });
  });

  test('ends the dialog if no token arrives, and a later token brings it back with the typed values', () => {
    const run = expire(checking()).send({ type: 'token-timeout' });
    assert.equal(run.state.notice?.code, 'session_expired');
    assert.deepEqual(run.tasks, []);
    run.acceptToken(tokenExchangeResponse());
    assert.equal(run.state.view, 'dialog');
    assert.deepEqual(draftOf(run.dialog), { api_key: 'typed' });
    assert.deepEqual(run.tasks, []);
  });

  test('ends the dialog if the next token is of another person, who does not see the typed values', () => {
    const run = new StateRun(waitingState(), { takesTokens: true });
    run.acceptToken(tokenExchangeResponse({ person: 'ada' }));
    expire(run.type('api_key', 'typed').send({ type: 'submit' }));
    const { id } = run.dialog;
    run.acceptToken(tokenExchangeResponse({ person: 'bob' }));
    assert.notEqual(run.dialog.id, id);
    assert.deepEqual(draftOf(run.dialog), {});
    assert.deepEqual(run.tasks, []);
  });

  test('ends the dialog and discards the typed values if the host can send no token', () => {
    const run = expire(checking({ takesTokens: false }));
    assert.equal(run.state.notice?.code, 'session_expired');
    assert.equal(run.state.dialog, undefined);
    assert.deepEqual(run.sendToken('t').tasks, []);
  });

  for (const code of ['token_invalid', 'token_expired', 'token_replayed', 'rate_limited'] as const) {
    test(`ends the dialog if the token is refused: ${code}`, () => {
      const run = expire(checking()).sendToken('bad').fail('exchange-token', { code });
      assert.equal(run.state.notice?.code, code);
      assert.equal(asked(run), 1);
      assert.deepEqual(draftOf(run.acceptToken(tokenExchangeResponse()).dialog), { api_key: 'typed' });
    });
  }

  test('fails if the server is unreachable, and asks again at the next attempt', () => {
    const run = expire(checking()).sendToken('t').fail('exchange-token');
    const { step } = run.dialog;
    assert.ok(run.state.view === 'dialog' && step.name === 'form' && step.problem?.code === 'unreachable');
    expire(run.send({ type: 'submit' }));
    assert.equal(asked(run), 2);
  });

  test('can be cancelled, and is then not repeated', () => {
    const run = expire(checking()).send({ type: 'cancel' });
    assert.ok(!isRefreshing(run.state));
    assert.deepEqual(run.acceptToken(tokenExchangeResponse()).tasks, []);
    assert.deepEqual(draftOf(run.dialog), { api_key: 'typed' });
  });

  test('can be cancelled, and the refusal of the token then changes nothing', () => {
    const run = expire(checking())
      .send({ type: 'cancel' })
      .sendToken('bad')
      .fail('exchange-token', { code: 'token_invalid' });
    assert.equal(run.state.view, 'dialog');
    assert.deepEqual(codes(run), []);
  });
});

describe('a session that replaces another one', () => {
  test('updates the connections', () => {
    const run = new StateRun(dialogState(), { takesTokens: true }).type('api_key', 'typed');
    run.acceptToken(tokenExchangeResponse());
    assert.deepEqual(draftOf(run.dialog), { api_key: 'typed' });
    assert.deepEqual(run.hostEventTypes, ['connection-status-change']);
    run.type('api_key', '').acceptToken(tokenExchangeResponse({ connections: [connectedConnection()] }));
    assert.equal(run.dialog.step.name, 'connected');
    assert.deepEqual(run.hostEventTypes, ['connection-status-change', 'connection-status-change']);
  });

  const OTHERS: readonly (readonly [string, Parameters<typeof tokenExchangeResponse>[0]])[] = [
    ['another tenant', { tenant: 'Fabrikam', connections: [connection({ id: 8 })] }],
    ['another tenant of the same name', { connections: [connection({ id: 8 })] }],
    ['another organization', { organization: 'Globex' }],
    ['another connector', { connector: { ...dialogState().connectors[0]!.connector, name: 'other' } }],
  ];
  for (const [title, overrides] of OTHERS) {
    test(`starts a new dialog for ${title}, without typed values and running calls`, () => {
      const run = expire(checking()).acceptToken(tokenExchangeResponse(overrides));
      assert.deepEqual(draftOf(run.dialog), {});
      assert.deepEqual(run.tasks, []);
      assert.deepEqual(run.hostEventTypes, ['connection-status-change', 'token-expired', 'connection-status-change']);
    });
  }
});
