import { relative } from 'node:path';

/** How this process was started: by the name of the package, or as a script of a checkout. For commands to copy. */
export function commandName(): string {
  const script = process.argv[1] ?? '';
  return /\.[jt]s$/.test(script) ? `node ${relative(process.cwd(), script)}` : 'embed-connection';
}
