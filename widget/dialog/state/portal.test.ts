import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DialogPageState } from '../../protocol/page-state.ts';
import { integrationListResponse, integrations, ordersResponse } from '../../testing/application-fixtures.ts';
import { dialogState, waitingState } from '../../testing/fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import './reduce-application.ts';

const portal = { id: 'shop', name: 'Shop' };
const inPortal = (session: ReturnType<typeof ordersResponse>) => ({ ...session, app: portal });
const list = () => inPortal(integrationListResponse());
const orders = () => inPortal(ordersResponse());

/** The page of a portal whose token was in its address. */
function open(session: Partial<DialogPageState> = list(), options: { takesTokens?: boolean } = {}): StateRun {
  return new StateRun({ ...dialogState(), ...session }, options);
}
const waiting = () =>
  new StateRun(waitingState({ app: { id: 'shop', path: '/shop', isPortal: true } }), { takesTokens: true });
const accept = (run: StateRun, session = orders()) => run.send({ type: 'token-accepted', session, locale: '' });
const path = (run: StateRun) => run.state.application?.shown?.path;

describe('the page of a portal', () => {
  test('lists the integrations of its state, and tells the host', () => {
    const run = open();
    assert.deepEqual([run.state.view, run.state.application?.shown?.integrations], ['integrations', integrations]);
    assert.deepEqual(run.tasks, []);
  });

  test('begins with an integration that its address names', () => {
    const run = open(orders());
    assert.deepEqual([run.state.view, path(run)], ['dialog', '/integrations/orders']);
  });

  test('opens an integration and its list again in the session that it has', () => {
    const run = open().send({ type: 'open-integration', slug: 'orders' });
    const task = run.task('open-view');
    assert.equal(task.type === 'open-view' && task.path, '/integrations/orders');
    accept(run);
    assert.deepEqual(
      [run.state.view, path(run), run.dialog.integration?.slug],
      ['dialog', '/integrations/orders', 'orders'],
    );
    assert.deepEqual(run.taskTypes.includes('open-view'), false);
    run.send({ type: 'open-integration' });
    accept(run, list());
    assert.deepEqual([run.state.view, path(run), run.state.dialog], ['integrations', '/', undefined]);
    assert.deepEqual(
      run.hostEvents.flatMap((event) => (event.type === 'navigation' ? event.view : [])),
      ['integrations', 'integration', 'integrations'],
    );
  });

  test('lists what is public at once if the host has no token, and else shows that it is missing', () => {
    const without = () => waiting().send({ type: 'host', command: { type: 'token', token: null } });
    const run = without();
    const task = run.task('exchange-token');
    assert.equal(task.type === 'exchange-token' && task.request.token, null);
    run.send({ type: 'token-accepted', session: { ...list(), readOnly: true }, locale: '' });
    assert.deepEqual([run.state.view, run.state.application?.shown?.readOnly], ['integrations', true]);

    const refused = without().fail('exchange-token', { code: 'token_missing' });
    assert.deepEqual([refused.state.view, refused.state.notice?.code], ['notice', 'token_missing']);
    assert.equal(accept(refused).state.view, 'dialog');
  });

  test('shows why a view could not be opened, until the next attempt', () => {
    const run = open().send({ type: 'open-integration', slug: 'orders' }).fail('open-view', { code: 'unreachable' });
    assert.deepEqual([run.state.view, run.state.application?.problem?.code], ['integrations', 'unreachable']);
    assert.deepEqual(run.taskTypes, []);
    run.send({ type: 'open-integration', slug: 'orders' });
    assert.equal(run.state.application?.problem, undefined);
  });

  test('asks for a token when its session has expired, and then opens the view', () => {
    const run = open(list(), { takesTokens: true }).send({ type: 'open-integration', slug: 'orders' });
    run.fail('open-view', { code: 'session_expired' });
    assert.deepEqual(run.hostEventTypes.at(-1), 'token-expired');
    run.sendToken('next');
    const exchange = run.task('exchange-token');
    assert.equal(exchange.type === 'exchange-token' && exchange.request.path, '/');
    run.send({ type: 'token-accepted', session: list(), locale: 'en' });
    const again = run.task('open-view');
    assert.equal(again.type === 'open-view' && again.path, '/integrations/orders');
    accept(run);
    assert.deepEqual([path(run), run.taskTypes.includes('open-view')], ['/integrations/orders', false]);
  });

  test('exchanges a new token for the view that it shows', () => {
    const run = waiting().sendToken('t');
    accept(run, list()).send({ type: 'open-integration', slug: 'orders' });
    accept(run).sendToken('next');
    const exchange = run.task('exchange-token');
    assert.equal(exchange.type === 'exchange-token' && exchange.request.path, '/integrations/orders');
  });

  test('asks for what is public when no token comes', () => {
    const run = waiting().send({ type: 'token-timeout' });
    const exchange = run.task('exchange-token');
    assert.equal(exchange.type === 'exchange-token' && exchange.request.token, null);
    run.send({ type: 'token-accepted', session: { ...list(), readOnly: true }, locale: 'en' });
    assert.deepEqual([run.state.view, run.state.application?.shown?.readOnly], ['integrations', true]);
  });

  test('says that the token is missing when nothing is public', () => {
    const run = waiting().send({ type: 'token-timeout' }).fail('exchange-token', { code: 'token_missing' });
    assert.deepEqual([run.state.view, run.state.notice?.code], ['notice', 'token_missing']);
  });
});
