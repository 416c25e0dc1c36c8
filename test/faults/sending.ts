import { systemClock } from '../../packages/server/src/base/clock.ts'
import type { AddressPolicy } from '../../packages/server/src/callbacks/address-guard.ts'
import { HttpTransport } from '../../packages/server/src/callbacks/transports/http/http-transport.ts'
import type { ResolveHost } from '../../packages/server/src/callbacks/transports/http/resolve-host.ts'
import type { Stopped, TransportResponse } from '../../packages/server/src/callbacks/transports/transport.ts'

export const loopbackOpen: AddressPolicy = { allow: [], loopbackOpen: true }
export const closed: AddressPolicy = { allow: [], loopbackOpen: false }

export interface TransportOptions {
  readonly policy?: AddressPolicy
  readonly resolve?: ResolveHost
}

export function createTransport({
  policy = loopbackOpen,
  resolve = () => Promise.resolve(['127.0.0.1']),
}: TransportOptions = {}): HttpTransport {
  return new HttpTransport({ clock: systemClock, policy, resolve })
}

export interface Post {
  readonly url: string
  readonly body?: Uint8Array
  readonly deadlineMs: number
}

export function post(
  transport: HttpTransport,
  { url, body, deadlineMs }: Post,
): Promise<TransportResponse | Stopped> {
  const headers = { 'content-type': 'application/xml' }
  const request = { url, headers, body: body ?? Buffer.from('<Response/>'), deadlineMs }
  return transport.send(request, new AbortController().signal)
}

/** Returns a response in a few words: the status and how much was read, or the cause of the failure. */
export function describeResponse(response: TransportResponse | Stopped): string {
  switch (response.kind) {
    case 'answered':
      return `${response.status}, ${response.body.length} B`
    case 'failed':
      return response.cause
    case 'confirmed':
    case 'stopped':
      return response.kind
  }
}
