import { once } from 'node:events';
import net from 'node:net';

/** A network between a browser and the servers. */
export interface NetworkProfile {
  readonly name: string;
  readonly downBitsPerSecond: number;
  readonly upBitsPerSecond: number;
  readonly roundTripMs: number;
}

/** Bytes of one TCP packet on Ethernet. */
const PACKET_BYTES = 1460;
/** How many packets a server sends before the first acknowledgement (RFC 6928). */
const INITIAL_WINDOW = 10;
/** One for TCP and one for TLS 1.3: the benchmark has no TLS, but a product has. */
const CONNECT_ROUND_TRIPS = 2;

/** The packet after the last one of a connection. */
const END = Buffer.alloc(0);

/**
 * TCP proxies that share one slow link, as the tabs of one computer do.
 *
 * The network emulation of the DevTools protocol delays whole responses, once per target. A proxy treats all frames,
 * preconnects and reused connections as a network does, with the slow start of TCP. It does not lose packets.
 */
export class SlowNetwork {
  readonly #profile: NetworkProfile;
  readonly #down: Link;
  readonly #up: Link;
  readonly #servers: net.Server[] = [];
  readonly #sockets = new Set<net.Socket>();

  constructor(profile: NetworkProfile) {
    this.#profile = profile;
    this.#down = new Link(profile.downBitsPerSecond);
    this.#up = new Link(profile.upBitsPerSecond);
  }

  /** Starts a proxy in front of a server, and resolves to the port of the proxy on the same host. */
  async proxy(host: string, serverPort: number): Promise<number> {
    const server = net.createServer({ noDelay: true }, (browserSide) => {
      const serverSide = net.connect({ host, port: serverPort, noDelay: true });
      for (const socket of [browserSide, serverSide]) {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
        socket.once('error', () => [browserSide, serverSide].forEach((side) => side.destroy()));
      }
      const { roundTripMs } = this.#profile;
      carry(serverSide, browserSide, { link: this.#down, roundTripMs });
      setTimeout(
        () => carry(browserSide, serverSide, { link: this.#up, roundTripMs }),
        CONNECT_ROUND_TRIPS * roundTripMs,
      );
    });
    server.listen(0, host);
    await once(server, 'listening');
    this.#servers.push(server);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('A listening TCP server has an address.');
    return address.port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => once(server.close(), 'close')));
  }
}

/** One direction of the link. All connections share its bandwidth. */
class Link {
  readonly #bytesPerMs: number;
  #freeAt = 0;

  constructor(bitsPerSecond: number) {
    this.#bytesPerMs = bitsPerSecond / 8 / 1000;
  }

  /** Sends so many bytes after everything that waits, and returns when the last of them has left. */
  send(bytes: number): number {
    this.#freeAt = Math.max(performance.now(), this.#freeAt) + bytes / this.#bytesPerMs;
    return this.#freeAt;
  }
}

/** Carries one direction of a connection over the link, packet by packet. */
function carry(
  from: net.Socket,
  to: net.Socket,
  { link, roundTripMs }: { readonly link: Link; readonly roundTripMs: number },
): void {
  const waiting: Buffer[] = [];
  const travelling: Buffer[] = [];
  const acknowledgedAt: number[] = [];
  let stalled = false;

  function sendPackets(): void {
    stalled = false;
    for (let packet = waiting[0]; packet; packet = waiting[0]) {
      // Slow start (RFC 5681 section 3.1): each acknowledgement allows two more packets.
      const needed = Math.ceil((acknowledgedAt.length + 1 - INITIAL_WINDOW) / 2);
      const allowedAt = acknowledgedAt[needed - 1] ?? 0;
      if (allowedAt > performance.now()) {
        stalled = true;
        at(allowedAt, sendPackets);
        return;
      }
      waiting.shift();
      const leftAt = link.send(packet.length);
      acknowledgedAt.push(leftAt + roundTripMs);
      travelling.push(packet);
      // Delivers the oldest packet, not its own: Node.js does not order two timers of the same millisecond.
      at(leftAt + roundTripMs / 2, () => deliver(travelling.shift() ?? END));
    }
  }

  function deliver(packet: Buffer): void {
    if (packet === END) to.end();
    else to.write(packet);
  }

  from.on('data', (data: Buffer) => {
    for (let start = 0; start < data.length; start += PACKET_BYTES) {
      waiting.push(data.subarray(start, start + PACKET_BYTES));
    }
    if (!stalled) sendPackets();
  });
  from.once('end', () => {
    waiting.push(END);
    if (!stalled) sendPackets();
  });
}

function at(timeMs: number, act: () => void): void {
  setTimeout(act, Math.max(0, timeMs - performance.now()));
}
