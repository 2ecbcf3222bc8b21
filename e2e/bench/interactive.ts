import { KEY_PROVIDER } from '../harness/providers.ts';
import { Stack } from '../harness/stack.ts';
import { tagHtml, tagPage } from '../host-pages/tag-page.ts';
import { frameHostPage } from './frame-host-page.ts';
import { installInteractiveProbe } from './interactive-probe.ts';
import { CABLE, CPU_SLOWDOWN, describeTimes, FAST_3G, measureInteractive } from './slow-browser.ts';
import { serveStaticCopy } from './static-copy.ts';

// Measures the time from the navigation to the host page until a person can use the form in its frame, with an empty
// cache and a slow processor. It is compared with the same form as static HTML without a script. Prints
// medians, and has no assertions.
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);

/** `aim`: the direct link should take at most this many times as long as the static form. */
const NETWORKS = [
  { profile: FAST_3G, aim: 1.25 },
  { profile: CABLE, aim: 1.9 },
];

const stack = await Stack.start();
const customer = stack.newCustomer();
const connectionId = await stack.createConnection(customer, KEY_PROVIDER.connector);

const directLinkPath = frameHostPage(stack, () => stack.workatoFrameUrl(customer, connectionId));
const tokenUrl = stack.addTokenEndpoint(stack.newCustomer());
const tagPath = stack.host.add({
  html: () =>
    tagPage({
      script: new URL('/embed-connection.js', stack.server.url).href,
      body: tagHtml({ src: stack.connectorPageUrl(KEY_PROVIDER.connector), 'token-url': tokenUrl }),
    }),
});
const staticForm = await serveStaticCopy({
  address: stack.hostOrigin + directLinkPath,
  shows: 'form',
  adjust: (form) => {
    // Without a script, the browser checks the fields.
    form.removeAttribute('novalidate');
    for (const input of form.querySelectorAll('input')) input.required = true;
  },
});
const probe = installInteractiveProbe;
const origins = [stack.hostOrigin, stack.server.url.origin];
const subjects = {
  'static form': {
    address: stack.hostOrigin + frameHostPage(stack, () => staticForm.url),
    origins: [stack.hostOrigin, staticForm.url],
    probe,
  },
  'direct link': { address: stack.hostOrigin + directLinkPath, origins, probe },
  tag: { address: stack.hostOrigin + tagPath, origins, probe },
};

for (const { profile, aim } of NETWORKS) {
  const times = await measureInteractive(subjects, { profile, rounds: ROUNDS });
  const figures = describeTimes(times, 'static form', { 'direct link': aim });
  console.log(`interactive, cold, ${CPU_SLOWDOWN}x CPU, ${profile.name}: ${figures}`);
}
staticForm.close();
await stack.stop();
