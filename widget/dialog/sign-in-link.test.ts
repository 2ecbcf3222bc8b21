import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { connected, connection, flowOffer, refusal, shopConnector, signInConnector } from '../testing/samples.ts';
import { SignInRun } from '../testing/sign-in-run.ts';
import { SessionClient } from './session-client.ts';

const MINT = 'POST /session/connections/1/flows';

describe('the link to a system', () => {
  let run: SignInRun;

  afterEach(() => {
    run.end();
    Reflect.deleteProperty(document, 'hidden');
  });

  const FIRST: readonly (readonly [string, ConnectionDetails, ConnectorView, string])[] = [
    ['with nothing to type', connection(), signInConnector, 'sign-in'],
    ['after a failure', connection({ status: 'error' }), signInConnector, 'sign-in'],
    ['to be connected again', connection({ status: 'needs_reauth' }), signInConnector, 'sign-in'],
    ['connected', connected(), signInConnector, 'connected'],
    ['with something to type', connection(), shopConnector, 'form'],
  ];
  for (const [title, details, connector, step] of FIRST) {
    it(`is what a dialog begins with, or another step is: ${title}, ${step}`, async () => {
      run = new SignInRun({ connections: [details], connector });
      equal(run.model.step.name, step);
      if (step === 'sign-in') await run.server.call(1);
      deepEqual(run.paths, step === 'sign-in' ? [MINT] : []);
    });
  }

  it('is there before anybody can click it, for windows in the language of the dialog', async () => {
    run = new SignInRun();
    equal(run.model.signIn.link, undefined);
    deepEqual((await run.server.call(1)).body, { values: {}, locale: 'de' });
    await run.offered(1);
    ok(!run.model.busy && !run.model.signIn.hasFailed);
  });

  it('is not asked for where no dialog is shown', () => {
    run = new SignInRun({ connections: [connected()] });
    run.model.stop();
    run.model.replace();
    equal(run.model.step.name, 'sign-in');
    deepEqual(run.paths, []);
  });

  it('gives way to another before it is too old', async () => {
    run = new SignInRun();
    await run.offered(1, flowOffer({ expiresIn: 0.02 }));
    await run.offered(2, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
  });

  it('gives way in a page that nobody sees only when somebody comes back', async () => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    run = new SignInRun();
    await run.offered(1, flowOffer({ expiresIn: 0.01 }));
    while (run.model.signIn.link !== undefined) await new Promise((resolve) => setTimeout(resolve));
    equal(run.server.calls.length, 1);
    run.model.signIn.wake();
    await run.offered(2, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
  });

  for (const startPath of [
    'javascript:alert(1)',
    '//system.example/',
    '/\\system.example/',
    'https://system.example/',
  ]) {
    it(`goes nowhere but to this server: ${startPath}`, async () => {
      run = new SignInRun();
      (await run.server.call(1)).answer(200, flowOffer({ startPath }));
      await run.until(() => run.model.signIn.hasFailed);
      equal(run.model.signIn.link, undefined);
    });
  }

  it('is asked for again only when the person wants that, where it could not be had', async () => {
    run = new SignInRun();
    (await run.server.call(1)).drop();
    await run.until(() => run.model.signIn.hasFailed);
    deepEqual(run.model.step, { name: 'sign-in', problem: { code: 'unreachable', fields: [] }, replacing: false });
    run.model.signIn.wake();
    equal(run.server.calls.length, 1);
    run.model.signIn.retry();
    deepEqual(run.model.step, { name: 'sign-in', replacing: false });
    await run.offered(2);
    deepEqual(run.told, []);
  });

  it('is for what was typed, which stays for whoever goes back', async () => {
    run = new SignInRun({ connector: shopConnector });
    run.model.draft.set('shop', 'contoso');
    await run.model.connect();
    equal(run.model.step.name, 'sign-in');
    deepEqual((await run.server.call(1)).body, { values: { shop: 'contoso' }, locale: 'de' });
    await run.offered(1);
    run.model.back();
    deepEqual(run.model.step, { name: 'form', replacing: false });
    equal(run.model.signIn.link, undefined);
    equal(run.model.draft.get('shop'), 'contoso');
    await run.model.connect();
    await run.offered(2);
  });

  it('is not to be had for what is wrong, which is said where it was typed', async () => {
    run = new SignInRun({ connector: shopConnector });
    await run.model.connect();
    (await run.server.call(1)).answer(
      422,
      refusal('invalid_request', { fields: [{ path: 'values.shop', message: 'm' }] }),
    );
    await run.isAt('form');
    deepEqual(run.model.step, {
      name: 'form',
      problem: { code: 'invalid_request', fields: ['shop'] },
      replacing: false,
    });
    deepEqual(run.told, []);
  });

  it('is tried again without a way back where what was typed is not to blame', async () => {
    run = new SignInRun({ connector: shopConnector });
    await run.model.connect();
    (await run.server.call(1)).answer(503, refusal('storage_unavailable'));
    await run.until(() => run.model.signIn.hasFailed);
    const problem = { code: 'storage_unavailable', fields: [] };
    deepEqual(run.model.step, { name: 'sign-in', problem, replacing: false });
  });

  it('is another one for each connection', async () => {
    run = new SignInRun({ connections: [connection(), connection({ id: 2 })] });
    await run.offered(1);
    run.model.choose(2);
    equal(run.model.signIn.link, undefined);
    equal((await run.server.call(2)).path, '/session/connections/2/flows');
  });

  it('is had with another session where the first was over', async () => {
    let renew: () => void = () => undefined;
    run = new SignInRun({ renew: () => new Promise<void>((resolve) => (renew = resolve)) });
    (await run.server.call(1)).answer(401, refusal('session_expired'));
    await run.until(() => run.model.signIn.renewing);
    renew();
    await run.offered(2);
    ok(!run.model.signIn.renewing);
  });

  it('is asked for no more when the session is over for good, and again in the next', async () => {
    run = new SignInRun();
    (await run.server.call(1)).answer(401, refusal('session_expired'));
    while (run.ended.length === 0) await new Promise((resolve) => setTimeout(resolve));
    deepEqual(run.paths, [MINT]);
    run.model.continueWith(new SessionClient('next'), [connection()]);
    run.model.signIn.resume();
    equal((await run.server.call(2)).authorization, 'Bearer next');
    await run.offered(2);
  });
});
