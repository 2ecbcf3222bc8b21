import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ConnectionStatus } from '../../protocol/connection.ts';
import type { ConnectorConnections } from '../../protocol/subject.ts';
import type { DialogContext } from '../dialog-context.ts';
import { plainButton } from '../plain-button.ts';
import { icon, iconStyles } from '../icon.ts';
import { plainText } from '../plain-text.ts';
import { panelStyles } from '../problem-panel.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { Translate } from '../messages.ts';
import { type Dialog, type DialogState, type Failure, isBusy } from '../state/dialog-state.ts';
import type { DialogCommand } from '../state/state-event.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { rowStyles } from './row-styles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-integration-steps': IntegrationSteps;
  }
}

const CHECK_MARK = 'm3 8.5 3.2 3.2L13 5';

/** Lists the connectors of an integration with their status. A person connects one after another, or chooses one. */
@customElement('embed-integration-steps')
export class IntegrationSteps extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    iconStyles,
    rowStyles,
    css`
      button[aria-current] {
        border-color: var(--strong-border);
        background: var(--embed-surface);
      }

      .connected {
        color: var(--good);
      }

      .needs_reauth,
      .error {
        color: var(--warning);
      }

      svg {
        flex: none;
        inline-size: 16px;
        block-size: 16px;
        color: var(--good);
      }

      .done {
        padding: 10px 12px;
        border-radius: var(--embed-radius);
        background: var(--soft-good);
        color: var(--good);
        font-weight: 600;
      }

      .all {
        justify-self: start;
        margin-inline-start: -16px;
      }
    `,
  ];

  @property({ attribute: false }) context!: Pick<DialogContext, 'translate'>;
  @property({ attribute: false }) state!: DialogState;

  protected override render() {
    const { translate } = this.context;
    const { dialog, application } = this.state;
    if (!dialog) return nothing;
    const { connectors } = dialog;
    const total = connectors.length;
    const count = connectors.filter((entry) => statusOf(entry) === 'connected').length;
    const isDone = count === total;
    // An install flow has this button, and what went wrong, above all of its pages.
    const isAlone = dialog.installation === undefined;
    const hasOthers = isAlone && (application?.shown?.integrations.length ?? 0) > 1;
    const all = () => {
      if (!application?.opening) this.#send({ type: 'open-integration' });
    };
    return html`
      <div class="stack close">
        ${hasOthers ? html`<div class="all">${plainButton({ translate }, 'steps.all', all)}</div>` : nothing}
        ${isAlone && application?.problem ? viewProblem(translate, application.problem) : nothing}
        ${
          total > 1
            ? html`<ol aria-label=${translate('steps.label')}>
                ${connectors.map((entry) => html`<li>${this.#step(entry, dialog)}</li>`)}
              </ol>`
            : nothing
        }
        <p class=${isDone ? 'done' : 'muted small'} role="status">
          ${isDone ? translate('steps.done') : total > 1 ? translate('steps.progress', { count, total }) : nothing}
        </p>
      </div>
    `;
  }

  #step(entry: ConnectorConnections, dialog: Dialog) {
    const { translate } = this.context;
    const { connector, connections } = entry;
    const busy = isBusy(dialog);
    const status = statusOf(entry);
    const isCurrent = connections.some(({ id }) => id === dialog.selectedId);
    const [first] = connections;
    const choose = () => {
      if (first && !isCurrent && !busy) this.#send({ type: 'select', id: first.id });
    };
    return html`
      <button type="button" aria-current=${isCurrent ? 'step' : nothing} aria-disabled=${busy} @click=${choose}>
        <span class="item">
          ${icon(connector.title, connector.icon)}
          <span class="text">
            <bdi class="name">${plainText(connector.title)}</bdi>
            <span class="small ${status === 'disconnected' ? 'muted' : status}">${translate(`status.${status}`)}</span>
          </span>
          ${
            status === 'connected'
              ? html`<svg viewBox="0 0 16 16" aria-hidden="true">
                  <path d=${CHECK_MARK} fill="none" stroke="currentColor" stroke-width="2" />
                </svg>`
              : nothing
          }
        </span>
      </button>
    `;
  }

  #send(command: DialogCommand): void {
    this.dispatchEvent(new DialogCommandEvent(command));
  }
}

/** The status of a connector: that of a working connection if it has one, else that of its oldest connection. */
function statusOf({ connections }: ConnectorConnections): ConnectionStatus {
  const shown = connections.find(({ status }) => status === 'connected') ?? connections[0];
  return shown?.status ?? 'disconnected';
}

/** Says why the view that a person has asked for could not be opened. */
export function viewProblem(translate: Translate, { code }: Pick<Failure, 'code'>) {
  return html`<div class="panel danger" role="alert">
    <h3 aria-level="2">${translate(`problem.${code}.title`)}</h3>
    <p>${translate(`problem.${code}.text`)}</p>
  </div>`;
}
