// The log and the choices of the demo's pages. A real host page needs none of this.
const log = document.querySelector('[data-log]');

/** Adds an entry at the top of the log. */
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

/** Shows the status at the top of the page. */
export function showStatus(state, text) {
  const status = document.querySelector('[data-status]');
  status.dataset.state = state;
  status.textContent = text;
}

/** Formats short content, such as a height, on one line. */
function pretty(content) {
  const line = JSON.stringify(content);
  return line.length < 80 ? line : JSON.stringify(content, null, 2);
}

function element(name, text) {
  const created = document.createElement(name);
  created.textContent = text;
  return created;
}

document.querySelector('[data-clear]').addEventListener('click', () => log.replaceChildren());

document.querySelector('.choices').addEventListener('change', (event) => {
  const tag = document.querySelector('embed-connection');
  const { name, value } = event.target;
  // An open tag can change its theme and language. Any other choice loads another page.
  if (!tag || name === 'provider') return event.currentTarget.submit();
  document.documentElement.dataset.theme = document.querySelector('#theme').value;
  if (name === 'theme') tag.theme = value;
  else tag.locale = value;
  history.replaceState(null, '', `?${new URLSearchParams(new FormData(event.currentTarget))}`);
});
