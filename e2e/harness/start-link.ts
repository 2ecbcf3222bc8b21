import { PAGE_STATE_ID } from '../../widget/protocol/page-state.ts';
import type { PageState } from '../../widget/protocol/page-state.ts';
import type { CreateSignInResponse } from '../../widget/protocol/session-api.ts';
import { selectedConnection } from '../../widget/protocol/subject.ts';
import type { Stack } from './stack.ts';

const PAGE_STATE_SCRIPT = new RegExp(`<script type="application/json" id="${PAGE_STATE_ID}">(.*?)</script>`, 's');

/** Gets the start link that a customer's dialog has for a connector, as an attacker's program does: without a browser. */
export async function createStartLink(stack: Stack, customer: string, connector: string): Promise<string> {
  const page = await fetch(await stack.pandiumFrameUrl(customer, connector));
  const [, json = ''] = PAGE_STATE_SCRIPT.exec(await page.text()) ?? [];
  const state = JSON.parse(json) as PageState;
  if (state.kind !== 'dialog') throw new Error(`The page shows no dialog, but ${state.kind}.`);
  const selected = selectedConnection(state);
  if (!selected) throw new Error('The page has no connection.');
  const answer = await fetch(new URL(`/session/connections/${selected.connection.id}/sign-ins`, stack.server.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${state.bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ values: {}, locale: 'en' }),
  });
  const { startPath } = (await answer.json()) as CreateSignInResponse;
  return new URL(startPath, stack.server.url).href;
}
