import { html, type TemplateResult } from 'lit';
import type { SettingField, SettingValues } from '../../protocol/installation.ts';
import { groupValues, isGroupValue, ownValue, shownFields } from '../../protocol/setting-validation.ts';
import { flowPages, type InstallState, may, needsConsent, scheduleOf } from '../state/install-state.ts';
import type { Facts, SettingRow } from './facts.ts';
import type { PageView } from './page-view.ts';

/** What is connected, set and scheduled, with buttons to change it. */
export function shownFacts({ context, dialog }: PageView, install: InstallState): TemplateResult {
  const { view, form, timeZone } = install;
  const isFixed = !may(dialog, 'connect') || needsConsent(view);
  const facts: Facts = {
    rows: settingRows(install),
    connectors: dialog.connectors,
    form,
    expression: scheduleOf(install).expression,
    timeZone,
    editable: isFixed ? [] : flowPages(install),
  };
  return html`<embed-install-facts .context=${context} .install=${install} .facts=${facts}></embed-install-facts>`;
}

/** The shown settings with their values, those of groups too. */
function settingRows({ view, settings }: InstallState): readonly SettingRow[] {
  const rows = (
    fields: readonly SettingField[],
    values: SettingValues,
    groups: SettingRow['groups'],
  ): readonly SettingRow[] =>
    shownFields(fields, values).flatMap((field) => {
      if (field.kind === 'group') return rows(field.fields, groupValues(values, field.name), [...groups, field]);
      const value = ownValue(values, field.name);
      const path = [...groups, field].map(({ name }) => name).join('.');
      return [{ field, groups, path, value: isGroupValue(value) ? undefined : value }];
    });
  return rows(view.fields, settings, []);
}
