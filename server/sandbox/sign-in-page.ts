import { html } from 'hono/html';

import type { AccountName } from './accounts.ts';
import { ACCOUNTS, isAccountName } from './accounts.ts';
import { sandboxPage } from './page-shell.ts';
import type { SandboxContext } from './sandbox-env.ts';
import { readBodyParameters } from './body-parameters.ts';

/** What a person is asked to allow. */
export interface SignInPageOptions {
  /** Where the browser goes from here. */
  readonly redirectUri: URL;
  /** What is asked for, with blanks between. */
  readonly scope: string;
  /** How the sandbox was told to behave. Empty where it was not. */
  readonly behaviour: string;
}

/** Asks a person to choose an account and to allow or deny. The form is sent to the address that it stands at. */
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
      This system is imaginary, for trying out.
      ${behaviour && html`It misbehaves on request: <code>${behaviour}</code>`}
    </p>
  </main>`;
  return sandboxPage(c, { title: 'Sign in · Sandbox', main, formTarget: redirectUri });
}

/** Reads what a person chose on that page. `undefined` for a form that it did not send. */
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
