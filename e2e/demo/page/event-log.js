// What the demo's pages share: a list of what the page hears, and choices. Nothing here is needed to embed the widget.
const log = document.querySelector('[data-log]');

/** Adds an entry to the list, newest first. */
export function addToLog(name, content, origin = '') {
  const entry = document.createElement('li');
  entry.append(
    element('time', new Date().toLocaleTimeString(undefined, { hour12: false })),
    element('strong', name),
    element('span', origin),
    ...(content === undefined ? [] : [element('pre', pretty(content))]),
  );
  log.prepend(entry);
}

/** Says at the top of the page how things stand. */
export function showStatus(state, text) {
  const status = document.querySelector('[data-status]');
  status.dataset.state = state;
  status.textContent = text;
}

/** On one line what is short, such as a height. */
function pretty(content) {
  const line = JSON.stringify(content);
  return line.length < 80 ? line : JSON.stringify(content, null, 2);
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

document.querySelector('[data-clear]').addEventListener('click', () => log.replaceChildren());

document.querySelector('.choices').addEventListener('change', (event) => {
  const tag = document.querySelector('embed-connection');
  const { name, value } = event.target;
  // A tag changes its looks while it is open; everything else is another page.
  if (!tag || name === 'provider') return event.currentTarget.submit();
  document.documentElement.dataset.theme = document.querySelector('#theme').value;
  if (name === 'theme') tag.theme = value;
  else tag.locale = value;
  history.replaceState(null, '', `?${new URLSearchParams(new FormData(event.currentTarget))}`);
});
