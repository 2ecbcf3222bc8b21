/** What the clicks in a page of the tests lead to, without the windows. */
export class LinkRecorder {
  /** The paths of the links that were left to the browser. */
  followed: string[] = [];
  /** What a script opened, with the name and the features of the window. */
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
