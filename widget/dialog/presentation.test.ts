import { de } from '../locales/de.ts';
import { en } from '../locales/en.ts';
import { fr } from '../locales/fr.ts';
import type { Presentation } from '../protocol/host-command.ts';
import type { PageState } from '../protocol/page-state.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog } from '../testing/mounted-dialog.ts';
import {
  apiKeyConnector,
  connectedConnection,
  connection,
  dialogState,
  passwordConnector,
  noticeState,
  errorResponse,
} from '../testing/fixtures.ts';
import { type RecordedCall, FakeSessionServer } from '../testing/fake-session-server.ts';

const root = document.documentElement;
const originalWarn = console.warn.bind(console);

/** The style rules of the host's design tokens. */
function hostRules(): readonly string[] {
  return document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText));
}

function recordWarnings(): readonly string[] {
  const warnings: string[] = [];
  console.warn = (message: string) => warnings.push(message);
  return warnings;
}

describe('the presentation of an open page', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;
  let scheme: HTMLMetaElement;

  const open = async (state: PageState = dialogState()) => {
    dialog = new MountedDialog({ state, hostSendsMessages: true });
    await dialog.settle();
  };
  const present = (presentation: Presentation) => dialog.page.execute({ type: 'presentation', presentation });
  /** Sends a presentation, and waits until it is visible. */
  const applyLook = async (presentation: Presentation) => {
    present(presentation);
    await dialog.page.presentationSettled;
  };
  const speak = async (locale: string, translations: object) => {
    const count = server.calls.length + 1;
    present({ locale });
    const call = await server.call(count);
    call.respond(200, translations);
    await call.read;
    await dialog.settle();
  };

  beforeEach(() => {
    server = new FakeSessionServer();
    scheme = document.createElement('meta');
    scheme.name = 'color-scheme';
    document.head.append(scheme);
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
    scheme.remove();
    root.removeAttribute('data-theme');
    document.adoptedStyleSheets = [];
    console.warn = originalWarn;
    root.lang = 'en';
  });

  for (const [theme, content] of [
    ['dark', 'dark'],
    ['light', 'light'],
    ['system', 'light dark'],
  ] as const) {
    it(`changes to the ${theme} theme, with its canvas`, async () => {
      await open();
      await applyLook({ theme });
      equal(root.dataset['theme'], theme);
      equal(scheme.content, content);
    });
  }

  it('applies parsed design tokens, and keeps the others', async () => {
    await open();
    await applyLook({ appearance: { accent: '#FF0000', fontFamily: "Inter, 'Segoe UI'", radius: '2PX' } });
    await applyLook({ appearance: { accentText: 'white', ...{ unknown: 'red' } } });
    deepEqual(hostRules(), [
      ':root { --embed-accent: #ff0000; --embed-font-family: "Inter", "Segoe UI"; --embed-accent-text: white; }',
    ]);
    equal(getComputedStyle(dialog.button('Connect')).backgroundColor, 'rgb(255, 0, 0)');
  });

  it('ignores invalid design tokens, and keeps the present ones', async () => {
    await open();
    await applyLook({ appearance: { accent: 'red' } });
    for (const accent of ['', 'url(https://x.example)', 'red;}', 'var(--x)', 'expression(1)', 'x'.repeat(1e6)]) {
      await applyLook({ appearance: { accent, background: accent } });
    }
    deepEqual(hostRules(), [':root { --embed-accent: red; }']);
  });

  for (const [theme, accent] of [
    ['light', 'rgb(0, 0, 128)'],
    ['dark', 'rgb(255, 255, 0)'],
    // The browser of the tests prefers the light theme.
    ['system', 'rgb(0, 0, 128)'],
  ] as const) {
    it(`prefers colours for the ${theme} theme to colours for both themes`, async () => {
      await open();
      await applyLook({ appearance: { accent: 'red', light: { accent: 'navy' }, dark: { accent: 'yellow' } } });
      await applyLook({ theme, appearance: { accent: 'teal' } });
      equal(getComputedStyle(dialog.button('Connect')).backgroundColor, accent);
    });
  }

  it('warns once about each name and value without effect', async () => {
    await open();
    const warnings = recordWarnings();
    for (let count = 0; count < 2; count++) {
      const dark = { radius: '8px', accent: 'none' };
      await applyLook({ appearance: { radius: 'big', ...{ colour: 'red' }, dark } });
    }
    deepEqual(warnings, [
      'embed-connection: appearance.radius has no effect.',
      'embed-connection: appearance.colour has no effect.',
      'embed-connection: appearance.dark.radius has no effect.',
      'embed-connection: appearance.dark.accent has no effect.',
    ]);
  });

  it('applies the valid values of an appearance that also has invalid ones', async () => {
    await open();
    const warnings = recordWarnings();
    const appearance: object = { accent: 'red', radius: 8, logo: { src: 'x' }, dark: 'red', light: { text: 1 } };
    await applyLook({ appearance });
    deepEqual(hostRules(), [':root { --embed-accent: red; }']);
    deepEqual(warnings.slice(0, 4), [
      'embed-connection: appearance.radius has no effect.',
      'embed-connection: appearance.logo has no effect.',
      'embed-connection: appearance.light.text has no effect.',
      'embed-connection: appearance.dark has no effect.',
    ]);
  });

  it('warns once about colours without contrast, in the theme that shows them', async () => {
    await open();
    const warnings = recordWarnings();
    await applyLook({ theme: 'light', appearance: { dark: { accent: 'yellow', accentText: 'white' } } });
    deepEqual(warnings, []);
    for (const theme of ['dark', 'light', 'dark'] as const) await applyLook({ theme });
    deepEqual(warnings, [
      'embed-connection: appearance: accentText on accent has a contrast of 1.07:1 in the dark theme, not 4.5:1.',
    ]);
  });

  it('does not warn about colours while the host sets none', async () => {
    await open();
    const warnings = recordWarnings();
    await applyLook({ theme: 'dark' });
    deepEqual(warnings, []);
  });

  it('changes its language in place: typed values, the focus and the view stay', async () => {
    await open();
    dialog.type('api_key', 'typed');
    const input = dialog.input();
    input.focus();
    await speak('de-AT', de);
    equal(server.calls[0]?.path, '/assets/locales/de.json');
    equal(root.lang, 'de');
    ok(dialog.text.includes('Meridian verbinden') && dialog.text.includes('Für Contoso in Acme'));
    equal(dialog.input(), input);
    equal(dialog.focused, input);
    equal(input.value, 'typed');
  });

  it('translates visible errors into the new language', async () => {
    await open(dialogState({ connector: passwordConnector }));
    dialog.type('subdomain', 'x');
    dialog.button('Connect').click();
    await dialog.settle();
    await speak('de', de);
    ok(dialog.text.includes('Füllen Sie „Password“ aus.'));
  });

  it('translates the error of a name into the new language', async () => {
    await open(dialogState({ connections: [connectedConnection({ name: 'Sales' }), connection({ id: 2 })] }));
    dialog.button('Rename').click();
    await dialog.settle();
    dialog.fill('#name', '');
    dialog.button('Save').click();
    await speak('de', de);
    ok(dialog.text.includes(de['chooser.name_missing']));
  });

  it('translates a notice into the new language', async () => {
    await open(noticeState({ dialect: 'native', code: 'token_invalid' }));
    await speak('de', de);
    ok(dialog.text.includes(de['problem.token_invalid.title']));
  });

  it('sends the host texts for people in the new language, and texts for developers in English', async () => {
    await open();
    await speak('de', de);
    dialog.type('api_key', 'typed');
    dialog.button('Verbinden').click();
    (await server.call(2)).respond(503, errorResponse('storage_unavailable', { message: 'The disk is full.' }));
    await dialog.waitForResponse();
    deepEqual(dialog.emittedEvents.at(-1), {
      type: 'error',
      code: 'storage_unavailable',
      message: 'The disk is full.',
      displayMessage: `${de['problem.storage_unavailable.title']}. ${de['problem.storage_unavailable.text']}`,
    });
  });

  it('formats dates in the new language', async () => {
    await open(dialogState({ connections: [connectedConnection()] }));
    await speak('de', de);
    ok(dialog.text.includes('14. März 2026'));
  });

  it("translates a connector's texts into the new language too", async () => {
    const [field] = apiKeyConnector.fields;
    const label = { en: 'API key', de: 'API-Schlüssel' };
    const help = { und: 'In Meridian, open Settings.', de: 'Öffnen Sie in Meridian die Einstellungen.' };
    const placeholder = { und: 'key_…', de: 'schluessel_…' };
    const connector = { ...apiKeyConnector, fields: [{ ...field!, label, help, placeholder }] };
    await open(dialogState({ connector }));
    const texts = () => [
      dialog.find('label').textContent,
      dialog.find('#field-api_key-help').textContent,
      dialog.input().placeholder,
    ];
    deepEqual(texts(), ['API key', help.und, 'key_…']);
    await speak('de', de);
    deepEqual(texts(), ['API-Schlüssel', help.de, 'schluessel_…']);
    dialog.find('button.primary').click();
    await dialog.settle();
    ok(dialog.text.includes(de['field.missing'].replace('{label}', 'API-Schlüssel')));
  });

  for (const locale of ['tlh', '', '../../session', 'en-GB', 'EN']) {
    it(`does not change for ${JSON.stringify(locale)}, and sends no request`, async () => {
      await open();
      present({ locale });
      await dialog.settle();
      equal(server.calls.length, 0);
      ok(dialog.text.includes('Connect Meridian'));
    });
  }

  const LOST: readonly (readonly [string, (call: RecordedCall) => void])[] = [
    ['the network fails', (call) => call.drop()],
    ['the file does not exist', (call) => call.respondText(404, 'Not found')],
    ['the file is invalid', (call) => call.respond(200, { 'form.title': 1 })],
  ];
  for (const [title, lose] of LOST) {
    it(`keeps its language if it cannot load the sentences: ${title}`, async () => {
      await open();
      present({ locale: 'de' });
      const call = await server.call(1);
      lose(call);
      await Promise.race([call.read, dialog.settle()]);
      await dialog.settle();
      ok(dialog.text.includes(en['form.privacy']));
      equal(root.lang, 'en');
    });
  }

  it('uses the newest of several languages, in whatever order they load', async () => {
    await open();
    present({ locale: 'de' });
    const first = await server.call(1);
    present({ locale: 'fr' });
    const second = await server.call(2);
    second.respond(200, fr);
    await second.read;
    await dialog.settle();
    first.respond(200, de);
    await dialog.settle();
    equal(root.lang, 'fr');
    present({ locale: 'de' });
    await server.call(3);
    present({ locale: 'fr' });
    await dialog.settle();
    equal(root.lang, 'fr');
    ok(server.calls[2]?.signal?.aborted === true);
  });
});
