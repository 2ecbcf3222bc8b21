// What a product's page does with Workato's connection widget, written as its documentation shows it: whatever comes
// is parsed without a look at it first, and errors are read beside the payload.
window.addEventListener('message', (event) => {
  const frame = document.querySelector('[data-widget]');
  const status = document.querySelector('[data-status]');
  const data = JSON.parse(event.data);

  switch (data.type) {
    case 'heightChange':
      frame.style.height = `${data.payload.height}px`;
      break;
    case 'connectionStatusChange':
      // The documented page keeps the widget hidden until it knows how the connection stands.
      frame.dataset.known = 'true';
      if (data.error) status.textContent = `${data.payload.provider}: ${data.error}`;
      else status.textContent = `${data.payload.provider}: ${data.payload.connected ? 'connected' : 'disconnected'}`;
      break;
    case 'error':
      frame.dataset.known = 'true';
      status.textContent = `error: ${data.payload.message}`;
      break;
  }
});
