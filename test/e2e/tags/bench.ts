import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type COS from 'cos-nodejs-sdk-v5'
import { ffprobe, type FfprobeReport } from '../../../tooling/ffprobe.ts'
import { startService } from '../../../tooling/start-service.ts'
import { startReceiver, type ReceivedCallback } from '../../callback-receiver.ts'
import { askJobsForXml, openSdk } from '../../sdk-client.ts'
import { makeInputs } from './inputs.ts'

const Bucket = 'media-1250000000'
const Region = 'ap-guangzhou'

/** What a client of one job sees, byte for byte. */
export interface SeenJob {
  /** The answer of the submit. */
  readonly submitted: string
  /** The answer of a query by its id, once the callback came. */
  readonly answer: string
  readonly callback: ReceivedCallback
}

/** A service with the inputs of all tags in its bucket, the official SDK, and a receiver of callbacks. */
export interface TagsBench extends AsyncDisposable {
  /** A call of the job API through the SDK: the body of its answer. */
  ask(method: string, path: string, body?: string): Promise<string>
  /** Submits a request whose CallBack is CALLBACK_URL, and waits until it is done. */
  runJob(request: string, format: 'XML' | 'JSON', path?: string): Promise<SeenJob>
  head(key: string): Promise<COS.HeadObjectResult>
  /** The bytes of an object, fetched through the SDK. */
  bytes(key: string): Promise<Buffer>
  /** The same as a file, for programs that look at it. */
  file(key: string): Promise<string>
  /** What the system's ffprobe says of an object. */
  probe(key: string): Promise<FfprobeReport>
}

export async function openTagsBench(): Promise<TagsBench> {
  const receiver = await startReceiver()
  const service = await startService({
    settings: {
      LEMNIS_BUCKETS: `${Bucket}@${Region}`,
      LEMNIS_DENOISE: 'fast',
      // The golden files are held against the vendor's pages; those of the native shape are beside its decoder.
      LEMNIS_CALLBACK_JSON: 'page',
    },
  })
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-tags-'))
  const cos = openSdk(service)
  for (const { key, file } of await makeInputs(directory)) {
    await cos.putObject({ Bucket, Region, Key: key, Body: await readFile(file) })
  }
  let jobs = 0

  const ask: TagsBench['ask'] = (method, at, body) =>
    askJobsForXml(cos, { bucket: Bucket, region: Region, method, path: at, body })
  const bytes: TagsBench['bytes'] = async (key) => (await cos.getObject({ Bucket, Region, Key: key })).Body
  const file: TagsBench['file'] = async (key) => {
    const at = path.join(directory, 'outputs', key)
    await mkdir(path.dirname(at), { recursive: true })
    await writeFile(at, await bytes(key))
    return at
  }
  return {
    ask,
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
