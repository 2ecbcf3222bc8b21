import { Pool } from 'undici';
import type { BenchProcess } from './bench-process.ts';

const CONNECTIONS = 32;

/** A request of a measurement. */
export interface BenchRequest {
  readonly path: string;
  /** JSON. Makes it a POST. */
  readonly body?: string;
}

/** What a server needed for some requests. */
export interface Figures {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

/** Sends each request once, over 32 connections. Throws when one is not answered well. */
export async function measureRequests(
  target: BenchProcess,
  requests: readonly BenchRequest[],
  headers: Readonly<Record<string, string>>,
): Promise<Figures> {
  const pool = new Pool(target.origin, { connections: CONNECTIONS });
  const queue = [...requests];
  const client = async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await answerBytes(pool, next, headers);
  };
  const [startedAt, cpuBefore] = [performance.now(), target.cpuMs()];
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const [ms, cpuMs] = [performance.now() - startedAt, target.cpuMs() - cpuBefore];
  await pool.close();
  return { perSecond: (requests.length / ms) * 1000, cpuMicroseconds: (cpuMs / requests.length) * 1000 };
}

/** Sends a request, and returns the length of the answer. */
export async function answerBytes(
  pool: Pool,
  { path: target, body }: BenchRequest,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const answer = await pool.request({
    path: target,
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
  });
  const { byteLength } = await answer.body.arrayBuffer();
  if (answer.statusCode !== 200) throw new Error(`Answered ${answer.statusCode} to ${target}.`);
  return byteLength;
}
