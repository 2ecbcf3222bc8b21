import { serve } from '@hono/node-server';
import Database from 'better-sqlite3';
import { Hono } from 'hono';
import { decodeProtectedHeader, importSPKI, jwtVerify } from 'jose';

// A server that does as little as a server with such pages can: it verifies the token, reads once from a database and
// answers as many bytes as the real server. request-rates.ts starts it and compares the real server with it.
const { PORT, TOKEN_SECRET, TOKEN_PUBLIC_KEY } = process.env;

const secret = new TextEncoder().encode(TOKEN_SECRET);
const publicKey = await importSPKI(TOKEN_PUBLIC_KEY ?? '', 'RS256');
const database = new Database(':memory:');
database.exec(
  "create table connections (id integer primary key, name text); insert into connections values (1, 'one')",
);
const read = database.prepare('select * from connections where id = ?');
const bodies = new Map<string, Uint8Array<ArrayBuffer>>();

/** Returns a body of the length that the request asks for. */
function body(length = '0'): Uint8Array<ArrayBuffer> {
  const known = bodies.get(length);
  if (known) return known;
  const made = new Uint8Array(Number(length));
  bodies.set(length, made);
  return made;
}

async function verify(token: string): Promise<void> {
  await jwtVerify(token, decodeProtectedHeader(token).alg === 'RS256' ? publicKey : secret);
}

const app = new Hono()
  .get('/readyz', (c) => c.json({ status: 'ok' }))
  .get('/page', async (c) => {
    await verify(c.req.query('token') ?? '');
    read.get(1);
    return c.body(body(c.req.query('bytes')));
  })
  .post('/exchange', async (c) => {
    const { token } = await c.req.json<{ token: string }>();
    await verify(token);
    read.get(1);
    return c.body(body(c.req.query('bytes')));
  });
serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' });
