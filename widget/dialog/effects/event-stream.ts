/**
 * Reads a response as `text/event-stream` (HTML section 9.2.6) until it ends. Calls back with the parsed JSON of each
 * event.
 *
 * Supports only events with one line of data, as our server sends them. Rejects if the data is not JSON, or if the
 * stream breaks.
 */
export async function readEvents(response: Response, onEvent: (data: unknown) => void): Promise<void> {
  let rest = '';
  const write = (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) onEvent(JSON.parse(line.slice(5)));
  };
  await response.body?.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write }));
}
