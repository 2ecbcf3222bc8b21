/** Records the windows that clicks would open, without opening them. */
export class LinkRecorder {
  /** The paths of the links that the browser would follow. */
  followed: string[] = [];
  /** The arguments of each `window.open` call. */
  opened: string[] = [];
  readonly #abort = new AbortController();
  readonly #originalOpen = window.open.bind(window);

  constructor() {
    const { signal } = this.#abort;
    for (const type of ['click', 'auxclick'])
      document.addEventListener(type, (event) => this.#onClick(event), { signal });
    window.open = (url, name, features) => {
      this.opened.push(`${String(url)} ${String(name)} ${String(features)}`);
      return null;
    };
  }

  restore(): void {
    this.#abort.abort();
    window.open = this.#originalOpen;
  }

  #onClick(event: Event): void {
    const [target] = event.composedPath();
    if (target instanceof HTMLAnchorElement && !event.defaultPrevented) this.followed.push(target.pathname);
    event.preventDefault();
  }
}
