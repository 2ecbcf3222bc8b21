import { en } from '../locales/en.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { connected, connection, flowOffer, refusal } from '../testing/samples.ts';
import { SignInRun } from '../testing/sign-in-run.ts';
import { SessionClient } from './session-client.ts';

const MINT = 'POST /session/connections/1/flows';
const EVENTS = 'GET /session/flows/7/events';
const READ = 'GET /session/flows/7';
const CANCEL = 'DELETE /session/flows/7';

describe('a sign-in at a system', () => {
  let run: SignInRun;

  afterEach(() => run.end());

  describe('shows how far it has come', () => {
    it('from the click on, and asks for nothing else meanwhile', async () => {
      run = new SignInRun({ connections: [connection(), connection({ id: 2 })] });
      await run.offered(1);
      const stream = await run.open(2);
      deepEqual(run.model.step, { name: 'signing-in', flow: { status: 'offered' }, replacing: false });
      ok(run.model.busy);
      run.model.choose(2);
      equal(run.model.chosen.id, 1);
      const { step } = run.model;
      stream.send({ status: 'offered' });
      stream.send({ status: 'confirming', code: '123456' });
      await run.until(() => run.model.step !== step);
      deepEqual(run.model.step, {
        name: 'signing-in',
        flow: { status: 'confirming', code: '123456' },
        replacing: false,
      });
      stream.send({ status: 'started' });
      stream.send({ status: 'exchanging' });
      await run.until(() => run.progress === 'exchanging');
      deepEqual(run.paths, [MINT, EVENTS]);
    });

    it('to success, of which the host hears as after any other', async () => {
      run = new SignInRun();
      await run.offered(1);
      const stream = await run.open(2);
      stream.send({ status: 'succeeded', connection: connected(), success: { tenant: { id: 7 } } });
      await run.isAt('connected');
      ok(run.server.calls[1]?.signal?.aborted === true, 'the stream is over');
      deepEqual(run.typesTold, ['connection-status-change', 'success']);
      const [, success] = run.told;
      ok(success?.type === 'success');
      deepEqual(success.details, { tenant: { id: 7 } });
      equal(run.model.signIn.link, undefined);
    });

    it('to success with another account than before', async () => {
      run = new SignInRun({ connections: [connected({ account: 'ben@contoso.example' })] });
      run.model.replace();
      await run.offered(1);
      const stream = await run.open(2);
      stream.send({ status: 'succeeded', connection: connected(), previousAccount: 'ben@contoso.example' });
      await run.isAt('connected');
      deepEqual(run.model.step, { name: 'connected', disconnecting: false, previousAccount: 'ben@contoso.example' });
    });

    it('to a failure, of which the host hears as of a refused attempt, and then with another link', async () => {
      run = new SignInRun();
      await run.offered(1);
      const stream = await run.open(2);
      const problem = { code: 'provider_denied', providerMessage: 'Not today' } as const;
      stream.send({ status: 'failed', problem, connection: connection({ status: 'error', problem }) });
      await run.isAt('sign-in');
      deepEqual(run.model.step, { name: 'sign-in', problem: { ...problem, fields: [] }, replacing: false });
      deepEqual(
        run.told.map((event) => event.type === 'connection-status-change' && event.connection.error),
        [en['problem.provider_denied.title']],
      );
      const { step } = run.model;
      await run.offered(3, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
      equal(run.model.step, step, 'the problem stays as it is');
    });

    it('to a failure that leaves the present connection as it was', async () => {
      run = new SignInRun({ connections: [connected()] });
      run.model.replace();
      await run.offered(1);
      const stream = await run.open(2);
      stream.send({ status: 'failed', problem: { code: 'flow_expired' }, connection: connected() });
      await run.isAt('sign-in');
      ok(run.model.step.name === 'sign-in' && run.model.step.replacing);
      run.model.keep();
      equal(run.model.step.name, 'connected');
    });

    it('to its end by somebody else, and then with another link', async () => {
      run = new SignInRun();
      await run.offered(1);
      const stream = await run.open(2);
      stream.send({ status: 'cancelled' });
      await run.isAt('sign-in');
      deepEqual(run.model.step, { name: 'sign-in', replacing: false });
      await run.offered(3, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
    });

    it('even if the link was followed from a menu', async () => {
      run = new SignInRun();
      await run.offered(1);
      run.model.signIn.wake();
      (await run.server.call(2)).answer(200, { status: 'started' });
      await run.isAt('signing-in');
      await run.server.call(3);
      deepEqual(run.paths, [MINT, READ, EVENTS]);
    });

    it('not while nobody has followed it', async () => {
      run = new SignInRun();
      await run.offered(1);
      run.model.signIn.wake();
      const look = await run.server.call(2);
      look.answer(200, { status: 'offered' });
      await look.read;
      // What follows from the answer has happened by then.
      await new Promise((resolve) => setTimeout(resolve));
      equal(run.model.step.name, 'sign-in');
      equal(run.model.signIn.link, flowOffer().startPath);
    });

    it('not of a link that was given up at the moment of the click', async () => {
      run = new SignInRun({ connections: [connection(), connection({ id: 2 })] });
      await run.offered(1);
      run.model.signIn.open();
      run.model.choose(2);
      await run.server.call(2);
      await new Promise((resolve) => setTimeout(resolve));
      equal(run.model.step.name, 'sign-in');
      deepEqual(run.paths, [MINT, 'POST /session/connections/2/flows']);
    });

    it('or gets another link where the first has given way to newer ones', async () => {
      run = new SignInRun();
      await run.offered(1);
      run.model.signIn.wake();
      (await run.server.call(2)).answer(404, refusal('not_found'));
      await run.offered(3, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
      deepEqual(run.paths, [MINT, READ, MINT]);
    });

    it('in a session that was renewed meanwhile, and says nothing twice', async () => {
      run = new SignInRun({
        renew: () => {
          run.model.continueWith(new SessionClient('next'), [connected()]);
          return Promise.resolve();
        },
      });
      await run.offered(1);
      run.model.signIn.open();
      (await run.server.call(2)).answer(401, refusal('session_expired'));
      const call = await run.server.call(3);
      equal(call.authorization, 'Bearer next');
      equal(run.model.step.name, 'signing-in');
      call.stream().send({ status: 'succeeded', connection: connected() });
      await run.isAt('connected');
      deepEqual(run.typesTold, ['connection-status-change', 'success']);
    });

    it('again when the dialog is shown again after its end', async () => {
      run = new SignInRun();
      await run.offered(1);
      await run.open(2);
      run.model.stop();
      ok(run.server.calls[1]?.signal?.aborted === true);
      equal(run.model.step.name, 'signing-in');
      run.model.signIn.resume();
      const stream = (await run.server.call(3)).stream();
      stream.send({ status: 'succeeded', connection: connected() });
      await run.isAt('connected');
      deepEqual(run.paths, [MINT, EVENTS, EVENTS]);
    });
  });

  describe('is cancelled', () => {
    const cancel = async () => {
      run = new SignInRun();
      await run.offered(1);
      const stream = await run.open(2);
      stream.send({ status: 'started' });
      await run.until(() => run.progress === 'started');
      void run.model.cancel();
      const call = await run.server.call(3);
      deepEqual(run.paths, [MINT, EVENTS, CANCEL]);
      deepEqual(run.model.step, { name: 'sign-in', replacing: false });
      equal(run.model.signIn.link, undefined, 'the old link is of no use');
      return call;
    };

    it('and begins anew', async () => {
      (await cancel()).answer(200, { status: 'cancelled' });
      await run.offered(4, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
      deepEqual(run.told, []);
    });

    it('too late: it is being finished', async () => {
      (await cancel()).answer(200, { status: 'exchanging' });
      await run.isAt('signing-in');
      (await run.server.call(4)).stream().send({ status: 'succeeded', connection: connected() });
      await run.isAt('connected');
    });

    it('too late: it is finished', async () => {
      (await cancel()).answer(200, { status: 'succeeded', connection: connected(), success: {} });
      await run.isAt('connected');
      deepEqual(run.typesTold, ['connection-status-change', 'success']);
    });

    it('and begins anew even if the server does not answer', async () => {
      (await cancel()).drop();
      await run.offered(4, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
    });

    it('in a session that is over, which ends the dialog', async () => {
      (await cancel()).answer(401, refusal('session_expired'));
      while (run.ended.length === 0) await new Promise((resolve) => setTimeout(resolve));
      deepEqual(run.paths, [MINT, EVENTS, CANCEL]);
    });

    it('not while it is being finished', async () => {
      run = new SignInRun();
      await run.offered(1);
      const stream = await run.open(2);
      stream.send({ status: 'exchanging' });
      await run.until(() => run.progress === 'exchanging');
      void run.model.cancel();
      equal(run.model.step.name, 'signing-in');
      equal(run.server.calls.length, 2);
    });
  });
});
