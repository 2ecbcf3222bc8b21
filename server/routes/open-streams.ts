import type { Session } from '../http/require-session.ts';

/** A dialog has one stream open, and for a moment the broken one before it. A proxy may keep a few more open. */
const MAX_STREAMS_PER_SESSION = 5;
/** More people than sign in for one tenant at once. Each stream queries the database every second. */
const MAX_STREAMS_PER_TENANT = 100;

/** A stream among those of its session and of its tenant. */
export interface OpenStream {
  /** Aborts when a newer stream has taken its place. The stream then ends without an error. */
  readonly evicted: AbortSignal;
  /** Call it when the stream has ended. */
  readonly close: () => void;
}

/**
 * Counts the event streams of each session and of each tenant. When a session has more than five, or a tenant more than a
 * hundred, the oldest gives way. So a page that was reloaded works at once, and so does a stream that was opened again
 * after a break in the network, even if the streams before it are still open.
 *
 * The limit per tenant is there because one token opens many sessions.
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

  /** Adds a member. The oldest of its group gives way when there are too many. */
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
