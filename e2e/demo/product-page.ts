import { TAG_EVENT_TYPES } from '../../widget/element/event-types.ts';
import { escapeHtml } from '../host-pages/escape-html.ts';
import type { DemoChoice } from './demo-choice.ts';
import { LANGUAGES, THEMES } from './demo-choice.ts';
import type { Embedding } from './embeddings.ts';
import { EMBEDDINGS } from './embeddings.ts';
import type { DemoProvider, ProviderHint } from './providers.ts';
import { INTEGRATION_HINT, SIGN_IN_HINT, PROVIDER_GROUPS } from './providers.ts';

/** The addresses in a page of the product. */
export interface EmbeddedUrls {
  /** Address of the widget's page. For a plain iframe it contains a token, for the tag it does not. */
  readonly src: URL;
  /** Address of the script that defines the tag. */
  readonly script: URL;
}

/** Renders a page of the demo's product: the widget, and a log of what the page receives from it. */
export function productPage(embedding: Embedding, choice: DemoChoice, address: EmbeddedUrls): string {
  const { provider, theme, language } = choice;
  const { kind, emptyLogText, text } = embedding;
  const events =
    kind === 'frame' ? 'Every message event of this window, newest first.' : 'Every event of the tag, newest first.';
  return pageShell({
    choice,
    path: embedding.path,
    scripts: scripts(embedding, address),
    content: `
      <section class="integration" aria-labelledby="title">
        <div class="row">
          <h1 id="title">Integrations</h1>
          <p class="pill" data-status data-state="unknown" role="status">no event yet</p>
          ${emptyLogText === undefined ? '' : `<p class="muted silence">${escapeHtml(emptyLogText)}</p>`}
        </div>
        <p class="muted">${escapeHtml(text)}</p>
        <form class="choices">
          ${
            embedding.opens
              ? `<input type="hidden" name="provider" value="${provider.connector}" />`
              : select('provider', 'Provider', providerOptions(provider))
          }
          ${select('theme', 'Theme', optionsOf(THEMES, theme))}
          ${select('lang', 'Language', optionsOf(LANGUAGES, language))}
          <noscript><button>Show</button></noscript>
        </form>
        <div class="hint">${hint(embedding.opens ? INTEGRATION_HINT : provider)}</div>
        ${embeddingHtml(embedding, choice, address)}
      </section>
      <section class="log" aria-labelledby="log-title">
        <div class="row">
          <h2 id="log-title">What this page receives</h2>
          <button type="button" data-clear>Clear</button>
        </div>
        <p class="muted">${events}</p>
        <ol data-log data-event-types="${TAG_EVENT_TYPES.join(' ')}"></ol>
      </section>`,
  });
}

/** What differs between the pages of the product. */
interface PageShell {
  readonly choice: DemoChoice;
  /** Path of the page, which the navigation marks. */
  readonly path: string;
  readonly scripts: string;
  /** The two columns. */
  readonly content: string;
}

/** Renders what all pages of the product have: the head, and the bar with the navigation. */
export function pageShell({ choice, path, scripts, content }: PageShell): string {
  const links = [...EMBEDDINGS, { path: '/back-end', title: 'Back end' }];
  return `<!doctype html>
<html lang="en" data-theme="${choice.theme}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Acme Projects: integrations</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/demo.css" />
    ${scripts}
  </head>
  <body>
    <header class="bar">
      <p class="brand">Acme Projects</p>
      <nav aria-label="Ways of embedding">${links.map((linked) => navigationLink(linked, path, choice)).join('')}</nav>
      <p class="person">Ada, customer 4242</p>
    </header>
    <main>${content}
    </main>
  </body>
</html>
`;
}

function scripts({ kind, hostScript }: Embedding, { script }: EmbeddedUrls): string {
  if (kind === 'frame')
    return `<script src="${hostScript}"></script><script type="module" src="/frame-log.js"></script>`;
  const tag = kind === 'react' ? '/react.js' : script.href;
  return `<script type="module" src="/tag-host.js"></script><script type="module" src="${tag}"></script>`;
}

function embeddingHtml({ kind }: Embedding, { theme, language }: DemoChoice, { src }: EmbeddedUrls): string {
  const address = escapeHtml(src.href);
  const look = `theme="${theme}"${language === '' ? '' : ` locale="${language}"`}`;
  switch (kind) {
    case 'frame':
      return `<div class="frame"><iframe data-widget title="Connection" src="${address}"></iframe></div>`;
    case 'inline':
      return `<div class="frame"><embed-connection src="${address}" token-url="/token" ${look}></embed-connection></div>`;
    case 'modal':
      return `<p><button type="button" class="primary" data-open>Connect</button></p>
        <embed-connection mode="modal" src="${address}" token-url="/token" ${look}></embed-connection>`;
    case 'react':
      return `<div class="frame" data-react data-src="${address}" data-theme="${theme}" data-locale="${language}"></div>`;
  }
}

function navigationLink(
  linked: Pick<Embedding, 'path' | 'title'>,
  shownPath: string,
  { provider, theme, language }: DemoChoice,
): string {
  const query = new URLSearchParams({ provider: provider.connector, theme, lang: language });
  const current = linked.path === shownPath ? ' aria-current="page"' : '';
  return `<a href="${linked.path}?${escapeHtml(query.toString())}"${current}>${linked.title}</a>`;
}

function hint({ text, inputs, opensWindow }: ProviderHint): string {
  const typed = inputs.map(
    ([label, value]) => `<div><dt>${escapeHtml(label)}</dt><dd><code>${escapeHtml(value)}</code></dd></div>`,
  );
  return `<p>${escapeHtml(text)}</p>
    ${typed.length === 0 ? '' : `<dl>${typed.join('')}</dl>`}
    ${opensWindow ? `<p>${SIGN_IN_HINT}</p>` : ''}`;
}

function providerOptions(chosen: DemoProvider): string {
  const groups = Object.entries(PROVIDER_GROUPS).map(([label, providers]) => {
    const titles = Object.fromEntries(providers.map(({ connector, title }) => [connector, title]));
    return `<optgroup label="${label}">${optionsOf(titles, chosen.connector)}</optgroup>`;
  });
  return groups.join('');
}

function optionsOf(texts: Readonly<Record<string, string>>, chosen: string): string {
  const options = Object.entries(texts).map(
    ([value, text]) => `<option value="${value}"${value === chosen ? ' selected' : ''}>${escapeHtml(text)}</option>`,
  );
  return options.join('');
}

function select(name: string, label: string, options: string): string {
  return `<div><label for="${name}">${label}</label><select id="${name}" name="${name}">${options}</select></div>`;
}
