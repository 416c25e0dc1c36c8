import type { IncomingHttpHeaders } from 'node:http'
import path from 'node:path'
import { Readable } from 'node:stream'
import { createIds } from '../../../base/ids.ts'
import { silentLog } from '../../../base/log.ts'
import { findBucket } from '../../../buckets/store.ts'
import { openTestDatabase } from '../../../db/testing/test-database.ts'
import { createBucket } from '../../../engine/objects/create-bucket.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { ALL_RIGHTS, type Rights } from '../../../protocol/auth/may.ts'
import { parseQuery } from '../../../protocol/query.ts'
import { ComparedBlobs } from '../../../storage/compared-blobs.ts'
import { openFsStorage } from '../../../storage/fs/fs-storage.ts'
import { createTagRegistry } from '../../../tags/registry.ts'
import { Environment } from '../../../base/settings.ts'
import type { Call, Reply } from '../../call.ts'
import { readHttpSettings } from '../../config.ts'
import { readXmlBody } from '../../read-body.ts'
import type { Service } from '../../service.ts'
import { KeyDirectory } from '../../key-directory.ts'
import { MediaCalls } from '../../media-calls.ts'
import { refuseUnknown } from '../../asked.ts'
import { KNOWS_NOTHING, permit } from '../../operation.ts'
import { PREFLIGHT } from '../objects/answer-preflight.ts'
import { jobOperation } from '../job-routes.ts'
import { objectOperation } from '../object-routes.ts'

export const BUCKET = 'media-1250000000'
export const SECRET_ID = 'AKIDtest'
export const SECRET_KEY = 'a-key-for-tests'
const REGION = 'ap-guangzhou'

export interface Ask {
  /** Defaults to the bench's bucket; `null` for a host that names none. */
  readonly bucket?: string | null
  readonly headers?: IncomingHttpHeaders
  readonly body?: string | Uint8Array | Readable
  /** The door let it pass without a signature. */
  readonly anonymous?: boolean
  /** Of the key that signed it; all unless given. */
  readonly rights?: Rights
  /** The host that it comes to: object storage unless given. */
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
export interface ObjectBench extends AsyncDisposable {
  readonly service: Service
  /** Moves the clock, which begins at a fixed time. */
  advance(ms: number): void
  /** `ask('GET', '/key?query')`. Fails with the ProtocolError of a refused request. */
  ask(method: string, target: string, ask?: Ask): Promise<Answer>
  /** The same for an answer that is no text. */
  download(method: string, target: string, ask?: Ask): Promise<Download>
  /** The code of the error that the request is refused with. */
  refusal(method: string, target: string, ask?: Ask): Promise<string>
}

export async function openObjectBench(settings: Record<string, string> = {}): Promise<ObjectBench> {
  const at = await openTestDatabase()
  let now = Date.parse('2024-05-06T02:00:00.000Z')
  const clock = { now: () => now, monotonic: () => now }
  const ids = createIds(clock)
  const { db } = at
  const tags = createTagRegistry([])
  const keys = new KeyDirectory(db, { secretId: SECRET_ID, secretKey: SECRET_KEY })
  const storage = await openFsStorage({ directory: path.join(at.directory, 'storage'), clock, ids })
  const media = new MediaCalls({ storage, log: silentLog(), directory: path.join(at.directory, 'calls') })
  const service: Service = {
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
    },
    storage,
    copySources: new ComparedBlobs(storage, clock),
    tags,
    media,
    keys,
    callbackAddresses: { loopbackOpen: true, allow: [] },
    settings: readHttpSettings(new Environment(settings).read),
  }
  await createBucket(service.engine, { name: BUCKET, region: REGION })
  const reply = async (method: string, target: string, asked: Ask = {}): Promise<Reply> => {
    const call = await createCall(service, { method, target, ...asked })
    const operation =
      method === 'OPTIONS' ? PREFLIGHT : asked.service === 'ci' ? jobOperation(call) : objectOperation(call)
    if (!operation) {
      refuseUnknown(call, KNOWS_NOTHING)
      throw new Error(`no operation for ${method} ${target}`)
    }
    permit(call, operation)
    refuseUnknown(call, operation.known)
    return operation.run(service, call)
  }
  const ask: ObjectBench['ask'] = async (method, target, asked) => {
    const { status, headers = {}, body } = await reply(method, target, asked)
    return { status, headers, text: (await readBytes(body)).toString() }
  }
  return {
    service,
    advance(ms) {
      now += ms
    },
    ask,
    async download(method, target, asked) {
      const { headers = {}, body } = await reply(method, target, asked)
      return { headers, bytes: await readBytes(body) }
    },
    refusal: (method, target, asked) =>
      ask(method, target, asked).then(
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

async function createCall(service: Service, ask: Ask & { method: string; target: string }): Promise<Call> {
  const { method, target, bucket = BUCKET, body = '', headers = {}, service: host = 'cos' } = ask
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
    bucket: bucket === null ? undefined : await findBucket(service.engine.db.reader, bucket),
    rights: ask.anonymous === true ? undefined : (ask.rights ?? ALL_RIGHTS),
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
