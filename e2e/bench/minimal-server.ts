import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import Database from 'better-sqlite3';
import { Hono } from 'hono';
import { decodeProtectedHeader, generateKeyPair, importSPKI, jwtVerify, SignJWT } from 'jose';

// The least that a server with such responses has to do: it verifies the token, reads once from a database and responds
// with as many bytes as the real server, decrypts what it has read, or signs a token. request-rates.ts and api-rates.ts
// compare the real server with it. With `SESSION_DATABASE`, it also commits a session before it responds.
const { PORT, TOKEN_SECRET, TOKEN_PUBLIC_KEY, SESSION_DATABASE } = process.env;

const secret = new TextEncoder().encode(TOKEN_SECRET);
const publicKey = await importSPKI(TOKEN_PUBLIC_KEY ?? '', 'RS256');
const { privateKey } = await generateKeyPair('ES256');
const database = new Database(':memory:');
database.exec(
  "create table connections (id integer primary key, name text); insert into connections values (1, 'one')",
);
const read = database.prepare('select * from connections where id = ?');
const encryptionKey = randomBytes(32);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function encrypt(text: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce);
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(blob: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', encryptionKey, blob.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(blob.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(blob.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString();
}

database.exec('create table credentials (id integer primary key, blob blob)');
const insert = database.prepare('insert into credentials values (?, ?)');
for (let id = 1; id <= 100; id += 1) insert.run(id, encrypt(JSON.stringify({ type: 'api_key', api_key: `key-${id}` })));
const readCredentials = database.prepare<[number], { blob: Buffer }>('select blob from credentials where id = ?');

/** Returns a function that stores a session, and resolves after its commit. Requests of one turn share a commit. */
function sessionWriter(file: string): () => Promise<void> {
  const sessions = new Database(file);
  sessions.pragma('journal_mode = WAL');
  sessions.pragma('synchronous = FULL');
  sessions.exec('create table sessions (hash blob primary key, tenant integer, context text, expires_at integer)');
  const write = sessions.prepare('insert into sessions values (?, ?, ?, ?)');
  const context = JSON.stringify({ user: '42', connector: 'gwt', permissions: ['view', 'connect', 'manage'] });
  let waiting: (() => void)[] = [];
  const commit = sessions.transaction((count: number) => {
    for (let row = 0; row < count; row += 1) write.run(randomBytes(32), 42, context, Date.now());
  });
  const flush = () => {
    const resolvers = waiting;
    waiting = [];
    commit(resolvers.length);
    for (const resolve of resolvers) resolve();
  };
  return () =>
    new Promise((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(flush);
    });
}

const storeSession = SESSION_DATABASE === undefined ? undefined : sessionWriter(SESSION_DATABASE);

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
  .get('/credentials/:id', (c) => {
    const row = readCredentials.get(Number(c.req.param('id')));
    return row ? c.json(JSON.parse(decrypt(row.blob)) as object) : c.notFound();
  })
  .post('/token', async (c) => {
    const { email } = await c.req.json<{ email: string }>();
    const signed = new SignJWT({ sub: email })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuedAt()
      .setExpirationTime('1d');
    return c.json({ access_token: await signed.sign(privateKey), token_type: 'Bearer', expires_in: 86_400 });
  })
  .get('/page', async (c) => {
    await verify(c.req.query('token') ?? '');
    read.get(1);
    await storeSession?.();
    return c.body(body(c.req.query('bytes')));
  })
  .post('/exchange', async (c) => {
    const { token } = await c.req.json<{ token: string }>();
    await verify(token);
    read.get(1);
    await storeSession?.();
    return c.body(body(c.req.query('bytes')));
  });
serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' });
