import { deepEqual, equal } from '../testing/assert.ts';
import { FRAME_PAGE, MountedTag } from './testing/mounted-tag.ts';

describe('on a page whose policy allows only other frames', () => {
  it('the tag reports immediately what to add', async () => {
    // A policy cannot be removed again, so this page has no other tests.
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = 'frame-src https://other.example';
    document.head.append(policy);
    const tag = new MountedTag({ src: FRAME_PAGE });
    const event = await tag.event('load-error');
    deepEqual(event, {
      reason: 'csp',
      message: `The Content-Security-Policy of this page lacks: frame-src ${location.origin}`,
    });
    equal(tag.find('iframe'), null);
    tag.remove();
  });
});
