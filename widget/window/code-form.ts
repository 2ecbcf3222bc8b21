import { SIGN_IN_CODE_LENGTH } from '../protocol/session-api.ts';
import { sendCode } from './send-code.ts';

/**
 * Brings the form to life that asks for the code, if the page has one. Everything it comes to say stands in the page.
 *
 * @param leave Goes to the external system, once the code was right.
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

  const complain = (sentence: string | undefined, wrong: boolean) => {
    alert.textContent = sentence ?? '';
    input.setAttribute('aria-invalid', String(wrong));
    if (!sentence) return;
    input.focus();
    input.select();
  };

  const submit = async () => {
    if (busy) return;
    // Emptied first, so that the same issue is read out again.
    complain(undefined, false);
    const code = parseCode(input.value);
    if (code === undefined) {
      complain(alert.dataset['incomplete'], true);
      return;
    }
    wait(true);
    const outcome = await sendCode(code);
    // It stays busy until the other page has taken the place of this one.
    if (outcome.kind === 'accepted') {
      leave(outcome.location);
      return;
    }
    wait(false);
    if (outcome.kind === 'wrong') complain(wrongCodeText(alert, outcome.triesLeft), true);
    else if (outcome.kind === 'refused') showProblem(main, outcome);
    else complain(alert.dataset['unreachable'], false);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  form.hidden = false;
}

/** The digits of a code, however it was typed or pasted: `123 456`, `123-456`. `undefined`: that is no whole code. */
function parseCode(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replace(/[\s\p{Pd}]/gu, '');
  return digits.length === SIGN_IN_CODE_LENGTH && /^\d+$/.test(digits) ? digits : undefined;
}

function wrongCodeText({ dataset: { wrong = '', one, many } }: HTMLElement, triesLeft: unknown): string {
  const tries = triesLeft === 1 ? one : many?.replace('{count}', String(triesLeft));
  return typeof triesLeft === 'number' ? `${wrong} ${tries ?? ''}` : wrong;
}

/** Puts a problem in the place of everything else. */
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
