import { createHash } from 'node:crypto';
import { contentHash } from './static-file.ts';

/** Where the tag's script is, and how a page can make sure that it is this one. */
export interface TagScriptNames {
  /** Always the newest script. */
  readonly path: string;
  /** This script and no other: what stands there never changes. */
  readonly hashedPath: string;
  /** For the `integrity` attribute (Subresource Integrity section 3.1). */
  readonly integrity: string;
}

/** Names the script that pages of hosts load. */
export function tagScriptNames(script: string): TagScriptNames {
  return {
    path: '/embed-connection.js',
    hashedPath: `/embed-connection.${contentHash(script)}.js`,
    integrity: `sha384-${createHash('sha384').update(script).digest('base64')}`,
  };
}
