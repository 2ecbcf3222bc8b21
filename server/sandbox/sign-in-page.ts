import { html } from 'hono/html';

import type { AccountName } from './keys.ts';
import { ACCOUNTS, isAccountName } from './keys.ts';
import { sandboxPage } from './page-shell.ts';
import type { SandboxContext } from './sandbox-env.ts';
import { readBodyParameters } from './body-parameters.ts';

/** Options of {@link signInPage}. */
export interface SignInPageOptions {
  /** Where the browser goes after the decision. */
  readonly redirectUri: URL;
  /** The requested scopes, separated by spaces. */
  readonly scope: string;
  /** The selected behaviour. Empty if there is none. */
  readonly behaviour: string;
}

/**
 * Renders the page on which a person chooses an account and grants or denies access. Its form posts to the page's own
 * address.
 */
export function signInPage(c: SandboxContext, { redirectUri, scope, behaviour }: SignInPageOptions) {
  const scopes = scope.split(' ').filter((name) => name !== '');
  const main = html`<main class="card">
    <p class="brand"><span class="mark" aria-hidden="true">S</span>Sandbox</p>
    <h1>Sign in to Sandbox</h1>
    <p><b>${redirectUri.host}</b> would like to use your account.</p>
    <form method="post">
      <fieldset>
        <legend>Account</legend>
        ${Object.entries(ACCOUNTS).map(([key, account], index) => accountChoice({ key, ...account, first: index === 0 }))}
      </fieldset>
      ${scopes.length > 0 && scopeList(scopes)}
      <div class="actions">
        <button name="decision" value="allow" class="primary">Allow</button>
        <button name="decision" value="deny">Deny</button>
      </div>
    </form>
    <p class="quiet foot">
      This system is imaginary. It is for trying things out.
      ${behaviour && html`It misbehaves on request: <code>${behaviour}</code>`}
    </p>
  </main>`;
  return sandboxPage(c, { title: 'Sign in · Sandbox', main, formTarget: redirectUri });
}

/** Reads the decision from the form of that page. `undefined` for any other form. */
export async function readDecision(c: SandboxContext): Promise<AccountName | 'denied' | undefined> {
  const sent = await readBodyParameters(c);
  const account = sent?.values.get('account') ?? '';
  if (sent?.format !== 'form' || !isAccountName(account)) return undefined;
  const decision = sent.values.get('decision');
  if (decision === 'deny') return 'denied';
  return decision === 'allow' ? account : undefined;
}

interface AccountChoice {
  readonly key: string;
  readonly name: string;
  readonly email: string;
  readonly first: boolean;
}

function accountChoice({ key, name, email, first }: AccountChoice) {
  return html`<label class="account">
    <span class="initial" aria-hidden="true">${name.slice(0, 1)}</span>
    <span class="who"><b>${name}</b> <span>${email}</span></span>
    <input type="radio" name="account" value="${key}" ${first && 'checked'} />
  </label>`;
}

function scopeList(scopes: readonly string[]) {
  return html`<div class="scopes">
    It will be able to use:
    <ul>
      ${scopes.map((name) => html`<li><code>${name}</code></li>`)}
    </ul>
  </div>`;
}
