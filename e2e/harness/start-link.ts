import { PAGE_STATE_ID } from '../../widget/protocol/page-state.ts';
import type { PageState } from '../../widget/protocol/page-state.ts';
import type { CreateSignInResponse } from '../../widget/protocol/session-api.ts';
import { selectedConnection } from '../../widget/protocol/subject.ts';
import type { Stack } from './stack.ts';

const PAGE_STATE_SCRIPT = new RegExp(`<script type="application/json" id="${PAGE_STATE_ID}">(.*?)</script>`, 's');

/** Gets the start link of a sign-in without a browser, as an attacker's program does. */
export async function createStartLink(stack: Stack, customer: string, connector: string): Promise<string> {
  const page = await fetch(await stack.pandiumFrameUrl(customer, connector));
  const [, json = ''] = PAGE_STATE_SCRIPT.exec(await page.text()) ?? [];
  const state = JSON.parse(json) as PageState;
  if (state.kind !== 'dialog') throw new Error(`The page shows ${state.kind} instead of a dialog.`);
  const selected = selectedConnection(state);
  if (!selected) throw new Error('The page has no connection.');
  const response = await fetch(new URL(`/session/connections/${selected.connection.id}/sign-ins`, stack.server.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${state.bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ values: {}, locale: 'en' }),
  });
  const { startPath } = (await response.json()) as CreateSignInResponse;
  return new URL(startPath, stack.server.url).href;
}
