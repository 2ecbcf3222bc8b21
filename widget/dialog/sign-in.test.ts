import { en } from '../locales/en.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { connected, connection, flowOffer, refusal, shopConnector, signInConnector } from '../testing/samples.ts';
import { type RecordedStream, SessionServer } from '../testing/session-server.ts';
import { DialogModel } from './dialog-model.ts';
import { HostEvents } from './host-events.ts';
import { sayWith } from './messages.ts';
import type { RefusedError } from './server-call.ts';
import type { Renew } from './session-calls.ts';
import { SessionClient } from './session-client.ts';

const MINT = 'POST /session/connections/1/flows';
const EVENTS = 'GET /session/flows/7/events';
const READ = 'GET /session/flows/7';
const CANCEL = 'DELETE /session/flows/7';

describe('signing in at a system', () => {
  let server: SessionServer;
  let model: DialogModel;
  let told: DialogEvent[];
  let ended: RefusedError[];

  const open = (
    connections: readonly ConnectionDetails[] = [connection()],
    { connector = signInConnector, renew }: { connector?: ConnectorView; renew?: Renew } = {},
  ) => {
    told = [];
    ended = [];
    model = new DialogModel({
      client: new SessionClient('bearer'),
      connector,
      connections,
      connectionId: connections[0]?.id ?? 0,
      events: new HostEvents({ say: sayWith(en) }),
      locale: () => 'de',
      tell: (event) => told.push(event),
      renew,
      ended: (reason) => ended.push(reason),
    });
    model.signIn.resume();
  };
  /** Waits until the model is as wanted. */
  const until = async (wanted: () => boolean) => {
    while (!wanted()) {
      await new Promise<void>((resolve) => {
        const stop = model.subscribe(() => {
          stop();
          resolve();
        });
      });
    }
  };
  const isAt = (name: string) => until(() => model.step.name === name);
  const offered = async (count: number, offer = flowOffer()) => {
    (await server.call(count)).answer(200, offer);
    await until(() => model.signIn.link === offer.startPath);
  };
  /** Clicks the link. Resolves to the stream by which the dialog hears of it. */
  const click = async (count: number): Promise<RecordedStream> => {
    model.signIn.open();
    return (await server.call(count)).stream();
  };
  const paths = () => server.calls.map(({ method, path }) => `${method} ${path}`);
  const typesTold = () => told.map(({ type }) => type);

  beforeEach(() => {
    server = new SessionServer();
  });

  afterEach(() => {
    model.stop();
    server.restore();
    Reflect.deleteProperty(document, 'hidden');
  });

  describe('has a link', () => {
    const FIRST: readonly (readonly [string, ConnectionDetails, ConnectorView, string])[] = [
      ['with nothing to type', connection(), signInConnector, 'sign-in'],
      ['after a failure', connection({ status: 'error' }), signInConnector, 'sign-in'],
      ['to be connected again', connection({ status: 'needs_reauth' }), signInConnector, 'sign-in'],
      ['connected', connected(), signInConnector, 'connected'],
      ['with something to type', connection(), shopConnector, 'form'],
    ];
    for (const [title, details, connector, step] of FIRST) {
      it(`or another step first: ${title}, ${step}`, async () => {
        open([details], { connector });
        equal(model.step.name, step);
        if (step === 'sign-in') await server.call(1);
        deepEqual(paths(), step === 'sign-in' ? [MINT] : []);
      });
    }

    it('before anybody can click it, in the language of the dialog', async () => {
      open();
      equal(model.signIn.link, undefined);
      deepEqual((await server.call(1)).body, { values: {}, locale: 'de' });
      await offered(1);
      ok(!model.busy && !model.signIn.hasFailed);
    });

    it('not before the dialog is shown', () => {
      open([connected()]);
      model.stop();
      model.replace();
      equal(model.step.name, 'sign-in');
      deepEqual(paths(), []);
    });

    it('and gets another before the first is too old', async () => {
      open();
      await offered(1, flowOffer({ expiresIn: 0.02 }));
      await offered(2, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
    });

    it('and in a page that nobody sees gets another only when somebody comes back', async () => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: true });
      open();
      await offered(1, flowOffer({ expiresIn: 0.01 }));
      while (model.signIn.link !== undefined) await new Promise((resolve) => setTimeout(resolve));
      equal(server.calls.length, 1);
      model.signIn.wake();
      await offered(2, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
    });

    it('that goes nowhere but to this server', async () => {
      open();
      (await server.call(1)).answer(200, flowOffer({ startPath: 'javascript:alert(1)' }));
      await until(() => model.signIn.hasFailed);
      equal(model.signIn.link, undefined);
    });

    it('once the server can be reached: it says so, waits, and tries again when asked', async () => {
      open();
      (await server.call(1)).drop();
      await until(() => model.signIn.hasFailed);
      deepEqual(model.step, { name: 'sign-in', problem: { code: 'unreachable', fields: [] }, replacing: false });
      model.signIn.wake();
      equal(server.calls.length, 1);
      model.signIn.retry();
      deepEqual(model.step, { name: 'sign-in', replacing: false });
      await offered(2);
      deepEqual(told, []);
    });

    it('with what was typed, which stays for whoever goes back', async () => {
      open([connection()], { connector: shopConnector });
      model.draft.set('shop', 'contoso');
      await model.connect();
      equal(model.step.name, 'sign-in');
      deepEqual((await server.call(1)).body, { values: { shop: 'contoso' }, locale: 'de' });
      await offered(1);
      model.back();
      deepEqual(model.step, { name: 'form', replacing: false });
      equal(model.signIn.link, undefined);
      equal(model.draft.get('shop'), 'contoso');
      await model.connect();
      await offered(2);
    });

    it('unless what was typed is wrong, which is said where it was typed', async () => {
      open([connection()], { connector: shopConnector });
      await model.connect();
      (await server.call(1)).answer(
        422,
        refusal('invalid_request', { fields: [{ path: 'values.shop', message: 'm' }] }),
      );
      await isAt('form');
      deepEqual(model.step, {
        name: 'form',
        problem: { code: 'invalid_request', fields: ['shop'] },
        replacing: false,
      });
      deepEqual(told, []);
    });

    it('of its own for each connection', async () => {
      open([connection(), connection({ id: 2 })]);
      await offered(1);
      model.choose(2);
      equal(model.signIn.link, undefined);
      equal((await server.call(2)).path, '/session/connections/2/flows');
    });

    it('with another session where the first was over', async () => {
      let renew: () => void = () => undefined;
      open([connection()], { renew: () => new Promise<void>((resolve) => (renew = resolve)) });
      (await server.call(1)).answer(401, refusal('session_expired'));
      await until(() => model.signIn.renewing);
      renew();
      await offered(2);
      ok(!model.signIn.renewing);
    });

    it('no more when the session is over for good, and again with the next', async () => {
      open();
      (await server.call(1)).answer(401, refusal('session_expired'));
      while (ended.length === 0) await new Promise((resolve) => setTimeout(resolve));
      deepEqual(paths(), [MINT]);
      model.continueWith(new SessionClient('next'), [connection()]);
      model.signIn.resume();
      equal((await server.call(2)).authorization, 'Bearer next');
      await offered(2);
    });
  });

  describe('shows how far it has come', () => {
    it('from the click on, and asks for nothing else meanwhile', async () => {
      open([connection(), connection({ id: 2 })]);
      await offered(1);
      const stream = await click(2);
      deepEqual(model.step, { name: 'signing-in', flow: { status: 'offered' }, replacing: false });
      ok(model.busy);
      model.choose(2);
      equal(model.chosen.id, 1);
      const { step } = model;
      stream.send({ status: 'offered' });
      stream.send({ status: 'confirming', code: '123456' });
      await until(() => model.step !== step);
      deepEqual(model.step, {
        name: 'signing-in',
        flow: { status: 'confirming', code: '123456' },
        replacing: false,
      });
      stream.send({ status: 'started' });
      stream.send({ status: 'exchanging' });
      await until(() => model.step.name === 'signing-in' && model.step.flow.status === 'exchanging');
      deepEqual(paths(), [MINT, EVENTS]);
    });

    it('to success, of which the host hears as after any other', async () => {
      open();
      await offered(1);
      const stream = await click(2);
      stream.send({ status: 'succeeded', connection: connected(), success: { tenant: { id: 7 } } });
      await isAt('connected');
      ok(server.calls[1]?.signal?.aborted === true, 'the stream is over');
      deepEqual(typesTold(), ['connection-status-change', 'success']);
      const [, success] = told;
      ok(success?.type === 'success');
      deepEqual(success.details, { tenant: { id: 7 } });
      equal(model.signIn.link, undefined);
    });

    it('to success with another account than before', async () => {
      open([connected({ account: 'ben@contoso.example' })]);
      model.replace();
      await offered(1);
      const stream = await click(2);
      stream.send({ status: 'succeeded', connection: connected(), previousAccount: 'ben@contoso.example' });
      await isAt('connected');
      deepEqual(model.step, { name: 'connected', disconnecting: false, previousAccount: 'ben@contoso.example' });
    });

    it('to a failure, of which the host hears as of a refused attempt, and then with another link', async () => {
      open();
      await offered(1);
      const stream = await click(2);
      const problem = { code: 'provider_denied', providerMessage: 'Not today' } as const;
      stream.send({ status: 'failed', problem, connection: connection({ status: 'error', problem }) });
      await isAt('sign-in');
      deepEqual(model.step, { name: 'sign-in', problem: { ...problem, fields: [] }, replacing: false });
      deepEqual(
        told.map((event) => event.type === 'connection-status-change' && event.connection.error),
        [en['problem.provider_denied.title']],
      );
      const { step } = model;
      await offered(3, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
      equal(model.step, step, 'the problem stays as it is');
    });

    it('to a failure that leaves the present connection as it was', async () => {
      open([connected()]);
      model.replace();
      await offered(1);
      const stream = await click(2);
      stream.send({ status: 'failed', problem: { code: 'flow_expired' }, connection: connected() });
      await isAt('sign-in');
      ok(model.step.name === 'sign-in' && model.step.replacing);
      model.keep();
      equal(model.step.name, 'connected');
    });

    it('to its end by somebody else, and then with another link', async () => {
      open();
      await offered(1);
      const stream = await click(2);
      stream.send({ status: 'cancelled' });
      await isAt('sign-in');
      deepEqual(model.step, { name: 'sign-in', replacing: false });
      await offered(3, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
    });

    it('even if the link was followed from a menu', async () => {
      open();
      await offered(1);
      model.signIn.wake();
      (await server.call(2)).answer(200, { status: 'started' });
      await isAt('signing-in');
      await server.call(3);
      deepEqual(paths(), [MINT, READ, EVENTS]);
    });

    it('not while nobody has followed it', async () => {
      open();
      await offered(1);
      model.signIn.wake();
      const look = await server.call(2);
      look.answer(200, { status: 'offered' });
      await look.read;
      equal(model.step.name, 'sign-in');
      equal(model.signIn.link, flowOffer().startPath);
    });

    it('or gets another link where the first has given way to newer ones', async () => {
      open();
      await offered(1);
      model.signIn.wake();
      (await server.call(2)).answer(404, refusal('not_found'));
      await offered(3, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
      deepEqual(paths(), [MINT, READ, MINT]);
    });

    it('in a session that was renewed meanwhile, and says nothing twice', async () => {
      open([connection()], {
        renew: () => {
          model.continueWith(new SessionClient('next'), [connected()]);
          return Promise.resolve();
        },
      });
      await offered(1);
      model.signIn.open();
      (await server.call(2)).answer(401, refusal('session_expired'));
      const call = await server.call(3);
      equal(call.authorization, 'Bearer next');
      equal(model.step.name, 'signing-in');
      call.stream().send({ status: 'succeeded', connection: connected() });
      await isAt('connected');
      deepEqual(typesTold(), ['connection-status-change', 'success']);
    });

    it('again when the dialog is shown again after its end', async () => {
      open();
      await offered(1);
      await click(2);
      model.stop();
      ok(server.calls[1]?.signal?.aborted === true);
      equal(model.step.name, 'signing-in');
      model.signIn.resume();
      const stream = (await server.call(3)).stream();
      stream.send({ status: 'succeeded', connection: connected() });
      await isAt('connected');
      deepEqual(paths(), [MINT, EVENTS, EVENTS]);
    });
  });

  describe('is cancelled', () => {
    const cancel = async () => {
      open();
      await offered(1);
      const stream = await click(2);
      stream.send({ status: 'started' });
      await until(() => model.step.name === 'signing-in' && model.step.flow.status === 'started');
      void model.cancel();
      const call = await server.call(3);
      deepEqual(paths(), [MINT, EVENTS, CANCEL]);
      deepEqual(model.step, { name: 'sign-in', replacing: false });
      equal(model.signIn.link, undefined, 'the old link is of no use');
      return call;
    };

    it('and begins anew', async () => {
      (await cancel()).answer(200, { status: 'cancelled' });
      await offered(4, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
      deepEqual(told, []);
    });

    it('too late: it is being finished', async () => {
      (await cancel()).answer(200, { status: 'exchanging' });
      await isAt('signing-in');
      (await server.call(4)).stream().send({ status: 'succeeded', connection: connected() });
      await isAt('connected');
    });

    it('too late: it is finished', async () => {
      (await cancel()).answer(200, { status: 'succeeded', connection: connected(), success: {} });
      await isAt('connected');
      deepEqual(typesTold(), ['connection-status-change', 'success']);
    });

    it('and begins anew even if the server does not answer', async () => {
      (await cancel()).drop();
      await offered(4, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
    });

    it('not while it is being finished', async () => {
      open();
      await offered(1);
      const stream = await click(2);
      stream.send({ status: 'exchanging' });
      await until(() => model.step.name === 'signing-in' && model.step.flow.status === 'exchanging');
      void model.cancel();
      equal(model.step.name, 'signing-in');
      equal(server.calls.length, 2);
    });
  });
});
