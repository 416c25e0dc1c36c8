import type { IncomingHttpHeaders } from 'node:http'
import path from 'node:path'
import { Readable } from 'node:stream'
import { ActivityRecorder } from '../../../activity/activity-recorder.ts'
import { createIds } from '../../../base/ids.ts'
import { silentLog } from '../../../base/log.ts'
import { findBucket } from '../../../buckets/store.ts'
import { openTestDatabase } from '../../../db/testing/test-database.ts'
import { createBucket } from '../../../engine/objects/create-bucket.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { ALL_RIGHTS, type Rights } from '../../../protocol/auth/is-allowed.ts'
import { parseQuery } from '../../../protocol/query.ts'
import { ComparedBlobs } from '../../../storage/compared-blobs.ts'
import { openFsStorage } from '../../../storage/fs/fs-storage.ts'
import { createTagRegistry } from '../../../tags/registry.ts'
import { Environment } from '../../../base/settings.ts'
import type { Call, Reply } from '../../call.ts'
import { readHttpSettings } from '../../config.ts'
import { readXmlBody } from '../../read-body.ts'
import type { RouteContext } from '../../route-context.ts'
import { KeyDirectory } from '../../key-directory.ts'
import { MediaCalls } from '../../media-calls.ts'
import { assertKnownParameters } from '../../known-parameters.ts'
import { NONE_KNOWN, authorize } from '../../operation.ts'
import { PREFLIGHT } from '../objects/answer-preflight.ts'
import { jobOperation } from '../job-routes.ts'
import { objectOperation } from '../object-routes.ts'

export const BUCKET = 'media-1250000000'
export const SECRET_ID = 'AKIDtest'
export const SECRET_KEY = 'a-key-for-tests'
const REGION = 'ap-guangzhou'

export interface RequestOptions {
  /** Defaults to the harness's bucket; `null` for a host that names none. */
  readonly bucket?: string | null
  readonly headers?: IncomingHttpHeaders
  readonly body?: string | Uint8Array | Readable
  /** The request has no signature. */
  readonly anonymous?: boolean
  /** Of the key that signed it; all by default. */
  readonly rights?: Rights
  /** The host of the request; object storage by default. */
  readonly service?: 'cos' | 'ci'
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

interface Download {
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
}

/** The routes on a real database and a real directory, called without a socket. */
export interface ObjectHarness extends AsyncDisposable {
  readonly context: RouteContext
  /** Moves the clock, which begins at a fixed time. */
  advance(ms: number): void
  /** `request('GET', '/key?query')`. Rejects with the ProtocolError of a rejected request. */
  request(method: string, target: string, options?: RequestOptions): Promise<Answer>
  /** The same for a binary response. */
  download(method: string, target: string, options?: RequestOptions): Promise<Download>
  /** Resolves with the code of the error. */
  rejection(method: string, target: string, options?: RequestOptions): Promise<string>
}

export async function openObjectHarness(settings: Record<string, string> = {}): Promise<ObjectHarness> {
  const at = await openTestDatabase()
  let now = Date.parse('2024-05-06T02:00:00.000Z')
  const clock = { now: () => now, monotonic: () => now }
  const ids = createIds(clock)
  const { db } = at
  const tags = createTagRegistry([])
  const keys = new KeyDirectory(db, { secretId: SECRET_ID, secretKey: SECRET_KEY })
  const storage = await openFsStorage({ directory: path.join(at.directory, 'storage'), clock, ids })
  const media = new MediaCalls({ storage, log: silentLog(), directory: path.join(at.directory, 'calls') })
  const context: RouteContext = {
    engine: {
      db,
      clock,
      ids,
      log: silentLog(),
      tags,
      timeZone: 0,
      maxTries: 3,
      leaseMs: 30_000,
      cancelRunning: false,
      callbackDeadlineMs: 15_000,
      callbackJson: 'native',
      tdmq: new Set(),
      activity: new ActivityRecorder({ db, clock, log: silentLog() }),
    },
    storage,
    copySources: new ComparedBlobs(storage, clock),
    tags,
    media,
    keys,
    callbackAddresses: { loopbackOpen: true, allow: [] },
    settings: readHttpSettings(new Environment(settings).read),
  }
  await createBucket(context.engine, { name: BUCKET, region: REGION })
  const reply = async (method: string, target: string, options: RequestOptions = {}): Promise<Reply> => {
    const call = await createCall(context, { method, target, ...options })
    const operation =
      method === 'OPTIONS' ? PREFLIGHT : options.service === 'ci' ? jobOperation(call) : objectOperation(call)
    if (!operation) {
      assertKnownParameters(call, NONE_KNOWN)
      throw new Error(`no operation for ${method} ${target}`)
    }
    authorize(call, operation)
    assertKnownParameters(call, operation.known)
    return operation.run(context, call)
  }
  const request: ObjectHarness['request'] = async (method, target, options) => {
    const { status, headers = {}, body } = await reply(method, target, options)
    return { status, headers, text: (await readBytes(body)).toString() }
  }
  return {
    context,
    advance(ms) {
      now += ms
    },
    request,
    async download(method, target, options) {
      const { headers = {}, body } = await reply(method, target, options)
      return { headers, bytes: await readBytes(body) }
    },
    rejection: (method, target, options) =>
      request(method, target, options).then(
        () => 'none',
        (error: unknown) => (error instanceof ProtocolError ? error.code : String(error)),
      ),
    async [Symbol.asyncDispose]() {
      keys[Symbol.dispose]()
      await media[Symbol.asyncDispose]()
      await at[Symbol.asyncDispose]()
    },
  }
}

async function createCall(
  context: RouteContext,
  options: RequestOptions & { method: string; target: string },
): Promise<Call> {
  const { method, target, bucket = BUCKET, body = '', headers = {}, service: host = 'cos' } = options
  const [rawPath = '', rawQuery = ''] = target.split('?')
  const stream = body instanceof Readable ? body : Readable.from([Buffer.from(body)])
  const length = body instanceof Readable ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const sent = { ...length, ...headers }
  const signal = new AbortController().signal
  return {
    method,
    target: {
      service: host,
      ...(bucket !== null && { bucket }),
      region: REGION,
      rawPath,
      key: decodeURIComponent(rawPath.slice(1)),
      rawQuery,
      pathStyle: false,
      hostNamesBucket: bucket !== null,
      host: `${bucket ?? 'service'}.${host}.${REGION}.example.test`,
    },
    query: parseQuery(rawQuery),
    headers: sent,
    requestId: 'test',
    bucket: bucket === null ? undefined : await findBucket(context.engine.db.reader, bucket),
    rights: options.anonymous === true ? undefined : (options.rights ?? ALL_RIGHTS),
    openBody: () => stream,
    signal,
    readXmlBody: () => readXmlBody({ stream, headers: sent, host }),
  }
}

async function readBytes(body: Reply['body'] = ''): Promise<Buffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body)
  const { first, rest } = body
  return Buffer.concat([Buffer.from(first), ...(await Array.fromAsync(rest, (chunk) => Buffer.from(chunk)))])
}
