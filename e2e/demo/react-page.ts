import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Where the component comes from: the built package, as a product would have it in its `node_modules`. */
const PACKAGE = fileURLToPath(new URL('../../dist/host/react.js', import.meta.url));

/** Bundles the script of the demo's React page. */
export async function buildReactPage(): Promise<string> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { alias: { 'embed-connection/react': PACKAGE } },
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL('react/app.jsx', import.meta.url)), formats: ['es'] },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((bundle) =>
    'output' in bundle ? bundle.output : [],
  );
  const chunk = outputs.find((file) => file.type === 'chunk');
  if (!chunk) throw new Error('There is no bundle of the React page.');
  return chunk.code;
}
