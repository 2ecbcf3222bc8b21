import { sendKeys } from '@web/test-runner-commands';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FRAME_PAGE, MountedTag, SILENT_PAGE } from './testing/mounted-tag.ts';

describe('a modal tag', () => {
  let tag: MountedTag;
  const page = document.body.appendChild(document.createElement('div'));
  const opener = page.appendChild(document.createElement('button'));
  const root = document.documentElement;
  const overflow = getComputedStyle(root).overflowY;

  beforeEach(() => {
    // The page is tall enough to scroll, and the button is in the middle of it.
    page.style.height = '5000px';
    opener.style.position = 'absolute';
    opener.style.top = '1000px';
    opener.focus();
    scrollTo(0, 900);
    tag = new MountedTag({ src: FRAME_PAGE, mode: 'modal', tokenProvider: () => Promise.resolve('t') });
  });

  const style = document.head.appendChild(document.createElement('style'));

  afterEach(() => {
    tag.remove();
    style.textContent = '';
    scrollTo(0, 0);
  });

  /** Whether the window cannot be scrolled. The root's rule has precedence over the body's rule. */
  const isLocked = () => {
    const { overflowY } = getComputedStyle(root);
    return (overflowY === 'visible' ? getComputedStyle(document.body).overflowY : overflowY) === 'hidden';
  };

  const open = async () => {
    const before = tag.types.filter((type) => type === 'height-change').length;
    tag.element.open();
    await tag.event('height-change', before + 1);
  };

  const assertPageFree = () => {
    equal(getComputedStyle(root).overflowY, overflow);
    deepEqual(document.adoptedStyleSheets, []);
    equal(scrollY, 900);
  };

  it('preconnects to the server before it is opened, and not while it is open', async () => {
    await tag.settled();
    equal(tag.find('link')?.rel, 'preconnect');
    equal(tag.find('link')?.href, `${location.origin}/`);
    await open();
    equal(tag.find('link'), null);
  });

  it('has its height before the frame shows anything, and then moves the focus into the frame', async () => {
    tag.element.src = SILENT_PAGE;
    tag.element.open();
    const dialog = tag.find('dialog');
    equal(tag.root.activeElement, dialog);
    ok((dialog?.getBoundingClientRect().height ?? 0) >= 300);
    await tag.receives('init');
    const [init] = tag.received;
    tag.view.post('ready', init?.payload);
    tag.view.post('height-change', { height: 250 });
    await tag.event('height-change');
    ok((dialog?.getBoundingClientRect().height ?? 0) >= 300);
    equal(tag.root.activeElement, tag.frame);
  });

  it('loads nothing and requests no token before it is opened', async () => {
    let asked = 0;
    tag.element.tokenProvider = () => Promise.resolve(`t${++asked}`);
    await tag.settled();
    equal(tag.find('iframe'), null);
    equal(tag.find('dialog'), null);
    equal(asked, 0);
    await open();
    equal(asked, 1);
    ok(tag.find('dialog')?.matches(':modal') === true);
    deepEqual(tag.received[0]?.payload, { ...tag.received[0]?.payload, mode: 'modal' });
  });

  it('can be opened in the same task in which it is inserted, and closed in the same task in which it is opened', async () => {
    tag.remove();
    tag = new MountedTag({ src: FRAME_PAGE, mode: 'modal' });
    tag.element.open();
    tag.element.open();
    equal(tag.root.querySelectorAll('dialog').length, 1);
    await tag.event('height-change');
    deepEqual(tag.types, ['ready', 'height-change']);
    tag.element.close();
    tag.element.open();
    tag.element.close();
    await tag.settled();
    deepEqual(tag.types, ['ready', 'height-change', 'exit', 'exit']);
    assertPageFree();
  });

  const WAYS_OUT: readonly (readonly [string, string, () => unknown])[] = [
    ['close()', 'closed', () => tag.element.close()],
    ['the close button', 'closed', () => tag.find('button')?.click()],
    [
      'Escape outside the frame',
      'escape',
      () => {
        tag.find('button')?.focus();
        return sendKeys({ press: 'Escape' });
      },
    ],
    ['Escape in the frame', 'escape', () => tag.view.post('exit', { reason: 'escape' })],
    ['Cancel in the frame', 'cancelled', () => tag.view.post('exit', { reason: 'cancelled' })],
    ['Done in the frame', 'finished', () => tag.view.post('exit', { reason: 'finished' })],
  ];
  for (const [title, reason, leave] of WAYS_OUT) {
    it(`is closed by ${title}: one exit event, no frame, and the page as before`, async () => {
      await open();
      await leave();
      deepEqual(await tag.event('exit'), { reason });
      equal(tag.find('dialog'), null);
      equal(tag.find('iframe'), null);
      equal(document.activeElement, opener);
      assertPageFree();
      tag.element.close();
      await tag.settled();
      deepEqual(tag.types, ['ready', 'height-change', 'exit']);
    });
  }

  it('fires one exit event each time that it closes', async () => {
    for (let time = 1; time <= 3; time++) {
      await open();
      tag.element.close();
      equal(tag.types.filter((type) => type === 'exit').length, time);
    }
  });

  it('stays open if it is opened in the same task in which it was closed', async () => {
    await open();
    tag.element.close();
    await open();
    await tag.settled();
    ok(tag.find('dialog')?.open === true);
    deepEqual(
      tag.types.filter((type) => type === 'exit'),
      ['exit'],
    );
  });

  it('prevents the page behind it from scrolling and from moving sideways', async () => {
    const width = page.getBoundingClientRect().width;
    await open();
    equal(getComputedStyle(root).overflowY, 'hidden');
    equal(page.getBoundingClientRect().width, width);
    equal(scrollY, 900);
  });

  for (const rules of [
    'html, body { height: 100% }',
    'html, body { height: 100% } body { overflow-x: hidden }',
    'html, body { height: 100% } body { overflow-y: scroll }',
    'html, body { height: 100% } body { overflow: auto !important }',
    'body { overflow-x: clip; container-type: inline-size }',
    'html, body { overflow-x: hidden }',
    'html { overflow-y: scroll !important }',
    'html:root { overflow: auto !important; scroll-behavior: smooth }',
  ]) {
    for (const first of [0, 1]) {
      const which = first === 0 ? 'first' : 'last';
      it(`keeps the scroll position of a page with ${rules} when two are open and the ${which} is closed first`, async () => {
        // The test page has a rule of its own.
        style.textContent = `html { overflow: visible } ${rules}`;
        scrollTo({ top: 1234, behavior: 'instant' });
        equal(scrollY, 1234);
        const other = new MountedTag({ src: FRAME_PAGE, mode: 'modal' });
        const tags = [tag.element, other.element];
        await open();
        ok(isLocked());
        equal(scrollY, 1234);
        other.element.open();
        equal(scrollY, 1234);
        tags[first]?.close();
        ok(isLocked());
        equal(scrollY, 1234);
        tags[1 - first]?.close();
        ok(!isLocked());
        equal(scrollY, 1234);
        other.remove();
      });
    }
  }

  it('does not change the styles of the page, or another tag that is still open', async () => {
    root.style.overflow = 'scroll';
    const other = new MountedTag({ src: FRAME_PAGE, mode: 'modal' });
    await open();
    other.element.open();
    tag.element.close();
    equal(getComputedStyle(root).overflowY, 'hidden');
    other.element.close();
    equal(root.style.cssText, 'overflow: scroll;');
    equal(getComputedStyle(root).overflowY, 'scroll');
    root.removeAttribute('style');
    other.remove();
  });

  it('unlocks the page when it is removed while open, and is closed when it is inserted again', async () => {
    await open();
    const parent = tag.element.parentElement;
    tag.element.remove();
    assertPageFree();
    equal(document.activeElement, opener);
    parent?.append(tag.element);
    await tag.settled();
    equal(tag.find('dialog'), null);
    equal(tag.find('iframe'), null);
    deepEqual(tag.types, ['ready', 'height-change']);
    await open();
  });

  it('fires exit for its own listeners when it is removed while open', async () => {
    const reasons: string[] = [];
    tag.element.addEventListener('exit', ({ reason }) => reasons.push(reason));
    await open();
    tag.element.remove();
    deepEqual(reasons, ['closed']);
    tag.element.close();
    deepEqual(reasons, ['closed']);
  });

  it('changes between dialog and page when its mode changes', async () => {
    await open();
    tag.element.mode = 'inline';
    await tag.event('height-change', 2);
    equal(tag.find('dialog'), null);
    assertPageFree();
    deepEqual(await tag.event('exit'), { reason: 'closed' });
    tag.element.mode = 'modal';
    await tag.settled();
    equal(tag.find('iframe'), null);
    equal(tag.types.filter((type) => type === 'exit').length, 1);
    await open();
    ok(tag.find('dialog')?.open === true);
  });

  it('stays a dialog if a listener of exit opens it again after its mode has closed it', async () => {
    await open();
    tag.element.addEventListener(
      'exit',
      () => {
        tag.element.mode = 'modal';
        tag.element.open();
      },
      { once: true },
    );
    tag.element.mode = 'inline';
    await tag.event('height-change', 2);
    await tag.settled();
    ok(tag.find('dialog')?.contains(tag.frame) === true);
    equal(tag.types.filter((type) => type === 'exit').length, 1);
  });

  it('fires one exit event if a listener of focus closes it again', async () => {
    await open();
    opener.addEventListener('focus', () => tag.element.close(), { once: true });
    tag.element.close();
    await tag.settled();
    equal(document.activeElement, opener);
    deepEqual(tag.types, ['ready', 'height-change', 'exit']);
  });

  it('translates its name and its close button when its locale changes', async () => {
    tag.element.locale = 'de';
    await open();
    tag.element.locale = 'fr';
    await tag.settled();
    equal(tag.find('dialog')?.ariaLabel, 'Connexion');
    equal(tag.find('button')?.ariaLabel, 'Fermer');
    equal(tag.frame.title, 'Connexion');
    equal(tag.find('button')?.textContent, '×');
  });

  it('loads again for another src while it stays open', async () => {
    await open();
    const dialog = tag.find('dialog');
    tag.element.src = `${FRAME_PAGE}?other`;
    await tag.event('ready', 2);
    equal(tag.find('dialog'), dialog);
    ok(dialog?.open === true);
  });

  it('has a name and a named close button of sufficient size', async () => {
    tag.element.locale = 'de';
    await open();
    equal(tag.find('dialog')?.ariaLabel, 'Verbindung');
    equal(tag.frame.title, 'Verbindung');
    const button = tag.find('button');
    equal(button?.ariaLabel, 'Schließen');
    const { width = 0, height = 0 } = button?.getBoundingClientRect() ?? {};
    ok(width >= 44 && height >= 44);
    button?.focus();
    const { outlineStyle } = getComputedStyle(button ?? root);
    equal(tag.root.activeElement, button);
    ok(button?.matches(':focus-visible') === false || outlineStyle !== 'none');
  });

  it('scrolls content that is taller than the window inside the dialog', async () => {
    await open();
    tag.view.post('height-change', { height: 4000 });
    await tag.event('height-change', 2);
    const dialog = tag.find('dialog');
    ok(dialog !== null);
    ok(dialog.getBoundingClientRect().height <= innerHeight);
    ok(dialog.scrollHeight > 4000);
    ok(dialog.scrollWidth <= dialog.clientWidth);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`has the colours of the theme ${theme}, also when it changes`, async () => {
      await open();
      tag.element.theme = theme;
      await tag.settled();
      const dialog = tag.find('dialog');
      ok(dialog !== null);
      equal(getComputedStyle(dialog).colorScheme, theme);
      equal(getComputedStyle(dialog).backgroundColor, theme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(21, 23, 28)');
    });
  }

  it('does nothing at open() outside the document', () => {
    tag.element.remove();
    tag.element.open();
    equal(tag.find('dialog'), null);
  });
});
