// The event log of the demo, a closer look at the status, and choices that take effect at once. Nothing here is needed to embed the widget.
const log = document.querySelector('[data-log]');

window.addEventListener('message', ({ origin, data }) => {
  const isText = typeof data === 'string';
  const content = isText ? JSON.parse(data) : data;
  const entry = document.createElement('li');
  entry.append(
    element('time', new Date().toLocaleTimeString(undefined, { hour12: false })),
    element('strong', content.type ?? content.message),
    element('span', `${isText ? 'string' : 'object'} from ${origin}`),
    element('pre', pretty(content)),
  );
  log.prepend(entry);
  if (content.type === 'connectionStatusChange' && content.payload.connected && content.error) showKept(content);
});

/** The documented host code, which ran before, looks at the error alone. */
function showKept({ payload, error }) {
  const status = document.querySelector('[data-status]');
  status.dataset.state = 'warning';
  status.textContent = `${payload.provider}: still connected, last attempt failed: ${error}`;
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
document.querySelector('.choices').addEventListener('change', (event) => event.currentTarget.submit());
