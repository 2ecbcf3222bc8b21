import type { Presentation } from '../protocol/host-command.ts';

/** Applies the theme and the appearance that the host sets to a page. */
export class HostPresentation {
  readonly #document: Document;
  #changes: Promise<void> | undefined;

  constructor(document: Document) {
    this.#document = document;
  }

  /** Resolves when all changes so far are visible. */
  get settled(): Promise<void> {
    return this.#changes ?? Promise.resolve();
  }

  /** Changes the theme immediately, and the appearance after its code has loaded, which few hosts need. */
  change({ theme, appearance }: Presentation): void {
    const { documentElement: root, head } = this.#document;
    if (theme !== undefined) {
      root.dataset['theme'] = theme;
      // This sets the colour scheme of the iframe's canvas. An iframe with another colour scheme than its host is not
      // transparent.
      const scheme = theme === 'system' ? 'light dark' : theme;
      head.querySelector('meta[name=color-scheme]')?.setAttribute('content', scheme);
    }
    // After the host has set colours, the contrast is checked again for each theme.
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
