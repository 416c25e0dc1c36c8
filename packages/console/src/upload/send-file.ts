import { objectPath } from '../api/client.ts'
import { putBytes } from '../api/put-bytes.ts'
import { findBegun, type Begun } from './find-begun.ts'
import { completeUpload, headersOf, initiateUpload, uploadPath, type NewObject } from './multipart.ts'
import { planParts, type Part } from './part-plan.ts'
import { withRetries } from './retry.ts'
import { Slots } from './slots.ts'

export interface FileToSend extends NewObject {
  readonly file: Blob
}

export interface Watcher {
  /** Bytes that have arrived, or are on their way. */
  readonly onSent: (bytes: number) => void
  /** Why it waits for a better time; `undefined`: it does not. */
  readonly onWait?: (reason: string | undefined) => void
  /** Where it goes on: what is known of the upload in parts, for another try. */
  readonly onBegun?: (begun: Begun) => void
}

/** Requests of all uploads that send bytes at once. */
const sending = new Slots(3)

/**
 * Uploads a file: a small one at once, others in parts, of which those are passed over that the service has already.
 * `begun` is what an earlier try of the same file found out. Rejects with ApiError, or what `signal` aborts with.
 */
export async function sendFile(
  file: FileToSend,
  watcher: Watcher,
  signal: AbortSignal,
  begun?: Begun,
): Promise<void> {
  const plan = planParts(file.file.size)
  if (plan.length === 1) return putWhole(file, watcher, signal)
  const retrying = <T>(action: () => Promise<T>): Promise<T> =>
    withRetries(action, signal, (reason) => watcher.onWait?.(reason))
  const upload = begun ?? (await retrying(() => begin(file, plan, signal)))
  watcher.onBegun?.(upload)
  await sendParts({ file, plan, upload }, { watcher, signal, retrying })
  const { uploadId, etags } = upload
  await retrying(() => completeUpload({ ...file, uploadId }, etags, signal))
}

async function begin(file: FileToSend, plan: readonly Part[], signal: AbortSignal): Promise<Begun> {
  const found = await findBegun(file, plan, signal)
  return found ?? { uploadId: await initiateUpload(file, signal), etags: new Map() }
}

function putWhole(file: FileToSend, { onSent, onWait }: Watcher, signal: AbortSignal): Promise<void> {
  const request = { path: objectPath(file.bucket, file.key), body: file.file, headers: headersOf(file) }
  return sending.run(async () => {
    await withRetries(
      () => putBytes(request, onSent, signal),
      signal,
      (reason) => onWait?.(reason),
    )
  })
}

interface PartsToSend {
  readonly file: FileToSend
  readonly plan: readonly Part[]
  readonly upload: Begun
}

interface PartsRun {
  readonly watcher: Watcher
  readonly signal: AbortSignal
  readonly retrying: <T>(action: () => Promise<T>) => Promise<T>
}

/** One that fails for good ends the others. */
async function sendParts(
  { file, plan, upload }: PartsToSend,
  { watcher, signal, retrying }: PartsRun,
): Promise<void> {
  const sent = new Map(
    plan.flatMap(({ number, from, to }) => (upload.etags.has(number) ? [[number, to - from]] : [])),
  )
  const tell = (number: number, bytes: number): void => {
    sent.set(number, bytes)
    watcher.onSent(sent.values().reduce((sum, each) => sum + each, 0))
  }
  const failing = new AbortController()
  const ending = AbortSignal.any([signal, failing.signal])
  const send = async ({ number, from, to }: Part): Promise<void> => {
    const path = `${uploadPath({ ...file, uploadId: upload.uploadId })}&partNumber=${number}`
    const body = file.file.slice(from, to)
    const etag = await retrying(() => putBytes({ path, body }, (bytes) => tell(number, bytes), ending))
    upload.etags.set(number, etag)
    tell(number, to - from)
  }
  watcher.onSent(sent.values().reduce((sum, each) => sum + each, 0))
  const missing = plan.filter(({ number }) => !upload.etags.has(number))
  await Promise.all(
    missing.map((part) =>
      sending.run(async () => {
        ending.throwIfAborted()
        try {
          await send(part)
        } catch (error) {
          failing.abort()
          throw error
        }
      }),
    ),
  )
}
