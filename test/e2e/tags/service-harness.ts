import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { JobHarness } from '../../../packages/server/src/tags/testing/tag-outputs.ts'
import { ffprobe } from '../../../tooling/ffprobe.ts'
import { startService } from '../../../tooling/start-service.ts'
import { startReceiver } from '../../callback-receiver.ts'
import { askJobsForXml, openSdk } from '../../sdk-client.ts'
import { goldenFile } from './golden.ts'
import { makeInputs } from './inputs.ts'

const Bucket = 'media-1250000000'
const Region = 'ap-guangzhou'

/** A service with the inputs of all tags in its bucket, the official SDK, and a receiver of callbacks. */
export interface ServiceHarness extends JobHarness, AsyncDisposable {
  /** A call of the job API through the SDK: the body of its answer. */
  ask(method: string, path: string, body?: string): Promise<string>
}

/** `objects`: what lies in the bucket beside the inputs of all tags, by key. */
export async function openServiceHarness(
  objects: Readonly<Record<string, string | Buffer>>,
): Promise<ServiceHarness> {
  const receiver = await startReceiver()
  const service = await startService({
    settings: {
      LEMNIS_BUCKETS: `${Bucket}@${Region}`,
      LEMNIS_DENOISE: 'fast',
      // The golden files are compared with the vendor's pages; those of the native shape are beside its decoder.
      LEMNIS_CALLBACK_JSON: 'page',
    },
  })
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-tags-'))
  const cos = openSdk(service)
  for (const { key, file } of await makeInputs(directory)) {
    await cos.putObject({ Bucket, Region, Key: key, Body: await readFile(file) })
  }
  for (const [Key, Body] of Object.entries(objects)) await cos.putObject({ Bucket, Region, Key, Body })
  let jobs = 0

  const ask: ServiceHarness['ask'] = (method, at, body) =>
    askJobsForXml(cos, { bucket: Bucket, region: Region, method, path: at, body })
  const bytes: JobHarness['bytes'] = async (key) => (await cos.getObject({ Bucket, Region, Key: key })).Body
  const file: JobHarness['file'] = async (key) => {
    const at = path.join(directory, 'outputs', key)
    await mkdir(path.dirname(at), { recursive: true })
    await writeFile(at, await bytes(key))
    return at
  }
  return {
    ask,
    golden: (name) => readFile(goldenFile(name), 'utf8'),
    bytes,
    file,
    head: (key) => cos.headObject({ Bucket, Region, Key: key }),
    probe: async (key) => ffprobe(await file(key)),
    async runJob(request, format, under = 'jobs') {
      jobs += 1
      const at = `/job-${jobs}`
      const asked = request
        .replace('CALLBACK_URL', `${receiver.url}${at}`)
        .replace('<CallBackFormat>XML<', `<CallBackFormat>${format}<`)
      const submitted = await ask('POST', under, asked)
      const id = /<JobId>(\w+)<\/JobId>/.exec(submitted)?.[1] ?? ''
      const callback = await receiver.next((received) => received.path === at)
      return { submitted, answer: await ask('GET', `${under}/${id}`), callback }
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]()
      await receiver[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
