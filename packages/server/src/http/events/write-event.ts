const encoder = new TextEncoder()

/** An event as `text/event-stream` has it: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function writeEvent(name: string, id: string, data: object = {}): Uint8Array {
  return encoder.encode(`event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`)
}

/** What a client does not see: it shows that the stream lives. */
export const HEARTBEAT = encoder.encode(': nothing new\n\n')

/** How long a client waits before it connects again. */
export const writeRetry = (ms: number): Uint8Array => encoder.encode(`retry: ${ms}\n`)
