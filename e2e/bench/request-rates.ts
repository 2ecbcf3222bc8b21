import path from 'node:path';
import { Pool } from 'undici';
import { signOrganizationToken, signWorkatoToken } from '../harness/host-keys.ts';
import { BenchProcess, median } from './bench-process.ts';
import { BenchServer, CONNECTOR, ORGANIZATION } from './bench-server.ts';
import { answerBytes, measureRequests } from './measure-requests.ts';
import type { BenchRequest, Figures } from './measure-requests.ts';

// Measures how many requests one server process answers per second, and the processor time of each. Each request for a
// page has a token of its own, and the server stores a session. Each round also measures a minimal server, which only
// verifies the token, reads once from a database and answers as many bytes, and one that commits a session too, as the
// real server must. Prints medians; asserts none.
const REQUESTS = Number(process.env['BENCH_REQUESTS'] ?? 3000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const CUSTOMER = '42';
/** Every browser accepts brotli over TLS. */
const HEADERS = { 'accept-encoding': 'br', 'sec-fetch-site': 'same-origin' };
const PAGE_AIM = 0.45;
const EXCHANGE_AIM = 0.6;
const HEALTH_CPU_AIM = 2;

/** What is compared: how the real server and the minimal server are asked with the same token. */
interface Comparison {
  readonly name: string;
  readonly token: () => Promise<string>;
  readonly server: (token: string) => BenchRequest;
  readonly minimal: (token: string, bytes: number) => BenchRequest;
}

const setup = new BenchServer();
const server = await setup.start();
const startMinimal = (env: Readonly<Record<string, string>> = {}) =>
  BenchProcess.start([path.join(import.meta.dirname, 'minimal-server.ts')], {
    cwd: setup.folder,
    env: { TOKEN_SECRET: setup.keys.secret, TOKEN_PUBLIC_KEY: setup.keys.publicKey, ...env },
  });
const minimal = await startMinimal();
const committing = await startMinimal({ SESSION_DATABASE: path.join(setup.folder, 'minimal.db') });
const created = setup.command(
  ...['connections', 'create', '--org', ORGANIZATION, '--tenant', CUSTOMER, '--connector', CONNECTOR],
);
const { id } = created as { id: number };

const organizationToken = () => signOrganizationToken(setup.keys, CUSTOMER, { nonce: String(process.hrtime.bigint()) });
const json = (token: string) => JSON.stringify({ token });
const page = `/${ORGANIZATION}/${CONNECTOR}/auth`;
const directLink: Comparison = {
  name: 'direct link (RS256, single-use token)',
  token: () => signWorkatoToken(setup.keys, CUSTOMER),
  server: (token) => ({ path: `/direct_link/embedded/connections/${id}?workato_dl_token=${token}` }),
  minimal: (token, bytes) => ({ path: `/page?token=${token}&bytes=${bytes}` }),
};
const authPage: Comparison = {
  name: 'auth-only page (HS256)',
  token: organizationToken,
  server: (token) => ({ path: `${page}?tenant=${token}` }),
  minimal: (token, bytes) => ({ path: `/page?token=${token}&bytes=${bytes}` }),
};
const exchange: Comparison = {
  name: 'exchange of a token',
  token: organizationToken,
  server: (token) => ({ path: `${page}/session?dialect=native`, body: json(token) }),
  minimal: (token, bytes) => ({ path: `/exchange?bytes=${bytes}`, body: json(token) }),
};
const health: Comparison = {
  name: '/healthz',
  token: () => Promise.resolve(''),
  server: () => ({ path: '/healthz' }),
  minimal: () => ({ path: '/readyz' }),
};

/** Measures the servers in turn, and returns the median of each figure. */
async function compare({ token, server: ask, minimal: askMinimal }: Comparison, requests = REQUESTS) {
  const pool = new Pool(server.origin);
  const bytes = await answerBytes(pool, ask(await token()), HEADERS);
  await pool.close();
  const rounds: { own: Figures; other: Figures; committed: Figures }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const tokens = await Promise.all(Array.from({ length: requests }, token));
    const asked = tokens.map((one) => askMinimal(one, bytes));
    const other = await measureRequests(minimal, asked, HEADERS);
    const committed = await measureRequests(committing, asked, HEADERS);
    rounds.push({ own: await measureRequests(server, tokens.map(ask), HEADERS), other, committed });
  }
  const pick = (read: (round: (typeof rounds)[number]) => number) => median(rounds.map(read));
  return {
    bytes,
    own: { perSecond: pick(({ own }) => own.perSecond), cpu: pick(({ own }) => own.cpuMicroseconds) },
    other: { perSecond: pick(({ other }) => other.perSecond), cpu: pick(({ other }) => other.cpuMicroseconds) },
    rateRatio: pick(({ own, other }) => own.perSecond / other.perSecond),
    committedRatio: pick(({ own, committed }) => own.perSecond / committed.perSecond),
    cpuRatio: pick(({ own, other }) => own.cpuMicroseconds / other.cpuMicroseconds),
  };
}

for (const [comparison, aim] of [
  [directLink, PAGE_AIM],
  [authPage, PAGE_AIM],
  [exchange, EXCHANGE_AIM],
] as const) {
  const { bytes, own, other, rateRatio, committedRatio, cpuRatio } = await compare(comparison);
  console.log(
    `${comparison.name}, ${bytes} bytes: server ${own.perSecond.toFixed(0)}/s (${own.cpu.toFixed(0)} µs of processor time each), ` +
      `minimal server ${other.perSecond.toFixed(0)}/s (${other.cpu.toFixed(0)} µs), ` +
      `ratio of rates ${rateRatio.toFixed(2)} (aim at least ${aim}), of processor time ${cpuRatio.toFixed(2)}; ` +
      `ratio of rates to a minimal server that commits a session ${committedRatio.toFixed(2)}`,
  );
}
const { own, other, cpuRatio } = await compare(health, REQUESTS * 4);
console.log(
  `${health.name}: server ${own.cpu.toFixed(0)} µs of processor time, bare Hono ${other.cpu.toFixed(0)} µs, ` +
    `ratio ${cpuRatio.toFixed(2)} (aim at most ${HEALTH_CPU_AIM})`,
);

await minimal.stop();
await committing.stop();
await server.stop();
setup.remove();
