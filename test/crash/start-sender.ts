import { webhookKey } from '@lemnis/receiver'
import { createSender } from '../../packages/server/src/callbacks/delivery/sender.ts'
import { HttpTransport } from '../../packages/server/src/callbacks/transports/http/http-transport.ts'
import type { Engine } from '../../packages/server/src/engine/engine.ts'

/** Sends callbacks to loopback addresses, on a database that other processes use as well. */
export function startSender({ db, clock, ids, log }: Engine): { stop(): Promise<void> } {
  const key = webhookKey('whsec_Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldCBhdCBhbGw=')
  const transport = new HttpTransport({
    clock,
    policy: { allow: [], loopbackOpen: true },
    resolve: () => Promise.reject(new Error('no name is used here')),
  })
  const stop = new AbortController()
  const running = createSender({ db, clock, ids, log, transport, keys: () => [key], soleProcess: false }).run(
    stop.signal,
  )
  return {
    async stop() {
      stop.abort()
      await running
      await transport[Symbol.asyncDispose]()
    },
  }
}
