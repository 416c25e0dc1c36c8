import { createWriteStream } from 'node:fs'
import COS from 'cos-nodejs-sdk-v5'
import { sleep } from '../packages/server/src/base/tasks/wait.ts'
import type { RunningService } from '../tooling/start-service.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const PLACE = { Bucket: BUCKET, Region: REGION }
const JOBS_URL = `http://${BUCKET}.ci.${REGION}.myqcloud.com/jobs`
const POLL_MS = 200

export interface JobState {
  readonly state: string
  readonly message: string
}

/**
 * The vendor's own SDK, used as against the cloud: only its `Proxy` setting leads to the service here, so that host
 * names, signatures and calls stay what they are.
 */
export class Client {
  readonly #cos: COS

  constructor({ secretId, secretKey, url }: RunningService) {
    this.#cos = new COS({ SecretId: secretId, SecretKey: secretKey, Protocol: 'http:', Proxy: url })
  }

  async createBucket(): Promise<string> {
    await this.#cos.putBucket(PLACE)
    return BUCKET
  }

  async upload(key: string, file: string): Promise<void> {
    await this.#cos.uploadFile({ ...PLACE, Key: key, FilePath: file })
  }

  async download(key: string, file: string): Promise<void> {
    await this.#cos.getObject({ ...PLACE, Key: key, Output: createWriteStream(file) })
  }

  /** Returns the job's id. */
  async submit(options: {
    input: string
    output: string
    callback: string
    sampleRate: number
  }): Promise<string> {
    const { input, output, callback, sampleRate } = options
    const order = {
      Tag: 'NoiseReduction',
      Input: { Object: input },
      Operation: {
        NoiseReduction: { Format: 'wav', SampleRate: String(sampleRate) },
        Output: { ...PLACE, Object: output },
        UserData: 'lemnis demo',
      },
      CallBack: callback,
    }
    const answer: unknown = await this.#cos.request({
      ...PLACE,
      Method: 'POST',
      Url: JOBS_URL,
      Key: 'jobs',
      ContentType: 'application/xml',
      Body: COS.util.json2xml({ Request: order }),
    })
    return textAt(answer, ['Response', 'JobsDetail', 'JobId'])
  }

  /** Asks until the job has ended or `signal` aborts, and tells each change of its state. */
  async *follow(jobId: string, signal: AbortSignal): AsyncGenerator<JobState> {
    let last = ''
    let ended = false
    while (!signal.aborted && !ended) {
      const answer: unknown = await this.#cos.request({
        ...PLACE,
        Method: 'GET',
        Url: `${JOBS_URL}/${jobId}`,
        Key: `jobs/${jobId}`,
      })
      const detail = (name: string): string => textAt(answer, ['Response', 'JobsDetail', name])
      const [state, message] = [detail('State'), detail('Message')]
      if (state !== last) yield { state, message }
      last = state
      ended = ['Success', 'Failed', 'Cancel'].includes(state)
      await sleep(POLL_MS, signal)
    }
  }
}

function textAt(answer: unknown, names: readonly string[]): string {
  let value = answer
  for (const name of names) {
    value =
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([key]) => key === name)?.[1]
        : undefined
  }
  if (typeof value === 'string') return value
  throw new Error(`the answer has no ${names.join('.')}`)
}
