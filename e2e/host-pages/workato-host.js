// What a product's page does with Workato's connection widget, written as its documentation shows it: whatever comes
// is parsed without a look at it first, and errors are read beside the payload.
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

// Hosts keep the widget hidden until they know how the connection stands.
function show(state, text) {
  document.querySelector('[data-widget]').hidden = false;
  const status = document.querySelector('[data-status]');
  status.dataset.state = state;
  status.textContent = text;
}
