import type { ConnectorField } from '../../widget/protocol/connector.ts';
import type { ConnectorDefinition } from './definition.ts';
import type { Values } from './template.ts';

/** The part of a definition that says how to authenticate. */
export type Auth = ConnectorDefinition['auth'];

/** That part, for one type. */
export type AuthOf<Type extends Auth['type']> = Extract<Auth, { readonly type: Type }>;

/** A request to an external system before it goes out. */
export interface OutboundRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** One way to authenticate: what it asks a person for, and where that goes in a request. */
export interface AuthType<A extends Auth> {
  /** What to ask for, in order. */
  fields(auth: A): readonly ConnectorField[];

  /** Names of fields whose blanks at either end belong to the value. Others are pasted, often with a line break. */
  readonly verbatim: readonly string[];

  /**
   * Returns the request with the credentials in it.
   *
   * @throws {InvalidRequestError} For a value that cannot be sent this way.
   */
  authorize(auth: A, values: Values, request: OutboundRequest): OutboundRequest;
}

/** Returns the request with another header, or the same one when there is nothing to send. */
export function withHeader(request: OutboundRequest, name: string, value: string): OutboundRequest {
  return value === '' ? request : { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
}

/** Returns the request with another parameter in its query, or the same one when there is nothing to send. */
export function withQuery(request: OutboundRequest, name: string, value: string): OutboundRequest {
  if (value === '') return request;
  const url = new URL(request.url);
  // `searchParams` would write what is already there anew.
  const more = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  url.search = url.search === '' ? more : `${url.search}&${more}`;
  return { ...request, url };
}
