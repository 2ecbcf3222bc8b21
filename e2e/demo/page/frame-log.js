// Logs every message event of the window, on pages with a plain iframe.
import { addToLog, showStatus } from './event-log.js';

window.addEventListener('message', ({ origin, data }) => {
  const isText = typeof data === 'string';
  const content = isText ? JSON.parse(data) : data;
  addToLog(content.type ?? content.message, content, `${isText ? 'string' : 'object'} from ${origin}`);
  const { payload, error } = content;
  // The documented host code has already run. It shows the error even if the connection still works.
  if (content.type === 'connectionStatusChange' && payload.connected && error) {
    showStatus('warning', `${payload.provider}: still connected, last attempt failed: ${error}`);
  }
});
