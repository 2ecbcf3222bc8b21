import { Stack } from '../harness/stack.ts';
import { tagHtml, tagPage } from '../host-pages/tag-page.ts';
import { median } from './bench-process.ts';
import { frameHostPage } from './frame-host-page.ts';
import { installListProbe } from './list-probe.ts';
import { INSTALLED, INTEGRATION_COUNT, PORTAL_ORGANIZATION, portalOrganizations } from './portal-organization.ts';
import { measureSearch } from './search-time.ts';
import { CABLE, CPU_SLOWDOWN, describeTimes, FAST_3G, measureInteractive } from './slow-browser.ts';
import { serveStaticCopy } from './static-copy.ts';

// Measures the time from the navigation to the host page until a person can use the list of a portal with 300 integrations,
// with an empty cache and a slow processor. It is compared with the same list as static HTML without a script: the
// same rows, styles and images. Then measures how long the list takes to answer a letter in its search
// field. Prints medians, and has no assertions.
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);

/** `aims`: a page should take at most this many times as long as the static list. */
const NETWORKS = [
  { profile: FAST_3G, aims: { 'token in the address': 1.4 } },
  { profile: CABLE, aims: {} },
];

const stack = await Stack.start({ organizations: portalOrganizations });
const customer = stack.newCustomer();
await install();

const directPath = frameHostPage(stack, () => stack.portalFrameUrl(PORTAL_ORGANIZATION, customer));
const tokenUrl = stack.addTokenEndpoint(customer);
const tagPath = stack.host.add({
  html: () =>
    tagPage({
      script: new URL('/embed-connection.js', stack.server.url).href,
      body: tagHtml({ src: new URL(`/${PORTAL_ORGANIZATION}`, stack.server.url).href, 'token-url': tokenUrl }),
    }),
});
const staticList = await serveStaticCopy({
  address: stack.hostOrigin + directPath,
  shows: `embed-integrations > .stack:has(li:nth-child(${INTEGRATION_COUNT}))`,
  adjust: (list) => {
    for (const image of list.querySelectorAll('img')) image.className = 'load';
  },
});
const probe = installListProbe;
const origins = [stack.hostOrigin, stack.server.url.origin];
const subjects = {
  'static list': {
    address: stack.hostOrigin + frameHostPage(stack, () => staticList.url),
    origins: [stack.hostOrigin, staticList.url],
    probe,
  },
  'token in the address': { address: stack.hostOrigin + directPath, origins, probe },
  tag: { address: stack.hostOrigin + tagPath, origins, probe },
};

for (const { profile, aims } of NETWORKS) {
  const times = await measureInteractive(subjects, { profile, rounds: ROUNDS });
  const figures = describeTimes(times, 'static list', aims);
  console.log(`portal with ${INTEGRATION_COUNT} integrations, cold, ${CPU_SLOWDOWN}x CPU, ${profile.name}: ${figures}`);
}

const { letter, clear } = await measureSearch({
  address: subjects['token in the address'].address,
  rows: INTEGRATION_COUNT,
  rounds: ROUNDS,
});
for (const [key, times] of [
  ['a letter', letter],
  ['the key that deletes it', clear],
] as const) {
  const script = times.map(({ scriptMs }) => scriptMs);
  const render = times.map(({ renderMs }) => renderMs);
  console.log(
    `search in ${INTEGRATION_COUNT} integrations, ${CPU_SLOWDOWN}x CPU, ${key}: script ${median(script).toFixed(1)} ms, then style, layout and paint ${median(render).toFixed(1)} ms`,
  );
}
staticList.close();
await stack.stop();

/** Installs some integrations for the customer, as a back end does. */
async function install(): Promise<void> {
  const options = ['--org', PORTAL_ORGANIZATION, '--scope', 'write', '--name', 'back end'];
  const accessToken = await stack.server.command('access-tokens', 'create', ...options);
  const token = typeof accessToken === 'object' && accessToken && 'token' in accessToken ? accessToken.token : '';
  for (const [index, integration] of INSTALLED.entries()) {
    const answer = await fetch(new URL('/api/v1/installations', stack.server.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ tenant: customer, integration, paused: index % 4 === 3 }),
    });
    if (answer.status !== 201) throw new Error(`The server answered ${answer.status}: ${await answer.text()}`);
  }
}
