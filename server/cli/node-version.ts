import { once } from 'node:events';
import { createRequire } from 'node:module';

/** The oldest version this runs on: `engines` of package.json. */
const MIN_NODE_VERSION = [22, 18] as const;

/** Tells whether the running Node.js is new enough. Loads on any version, so that an old one gets a sentence. */
export function isSupportedNode(version = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MIN_NODE_VERSION[0] || (major === MIN_NODE_VERSION[0] && minor >= MIN_NODE_VERSION[1]);
}

/**
 * Runs a script on the Node.js that a checkout brings along, and resolves to its exit code.
 *
 * Signals reach it, and it does not outlive this process, even one that is killed. Without such a Node.js, says what is
 * needed.
 */
export async function runOnPinnedNode(args: readonly string[]): Promise<number> {
  const executable = pinnedNode();
  if (executable === undefined) {
    console.error(`This needs Node.js ${MIN_NODE_VERSION.join('.')} or newer; this is ${process.versions.node}.`);
    return 1;
  }
  // Every start reads this file, and this module is slow to load.
  const { spawn } = await import('node:child_process');
  const child = spawn(executable, ['--import', EXIT_WITH_PARENT, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** The channel closes with the parent, however that ends. */
const EXIT_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  'process.channel.unref(); process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));',
)}`;

function pinnedNode(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    return undefined;
  }
}
