import type { Stack } from '../harness/stack.ts';
import { escapeHtml } from '../host-pages/escape-html.ts';
import { htmlPage } from '../host-pages/html-page.ts';

/** Adds a host page with a plain iframe, and returns its path. `src` is called for each request. */
export function frameHostPage({ host }: Pick<Stack, 'host'>, src: () => string | Promise<string>): string {
  return host.add({
    html: async () =>
      htmlPage({
        head: '<style>iframe { width: 100%; height: 600px; border: 0; }</style>',
        body: `<iframe title="Connection" src="${escapeHtml(await src())}"></iframe>`,
      }),
  });
}
