import { en } from '../locales/en.ts';
import { PAGE_STATE_ID, type PageState } from '../protocol/page-state.ts';
import { ok } from '../testing/assert.ts';
import { dialogState, noticeState, waitingState } from '../testing/fixtures.ts';
import '../dialects/workato.ts';
import { boot } from './boot.ts';

/** Boots a page in this top-level window, and resolves to its text. */
async function bootHere(state: PageState): Promise<string> {
  const script = document.createElement('script');
  script.type = 'application/json';
  script.id = PAGE_STATE_ID;
  script.textContent = JSON.stringify(state);
  const dialog = document.createElement('embed-dialog');
  document.body.append(script, dialog);
  boot(window);
  await dialog.updateComplete;
  await new Promise((resolve) => setTimeout(resolve));
  const said = dialog.shadowRoot?.querySelector('embed-notice')?.shadowRoot?.textContent ?? '';
  dialog.remove();
  return said;
}

describe('a top-level page', () => {
  for (const state of [dialogState({ dialect: 'pandium' }), waitingState(), noticeState({ code: 'top_level' })]) {
    it(`says that it belongs in another page, for every kind of state (${state.kind})`, async () => {
      ok(window.parent === window);
      ok((await bootHere(state)).includes(en['problem.top_level.title']));
    });
  }
});
