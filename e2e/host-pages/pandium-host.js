// Host code for Pandium's embedded pages, as its documentation shows it. Messages are objects, told apart by `message`.
window.addEventListener('message', (event) => {
  const { message, height, tenant } = event.data;
  const frame = document.querySelector('[data-widget]');
  const status = document.querySelector('[data-status]');

  switch (message) {
    case 'pandium-content-height-change':
      frame.style.height = `${height}px`;
      break;
    case 'pandium-success':
      status.dataset.state = 'connected';
      status.textContent = `connected: tenant ${tenant.id}`;
      break;
    case 'pandium-save-sync':
      status.dataset.state = 'installed';
      status.textContent = `installed: tenant ${tenant.id} of ${tenant.integration.name}`;
      break;
    case 'pandium-install-cancel':
      status.dataset.state = 'cancelled';
      status.textContent = `cancelled: tenant ${tenant.id}`;
      break;
  }
});
