// Host code for Workato's connection widget, as its documentation shows it. It parses every message unchecked, and
// reads errors beside the payload.
window.addEventListener('message', (event) => {
  const frame = document.querySelector('[data-widget]');
  const data = JSON.parse(event.data);

  switch (data.type) {
    case 'heightChange':
      frame.style.height = `${data.payload.height}px`;
      break;
    case 'connectionStatusChange':
      if (data.error) show('error', `${data.payload.provider}: ${data.error}`);
      else if (data.payload.connected) show('connected', `${data.payload.provider}: connected`);
      else show('disconnected', `${data.payload.provider}: disconnected`);
      break;
    case 'error':
      show('error', `error: ${data.payload.message}`);
      break;
  }
});

// Hosts hide the widget until they know the status of the connection.
function show(state, text) {
  document.querySelector('[data-widget]').hidden = false;
  const status = document.querySelector('[data-status]');
  status.dataset.state = state;
  status.textContent = text;
}
