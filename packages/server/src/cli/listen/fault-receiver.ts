import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { verify, WebhookVerificationError, type WebhookKey } from '@lemnis/receiver'
import { sleep } from '../../base/tasks/wait.ts'
import { CommandError } from '../command.ts'

export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'fail'; readonly status: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'slow'; readonly ms: number }

export interface Received {
  readonly id: string | undefined
  readonly attempt: string | undefined
  readonly bytes: number
  /** `undefined` when there is no key to check with. */
  readonly signature: 'holds' | 'does not hold' | undefined
  /** What it was answered: `500`, `nothing`, `200 after 3000 ms`. */
  readonly answered: string
}

export interface FaultReceiverOptions {
  /** 0 for any free one. */
  readonly port: number
  readonly fault: Fault
  readonly keys: readonly WebhookKey[]
  readonly onReceived: (received: Received) => void
}

export interface FaultReceiver extends AsyncDisposable {
  readonly url: string
}

/** Starts a receiver on loopback that answers every callback as `fault` says. */
export async function startFaultReceiver(
  options: FaultReceiverOptions,
  signal: AbortSignal,
): Promise<FaultReceiver> {
  const server = createServer((request, response) => void answer(request, response))
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request)
    if (body === undefined) return
    options.onReceived(describe(request, body, options))
    const { fault } = options
    if (fault.kind === 'hang') return
    if (fault.kind === 'slow') await sleep(fault.ms, signal)
    response.on('error', () => undefined)
    response.writeHead(fault.kind === 'fail' ? fault.status : 200).end()
  }
  server.listen(options.port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new CommandError(
      `Port ${options.port} can't be listened on: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The body, or `undefined` when the sender closed the connection before its end. */
async function readAll(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  try {
    await once(request, 'end')
  } catch {
    return undefined
  }
  return Buffer.concat(chunks)
}

function describe(
  { headers }: IncomingMessage,
  body: Buffer,
  { fault, keys }: FaultReceiverOptions,
): Received {
  return {
    id: headers['webhook-id']?.toString(),
    attempt: headers['lemnis-attempt']?.toString(),
    bytes: body.length,
    signature: keys.length === 0 ? undefined : isValid(headers, body, keys) ? 'holds' : 'does not hold',
    answered: answerOf(fault),
  }
}

function isValid(headers: IncomingMessage['headers'], body: Buffer, keys: readonly WebhookKey[]): boolean {
  try {
    verify({ headers, body, keys })
    return true
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false
    throw error
  }
}

function answerOf(fault: Fault): string {
  switch (fault.kind) {
    case 'none':
      return '200'
    case 'fail':
      return String(fault.status)
    case 'hang':
      return 'nothing'
    case 'slow':
      return `200 after ${fault.ms} ms`
  }
}
