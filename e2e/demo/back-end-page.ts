import { escapeHtml } from '../host-pages/escape-html.ts';
import type { CallStep, DemoConnection, ReceivedEvent } from './back-end-calls.ts';
import type { DemoChoice } from './demo-choice.ts';
import { pageShell } from './product-page.ts';

/** What the page about the back end shows. */
export interface BackEndView {
  readonly connections: readonly DemoConnection[];
  readonly events: readonly ReceivedEvent[];
  /** The connection with which the visitor has called the provider, and what happened. */
  readonly called: { readonly id: number; readonly steps: readonly CallStep[] } | undefined;
}

/** Path of the page in the navigation. */
export const BACK_END_PATH = '/back-end';

/** Renders the page that shows what the product's back end can do with the connections of the customer. */
export function backEndPage(choice: DemoChoice, { connections, events, called }: BackEndView): string {
  const rows = connections.map((connection) => connectionRow(connection, called?.id));
  const list =
    rows.length > 0
      ? `<ul class="connections">${rows.join('')}</ul>`
      : '<p class="muted">This customer has connected nothing yet. Connect a provider in another tab.</p>';
  const steps = called?.steps.map(
    ({ title, request, response }) =>
      `<li><strong>${escapeHtml(title)}</strong><code>${escapeHtml(request)}</code>${pretty(response)}</li>`,
  );
  const received = events.map(
    ({ type, created_at: time, data }) =>
      `<li><time>${escapeHtml(time.slice(11, 19))}</time><strong>${escapeHtml(type)}</strong><span></span>${pretty(data)}</li>`,
  );
  return pageShell({
    choice,
    path: BACK_END_PATH,
    scripts: '',
    content: `
      <section class="integration" aria-labelledby="title">
        <div class="row">
          <h1 id="title">The back end</h1>
          <a href="${BACK_END_PATH}">Read again</a>
        </div>
        <p class="muted">
          The product’s own server lists the connections of the customer with an access token, reads usable credentials,
          and calls the provider with them. No browser sees the credentials.
        </p>
        ${list}
        ${steps ? `<ol class="steps" aria-label="What the back end did">${steps.join('')}</ol>` : ''}
      </section>
      <section class="log" aria-labelledby="log-title">
        <div class="row"><h2 id="log-title">Webhooks that it received</h2></div>
        <p class="muted">Every event is signed. The back end has verified these, newest first.</p>
        <ol data-log>${received.join('')}</ol>
      </section>`,
  });
}

function connectionRow({ id, name, status, account }: DemoConnection, calledId: number | undefined): string {
  const state = status === 'connected' ? 'connected' : 'unknown';
  const current = id === calledId ? ' aria-current="true"' : '';
  return `<li${current}>
    <span><strong>${escapeHtml(name)}</strong> <span class="muted">${escapeHtml(account ?? '')}</span></span>
    <span class="pill" data-state="${state}">${escapeHtml(status.replaceAll('_', ' '))}</span>
    <form method="post" action="${BACK_END_PATH}">
      <button name="connection" value="${id}"${status === 'connected' ? '' : ' disabled'}>Call the provider</button>
    </form>
  </li>`;
}

function pretty(content: unknown): string {
  return `<pre>${escapeHtml(JSON.stringify(content, null, 2))}</pre>`;
}
