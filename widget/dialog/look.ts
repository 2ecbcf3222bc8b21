import type { Presentation } from '../protocol/host-command.ts';

/** Changes the look of a page as its host asks for. */
export class HostLook {
  readonly #document: Document;
  #changes: Promise<void> | undefined;

  constructor(document: Document) {
    this.#document = document;
  }

  /** Resolves when all changes so far are visible. */
  get settled(): Promise<void> {
    return this.#changes ?? Promise.resolve();
  }

  /** Changes the theme at once, and the rest as soon as the code for it is there, which few hosts need. */
  change({ theme, appearance }: Presentation): void {
    const { documentElement: root, head } = this.#document;
    if (theme !== undefined) {
      root.dataset['theme'] = theme;
      // It sets the colour scheme of the iframe's canvas. An iframe with another colour scheme than its host is not
      // transparent.
      const scheme = theme === 'system' ? 'light dark' : theme;
      head.querySelector('meta[name=color-scheme]')?.setAttribute('content', scheme);
    }
    // Once the host has chosen colours, each theme is checked.
    if (appearance ?? this.#changes) this.#changes = this.#changeAppearance(appearance);
  }

  async #changeAppearance(appearance: Presentation['appearance']): Promise<void> {
    try {
      const { changeAppearance } = await import('./host-appearance.ts');
      changeAppearance(this.#document, appearance);
    } catch (error) {
      console.warn('embed-connection:', error);
    }
  }
}
