import path from 'node:path'
import { Readable } from 'node:stream'
import { Environment } from '../../../base/settings.ts'
import { findBucket } from '../../../buckets/store.ts'
import { openTestEngine, type TestEngine } from '../../../engine/testing/test-engine.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { ALL_RIGHTS, type Rights } from '../../../protocol/auth/is-allowed.ts'
import { parseQuery } from '../../../protocol/query.ts'
import { ComparedBlobs } from '../../../storage/compared-blobs.ts'
import { openFsStorage } from '../../../storage/fs/fs-storage.ts'
import type { Call } from '../../call.ts'
import { readHttpSettings } from '../../config.ts'
import { KeyDirectory } from '../../key-directory.ts'
import { MediaCalls } from '../../media-calls.ts'
import { assertKnownParameters } from '../../known-parameters.ts'
import { authorize } from '../../operation.ts'
import { readXmlBody } from '../../read-body.ts'
import type { RouteContext } from '../../route-context.ts'
import { jobOperation } from '../job-routes.ts'

export const BUCKET = 'media-1250000000'
export const REGION = 'ap-guangzhou'
/** Of every call. */
export const REQUEST_ID = 'NjYz'

interface RequestOptions {
  readonly body?: string
  readonly bucket?: string
  /** Of the key that signed it. */
  readonly rights?: Rights
}

/** The routes of the job host on a real database, called without a socket. */
export interface JobHarness extends AsyncDisposable {
  readonly at: TestEngine
  readonly context: RouteContext
  /** Resolves with the body of the response, which must be 200. */
  readonly request: (method: string, target: string, options?: RequestOptions) => Promise<string>
  /** Resolves with the error as `Code: message`; `answered` if there is none. */
  readonly rejection: (method: string, target: string, options?: RequestOptions) => Promise<string>
}

export async function openJobHarness(): Promise<JobHarness> {
  await using opening = new AsyncDisposableStack()
  const at = opening.use(await openTestEngine())
  const { engine, clock } = at
  const directory = path.join(at.directory, 'storage')
  const keys = opening.use(
    new KeyDirectory(engine.db, { secretId: 'AKIDtest', secretKey: 'a-key-for-tests' }),
  )
  const storage = opening.use(await openFsStorage({ directory, clock, ids: engine.ids }))
  const calls = path.join(at.directory, 'calls')
  const context: RouteContext = {
    engine,
    storage,
    copySources: new ComparedBlobs(storage, clock),
    media: opening.use(new MediaCalls({ storage, log: engine.log, directory: calls })),
    tags: engine.tags,
    keys,
    callbackAddresses: { loopbackOpen: false, allow: [] },
    settings: readHttpSettings(new Environment({}).read),
  }
  const request: JobHarness['request'] = async (method, target, options) => {
    const call = await makeCall(context, { method, target, ...options })
    const operation = jobOperation(call)
    authorize(call, operation)
    assertKnownParameters(call, operation.known)
    const reply = await operation.run(context, call)
    if (reply.status !== 200) throw new Error(`answered with ${reply.status}`)
    return typeof reply.body === 'string' ? reply.body : ''
  }
  const opened = opening.move()
  return {
    at,
    context,
    request,
    rejection: (method, target, options) =>
      request(method, target, options).then(
        () => 'answered',
        (error: unknown) =>
          error instanceof ProtocolError ? `${error.code}: ${error.message}` : String(error),
      ),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function makeCall(
  context: RouteContext,
  options: RequestOptions & { method: string; target: string },
): Promise<Call> {
  const { method, target, body = '', bucket = BUCKET, rights = ALL_RIGHTS } = options
  const [rawPath = '', rawQuery = ''] = target.split('?')
  const stream = Readable.from([Buffer.from(body)])
  return {
    method,
    target: {
      service: 'ci',
      bucket,
      region: REGION,
      rawPath,
      key: decodeURIComponent(rawPath.slice(1)),
      rawQuery,
      pathStyle: false,
      hostNamesBucket: true,
      host: `${bucket}.ci.${REGION}.example.test`,
    },
    query: parseQuery(rawQuery),
    headers: {},
    requestId: REQUEST_ID,
    bucket: await findBucket(context.engine.db.reader, bucket),
    rights,
    openBody: () => stream,
    signal: new AbortController().signal,
    readXmlBody: () => readXmlBody({ stream, headers: {}, host: 'ci' }),
  }
}
