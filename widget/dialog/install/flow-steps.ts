import { css, html, nothing, type TemplateResult } from 'lit';
import { localizedText } from '../../protocol/localized-text.ts';
import { shownFields } from '../../protocol/setting-validation.ts';
import { plainText } from '../plain-text.ts';
import { type FlowPage, isConnected } from '../state/install-state.ts';
import { offeredKinds } from '../state/schedule-form.ts';
import { nextRuns, readableTime } from './next-runs.ts';
import type { PageView } from './page-view.ts';
import { shownFacts } from './shown-facts.ts';
import { stepFooter, stepHeading } from './step-frame.ts';

/** Styles of the steps. */
export const flowStepStyles = css`
  .error {
    color: var(--embed-danger);
  }

  .consent {
    white-space: pre-line;
  }

  .links {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    list-style: none;
  }
`;

/** The steps through which a person installs an integration, and in which a person changes it later. */
export const flowSteps: Readonly<Record<FlowPage, (view: PageView) => TemplateResult>> = {
  consent: consentStep,
  connect: connectStep,
  settings: settingsStep,
  schedule: scheduleStep,
  review: reviewStep,
};

function consentStep(view: PageView): TemplateResult {
  const { translate, locale } = view.context;
  const { consent } = view.install.view;
  if (!consent) return html``;
  const links = consent.links.filter(({ url }) => url.startsWith('https://'));
  return html`
    ${stepHeading(view)}
    <p class="consent">${localizedText(consent.text, locale).split('\n').map(plainText).join('\n')}</p>
    ${
      links.length > 0
        ? html`<ul class="links">
            ${links.map(
              ({ label, url }) =>
                html`<li><a href=${url} target="_blank" rel="noopener noreferrer">${plainText(label)}</a></li>`,
            )}
          </ul>`
        : nothing
    }
    ${
      consent.givenAt === undefined
        ? nothing
        : html`<p class="muted small">${translate('install.agreed')} ${readableTime(consent.givenAt, locale)}</p>`
    }
    ${stepFooter(view, consent.givenAt === undefined ? 'install.agree' : 'install.continue')}
  `;
}

function connectStep(view: PageView): TemplateResult {
  const { context, dialog, install } = view;
  const { translate, locale } = context;
  const left = dialog.connectors.filter((entry) => !isConnected(entry)).map(({ connector }) => connector.title);
  const providers = new Intl.ListFormat(locale).format(left.map(plainText));
  return html`
    ${stepHeading(view)}
    <slot></slot>
    ${
      install.isUnconnected && left.length > 0
        ? html`<p class="error" role="alert">${translate('install.unconnected', { providers })}</p>`
        : nothing
    }
    ${stepFooter(view, install.view.installation ? 'install.finish' : 'install.continue', left.length === 0)}
  `;
}

function settingsStep(view: PageView): TemplateResult {
  const { context, dialog, install } = view;
  const { problems } = install;
  const providers = new Map(dialog.connectors.map(({ connector }) => [connector.name, connector.title]));
  return html`
    ${stepHeading(view, problems.length > 0)}
    <embed-install-form
      ?data-start=${problems.length > 0}
      .context=${context}
      .install=${install}
      .shown=${shownFields}
      .providers=${providers}
    ></embed-install-form>
    ${stepFooter(view, install.view.installation ? 'install.save' : 'install.continue')}
  `;
}

function scheduleStep(view: PageView): TemplateResult {
  const { context, install } = view;
  const { scheduleProblem, form } = install;
  const { minimumMinutes } = install.view.schedule;
  return html`
    ${stepHeading(view, scheduleProblem !== undefined)}
    <embed-schedule-editor
      ?data-start=${scheduleProblem !== undefined}
      .context=${context}
      .install=${install}
      .kinds=${offeredKinds(minimumMinutes, form.kind)}
    ></embed-schedule-editor>
    ${nextRuns(view)} ${stepFooter(view, install.view.installation ? 'install.save' : 'install.continue')}
  `;
}

function reviewStep(view: PageView): TemplateResult {
  const { context, install } = view;
  return html`
    <div class="stack tight">
      ${stepHeading(view)}
      <p class="muted">${context.translate('install.review', { integration: install.view.integration.name })}</p>
    </div>
    ${shownFacts(view, install)} ${nextRuns(view)} ${stepFooter(view, 'install.submit')}
  `;
}
