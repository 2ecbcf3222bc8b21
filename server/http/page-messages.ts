import type { ErrorCode } from '../../widget/protocol/error-codes.ts';
import type { NoticePageState } from '../../widget/protocol/page-state.ts';

/** Sentences by key, as the build wrote them for one language. */
export type Sentences = Readonly<Record<string, string>>;

/** What can go wrong once a dialog is open. `unreachable`: this server does not answer. */
const DIALOG_PROBLEMS: ReadonlySet<ErrorCode | 'unreachable'> = new Set([
  'session_expired',
  'not_found',
  'conflict',
  'payload_too_large',
  'invalid_request',
  'invalid_credentials',
  'provider_unavailable',
  'rate_limited',
  'storage_unavailable',
  'internal',
  'embed_sandboxed',
  'unreachable',
]);

const PROBLEM_KEY = /^problem\.(\w+)\.(?:title|text)$/;

/** The sentences of a dialog: without those for problems that end a page before it opens. */
export function dialogMessages(sentences: Sentences): Sentences {
  const problems: ReadonlySet<string | undefined> = DIALOG_PROBLEMS;
  return pick(sentences, (key) => !PROBLEM_KEY.test(key) || problems.has(PROBLEM_KEY.exec(key)?.[1]));
}

/** The few sentences of a page that only says one thing. */
export function noticeMessages(sentences: Sentences, code: NoticePageState['code']): Sentences {
  return pick(sentences, (key) => key === 'problem.reference' || PROBLEM_KEY.exec(key)?.[1] === code);
}

function pick(sentences: Sentences, wanted: (key: string) => boolean): Sentences {
  return Object.fromEntries(Object.entries(sentences).filter(([key]) => wanted(key)));
}
