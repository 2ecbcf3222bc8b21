import { serve } from '@hono/node-server';
import Database from 'better-sqlite3';
import { Hono } from 'hono';
import { importSPKI, jwtVerify } from 'jose';

// The least that could answer a page: one signature, one read, and the same bytes. Started by page-rate.ts.
const { FLOOR_PORT, FLOOR_BODY_BYTES, FLOOR_PUBLIC_KEY } = process.env;

const key = await importSPKI(FLOOR_PUBLIC_KEY ?? '', 'RS256');
const body = new Uint8Array(Number(FLOOR_BODY_BYTES));
const database = new Database(':memory:');
database.exec(
  "create table connections (id integer primary key, name text); insert into connections values (1, 'one')",
);
const read = database.prepare('select * from connections where id = ?');

const app = new Hono().get('/page', async (c) => {
  await jwtVerify(c.req.query('token') ?? '', key);
  read.get(1);
  return c.body(body);
});
serve({ fetch: app.fetch, port: Number(FLOOR_PORT), hostname: '127.0.0.1' });
