import type { DemoSystem } from './systems.ts';
import { DEMO_SYSTEMS } from './systems.ts';

/** The two ways of embedding that the demo shows, each on a page of its own: a page speaks to one kind of frame. */
export const EMBEDDINGS = [
  {
    path: '/connection',
    listener: '/workato-host.js',
    title: 'One connection',
    text: 'A direct link to a connection that the back end made before. Host code as written for Workato.',
    silence: undefined,
  },
  {
    path: '/auth-only',
    listener: '/pandium-host.js',
    title: 'Auth only',
    text: 'A link to a system, for whoever is signed in. Host code as written for Pandium.',
    /** What it means that nothing is heard. */
    silence: 'This kind of frame speaks when somebody connects, and not of what was connected before.',
  },
] as const;

export type Embedding = (typeof EMBEDDINGS)[number];

const THEMES = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;
const LANGUAGES = { '': 'As the browser', en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' } as const;

/** What a visitor chose to look at. */
export interface DemoChoice {
  readonly system: DemoSystem;
  readonly theme: keyof typeof THEMES;
  readonly language: keyof typeof LANGUAGES;
}

/** Reads a choice from the address of the page; what is not on offer is taken for the first thing that is. */
export function readChoice(query: URLSearchParams): DemoChoice {
  const [first] = DEMO_SYSTEMS;
  const system = DEMO_SYSTEMS.find(({ connector }) => connector === query.get('system')) ?? first;
  if (!system) throw new Error('The demo has systems to offer.');
  return {
    system,
    theme: keyOf(THEMES, query.get('theme'), 'system'),
    language: keyOf(LANGUAGES, query.get('lang'), ''),
  };
}

function keyOf<Key extends string>(offered: Readonly<Record<Key, string>>, wanted: string | null, otherwise: Key): Key {
  return Object.keys(offered).find((key): key is Key => key === wanted) ?? otherwise;
}

/** A page of the demo's product: the widget in a frame, and beside it what the product hears from it. */
export function productPage(embedding: Embedding, choice: DemoChoice, src: URL): string {
  const { system, theme, language } = choice;
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Acme Projects: integrations</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/demo.css" />
    <script src="${embedding.listener}"></script>
    <script src="/demo.js" defer></script>
  </head>
  <body>
    <header class="bar">
      <p class="brand">Acme Projects</p>
      <nav aria-label="Ways of embedding">${EMBEDDINGS.map((one) => navigationLink(one, embedding, choice)).join('')}</nav>
      <p class="person">Ada, customer 4242</p>
    </header>
    <main>
      <section class="integration" aria-labelledby="title">
        <div class="row">
          <h1 id="title">Integrations</h1>
          <p class="pill" data-status data-state="unknown" role="status">nothing heard yet</p>
          ${embedding.silence === undefined ? '' : `<p class="muted silence">${escapeHtml(embedding.silence)}</p>`}
        </div>
        <p class="muted">${escapeHtml(embedding.text)}</p>
        <form class="choices">
          ${select('system', 'System', Object.fromEntries(DEMO_SYSTEMS.map(({ connector, title }) => [connector, title])), system.connector)}
          ${select('theme', 'Theme', THEMES, theme)}
          ${select('lang', 'Language', LANGUAGES, language)}
          <noscript><button>Show</button></noscript>
        </form>
        <div class="hint">
          <p>${escapeHtml(system.text)}</p>
          <dl>${system.entries.map(([label, value]) => `<div><dt>${escapeHtml(label)}</dt><dd><code>${escapeHtml(value)}</code></dd></div>`).join('')}</dl>
        </div>
        <div class="frame"><iframe data-widget title="Connection" src="${escapeHtml(src.href)}"></iframe></div>
      </section>
      <section class="log" aria-labelledby="log-title">
        <div class="row">
          <h2 id="log-title">What this page hears</h2>
          <button type="button" data-clear>Clear</button>
        </div>
        <p class="muted">Every message event of this window, newest first.</p>
        <ol data-log></ol>
      </section>
    </main>
  </body>
</html>
`;
}

function navigationLink(one: Embedding, shown: Embedding, { system, theme, language }: DemoChoice): string {
  const query = new URLSearchParams({ system: system.connector, theme, lang: language });
  const current = one === shown ? ' aria-current="page"' : '';
  return `<a href="${one.path}?${escapeHtml(query.toString())}"${current}>${one.title}</a>`;
}

function select(name: string, label: string, options: Readonly<Record<string, string>>, chosen: string): string {
  const items = Object.entries(options).map(
    ([value, text]) => `<option value="${value}"${value === chosen ? ' selected' : ''}>${escapeHtml(text)}</option>`,
  );
  return `<div><label for="${name}">${label}</label><select id="${name}" name="${name}">${items.join('')}</select></div>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
