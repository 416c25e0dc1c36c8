import { readFile } from 'node:fs/promises'
import { startReceiver } from '../../test/callback-receiver.ts'
import { signedRequest } from '../../test/signed-client.ts'
import { startService } from '../../tooling/start-service.ts'
import type { Asked, Took } from './work.ts'

export const BUCKET = 'bench-1250000000'
export const REGION = 'local'
const OBJECTS = `${BUCKET}.cos.${REGION}.myqcloud.com`
const JOBS = `${BUCKET}.ci.${REGION}.myqcloud.com`

/** A running service as a client sees it. */
export interface Lemnis extends AsyncDisposable {
  put(key: string, file: string): Promise<void>
  /** A job: from the submit until its callback is here. A call: until its answer is. */
  run(asked: Asked): Promise<Took>
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly host: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

/** It runs one job at once, which then has all cores. */
export async function startLemnis(): Promise<Lemnis> {
  await using starting = new AsyncDisposableStack()
  const arrivals = new Map<string, (body: string) => void>()
  const receiver = starting.use(
    await startReceiver(({ path, body }) => {
      arrivals.get(path)?.(body)
      return 200
    }),
  )
  const settings = {
    LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
    LEMNIS_CONCURRENCY: '1',
    LEMNIS_CALLBACK_ALLOW: '127.0.0.1',
    LEMNIS_LOG_LEVEL: 'silent',
  }
  const service = starting.use(await startService({ settings }))
  const send = async (sent: Sent): Promise<string> => {
    const { status, body } = await signedRequest(service, sent)
    if (status !== 200) throw new Error(`${sent.method} ${sent.path} was answered with ${status}: ${body}`)
    return body
  }
  let runs = 0

  async function runJob({ tag, input, operation }: Extract<Asked, { kind: 'job' }>): Promise<Took> {
    runs += 1
    const prefix = `out/${runs}`
    const { promise, resolve } = Promise.withResolvers<string>()
    arrivals.set(`/${runs}`, resolve)
    const body =
      `<Request><Tag>${tag}</Tag><Input><Object>${input}</Object></Input>` +
      `<Operation>${operation.replaceAll('OUT', prefix)}</Operation>` +
      `<CallBack>${receiver.url}/${runs}</CallBack></Request>`
    const before = performance.now()
    await send({ method: 'POST', path: '/jobs', host: JOBS, body })
    const callback = await promise
    const ms = performance.now() - before
    if (!callback.includes('<State>Success</State>')) throw new Error(`a job failed: ${callback}`)
    const list = await send({ method: 'GET', path: '/', host: OBJECTS, query: { prefix: `${prefix}/` } })
    const sizes = [...list.matchAll(/<Size>(\d+)<\/Size>/g)].map(([, bytes]) => Number(bytes))
    return { ms, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) }
  }

  async function runCall({ path, query }: Extract<Asked, { kind: 'call' }>): Promise<Took> {
    const before = performance.now()
    await send({ method: 'GET', path, host: OBJECTS, query })
    return { ms: performance.now() - before, bytes: 0 }
  }

  const owned = starting.move()
  return {
    async put(key, file) {
      await send({ method: 'PUT', path: `/${key}`, host: OBJECTS, body: await readFile(file) })
    },
    run: (asked) => (asked.kind === 'job' ? runJob(asked) : runCall(asked)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
