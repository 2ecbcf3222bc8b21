import { equal } from '../testing/assert.ts';
import { urlTokenParameter } from './url-token-parameter.ts';

const PATHS: readonly (readonly [string, boolean])[] = [
  ['/direct_link/embedded/connections/7', true],
  ['/direct_link/embedded/connections/7>', true],
  ['/direct_link/embedded/connection/7', true],
  ['/embedded/connection/7', true],
  // Here, `embedded` is the name of an organization.
  ['/embedded/connections/7', false],
  ['/acme/connections/7', false],
  ['/acme/hubspot/auth', false],
  ['/direct_link/embedded/connections', false],
  ['/x/direct_link/embedded/connections/7', false],
];

describe('the addresses with a token parameter', () => {
  for (const [path, wanted] of PATHS) {
    it(`${wanted ? 'include' : 'do not include'} ${path}`, () => {
      const parameter = urlTokenParameter(new URL(path, 'https://connect.example'));
      equal(parameter, wanted ? 'workato_dl_token' : undefined);
    });
  }
});
