import { deepEqual } from '../testing/assert.ts';
import { parseComputedColor, type Rgba } from './contrast.ts';

const CASES: readonly (readonly [text: string, color: Rgba])[] = [
  ['rgb(255, 0, 51)', [1, 0, 0.2, 1]],
  ['rgba(0, 0, 0, 0.5)', [0, 0, 0, 0.5]],
  ['color(srgb 0.1 0.2 0.3)', [0.1, 0.2, 0.3, 1]],
  ['color(srgb 0.1 0.2 0.3 / 0.5)', [0.1, 0.2, 0.3, 0.5]],
  ['color(srgb 1 -0.25 0.5)', [1, 0, 0.5, 1]],
  ['color(srgb 5e-1 -1.2e-7 0.5)', [0.5, 0, 0.5, 1]],
  ['color(srgb none 0.5 1 / none)', [0, 0.5, 1, 0]],
  ['color(xyz-d65 0.95 1 1.089)', [0.95, 1, 1, 1]],
];

describe('a computed colour', () => {
  for (const [text, color] of CASES) {
    it(`is read from ${text}`, () => deepEqual(parseComputedColor(text), color));
  }
});
