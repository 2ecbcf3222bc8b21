// Host code for an embedded application, written from the published messages of Superblocks' clients. It posts its init
// twice within 100 ms and then every 100 ms until the application answers, and never again.
window.addEventListener('DOMContentLoaded', () => {
  const frame = document.querySelector('[data-widget]');
  const { origin } = new URL(frame.src);
  const { token, properties, colorScheme } = JSON.parse(frame.dataset.embed);
  const post = (type, data) => frame.contentWindow.postMessage({ type, data }, origin);

  let isInitialized = false;
  const initialize = () => {
    if (isInitialized) return;
    window.embed.inits += 1;
    post('INITIALIZE_EMBED', { token, properties, colorScheme });
  };
  window.embed = { post, inits: 0 };
  initialize();
  initialize();
  const timer = setInterval(initialize, 100);

  window.addEventListener('message', (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const { type, data } = event.data;
    switch (type) {
      case 'INITIALIZED':
        isInitialized = true;
        clearInterval(timer);
        break;
      case 'APP_LOADED':
        document.querySelector('[data-status]').textContent = `loaded: ${data.name}`;
        break;
      case 'EMIT_EVENT':
        if (data.eventName === 'height-change') frame.style.height = `${data.payload.height}px`;
    }
  });
});
