import { Agent, request } from 'node:http'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { authorization } from '../../test/authorization.ts'
import type { CallbackReceiver } from '../../test/callback-receiver.ts'
import type { RunningService } from '../../tooling/start-service.ts'

export interface Load {
  readonly service: RunningService
  readonly receiver: CallbackReceiver
  readonly seconds: number
  readonly perSecond: number
}

/** ms, one for each job. */
export interface LoadTimes {
  readonly submit: readonly number[]
  /** From the answer to its submit to the arrival of its callback. */
  readonly delivery: readonly number[]
}

const HOST = 'bench-1250000000.ci.local.myqcloud.com'
/** So many are submitted at once, this often. */
const BURST_MS = 50
/** The last callbacks may take so long, ms. */
const PATIENCE_MS = 30_000

/** Submits jobs at an even pace and waits for their callbacks. A job ends at once, since its input is not there. */
export async function runLoad({ service, receiver, seconds, perSecond }: Load): Promise<LoadTimes> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 })
  const before = receiver.received.length
  const submitted = new Map<string, { readonly ms: number; readonly at: number }>()
  const arrived = new Map<string, number>()
  using _watch = receiver.onReceived(({ body }) => {
    const id = /<JobId>([^<]+)/.exec(body)?.[1]
    if (id !== undefined) arrived.set(id, performance.now())
  })
  const body = `<Request><Tag>MediaInfo</Tag><Input><Object>none.mp3</Object></Input><CallBack>${receiver.url}/cb</CallBack></Request>`
  const burst = Math.round((perSecond * BURST_MS) / 1_000)
  const start = performance.now()
  const pending: Promise<void>[] = []
  for (let number = 0; number * BURST_MS < seconds * 1_000; number++) {
    for (let one = 0; one < burst; one++) pending.push(submit(service, agent, body, submitted))
    await sleep(Math.max(0, start + (number + 1) * BURST_MS - performance.now()))
  }
  await Promise.all(pending)
  const deadline = performance.now() + PATIENCE_MS
  while (receiver.received.length - before < submitted.size && performance.now() < deadline) await sleep(50)
  agent.destroy()
  const all = [...submitted]
  const missing = all.filter(([id]) => !arrived.has(id)).length
  if (missing > 0) throw new Error(`${missing} of ${all.length} callbacks did not arrive`)
  return {
    submit: all.map(([, { ms }]) => ms),
    delivery: all.map(([id, { at }]) => Math.max(0, (arrived.get(id) ?? at) - at)),
  }
}

function submit(
  { port, secretId, secretKey }: RunningService,
  agent: Agent,
  body: string,
  submitted: Map<string, { readonly ms: number; readonly at: number }>,
): Promise<void> {
  const now = Math.floor(Date.now() / 1_000)
  const keyTime = `${now - 1_000};${now + 900}`
  const signed = {
    secretId,
    secretKey,
    method: 'POST',
    path: '/jobs',
    query: {},
    headers: { host: HOST },
    keyTime,
  }
  const headers = { host: HOST, authorization: authorization(signed), 'content-length': String(body.length) }
  const from = performance.now()
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method: 'POST', path: '/jobs', headers, agent },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          const id = /<JobId>([^<]+)/.exec(text)?.[1]
          if (response.statusCode !== 200 || id === undefined) {
            reject(new Error(`a submit was answered ${response.statusCode}: ${text}`))
            return
          }
          const at = performance.now()
          submitted.set(id, { ms: at - from, at })
          resolve()
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
