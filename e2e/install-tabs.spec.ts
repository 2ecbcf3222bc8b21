import type { BrowserContext, Page, Route } from '@playwright/test';

import { translate } from './harness/dialog-page.ts';
import type { DialogPage } from './harness/dialog-page.ts';
import { agreeAndConnect, REPORT_ADDRESS } from './harness/install-flow.ts';
import { CONTACTS } from './harness/install-organization.ts';
import { startRecording, waitForMessages } from './harness/message-recorder.ts';
import { openInstallHost } from './harness/open-host.ts';
import { expectPandiumMessages, isPandiumMessage } from './harness/pandium-messages.ts';
import { INSTALL_CLAIMS } from './harness/saved-tenant.ts';
import type { Stack } from './harness/stack.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

const NEW_ADDRESS = 'new-reports@customer.example';

const INSTALL_PAGE = `/tenants/create/${CONTACTS.slug}`;

/** The calls that change an installation. */
const CHANGE = /\/session\/installation(?:\?|$)/;

/** The calls with which a dialog asks for changes. */
const POLL = /\/session(?:\?|$)/;

/** Fires the event of a browser when the person comes back to the tab. */
async function comeBack(dialog: DialogPage): Promise<void> {
  const content = await dialog.content();
  await content.evaluate(() => dispatchEvent(new Event('focus')));
}

/** Holds the next changes of a browser until as many as `count` wait, and then sends them at once. */
async function sendTogether(context: BrowserContext, count: number): Promise<void> {
  const all = Promise.withResolvers<undefined>();
  let waiting = 0;
  const isChange = (route: Route) => route.request().method() !== 'GET';
  await context.route(CHANGE, async (route) => {
    if (isChange(route) && (waiting += 1) === count) all.resolve(undefined);
    if (isChange(route)) await all.promise;
    await route.fallback();
  });
}

/** A person with two tabs, whose first one has entered everything, and whose second one continues there. */
async function openTwoTabs(page: Page, stack: Stack) {
  const { dialog: first, customer } = await openInstallHost(page, stack, INSTALL_PAGE, { claims: INSTALL_CLAIMS });
  await agreeAndConnect(first);
  await first.field('Send reports to').fill(REPORT_ADDRESS);
  await first.button('install.continue').click();
  await first.button('install.continue').click();
  await expect.poll(() => stack.installationsOf(customer).draftSteps).toEqual(['review']);
  const otherPage = await page.context().newPage();
  await startRecording(otherPage);
  const options = { customer, claims: INSTALL_CLAIMS };
  const { dialog: other } = await openInstallHost(otherPage, stack, INSTALL_PAGE, options);
  await expect(other.heading('install.page.review')).toBeVisible();
  return { first, other, otherPage, customer };
}

test(
  'two tabs that install at once make one installation, and each of them shows what the other does later',
  IN_ONE_ENGINE,
  async ({ page, context, stack }) => {
    const { first, other, otherPage, customer } = await openTwoTabs(page, stack);

    await test.step('both install', async () => {
      await sendTogether(context, 2);
      for (const dialog of [first, other]) await dialog.button('install.submit').click();
      for (const dialog of [first, other]) await expect(dialog.done).toBeVisible();
      await context.unrouteAll();
      const { installations, draftSteps } = stack.installationsOf(customer);
      const settings = { direction: 'both', report: REPORT_ADDRESS };
      const id = expect.any(Number) as unknown;
      expect(installations).toEqual([{ id, isPaused: false, schedule: '0 * * * *', settings }]);
      expect(draftSteps).toEqual([]);
      for (const tab of [page, otherPage]) expect(await savedIds(tab, stack)).toEqual([installations[0]?.id]);
    });

    for (const dialog of [first, other]) await dialog.button('install.details').click();
    const edit = first.frame.getByRole('button', {
      name: `${translate('install.edit')} ${translate('install.page.settings')}`,
    });
    const withdraw = async () => {
      await other.button('withdraw.action').click();
      await other.button('withdraw.action').click();
      await expect(other.text('install.notice.withdrawn')).toBeVisible();
    };
    const expectWithdrawn = async () => {
      await expect(first.text('install.notice.withdrawn')).toBeVisible();
      const { name: integration } = CONTACTS;
      await expect(first.frame.getByText(translate('install.consent_missing', { integration }))).toBeVisible();
      await expect(edit).toHaveCount(0);
    };
    const agree = async () => {
      await first.button('install.read_consent').click();
      await first.button('install.agree').click();
      await expect(first.text('install.unsaved')).toBeVisible();
    };

    await test.step('the consent is withdrawn in the other tab, which the first one shows on focus', async () => {
      await edit.click();
      await first.replace('Send reports to', NEW_ADDRESS);
      await withdraw();
      await comeBack(first);
      await expectWithdrawn();
      await agree();
    });

    await test.step('it is withdrawn again, and what the first tab tries before it knows is refused', async () => {
      await comeBack(other);
      await expect(other.button('withdraw.action')).toBeVisible();
      // What asks for changes waits, so that the first tab does not know of the withdrawal.
      await page.route(POLL, () => undefined);
      await withdraw();
      const refused = page.waitForResponse((response) => response.status() === 403);
      await first.button('install.save').click();
      expect(await (await refused).json()).toMatchObject({ error: { code: 'consent_required' } });
      await expectWithdrawn();
      await page.unrouteAll();
      const [stored] = stack.installationsOf(customer).installations;
      expect(stored).toMatchObject({ isPaused: true, settings: { report: REPORT_ADDRESS } });
    });

    await test.step('what was entered is still there', async () => {
      await agree();
      await first.button('install.save').click();
      await expect(first.text('install.notice.saved')).toBeVisible();
      await expect(first.frame.getByText(NEW_ADDRESS)).toBeVisible();
      await expect(first.button('pause.action')).toBeVisible();
      const saved = { isPaused: false, settings: { report: NEW_ADDRESS } };
      expect(stack.installationsOf(customer).installations).toMatchObject([saved]);
    });
  },
);

/** Ids of the installations that a host page heard to be saved. */
async function savedIds(page: Page, { server }: Stack): Promise<readonly number[]> {
  const heard = await waitForMessages(page, isPandiumMessage('pandium-save-sync'));
  return expectPandiumMessages(heard, { origin: server.url.origin }).flatMap((told) =>
    told.message === 'pandium-save-sync' ? [told.tenant.id] : [],
  );
}
