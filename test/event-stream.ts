import type { RunningService } from '../tooling/start-service.ts'

export interface ServerSentEvent {
  readonly event: string
  readonly id: string
  readonly data: unknown
}

/** A stream of server-sent events. Its waits end after a while. */
export interface EventStream extends AsyncDisposable {
  next(): Promise<ServerSentEvent>
  /** The next event that is so. */
  until(isSo: (event: ServerSentEvent) => boolean): Promise<ServerSentEvent>
}

const TIMEOUT_MS = 15_000

export async function openEventStream(
  service: RunningService,
  headers: Readonly<Record<string, string>> = {},
  timeoutMs = TIMEOUT_MS,
): Promise<EventStream> {
  const leaving = new AbortController()
  const response = await fetch(`${service.url}/_lemnis/api/events`, {
    headers: { authorization: `Bearer ${service.adminToken}`, ...headers },
    signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(timeoutMs)]),
  })
  if (response.status !== 200 || !response.body)
    throw new Error(`the stream was answered ${response.status}: ${await response.text()}`)
  const events = readEvents(response.body)
  const next = async (): Promise<ServerSentEvent> => {
    const { value } = await events.next()
    if (!value) throw new Error('the stream ended')
    return value
  }
  return {
    next,
    async until(isSo) {
      for (;;) {
        const event = await next()
        if (isSo(event)) return event
      }
    },
    async [Symbol.asyncDispose]() {
      leaving.abort()
      await events.return(undefined).catch(() => undefined)
    },
  }
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent, undefined> {
  let text = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.split(':')[0], line.replace(/^\w*: /, '')]),
      )
      const event = fields.get('event')
      if (event !== undefined)
        yield { event, id: fields.get('id') ?? '', data: JSON.parse(fields.get('data') ?? '') }
    }
  }
  return undefined
}
