import { equal, ok, throws } from '../testing/assert.ts';
import {
  apiKeyConnector,
  connection,
  dialogState,
  tokenExchangeResponse,
  noticeState,
  waitingState,
} from '../testing/fixtures.ts';
import { PAGE_STATE_ID } from '../protocol/page-state.ts';
import { takePageState } from './page-state-element.ts';
import { isTokenExchangeResponse } from './effects/session-guard.ts';

const dialog = dialogState();
const connector = apiKeyConnector;
const response = tokenExchangeResponse();
const showing = (shownConnector: object, ...connections: object[]) => ({
  ...response,
  connectors: [{ connector: shownConnector, connections: connections.length > 0 ? connections : [connection()] }],
});

const REFUSED: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a list', [response]],
  ['a string', 'dialog'],
  ['an empty bearer', { ...response, bearer: '' }],
  ['a bearer that is a number', { ...response, bearer: 1 }],
  ['no bearer', { ...response, bearer: undefined }],
  ['no language', { ...response, locale: undefined }],
  ['no organization', { ...response, organization: undefined }],
  ['a connector without `usesSignIn`', showing({ ...connector, usesSignIn: undefined })],
  ['a connector without fields', showing({ ...connector, fields: undefined })],
  ['a connector whose fields are a number', showing({ ...connector, fields: 1 })],
  ['a field of an unknown kind', showing({ ...connector, fields: [{ ...connector.fields[0], kind: 'file' }] })],
  [
    'a label that is a number in one language',
    showing({ ...connector, fields: [{ ...connector.fields[0], label: { en: 'Key', de: 1 } }] }),
  ],
  ['a help without any language', showing({ ...connector, fields: [{ ...connector.fields[0], help: {} }] })],
  ['a help that is a list', showing({ ...connector, fields: [{ ...connector.fields[0], help: ['Key'] }] })],
  ['an unknown kind of credentials', showing({ ...connector, credentialKind: 'pin' })],
  ['a field without a name', showing({ ...connector, fields: [{ label: 'x', kind: 'text', required: true }] })],
  ['no subject', { ...response, subject: undefined }],
  ['an unknown subject', { ...response, subject: { kind: 'tenant' } }],
  ['a subject whose connection id is a string', { ...response, subject: { kind: 'connection', connectionId: '1' } }],
  ['a subject without the name of its connector', { ...response, subject: { kind: 'connector' } }],
  ['a subject without the name of its integration', { ...response, subject: { kind: 'integration' } }],
  [
    'a subject with another connector than the first one',
    { ...response, subject: { kind: 'connector', connector: 'x' } },
  ],
  ['a subject with a connection that is not listed', tokenExchangeResponse({ connectionId: 2 })],
  ['no connectors', { ...response, connectors: [] }],
  ['a connector without connections', tokenExchangeResponse({ connections: [] })],
  ['a connection with a fraction for an id', showing(connector, { ...connection(), id: 1.5 })],
  ['a problem whose code is a sentence', showing(connector, { ...connection(), problem: { code: 'No key' } })],
];

describe('the guard of a token exchange response', () => {
  for (const [title, accepted] of [
    ['a session', response],
    ['a session of one connection', tokenExchangeResponse({ connectionId: 1 })],
    ['a text in one language only', showing({ ...connector, fields: [{ ...connector.fields[0], help: { de: 'x' } }] })],
    ['a session of an integration', { ...response, subject: { kind: 'integration', integration: 'orders' } }],
    ['a portal without connectors', { ...response, subject: { kind: 'portal' }, connectors: [] }],
  ] as const) {
    it(`accepts ${title}`, () => ok(isTokenExchangeResponse(accepted)));
  }

  for (const [title, refused] of REFUSED) {
    it(`refuses ${title}`, () => ok(!isTokenExchangeResponse(refused)));
  }
});

describe('the page state', () => {
  const page = (content: string) => {
    const found = document.implementation.createHTMLDocument();
    const script = found.createElement('script');
    script.type = 'application/json';
    script.id = PAGE_STATE_ID;
    script.textContent = content;
    found.body.append(script);
    return found;
  };

  for (const state of [dialog, noticeState(), waitingState()]) {
    it(`has one of three kinds (${state.kind})`, () => {
      equal(takePageState(page(JSON.stringify(state))).kind, state.kind);
    });
  }

  for (const state of [null, 'dialog', [dialog], { ...dialog, kind: undefined }, { ...dialog, kind: 'portal' }]) {
    it(`is not ${JSON.stringify(state).slice(0, 20)}`, () => {
      ok(throws(() => takePageState(page(JSON.stringify(state)))) instanceof TypeError);
    });
  }

  it('is read once and removed from the document', () => {
    const found = page(JSON.stringify(dialog));
    equal(takePageState(found).kind, 'dialog');
    equal(found.getElementById(PAGE_STATE_ID), null);
    ok(!new XMLSerializer().serializeToString(found).includes(dialog.bearer));
    ok(throws(() => takePageState(found)) instanceof TypeError);
  });

  it('is removed from the document even if it is invalid, and no error quotes it', () => {
    const found = page(`{"bearer":"${dialog.bearer}",`);
    const error = throws(() => takePageState(found));
    ok(error instanceof TypeError && !error.message.includes(dialog.bearer) && error.cause === undefined);
    equal(found.getElementById(PAGE_STATE_ID), null);
  });
});
