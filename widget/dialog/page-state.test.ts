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
import { isPageState, isTokenExchangeResponse } from './page-state-guard.ts';

const dialog = dialogState();
const { parent } = dialog;
const connector = apiKeyConnector;
const showing = (shownConnector: object, ...connections: object[]) => ({
  ...dialog,
  connectors: [{ connector: shownConnector, connections: connections.length > 0 ? connections : [connection()] }],
});

const REFUSED: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a list', [dialog]],
  ['a string', 'dialog'],
  ['no kind', { ...dialog, kind: undefined }],
  ['an unknown kind', { ...dialog, kind: 'portal' }],
  ['an empty bearer', { ...dialog, bearer: '' }],
  ['a bearer that is a number', { ...dialog, bearer: 1 }],
  ['no parent rule', { ...dialog, parent: undefined }],
  ['a parent rule without its list', { ...dialog, parent: { ...parent, allowed: 'all' } }],
  ['a parent rule with a number in its list', { ...dialog, parent: { ...parent, allowed: [1] } }],
  ['a parent rule with a truthy `anyOrigin`', { ...dialog, parent: { ...parent, anyOrigin: 'yes' } }],
  ['an unknown fallback', { ...dialog, parent: { ...parent, fallback: 'all' } }],
  ['translations that are not strings', { ...dialog, translations: { 'form.title': {} } }],
  ['an unknown theme', { ...dialog, theme: 'blue' }],
  ['no organization', { ...dialog, organization: undefined }],
  ['a connector without `usesSignIn`', showing({ ...connector, usesSignIn: undefined })],
  ['a connector without fields', showing({ ...connector, fields: undefined })],
  ['a field of an unknown kind', showing({ ...connector, fields: [{ ...connector.fields[0], kind: 'file' }] })],
  [
    'a label that is a number in one language',
    showing({ ...connector, fields: [{ ...connector.fields[0], label: { en: 'Key', de: 1 } }] }),
  ],
  ['a help without any language', showing({ ...connector, fields: [{ ...connector.fields[0], help: {} }] })],
  ['an unknown kind of credentials', showing({ ...connector, credentialKind: 'pin' })],
  ['a field without a name', showing({ ...connector, fields: [{ label: 'x', kind: 'text', required: true }] })],
  ['no subject', { ...dialog, subject: undefined }],
  ['an unknown subject', { ...dialog, subject: { kind: 'tenant' } }],
  ['a subject whose connection id is a string', { ...dialog, subject: { kind: 'connection', connectionId: '1' } }],
  ['a subject without the name of its connector', { ...dialog, subject: { kind: 'connector' } }],
  ['a subject without the name of its integration', { ...dialog, subject: { kind: 'integration' } }],
  [
    'a subject with another connector than the first one',
    { ...dialog, subject: { kind: 'connector', connector: 'x' } },
  ],
  ['a subject with a connection that is not listed', { ...dialog, subject: { kind: 'connection', connectionId: 2 } }],
  ['no connectors', { ...dialog, connectors: [] }],
  ['a connector without connections', dialogState({ connections: [] })],
  ['a connection with a fraction for an id', showing(connector, { ...connection(), id: 1.5 })],
  ['a problem with an unknown code', showing(connector, { ...connection(), problem: { code: 'x' } })],
  ['a notice without a code', { ...noticeState(), code: undefined }],
  ['a notice with an unknown code', { ...noticeState(), code: 'bad_luck' }],
  ['a notice without a message for developers', { ...noticeState(), message: undefined }],
  ['a notice whose reason is an object', { ...noticeState(), reason: {} }],
  ['a notice without a request id', { ...noticeState(), requestId: undefined }],
  ['a waiting page without a language', { ...waitingState(), locale: undefined }],
  ['a waiting page without a parent rule', { ...waitingState(), parent: undefined }],
];

describe('the guard of the page state', () => {
  for (const [title, state] of [
    ['a dialog', dialog],
    ['a notice', noticeState()],
    ['a notice with an exact reason', noticeState({ reason: 'sub is missing' })],
    ['a notice of a top-level page', noticeState({ code: 'top_level' })],
    ['a page that waits', waitingState()],
    ['a page without a dialect', { ...dialog, dialect: null }],
    ['a dialog of one connection', dialogState({ connectionId: 1 })],
    ['a dialog of an integration', dialogState({ subject: { kind: 'integration', integration: 'orders' } })],
    ['a portal without connectors', dialogState({ subject: { kind: 'portal' }, connectors: [] })],
  ] as const) {
    it(`accepts ${title}`, () => ok(isPageState(state)));
  }

  for (const [title, state] of REFUSED) {
    it(`refuses ${title}`, () => ok(!isPageState(state)));
  }
});

const UNGRANTED: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['no bearer', { ...tokenExchangeResponse(), bearer: undefined }],
  ['an empty bearer', { ...tokenExchangeResponse(), bearer: '' }],
  ['no language', { ...tokenExchangeResponse(), locale: undefined }],
  ['a subject with a missing connection', tokenExchangeResponse({ connectionId: 2 })],
  [
    'a connector without fields',
    { ...tokenExchangeResponse(), connectors: showing({ ...connector, fields: 1 }).connectors },
  ],
];

describe('the guard of a token exchange response', () => {
  it('accepts a session', () => ok(isTokenExchangeResponse(tokenExchangeResponse())));

  for (const [title, response] of UNGRANTED) {
    it(`refuses ${title}`, () => ok(!isTokenExchangeResponse(response)));
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
