import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ConnectionPage } from './ConnectionPage';

const app = document.querySelector('#app');
const { src, tokenUrl } = app.dataset;

createRoot(app).render(
  <StrictMode>
    <ConnectionPage src={src} tokenUrl={tokenUrl} />
  </StrictMode>,
);
