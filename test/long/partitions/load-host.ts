// The load, on the host of the API: `load-host.ts PORT CALLBACK`. Prints `acknowledged JOB` for each; told `stop` on its
// standard input, it asks for every job until all have ended, prints `ended JOB STATE`, then `done`.
import { createInterface } from 'node:readline'
import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import { rawRequest, type Answer } from '../../signed-client.ts'
import { authorization } from '../../authorization.ts'
import { noisyTone } from '../../tone.ts'
import { BUCKET, REGION, SECRET_ID, SECRET_KEY } from './settings.ts'

const [port = '', callback = ''] = process.argv.slice(2)
const PAUSE_MS = 500
const SETTLE_MS = 180_000

const stop = new AbortController()
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'stop') stop.abort()
})

async function call(method: string, host: string, path: string, body?: Uint8Array | string): Promise<Answer> {
  const now = Math.floor(Date.now() / 1_000)
  const signed = authorization({
    secretId: SECRET_ID,
    secretKey: SECRET_KEY,
    method,
    path,
    query: {},
    headers: { host },
    keyTime: `${now - 600};${now + 600}`,
  })
  return rawRequest(Number(port), { method, path, headers: { host, authorization: signed }, body })
}

const CI = `${BUCKET}.ci.${REGION}.myqcloud.com`
const input = await call('PUT', `${BUCKET}.cos.${REGION}.myqcloud.com`, '/in.wav', noisyTone(2))
if (input.status !== 200) throw new Error(`the upload was answered with ${input.status}: ${input.body}`)
const order = `<Request><Tag>NoiseReduction</Tag><Input><Object>in.wav</Object></Input><Operation><Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out.wav</Object></Output></Operation><CallBack>${callback}</CallBack></Request>`

const open = new Set<string>()
const waiting = new Set<Promise<void>>()
while (!stop.signal.aborted) {
  const submit = call('POST', CI, '/jobs', order)
    .then(({ status, body }) => {
      const id = /<JobId>([^<]+)<\/JobId>/.exec(body)?.[1]
      if (status !== 200 || id === undefined) return
      open.add(id)
      process.stdout.write(`acknowledged ${id}\n`)
    })
    .catch(() => undefined)
    .finally(() => waiting.delete(submit))
  waiting.add(submit)
  await sleep(PAUSE_MS)
}
await Promise.all(waiting)
const until = performance.now() + SETTLE_MS
while (open.size > 0 && performance.now() < until) {
  for (const id of open) {
    const answer = await call('GET', CI, `/jobs/${id}`).catch(() => undefined)
    const state = /<State>(Success|Failed|Cancel)<\/State>/.exec(answer?.body ?? '')?.[1]
    if (state === undefined) continue
    open.delete(id)
    process.stdout.write(`ended ${id} ${state}\n`)
  }
  await sleep(500)
}
process.stdout.write('done\n')
process.exit()
