import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { IntegrationSummary } from '../../protocol/page-state.ts';
import type { DialogContext } from '../dialog-context.ts';
import { monogram, plainText } from '../plain-text.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { DialogState } from '../state/dialog-state.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { rowStyles } from './row-styles.ts';
import './integration-steps.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-integrations': Integrations;
  }
}

/** Lists the integrations of an application. Without a session, a person can only read the list. */
@customElement('embed-integrations')
export class Integrations extends LitElement {
  static override readonly styles = [
    sharedStyles,
    rowStyles,
    css`
      li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) context!: Pick<DialogContext, 'translate'>;
  @property({ attribute: false }) state!: DialogState;

  protected override render() {
    const { translate } = this.context;
    const { shown } = this.state.application ?? {};
    if (!shown) return nothing;
    const { organization, tenant, integrations, readOnly } = shown;
    return html`
      <div class="stack">
        <div class="stack tight">
          <h1 tabindex="-1" data-start>${translate('integrations.title')}</h1>
          <p class="muted">
            ${
              readOnly
                ? translate('integrations.read_only', { organization })
                : translate('header.context', { tenant, organization })
            }
          </p>
        </div>
        ${
          integrations.length === 0
            ? html`<p>${translate('integrations.empty')}</p>`
            : html`<ul>
                ${integrations.map(
                  (integration) => html`<li>${readOnly ? this.#content(integration) : this.#button(integration)}</li>`,
                )}
              </ul>`
        }
      </div>
    `;
  }

  #button(integration: IntegrationSummary) {
    const isLoading = this.state.tokens.exchange !== undefined;
    const open = () => {
      const { slug } = integration;
      if (!isLoading) this.dispatchEvent(new DialogCommandEvent({ type: 'open-integration', slug }));
    };
    return html`<button type="button" aria-disabled=${isLoading} @click=${open}>${this.#content(integration)}</button>`;
  }

  #content({ name, description, connectors }: IntegrationSummary) {
    const titles = connectors.map(({ title }) => plainText(title));
    return html`<span class="item">
      <span class="monogram" aria-hidden="true">${monogram(name)}</span>
      <span class="text">
        <bdi class="name">${plainText(name)}</bdi>
        ${description === '' ? nothing : html`<span class="small">${plainText(description)}</span>`}
        <span class="muted small">${titles.join(' · ')}</span>
      </span>
    </span>`;
  }
}
