import type { ConnectorView } from './connector.ts';
import { selectedConnection } from './subject.ts';
import type { ConnectorConnections, Subject } from './subject.ts';

/**
 * Views of the dialog that are not part of every page. A page contains those that it shows first, and its script loads
 * the others when it needs them. The element of a view is `embed-` and its name.
 */
export const VIEW_CHUNKS = [
  'form-step',
  'sign-in-step',
  'signing-in-step',
  'connected-step',
  'add-connection',
  'connection-chooser',
  'rename-form',
  'integrations',
  'install',
  'install-form',
  'install-history',
] as const;

/** One of {@link VIEW_CHUNKS}. */
export type ViewChunk = (typeof VIEW_CHUNKS)[number];

/** The view in which a person starts to connect. */
export function entryView({ usesSignIn, fields }: Pick<ConnectorView, 'usesSignIn' | 'fields'>): ViewChunk {
  return usesSignIn && fields.length === 0 ? 'sign-in-step' : 'form-step';
}

/** The views that a page shows first for a session. */
export function firstViews(session: {
  readonly subject: Subject;
  readonly connectors: readonly ConnectorConnections[];
}): readonly ViewChunk[] {
  if (session.subject.kind === 'portal') return ['integrations'];
  const selected = selectedConnection(session);
  if (!selected) return [];
  const { connector, connection, connections, canAdd } = selected;
  const isConnected = connection.status === 'connected';
  const hasSeveral = connections.length > 1;
  return [
    isConnected ? 'connected-step' : entryView(connector),
    ...(canAdd && (hasSeveral || isConnected) ? (['add-connection'] as const) : []),
    ...(hasSeveral ? (['connection-chooser'] as const) : []),
  ];
}

/** The sentences with these keys. A key without a sentence is left out. */
export function pickSentences(
  sentences: Readonly<Record<string, string>>,
  keys: Iterable<string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...keys].flatMap((key) => (key in sentences ? [[key, sentences[key] ?? '']] : [])));
}
