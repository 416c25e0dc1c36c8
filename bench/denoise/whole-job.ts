import { readFileSync } from 'node:fs'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import type { DenoiseSetting } from '../../packages/server/src/media/denoise/settings.ts'
import { allProcessorMs, childrenOf, serviceOf } from '../../test/process-tree.ts'
import { signedRequest } from '../../test/signed-client.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'

const BUCKET = 'bench-1250000000'
const REGION = 'ap-guangzhou'

export interface WholeJobOptions {
  readonly setting: DenoiseSetting
  /** Wav files, each of `secondsEach`. */
  readonly files: readonly string[]
  readonly secondsEach: number
}

/**
 * Processor seconds of the service and its children together, per second of audio: upload is not counted; submit,
 * the job and its callback's bookkeeping are. One job before the others warms it up. Linux.
 */
export async function wholeJobShare({ setting, files, secondsEach }: WholeJobOptions): Promise<number> {
  await using service = await startService({
    settings: { LEMNIS_DENOISE: setting, LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_CONCURRENCY: '1' },
  })
  for (const [index, file] of files.entries()) await upload(service, `${index}.wav`, readFileSync(file))
  await runJobs(service, ['0.wav'])
  const before = processorSeconds(service)
  await runJobs(
    service,
    files.map((_, index) => `${index}.wav`),
  )
  return (processorSeconds(service) - before) / (files.length * secondsEach)
}

async function upload(service: RunningService, key: string, body: Buffer): Promise<void> {
  const host = `${BUCKET}.cos.${REGION}.myqcloud.com`
  const { status } = await signedRequest(service, { method: 'PUT', path: `/${key}`, host, body })
  if (status !== 200) throw new Error(`the upload of ${key} was answered with ${status}`)
}

async function runJobs(service: RunningService, keys: readonly string[]): Promise<void> {
  const ids = await Promise.all(keys.map((key) => submit(service, key)))
  for (const id of ids) {
    for (;;) {
      const state = await stateOf(service, id)
      if (state === 'Success') break
      if (state === 'Failed') throw new Error(`job ${id} failed`)
      // Asking costs the service time that is counted: seldom enough not to matter.
      await sleep(500)
    }
  }
}

const call = (service: RunningService, method: string, path: string, body?: string) =>
  signedRequest(service, {
    method,
    path,
    host: `${BUCKET}.ci.${REGION}.myqcloud.com`,
    ...(body === undefined ? {} : { body }),
  })

async function submit(service: RunningService, key: string): Promise<string> {
  const { body } = await call(
    service,
    'POST',
    '/jobs',
    `<Request><Tag>NoiseReduction</Tag><Input><Object>${key}</Object></Input><Operation><Output>` +
      `<Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/${key}</Object></Output></Operation></Request>`,
  )
  const id = /<JobId>([^<]+)</.exec(body)?.[1]
  if (id === undefined) throw new Error(`the submit was answered with ${body}`)
  return id
}

async function stateOf(service: RunningService, id: string): Promise<string | undefined> {
  const { body } = await call(service, 'GET', `/jobs/${id}`)
  return /<State>([^<]+)</.exec(body)?.[1]
}

function processorSeconds(service: RunningService): number {
  const main = serviceOf(service.child.pid)
  return [main, ...childrenOf(main)].reduce((sum, pid) => sum + allProcessorMs(pid) / 1_000, 0)
}
