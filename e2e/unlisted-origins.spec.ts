import { openPandiumHost, openWorkatoHost } from './harness/open-host.ts';
import { recordingOf } from './harness/message-recorder.ts';
import { expect, test } from './harness/test.ts';

// The browser blocks the iframe on purpose.
test.use({ expectedErrors: /frame-ancestors/ });

const HOSTS = [
  { name: 'Workato', open: openWorkatoHost },
  { name: 'Pandium', open: openPandiumHost },
] as const;

for (const { name, open } of HOSTS) {
  test(`a page on an unlisted origin, with ${name}'s address and a valid token, shows nothing and receives no message`, async ({
    page,
    stack,
  }) => {
    test.skip(stack.unlistedOrigin === undefined, 'This machine has no address for an unlisted site.');
    const asked = page.waitForResponse((response) => response.url().startsWith(stack.server.url.origin));
    const { dialog } = await open(page, stack, { origin: stack.unlistedOrigin! });
    expect((await asked).headers()['content-security-policy']).toContain(`frame-ancestors ${stack.hostOrigin}`);

    // Both engines show an error page in place of the blocked page.
    await expect.poll(async () => (await recordingOf(page)).frameLoads.length).toBeGreaterThan(0);
    await expect(dialog.frame.getByRole('heading', { name: /sandbox/i })).toHaveCount(0);
    expect((await recordingOf(page)).messages).toEqual([]);
    await expect(page.locator('[data-status]')).toHaveText('unknown');
  });
}
