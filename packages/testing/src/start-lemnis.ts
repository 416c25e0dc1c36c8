import { randomBytes } from 'node:crypto'
import type COS from 'cos-nodejs-sdk-v5'
import { loadSdk } from '../locate.cjs'
import type { CallbackFilter, Failure, ReceivedCallback, WaitOptions } from './callback-options.ts'
import { Callbacks } from './callbacks.ts'
import { assertBuckets, assertOptions } from './assert-arguments.ts'
import { Management } from './management.ts'
import { ServiceProcess } from './service-process.ts'

const DEFAULT_BUCKET = 'media-1250000000'
const DEFAULT_REGION = 'ap-guangzhou'
/** As many as the service allows. */
const MOST_RETRIES = 100

export interface LemnisOptions {
  /** Bucket or buckets of the service, `name-appid`; the first is `lemnis.bucket`. By default media-1250000000. */
  readonly buckets?: string | readonly string[]
  /** Of all buckets; ap-guangzhou by default. */
  readonly region?: string
  /**
   * `LEMNIS_…` settings, such as `{ LEMNIS_DENOISE: 'best' }`; `fast` by default. A name that is none is refused. `AWS_…`
   * variables are passed on for an S3 storage.
   */
  readonly settings?: Readonly<Record<string, string>>
  /** Prints the service's log to standard error. */
  readonly showLog?: boolean
}

/** The options of the official SDK for Node that lead it to the service. */
export interface SdkOptions {
  readonly SecretId: string
  readonly SecretKey: string
  readonly Protocol: 'http:'
  readonly Proxy: string
}

/** A running service and a receiver of its callbacks. Disposing of it stops both and removes all that was stored. */
export interface Lemnis extends AsyncDisposable {
  /** `http://127.0.0.1:…`: an endpoint, and an HTTP proxy for the vendor's host names. */
  readonly url: string
  readonly bucket: string
  readonly region: string
  readonly secretId: string
  readonly secretKey: string
  /** `whsec_…`, which signs callbacks. */
  readonly webhookSecret: string
  /** For `LEMNIS_…` of a program that is tested, or of the command line. */
  readonly environment: Readonly<Record<string, string>>
  readonly sdkOptions: SdkOptions
  /** Where all callbacks arrive, whatever address a job names. */
  readonly callbackUrl: string
  /** Returns an official SDK (`cos-nodejs-sdk-v5`) that calls the service. Throws when it is not installed. */
  readonly sdk: () => COS
  /**
   * Resolves with the next callback that matches and was acknowledged, also one that came before. Each is returned once.
   * Rejects after a time-out, and says what came instead.
   */
  readonly waitForCallback: (filter?: CallbackFilter, options?: WaitOptions) => Promise<ReceivedCallback>
  /** Returns all callbacks that arrived, in their order: failed attempts as well. */
  readonly callbacks: () => readonly ReceivedCallback[]
  /**
   * Lets the next attempts of delivery fail, with status 503 if nothing is said. Each is repeated .3 s later, also after a 410.
   */
  readonly failNext: (count?: number, failure?: Failure) => void
  /** Forgets the callbacks that came, and failures that were ordered, such as between two tests. */
  readonly clearCallbacks: () => void
  readonly stop: () => Promise<void>
}

/** Starts a service on a free port with a directory of its own, in a child of this process. */
export async function startLemnis(options: LemnisOptions = {}): Promise<Lemnis> {
  assertOptions(options, ['buckets', 'region', 'settings', 'showLog'], 'the options of startLemnis')
  const { buckets = DEFAULT_BUCKET, region = DEFAULT_REGION, settings = {} } = options
  assertBuckets(buckets)
  const bucketNames = [buckets].flat()
  const webhookSecret = settings['LEMNIS_WEBHOOK_SECRET'] ?? `whsec_${randomBytes(32).toString('base64')}`
  const callbacks = await Callbacks.listen(webhookSecret)
  let service: ServiceProcess
  try {
    service = await ServiceProcess.start({
      settings: {
        LEMNIS_PORT: '0',
        LEMNIS_BUCKETS: bucketNames.map((bucket) => `${bucket}@${region}`).join(','),
        LEMNIS_DENOISE: 'fast',
        LEMNIS_CALLBACK_TO: callbacks.url,
        LEMNIS_CALLBACK_RETRIES: Array(MOST_RETRIES).fill('.3').join(','),
        ...settings,
        LEMNIS_WEBHOOK_SECRET: webhookSecret,
      },
      given: Object.keys(settings).filter((name) => !name.startsWith('AWS_')),
      showLog: options.showLog ?? false,
    })
  } catch (error) {
    await callbacks[Symbol.asyncDispose]()
    throw error
  }
  const stop = async (): Promise<void> => {
    callbacks.endWaits()
    await service.stop()
    await callbacks[Symbol.asyncDispose]()
  }
  const { environment } = service
  const {
    LEMNIS_URL: url = '',
    LEMNIS_SECRET_ID: secretId = '',
    LEMNIS_SECRET_KEY: secretKey = '',
    LEMNIS_ADMIN_TOKEN: token = '',
  } = environment
  callbacks.connect(new Management({ url, token }))
  const sdkOptions: SdkOptions = { SecretId: secretId, SecretKey: secretKey, Protocol: 'http:', Proxy: url }
  return {
    url,
    bucket: bucketNames[0] ?? DEFAULT_BUCKET,
    region,
    secretId,
    secretKey,
    webhookSecret,
    environment,
    sdkOptions,
    callbackUrl: callbacks.url,
    sdk: () => createSdk(sdkOptions),
    waitForCallback: (filter = {}, wait = {}) => callbacks.wait(filter, wait),
    callbacks: () => callbacks.all(),
    failNext: (count = 1, failure = { status: 503 }) => {
      callbacks.failNext(count, failure)
    },
    clearCallbacks: () => {
      callbacks.clear()
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function createSdk(options: SdkOptions): COS {
  let Sdk: typeof COS
  try {
    Sdk = loadSdk()
  } catch (error) {
    throw new Error('lemnis.sdk() needs the official SDK: npm install --save-dev cos-nodejs-sdk-v5', {
      cause: error,
    })
  }
  return new Sdk(options)
}
