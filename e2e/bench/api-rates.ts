import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { BenchProcess, median } from './bench-process.ts';
import { BenchServer, CONNECTOR, ORGANIZATION } from './bench-server.ts';
import { measureRequests } from './measure-requests.ts';
import type { Figures } from './measure-requests.ts';

// Measures how many credentials one server process gives to back ends per second, compared with a minimal server that reads
// and decrypts as many, and how long a page of the list of connections takes with many connections, compared with few. Each
// read of credentials is also a durable row in the activity log. Also measures the session tokens that it signs. Prints medians; asserts none.
const READS = Number(process.env['BENCH_REQUESTS'] ?? 2000);
const PAGES = 200;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const MANY = Number(process.env['BENCH_CONNECTIONS'] ?? 100_000);
const FEW = 1000;
const CREDENTIALS = 100;
const CONNECTIONS_PER_TENANT = 100;
const READ_AIM = 0.25;
const TOKEN_AIM = 0.5;
const LIST_AIM = 1.25;

const setup = new BenchServer();

/** Imports connections of several tenants, and returns how many the server imports per second. */
function importConnections(from: number, to: number): number {
  const lines = Array.from({ length: to - from }, (_, index) => {
    const credentials = from + index < CREDENTIALS ? { credentials: { api_key: `key-${index}` } } : {};
    return JSON.stringify({
      tenant: `t${Math.floor((from + index) / CONNECTIONS_PER_TENANT)}`,
      connector: CONNECTOR,
      ...credentials,
    });
  });
  const file = path.join(setup.folder, 'connections.ndjson');
  writeFileSync(file, lines.join('\n'));
  const startedAt = performance.now();
  setup.run('connections', 'import', '--org', ORGANIZATION, file);
  return (lines.length / (performance.now() - startedAt)) * 1000;
}

/** An access token for one measurement: each may send 3000 requests a minute. */
function accessToken(options: readonly string[] = ['--scope', 'read,credentials']): Record<string, string> {
  const created = setup.command(
    ...['access-tokens', 'create', '--org', ORGANIZATION, '--name', 'bench', ...options],
  ) as { token: string };
  return { authorization: `Bearer ${created.token}` };
}

const middle = (figures: readonly Figures[]) => ({
  perSecond: median(figures.map(({ perSecond }) => perSecond)),
  cpu: median(figures.map(({ cpuMicroseconds }) => cpuMicroseconds)),
});

/** Measures session tokens, which the server signs for back ends, and a minimal server that signs as many. */
async function measureTokens(server: BenchProcess, minimal: BenchProcess): Promise<void> {
  const requests = (path: string) =>
    Array.from({ length: READS }, (_, index) => ({
      path,
      body: JSON.stringify({ email: `person-${index % CREDENTIALS}@contoso.example`, tenant: 't1' }),
    }));
  const measured: { own: Figures; other: Figures }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const other = await measureRequests(minimal, requests('/token'), {});
    const headers = accessToken(['--type', 'embed']);
    measured.push({ own: await measureRequests(server, requests('/api/v1/public/token'), headers), other });
  }
  printRatio('session tokens', measured, TOKEN_AIM);
}

function printRatio(title: string, measured: readonly { own: Figures; other: Figures }[], aim: number): void {
  const own = middle(measured.map((round) => round.own));
  const other = middle(measured.map((round) => round.other));
  console.log(
    `${title}: server ${own.perSecond.toFixed(0)}/s (${own.cpu.toFixed(0)} µs of processor time each), ` +
      `minimal server ${other.perSecond.toFixed(0)}/s (${other.cpu.toFixed(0)} µs), ` +
      `ratio of rates ${(own.perSecond / other.perSecond).toFixed(2)} (aim at least ${aim})`,
  );
}

/** Measures pages of the list: of the first, the middle and the last connections, of filters, and in the order of changes. */
async function measureList(server: BenchProcess, total: number): Promise<Figures[]> {
  const cursor = (id: number) => Buffer.from(JSON.stringify([1, id])).toString('base64url');
  const queries = [`cursor=${cursor(1)}`, `cursor=${cursor(total / 2)}`, `cursor=${cursor(total - 60)}`];
  queries.push(`connector=${CONNECTOR}`, 'tenant=key:t7', 'status=connected', 'since=2020-01-01T00:00:00Z');
  const requests = Array.from({ length: PAGES }, (_, index) => ({
    path: `/api/v1/connections?limit=50&${queries[index % queries.length] ?? ''}`,
  }));
  const headers = accessToken();
  const rounds: Figures[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) rounds.push(await measureRequests(server, requests, headers));
  // The first round compiles code, and one of the two servers has just started.
  return rounds.slice(1);
}

importConnections(0, FEW);
let server = await setup.start();
const minimal = await BenchProcess.start([path.join(import.meta.dirname, 'minimal-server.ts')], {
  cwd: setup.folder,
  env: { TOKEN_SECRET: setup.keys.secret, TOKEN_PUBLIC_KEY: setup.keys.publicKey },
});

const rounds: { own: Figures; other: Figures }[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const ids = Array.from({ length: READS }, (_, index) => 1 + (index % CREDENTIALS));
  const minimalReads = ids.map((id) => ({ path: `/credentials/${id}` }));
  const reads = ids.map((id) => ({ path: `/api/v1/connections/${id}/credentials` }));
  const other = await measureRequests(minimal, minimalReads, {});
  rounds.push({ own: await measureRequests(server, reads, accessToken()), other });
}
printRatio('credentials of a connection', rounds, READ_AIM);
await measureTokens(server, minimal);
await minimal.stop();

const few = middle(await measureList(server, FEW));
await server.stop();
const perSecond = importConnections(FEW, MANY);
console.log(`connections import: ${perSecond.toFixed(0)} connections per second`);
server = await setup.start();
const many = middle(await measureList(server, MANY));
console.log(
  `page of the list of connections: ${many.cpu.toFixed(0)} µs of processor time with ${MANY} connections, ` +
    `${few.cpu.toFixed(0)} µs with ${FEW}, ratio ${(many.cpu / few.cpu).toFixed(2)} (aim at most ${LIST_AIM})`,
);
await server.stop();
setup.remove();
