import type { ParentRule } from '../../protocol/page-state.ts';
import { deepEqual } from '../../testing/assert.ts';
import { type ParentEvidence, ParentWindow, targetOrigins } from './parent-window.ts';

const HOST = 'https://app.acme.example';
const OTHER = 'https://other.example';
const WILD = 'https://*.acme.example';

const rule = (overrides: Partial<ParentRule> = {}): ParentRule => ({
  allowed: [HOST, 'https://second.example', WILD],
  anyOrigin: false,
  fallback: 'each',
  ...overrides,
});

const CASES: readonly (readonly [string, ParentRule, ParentEvidence, readonly string[]])[] = [
  ['the ancestor that is listed', rule(), { ancestor: HOST, referrer: '' }, [HOST]],
  ['the ancestor and not the referrer', rule(), { ancestor: HOST, referrer: `${OTHER}/x` }, [HOST]],
  ['nobody, if the ancestor is not listed', rule(), { ancestor: OTHER, referrer: `${HOST}/` }, []],
  ['the referrer, if there is no ancestor', rule(), { referrer: `${HOST}/page?x=1` }, [HOST]],
  ['the referrer, if the ancestor is hidden', rule(), { ancestor: 'null', referrer: `${HOST}/` }, [HOST]],
  ['nobody, if the referrer is not listed', rule(), { referrer: `${OTHER}/` }, []],
  [
    'a subdomain by a pattern',
    rule(),
    { ancestor: 'https://a.b.acme.example', referrer: '' },
    ['https://a.b.acme.example'],
  ],
  [
    'not the bare domain of a pattern',
    rule({ allowed: [WILD] }),
    { ancestor: 'https://acme.example', referrer: '' },
    [],
  ],
  [
    'not a look-alike of a pattern',
    rule({ allowed: [WILD] }),
    { ancestor: 'https://evilacme.example', referrer: '' },
    [],
  ],
  ['not another port', rule({ allowed: [HOST] }), { ancestor: `${HOST}:8443`, referrer: '' }, []],
  ['every exact origin, if nobody was found', rule(), { referrer: '' }, [HOST, 'https://second.example']],
  ['the first exact origin only', rule({ fallback: 'first' }), { referrer: '' }, [HOST]],
  ['no pattern, ever', rule({ allowed: [WILD] }), { referrer: '' }, []],
  ['what the token names, whatever was found', rule({ targetOrigin: HOST }), { ancestor: OTHER, referrer: '' }, [HOST]],
  ['anybody who was found, in a sandbox', rule({ anyOrigin: true }), { ancestor: OTHER, referrer: '' }, [OTHER]],
  [
    'the exact origins, in a sandbox where nobody was found',
    rule({ anyOrigin: true, allowed: [HOST] }),
    { referrer: '' },
    [HOST],
  ],
  ['nobody, rather than everybody', rule({ allowed: ['*', HOST] }), { referrer: '' }, [HOST]],
  ['nobody, if the target is everybody', rule({ targetOrigin: '*' }), { referrer: '' }, []],
  ['no referrer that is no address', rule({ allowed: [HOST] }), { referrer: 'about:client' }, [HOST]],
];

describe('messages are posted to', () => {
  for (const [title, given, evidence, targets] of CASES) {
    it(title, () => deepEqual(targetOrigins(given, evidence), targets));
  }
});

/** As much of a window as a {@link ParentWindow} uses. Messages that its parent is handed are kept with their targets. */
function windowWith({ isTop }: { readonly isTop: boolean }) {
  const posted: (readonly [unknown, unknown])[] = [];
  const postMessage = (message: unknown, target: unknown) => posted.push([message, target]);
  const view = { postMessage, parent: { postMessage }, document: { referrer: '' }, location: {} };
  if (isTop) view.parent = view;
  return { posted, view: view as unknown as Window };
}

describe('a page posts its messages', () => {
  it('to exactly the origins that may hear them', () => {
    const { posted, view } = windowWith({ isTop: false });
    const window = new ParentWindow(view, rule());
    window.post('hello');
    deepEqual(posted, [
      ['hello', HOST],
      ['hello', 'https://second.example'],
    ]);
  });

  it('to the one origin that has shown itself, from then on', () => {
    const { posted, view } = windowWith({ isTop: false });
    const window = new ParentWindow(view, rule());
    window.settle(HOST);
    window.post('hello');
    deepEqual(posted, [['hello', HOST]]);
  });

  it('to nobody, at the top of a tab', () => {
    const { posted, view } = windowWith({ isTop: true });
    const window = new ParentWindow(view, rule());
    window.post('hello');
    deepEqual([window.isKnown, posted], [false, []]);
  });
});
