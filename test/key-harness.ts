import { fileURLToPath } from 'node:url'
import COS from 'cos-nodejs-sdk-v5'
import { z } from 'zod'
import { startService, type RunningService } from '../tooling/start-service.ts'
import { askAdmin, askChecked, type AdminAnswer, type AdminRequest } from './admin-client.ts'
import { ApiDocument } from './api-document.ts'
import { noisyTone } from './tone.ts'

export const BUCKET = 'media-1250000000'
export const OTHER = 'other-1250000000'
export const REGION = 'ap-chongqing'

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
/** Of `localhost`. */
export const CERT = fixture('localhost.cert.pem')

/** As the official SDK reports it. */
export const denied = { statusCode: 403, code: 'AccessDenied' }

export interface Pair {
  readonly secretId: string
  readonly secretKey: string
  readonly token?: string | undefined
}

const pairShape = z.looseObject({
  secretId: z.string(),
  secretKey: z.string(),
  token: z.string().optional(),
})

/** A service with two buckets, an object `in/talk.wav` in each, and TLS beside plain HTTP. */
export class KeyHarness implements AsyncDisposable {
  readonly service: RunningService
  readonly document: ApiDocument

  private constructor(service: RunningService, document: ApiDocument) {
    this.service = service
    this.document = document
  }

  static async open(): Promise<KeyHarness> {
    const service = await startService({
      settings: {
        LEMNIS_BUCKETS: `${BUCKET}@${REGION},${OTHER}@${REGION}`,
        LEMNIS_TLS_CERT: CERT,
        LEMNIS_TLS_KEY: fixture('localhost.key.pem'),
      },
    })
    const harness = new KeyHarness(service, new ApiDocument((await askAdmin(service, '/openapi.json')).body))
    const main = harness.client(service)
    for (const Bucket of [BUCKET, OTHER]) {
      await main.putObject({ Bucket, Region: REGION, Key: 'in/talk.wav', Body: noisyTone(1) })
    }
    return harness
  }

  /** The official SDK, with Lemnis as its proxy. */
  client({ secretId, secretKey, token }: Pair): COS {
    return new COS({
      SecretId: secretId,
      SecretKey: secretKey,
      ...(token !== undefined && { SecurityToken: token }),
      Protocol: 'http:',
      Proxy: this.service.url,
    })
  }

  /** Calls the management API, and checks the response against its OpenAPI document. */
  ask(route: string, request: AdminRequest = {}): Promise<AdminAnswer> {
    return askChecked(this, route, request)
  }

  async createKey(name: string, buckets: readonly string[] | null): Promise<Pair> {
    return pairShape.parse((await this.ask('/keys', { body: { name, buckets } })).body)
  }

  async temporaryKey(body: object): Promise<Pair> {
    return pairShape.parse((await this.ask('/keys/temporary', { body })).body)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]()
  }
}

export interface SubmitOptions {
  readonly input?: string
  readonly output?: string
  readonly outputBucket?: string
}

const submitted = z.object({ Response: z.object({ JobsDetail: z.object({ State: z.string() }) }) })

/** Submits a job by the SDK's generic request, and returns its state. */
export async function submit(cos: COS, options: SubmitOptions = {}): Promise<string> {
  const { input = 'in/talk.wav', output = 'out/a.wav', outputBucket = BUCKET } = options
  const answer = await cos.request({
    Bucket: BUCKET,
    Region: REGION,
    Method: 'POST',
    Key: 'jobs',
    Url: `http://${BUCKET}.ci.${REGION}.myqcloud.com/jobs`,
    ContentType: 'application/xml',
    Body:
      `<Request><Tag>NoiseReduction</Tag><Input><Object>${input}</Object></Input><Operation><Output>` +
      `<Region>${REGION}</Region><Bucket>${outputBucket}</Bucket><Object>${output}</Object>` +
      '</Output></Operation></Request>',
  })
  return submitted.parse(answer).Response.JobsDetail.State
}
