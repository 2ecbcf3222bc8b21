// What few pages show: the sentences about problems and about changes made elsewhere, which the build adds to this chunk, and
// the notes that contain them.
import { html } from 'lit';
import { rareParts } from './rare-parts.ts';
import './sandbox-note.ts';

rareParts.elsewhere = ({ translate, connector }, change) => html`
  <p class="panel warning" role="status">${translate(`elsewhere.${change}`, { provider: connector.title })}</p>
`;

rareParts.setup = ({ translate }, { message }) => html`
  <details class="muted small">
    <summary>${translate('problem.developers')}</summary>
    <p lang="en">${message}</p>
  </details>
`;
