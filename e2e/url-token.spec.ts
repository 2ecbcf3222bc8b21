import { openPandiumHost, openWorkatoHost } from './harness/open-host.ts';
import { KEY_LABEL, RIGHT_KEY } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';

const HOSTS = [
  { name: 'Workato', open: openWorkatoHost, parameter: 'workato_dl_token' },
  { name: 'Pandium', open: openPandiumHost, parameter: 'tenant' },
] as const;

for (const { name, open, parameter } of HOSTS) {
  test(`${name}'s page removes the token from its address, and leaves none in cookies, storage or referrers`, async ({
    page,
    context,
    stack,
  }) => {
    const referrers: string[] = [];
    const cookies: string[] = [];
    page.on('request', (request) => referrers.push(request.headers()['referer'] ?? ''));
    page.on('response', (response) => cookies.push(response.headers()['set-cookie'] ?? ''));

    const { dialog } = await open(page, stack);
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await expect(dialog.heading('connected.title')).toBeVisible();

    const content = await dialog.content();
    expect(new URL(content.url()).search).toBe('');
    const traces = await content.evaluate(async () => ({
      address: location.href,
      cookie: document.cookie,
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
    }));
    expect(traces).toEqual({ address: content.url(), cookie: '', local: 0, session: 0, databases: 0, caches: 0 });
    expect(await context.cookies()).toEqual([]);
    expect(cookies.filter(Boolean)).toEqual([]);
    expect(referrers.filter((referrer) => referrer.includes(parameter) || referrer.includes('eyJ'))).toEqual([]);
    expect(stack.log()).not.toContain(RIGHT_KEY);
    expect(stack.log()).not.toContain('eyJ');
  });
}
