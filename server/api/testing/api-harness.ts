import { startHarness, type Harness, type HarnessOptions } from '../../testing/harness.ts';
import { DocumentedResponses, type OpenApiDocument } from './openapi-document.ts';

/** A request to the API. */
export interface ApiRequest {
  /** The access token. */
  readonly token?: string;
  /** Sent as JSON, unless it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Fields of JSON bodies. Which of them a body has depends on its operation, and the OpenAPI document says it. */
export interface ApiBody {
  /** Of a list. */
  readonly data: readonly Readonly<Record<string, unknown>>[];
  /** Of a list. */
  readonly next_cursor: string | null;
  /** Of a refusal. */
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly fields?: readonly { readonly path: string; readonly message: string }[];
  };
  readonly [field: string]: unknown;
}

/** An answer of the API, which matches the OpenAPI document. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON. An empty object if the answer has another type, or no body. */
  readonly body: ApiBody;
  readonly text: string;
}

/** The whole application, and calls of its API. */
export interface ApiHarness {
  readonly harness: Harness;
  readonly document: OpenApiDocument;
  readonly documented: DocumentedResponses;
  /** Sends a request. Fails unless the answer is in the OpenAPI document: its status, and the schema of its body. */
  readonly call: (method: string, path: string, request?: ApiRequest) => Promise<ApiAnswer>;
  readonly close: () => Promise<void>;
}

/** Starts the whole application for tests of `/api/v1`. Every answer is checked against the OpenAPI document. */
export async function startApiHarness(options: HarnessOptions = {}): Promise<ApiHarness> {
  const harness = await startHarness(options);
  const document = (await (await harness.request('/api/v1/openapi.json')).json()) as OpenApiDocument;
  const documented = new DocumentedResponses(document);
  return {
    harness,
    document,
    documented,
    call: async (method, path, { token, body, headers = {} } = {}) => {
      const response = await harness.request(`/api/v1${path}`, {
        method,
        headers: {
          ...(token !== undefined && { Authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      documented.assertDocumented(method, `/api/v1${path.split('?', 1)[0] ?? ''}`, response, text);
      const { status, headers: received } = response;
      return { status, headers: received, body: parse(response, text), text };
    },
    close: () => harness.close(),
  };
}

function parse({ headers }: Response, text: string): ApiBody {
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false;
  return (isJson && text !== '' ? JSON.parse(text) : {}) as ApiBody;
}
