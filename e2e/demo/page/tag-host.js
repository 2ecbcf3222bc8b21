// The host code for the tag. Its events bubble, so one listener on the document receives the events of all tags.
import { addToLog, showStatus } from './event-log.js';

document.addEventListener('connection-status-change', ({ connection }) => {
  const { name, connected, error } = connection;
  if (error && connected) showStatus('warning', `${name}: still connected, last attempt failed: ${error}`);
  else if (error) showStatus('error', `${name}: ${error}`);
  else showStatus(connected ? 'connected' : 'disconnected', `${name}: ${connected ? 'connected' : 'not connected'}`);
});

document.addEventListener('load-error', ({ message }) => showStatus('error', message));

document.querySelector('[data-open]')?.addEventListener('click', () => {
  document.querySelector('embed-connection').open();
});

// The log shows each event of the tag with its fields. The page's HTML lists the event types.
const types = document.querySelector('[data-event-types]').dataset.eventTypes.split(' ');
for (const type of types) {
  document.addEventListener(type, (event) => {
    if (event.target.localName !== 'embed-connection') return;
    const fields = Object.entries(event).filter(([name]) => name !== 'isTrusted');
    addToLog(type, fields.length > 0 ? Object.fromEntries(fields) : undefined);
  });
}
