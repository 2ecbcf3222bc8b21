import { css, html, nothing, type TemplateResult } from 'lit';
import type { TranslationKey } from '../../locales/en.ts';
import { plainButton } from '../plain-button.ts';
import { problemPanel } from '../problem-panel.ts';
import {
  type InstallationStatus,
  installationStatus,
  type InstallState,
  isDirty,
  may,
  needsConsent,
} from '../state/install-state.ts';
import { scheduleForm } from '../state/schedule-form.ts';
import { finishFooter } from './end-pages.ts';
import { readableTime, savedNextRuns } from './next-runs.ts';
import type { PageView } from './page-view.ts';
import { shownFacts } from './shown-facts.ts';

/** Styles of the overview. */
export const overviewStyles = css`
  .between {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    justify-content: space-between;
  }

  .status {
    padding: 2px 10px;
    border-radius: 99px;
    background: var(--soft-good);
    color: var(--good);
    font-size: 0.8667em;
    font-weight: 600;
  }

  .status:not(.active) {
    background: var(--soft-warning);
    color: var(--warning);
  }
`;

const STATUS_SENTENCES = {
  active: 'install.active',
  paused: 'install.paused',
  attention: 'install.attention',
  failed: 'install.run_failed',
} as const satisfies Record<InstallationStatus, TranslationKey>;

/** Shows what is installed, and what a person can do with it. */
export function overviewPage(view: PageView): TemplateResult {
  const { context, dialog, install, act } = view;
  const { translate, locale, tenant } = context;
  const { failure } = install;
  const { installation, consent, sharing } = install.view;
  if (!installation) return notInstalled(view);
  const saved: InstallState = {
    ...install,
    settings: installation.settings,
    form: scheduleForm(installation.schedule.expression),
    timeZone: installation.schedule.timeZone,
  };
  const status = installationStatus(installation, dialog.connectors);
  const isMissingConsent = needsConsent(install.view);
  return html`
    <div class="stack tight">
      <div class="between">
        <h2 tabindex="-1" ?data-start=${!failure}>${translate('install.overview')}</h2>
        <span class="status ${status}" role="status">${translate(STATUS_SENTENCES[status])}</span>
      </div>
      <p class="muted">
        ${sharing === 'account' ? translate('install.shared', { tenant }) : translate('install.personal')}
      </p>
    </div>
    ${failure ? problemPanel(context, { ...failure, keepsInput: true }) : nothing}
    ${isMissingConsent ? missingConsent(view) : nothing}
    ${isDirty(install) && may(dialog, 'connect') && !isMissingConsent ? unsavedChanges(view) : nothing}
    ${shownFacts(view, saved)}
    ${
      installation.nextRuns.length > 0 && !installation.paused ? savedNextRuns(context, installation.nextRuns) : nothing
    }
    <div class="row">
      <button type="button" @click=${() => act({ type: 'go', page: 'history' })}>
        ${translate('install.page.history')}
      </button>
    </div>
    ${
      consent?.givenAt === undefined
        ? nothing
        : html`<p class="muted small">${translate('install.agreed')} ${readableTime(consent.givenAt, locale)}</p>`
    }
    ${
      may(dialog, 'manage')
        ? html`<embed-install-dangers .context=${context} .install=${install}></embed-install-dangers>`
        : nothing
    }
    ${finishFooter(view)}
  `;
}

/** Says why a person who may not install anything sees no installation. */
function notInstalled({ context: { translate }, install }: PageView): TemplateResult {
  return html`
    <h2 tabindex="-1" data-start>${translate('install.none', { integration: install.view.integration.name })}</h2>
    <p>${translate('install.none_text')}</p>
  `;
}

function missingConsent({ context, dialog, install, act }: PageView): TemplateResult {
  const { translate } = context;
  return html`<div class="panel warning">
    <h3>${translate('install.page.consent')}</h3>
    <p>${translate('install.consent_missing', { integration: install.view.integration.name })}</p>
    ${
      may(dialog, 'connect')
        ? html`<div class="row">
            <button type="button" @click=${() => act({ type: 'go', page: 'consent' })}>
              ${translate('install.read_consent')}
            </button>
          </div>`
        : nothing
    }
  </div>`;
}

function unsavedChanges({ context, install, act }: PageView): TemplateResult {
  const { translate } = context;
  const isSaving = install.call?.work.name === 'save';
  return html`<div class="panel">
    <h3>${translate('install.unsaved')}</h3>
    <div class="row">
      <button type="button" aria-disabled=${isSaving} @click=${() => act({ type: 'continue' })}>
        ${translate(isSaving ? 'install.working' : 'install.save')}
      </button>
      ${plainButton(context, 'install.discard', () => act({ type: 'discard' }))}
    </div>
  </div>`;
}

/** The history of an installation. */
export function historyPage({ context, install, act }: PageView): TemplateResult {
  const { translate } = context;
  return html`
    <h2 tabindex="-1" data-start>${translate('install.page.history')}</h2>
    <embed-install-history .context=${context} .history=${install.history}></embed-install-history>
    <div class="footer">
      <button type="button" @click=${() => act({ type: 'go', page: 'overview' })}>${translate('install.back')}</button>
    </div>
  `;
}
