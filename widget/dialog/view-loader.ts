import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { chunkFailure, hasChunk, loadChunk, loadRareSentences } from './chunks.ts';
import type { ChunkFailure, ChunkName } from './chunks.ts';

/**
 * Loads the chunks that an element needs to render, and renders it again when they are there.
 *
 * The element calls {@link need} for each chunk while it renders. Afterwards {@link isLoading} says whether it has to
 * show something else for now.
 */
export class ViewLoader implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #missing = new Set<ChunkName>();
  #settled: Promise<void> = Promise.resolve();
  /** Why the last chunk could not be loaded. */
  failure: ChunkFailure | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether the last rendering needs a chunk that is not there yet. */
  get isLoading(): boolean {
    return this.#missing.size > 0;
  }

  /** Whether a chunk is being loaded that the last rendering needs. After a failure, none is. */
  get isPending(): boolean {
    return this.isLoading && !this.failure;
  }

  /** Resolves when no chunk is being loaded. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  hostUpdate(): void {
    this.#missing = new Set();
  }

  /** Says that the present rendering needs a chunk. */
  need(name: ChunkName): void {
    if (!hasChunk(name)) this.#missing.add(name);
  }

  hostUpdated(): void {
    if (this.isPending) this.#settled = this.#load([...this.#missing]);
  }

  /** Tries again after a failure. */
  readonly retry = (): void => {
    this.failure = undefined;
    this.#host.requestUpdate();
  };

  async #load(names: readonly ChunkName[]): Promise<void> {
    try {
      await Promise.all(names.map((name) => (name === 'rare-sentences' ? loadRareSentences() : loadChunk(name))));
    } catch {
      this.failure = await chunkFailure();
    }
    this.#host.requestUpdate();
  }
}

/** Loads a chunk that the person will probably need next. A failure shows when the chunk is needed. */
export function preloadChunk(name: ChunkName): void {
  loadChunk(name).catch(() => undefined);
}
