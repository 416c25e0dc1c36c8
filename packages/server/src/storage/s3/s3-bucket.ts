import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { StorageUnreachableError } from '../storage.ts'
import type { S3Location } from './location.ts'

/** How often a request is tried in all. */
export const MAX_TRIES = 5
const CONNECT_TIMEOUT_MS = 5_000
/** A connection on which nothing moves for so long is closed and the request made again, ms. */
const IDLE_TIMEOUT_MS = 30_000

export interface S3BucketOptions extends S3Location {
  /** Of another service than AWS. */
  readonly endpoint: string | undefined
  readonly region: string
  /** Whether the bucket is in the path and not in the host name, as most other services need it. */
  readonly pathStyle: boolean
}

/** A bucket with the client that reaches it. Each blob is the object `<prefix><id>`. */
export class S3Bucket implements Disposable {
  readonly client: S3Client
  readonly name: string
  readonly prefix: string

  private constructor(client: S3Client, { bucket, prefix }: S3Location) {
    this.client = client
    this.name = bucket
    this.prefix = prefix
  }

  /** Credentials come from the standard chain of AWS. Throws StorageUnreachableError when the bucket can't be used. */
  static async open(options: S3BucketOptions): Promise<S3Bucket> {
    const client = createClient(options)
    try {
      await client.send(new HeadBucketCommand({ Bucket: options.bucket }))
    } catch (error) {
      client.destroy()
      throw unusableBucket(error, options)
    }
    return new S3Bucket(client, options)
  }

  /** What names a blob's object in a request. */
  object(id: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.name, Key: this.prefix + id }
  }

  [Symbol.dispose](): void {
    this.client.destroy()
  }
}

function createClient({ region, pathStyle, endpoint }: S3BucketOptions): S3Client {
  return new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: MAX_TRIES,
    // Services that do not know these checksums reject them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: IDLE_TIMEOUT_MS },
  })
}

function unusableBucket(error: unknown, { bucket, endpoint }: S3BucketOptions): StorageUnreachableError {
  const where = endpoint === undefined ? 'AWS' : new URL(endpoint).host
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return new StorageUnreachableError(
    `The bucket ${bucket} of LEMNIS_STORAGE can't be used at ${where} (${why}). It must exist, and the credentials must allow to list, get, put and delete.`,
    { cause: error },
  )
}
