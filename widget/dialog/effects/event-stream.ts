/**
 * Reads an answer as `text/event-stream` (HTML section 9.2.6) until it ends, and calls back with the JSON of each event.
 *
 * Only what our own server sends is understood: events whose data is one line. Rejects if what is sent is no JSON, or if
 * the stream breaks.
 */
export async function readEvents(response: Response, heard: (data: unknown) => void): Promise<void> {
  let rest = '';
  const write = (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) heard(JSON.parse(line.slice(5)));
  };
  await response.body?.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write }));
}
