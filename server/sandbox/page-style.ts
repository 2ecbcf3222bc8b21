/** Styles of the sandbox pages. They differ from the dialog, so that people do not confuse the two. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --accent: light-dark(#0b6e5f, #5fd3bd);
  --on-accent: light-dark(#fff, #06251f);
  --accent-hover: light-dark(#095a4e, #83e2cf);
  --soft-accent: light-dark(#e5f4f0, #12322c);
  --page: light-dark(#eef2f1, #0f1413);
  --card: light-dark(#fff, #181f1e);
  --text: light-dark(#14201d, #e8efed);
  --quiet: light-dark(#53635f, #a3b2ae);
  --line: light-dark(#d5dedb, #33403d);
  --strong-line: light-dark(#7d8d88, #7c8b87);
}
* {
  box-sizing: border-box;
}
body {
  min-block-size: 100vh;
  margin: 0;
  padding: 24px 16px;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif;
  overflow-wrap: anywhere;
}
.card,
.sheet {
  margin: 0 auto;
  padding: 32px;
  border: 1px solid var(--line);
  border-radius: 16px;
  background: var(--card);
  box-shadow: 0 1px 2px rgb(0 0 0 / 5%), 0 12px 32px rgb(0 0 0 / 6%);
}
.card {
  max-inline-size: 27rem;
  margin-block-start: min(10vh, 80px);
}
.sheet {
  max-inline-size: 58rem;
}
h1 {
  margin: 0 0 8px;
  font-size: 1.5rem;
  line-height: 1.25;
  letter-spacing: -0.01em;
  text-wrap: balance;
}
h2 {
  margin: 36px 0 4px;
  font-size: 1.125rem;
}
p {
  margin: 0 0 12px;
}
.brand {
  display: flex;
  align-items: center;
  gap: 10px;
  margin-block-end: 24px;
  font-weight: 600;
}
.mark {
  display: grid;
  place-items: center;
  inline-size: 32px;
  block-size: 32px;
  border-radius: 9px;
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 700;
}
.quiet {
  color: var(--quiet);
  font-size: 0.875rem;
}
form {
  margin: 0;
}
fieldset {
  display: grid;
  gap: 8px;
  min-inline-size: 0;
  margin: 24px 0 20px;
  padding: 0;
  border: 0;
}
legend {
  margin-block-end: 8px;
  padding: 0;
  font-size: 0.875rem;
  font-weight: 600;
}
.account {
  display: grid;
  grid-template-columns: auto 1fr auto;
  gap: 12px;
  align-items: center;
  padding: 12px;
  border: 1px solid var(--line);
  border-radius: 12px;
  cursor: pointer;
}
.account:hover {
  border-color: var(--strong-line);
}
.account:has(:checked) {
  border-color: var(--accent);
  background: var(--soft-accent);
}
.account:has(:focus-visible) {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
.account input {
  inline-size: 18px;
  block-size: 18px;
  margin: 0;
  accent-color: var(--accent);
  outline: 0;
}
.initial {
  display: grid;
  place-items: center;
  inline-size: 40px;
  block-size: 40px;
  border-radius: 50%;
  background: var(--soft-accent);
  color: var(--accent);
  font-weight: 600;
}
.account:has(:checked) .initial {
  background: var(--accent);
  color: var(--on-accent);
}
.who {
  min-inline-size: 0;
  line-height: 1.35;
}
.who b {
  display: block;
  font-weight: 600;
}
.who span {
  color: var(--quiet);
  font-size: 0.875rem;
}
.scopes {
  margin: 0 0 24px;
  padding: 12px 16px;
  border-radius: 12px;
  background: var(--page);
  font-size: 0.875rem;
}
.scopes ul {
  margin: 4px 0 0;
  padding-inline-start: 18px;
}
.actions {
  display: grid;
  grid-template-columns: 1fr 1fr;
  gap: 12px;
}
button {
  min-block-size: 44px;
  padding: 8px 16px;
  border: 1px solid var(--strong-line);
  border-radius: 10px;
  background: transparent;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button:hover {
  background: var(--page);
}
button.primary {
  border-color: transparent;
  background: var(--accent);
  color: var(--on-accent);
}
button.primary:hover {
  background: var(--accent-hover);
}
button:focus-visible,
a:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
.foot {
  margin: 24px 0 0;
  padding-block-start: 16px;
  border-block-start: 1px solid var(--line);
}
code {
  padding: 1px 5px;
  border-radius: 5px;
  background: var(--page);
  font: 0.875em/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace;
}
dl {
  margin: 12px 0 0;
}
dl > div {
  display: grid;
  grid-template-columns: minmax(0, 17rem) minmax(0, 1fr);
  gap: 2px 20px;
  padding: 8px 0;
  border-block-start: 1px solid var(--line);
}
dt,
dd {
  margin: 0;
}
dd {
  color: var(--quiet);
}
@media (max-width: 40rem) {
  .card,
  .sheet {
    padding: 24px 20px;
  }
  .card {
    margin-block-start: 0;
  }
  dl > div {
    grid-template-columns: minmax(0, 1fr);
  }
}
@media (max-width: 22rem) {
  body {
    padding: 12px;
  }
  .account {
    grid-template-columns: 1fr auto;
  }
  .initial {
    display: none;
  }
}
`;
