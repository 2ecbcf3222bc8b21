import type { Session } from '../http/require-session.ts';

/** A dialog has one stream open, and for a moment also the broken one before it. A proxy may keep a few more open. */
const MAX_STREAMS_PER_SESSION = 5;
/** More people than sign in for one tenant at the same time. Each stream queries the database every second. */
const MAX_STREAMS_PER_TENANT = 100;

/** One open stream of a session and its tenant. */
export interface OpenStream {
  /** Aborts when a newer stream replaces this one. The stream then ends without an error. */
  readonly evicted: AbortSignal;
  /** Call it when the stream has ended. */
  readonly close: () => void;
}

/**
 * Counts the event streams of each session and of each tenant. When a session has more than five, or a tenant more than
 * a hundred, the oldest is evicted. So a stream opens at once after a page reload or a break in the network, even if
 * earlier streams are still open.
 *
 * The limit per tenant exists because one token opens many sessions.
 *
 * Each process counts its own streams, because the limits protect its memory and the rate of its database queries.
 */
export class OpenStreams {
  readonly #sessions = new LimitedGroups(MAX_STREAMS_PER_SESSION);
  readonly #tenants = new LimitedGroups(MAX_STREAMS_PER_TENANT);

  open({ id, scope }: Pick<Session, 'id' | 'scope'>): OpenStream {
    const controller = new AbortController();
    const stream = {
      evict: () => {
        stream.close();
        controller.abort();
      },
      close: () => {
        this.#sessions.remove(id, stream);
        this.#tenants.remove(tenant, stream);
      },
    };
    const tenant = JSON.stringify([scope.organization, scope.tenantId]);
    this.#sessions.add(id, stream);
    this.#tenants.add(tenant, stream);
    return { evicted: controller.signal, close: stream.close };
  }
}

interface Member {
  readonly evict: () => void;
}

/** Members by the key of their group, the oldest first. A group without members costs no memory. */
class LimitedGroups {
  readonly #limit: number;
  readonly #groups = new Map<string, Set<Member>>();

  constructor(most: number) {
    this.#limit = most;
  }

  /** Adds a member. Evicts the oldest of the group if there are too many. */
  add(key: string, member: Member): void {
    const group = this.#groups.get(key) ?? new Set();
    this.#groups.set(key, group.add(member));
    const [oldest] = group;
    if (group.size > this.#limit) oldest?.evict();
  }

  remove(key: string, member: Member): void {
    const group = this.#groups.get(key);
    if (group?.delete(member) && group.size === 0) this.#groups.delete(key);
  }
}
