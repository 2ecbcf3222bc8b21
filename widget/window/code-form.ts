import { SIGN_IN_CODE_LENGTH } from '../protocol/session-api.ts';
import { sendCode } from './send-code.ts';

/**
 * Sets up the form for the code, if the page has one. All its texts are already in the page.
 *
 * @param leave Navigates to the provider. Called after the right code.
 */
export function setUpCodeForm(main: HTMLElement, leave: (address: string) => void): void {
  const form = main.querySelector('form');
  const input = form?.querySelector('input');
  const button = form?.querySelector('button');
  const alert = form?.querySelector<HTMLElement>('[role=alert]');
  if (!form || !input || !button || !alert) return;

  const ready = button.textContent;
  let busy = false;

  const wait = (waiting: boolean) => {
    busy = waiting;
    input.readOnly = waiting;
    button.setAttribute('aria-disabled', String(waiting));
    button.textContent = (waiting && button.dataset['sending']) || ready;
  };

  const showError = (sentence: string | undefined, wrong: boolean) => {
    alert.textContent = sentence ?? '';
    input.setAttribute('aria-invalid', String(wrong));
    if (!sentence) return;
    input.focus();
    input.select();
  };

  const submit = async () => {
    if (busy) return;
    // Empties the alert first, so that screen readers repeat the same message.
    showError(undefined, false);
    const code = parseCode(input.value);
    if (code === undefined) {
      showError(alert.dataset['incomplete'], true);
      return;
    }
    wait(true);
    const outcome = await sendCode(code);
    // Stays busy until the provider's page replaces this page.
    if (outcome.kind === 'accepted') {
      leave(outcome.location);
      return;
    }
    wait(false);
    if (outcome.kind === 'wrong') showError(wrongCodeText(alert, outcome.triesLeft), true);
    else if (outcome.kind === 'refused') showProblem(main, outcome);
    else showError(alert.dataset['unreachable'], false);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  form.hidden = false;
}

/**
 * The digits of a code, typed or pasted in any format such as `123 456` or `123-456`. `undefined` if it is incomplete.
 */
function parseCode(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replace(/[\s\p{Pd}]/gu, '');
  return digits.length === SIGN_IN_CODE_LENGTH && /^\d+$/.test(digits) ? digits : undefined;
}

function wrongCodeText({ dataset: { wrong = '', one, many } }: HTMLElement, triesLeft: unknown): string {
  const tries = triesLeft === 1 ? one : many?.replace('{count}', String(triesLeft));
  return typeof triesLeft === 'number' ? `${wrong} ${tries ?? ''}` : wrong;
}

/** Replaces the content of the page by a problem. */
function showProblem(
  main: HTMLElement,
  { code, requestId }: { readonly code: string; readonly requestId: string },
): void {
  const problems = [...main.querySelectorAll('template')];
  const named = (name: string) => problems.find(({ dataset }) => dataset['problem'] === name);
  const problem = named(code) ?? named('other');
  if (!problem) return;
  main.replaceChildren(problem.content);
  const [codeElement, idElement] = main.querySelectorAll('.reference :is(code, bdi)');
  if (codeElement) codeElement.textContent = code;
  if (idElement) idElement.textContent = requestId;
  const title = main.querySelector('h1');
  document.title = title?.textContent ?? '';
  title?.focus();
}
