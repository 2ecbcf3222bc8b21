import { createHash } from 'node:crypto';
import { contentHash } from './static-file.ts';

/** Addresses of the tag's script, and the hash with which a page can verify it. */
export interface TagScriptNames {
  /** Path of the newest script. */
  readonly path: string;
  /** Path of exactly this script. Its content never changes. */
  readonly hashedPath: string;
  /** For the `integrity` attribute (Subresource Integrity section 3.1). */
  readonly integrity: string;
}

/** Computes the paths and the hash of the script that host pages load. */
export function tagScriptNames(script: string): TagScriptNames {
  return {
    path: '/embed-connection.js',
    hashedPath: `/embed-connection.${contentHash(script)}.js`,
    integrity: `sha384-${createHash('sha384').update(script).digest('base64')}`,
  };
}
