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
  ['an allowed ancestor', rule(), { ancestor: HOST, referrer: '' }, [HOST]],
  ['the ancestor rather than the referrer', rule(), { ancestor: HOST, referrer: `${OTHER}/x` }, [HOST]],
  ['no origin, if the ancestor is not allowed', rule(), { ancestor: OTHER, referrer: `${HOST}/` }, []],
  ['the referrer, if there is no ancestor', rule(), { referrer: `${HOST}/page?x=1` }, [HOST]],
  ['the referrer, if the ancestor is hidden', rule(), { ancestor: 'null', referrer: `${HOST}/` }, [HOST]],
  ['no origin, if the referrer is not allowed', rule(), { referrer: `${OTHER}/` }, []],
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
  ['every exact origin, if the parent is unknown', rule(), { referrer: '' }, [HOST, 'https://second.example']],
  ['the first exact origin only', rule({ fallback: 'first' }), { referrer: '' }, [HOST]],
  ['never a pattern', rule({ allowed: [WILD] }), { referrer: '' }, []],
  [
    "the token's origin, even if the ancestor is another",
    rule({ targetOrigin: HOST }),
    { ancestor: OTHER, referrer: '' },
    [HOST],
  ],
  ['any known parent, in a sandbox', rule({ anyOrigin: true }), { ancestor: OTHER, referrer: '' }, [OTHER]],
  [
    'the exact origins, in a sandbox with an unknown parent',
    rule({ anyOrigin: true, allowed: [HOST] }),
    { referrer: '' },
    [HOST],
  ],
  ['never *', rule({ allowed: ['*', HOST] }), { referrer: '' }, [HOST]],
  ["no origin, if the token's origin is *", rule({ targetOrigin: '*' }), { referrer: '' }, []],
  ['no invalid referrer', rule({ allowed: [HOST] }), { referrer: 'about:client' }, [HOST]],
];

describe('messages are posted to', () => {
  for (const [title, given, evidence, targets] of CASES) {
    it(title, () => deepEqual(targetOrigins(given, evidence), targets));
  }
});

/**
 * The part of a window that {@link ParentWindow} uses. Records the messages to its parent with their target origins.
 */
function windowWith({ isTop }: { readonly isTop: boolean }) {
  const posted: (readonly [unknown, unknown])[] = [];
  const postMessage = (message: unknown, target: unknown) => posted.push([message, target]);
  const view = { postMessage, parent: { postMessage }, document: { referrer: '' }, location: {} };
  if (isTop) view.parent = view;
  return { posted, view: view as unknown as Window };
}

describe('a page posts its messages', () => {
  it('to exactly the allowed origins', () => {
    const { posted, view } = windowWith({ isTop: false });
    const window = new ParentWindow(view, rule());
    window.post('hello');
    deepEqual(posted, [
      ['hello', HOST],
      ['hello', 'https://second.example'],
    ]);
  });

  it("only to the parent's origin once it is known", () => {
    const { posted, view } = windowWith({ isTop: false });
    const window = new ParentWindow(view, rule());
    window.settle(HOST);
    window.post('hello');
    deepEqual(posted, [['hello', HOST]]);
  });

  it('to no window, at top level', () => {
    const { posted, view } = windowWith({ isTop: true });
    const window = new ParentWindow(view, rule());
    window.post('hello');
    deepEqual([window.isKnown, posted], [false, []]);
  });
});
