import { html } from 'lit';
import type { Translate } from '../messages.ts';
import type { Failure } from '../state/dialog-state.ts';

/** Says why the view that a person has asked for could not be opened. */
export function viewProblem(translate: Translate, { code }: Pick<Failure, 'code'>) {
  return html`<div class="panel danger" role="alert">
    <h3 aria-level="2">${translate(`problem.${code}.title`)}</h3>
    <p>${translate(`problem.${code}.text`)}</p>
  </div>`;
}
