import { gunzipSync } from 'node:zlib'
import { DamagedBlobError, type NamedBlob } from '../../../storage/storage.ts'
import type { Reply } from '../../call.ts'
import { readRange } from '../../byte-range.ts'
import type { OpenView } from '../../sound-views/open-view.ts'
import { KeptView } from '../../sound-views/kept-view.ts'
import type { ApiContext } from '../api-context.ts'
import { ApiProblem } from '../problem.ts'
import type { BytesCall } from '../route.ts'

/** The id of a view stands for its bytes, s. */
const FRESH_S = 86_400

/** Throws ApiProblem when there is no such view. */
export async function requireView({ soundViews }: ApiContext, id: string): Promise<OpenView> {
  const found = await soundViews.find(id)
  if (found) return found
  throw new ApiProblem('not_found', `There is no view ${id}: ask for that of the object again.`)
}

/** Answers with what `read` gives of a view. A client that has it already gets nothing. */
export async function answerOfView(
  context: ApiContext,
  call: BytesCall<unknown>,
  read: (view: OpenView) => Promise<Reply>,
): Promise<Reply> {
  const view = await requireView(context, call.id)
  // What is there of a view that grows is more the next time.
  if (!view.isReady) return withHeaders(await read(view), { 'cache-control': 'no-store' })
  const headers = { etag: etagOf(view), 'cache-control': `private, max-age=${FRESH_S}` }
  if (isKnown(call, headers.etag)) return { status: 304, headers }
  try {
    return withHeaders(await read(view), headers)
  } catch (error) {
    if (!(error instanceof DamagedBlobError)) throw error
    await context.soundViews.forget(view.id)
    throw new ApiProblem('not_found', `The view ${view.id} is damaged: ask for that of the object again.`)
  }
}

const etagOf = ({ id }: OpenView): string => `"${id}"`

function isKnown({ headers }: BytesCall<unknown>, etag: string): boolean {
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return known?.some((tag) => tag === etag || tag === '*') === true
}

function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } }
}

/** Answers with bytes that are gzipped, to a client that understands it. */
export function gzippedReply({ headers }: BytesCall<unknown>, bytes: Buffer): Reply {
  const vary = { vary: 'accept-encoding' }
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(headers['accept-encoding'] ?? '')
  return takesGzip
    ? { status: 200, headers: { ...vary, 'content-encoding': 'gzip' }, body: bytes }
    : { status: 200, headers: vary, body: gunzipSync(bytes) }
}

/** Answers with the file of a difference, or a range of it. */
export async function soundReply(
  { storage }: ApiContext,
  { view, call }: { readonly view: OpenView; readonly call: BytesCall<unknown> },
): Promise<Reply> {
  const blob = requireSound(view)
  const ifRange = call.headers['if-range']
  const isCurrent = ifRange === undefined || ifRange === etagOf(view)
  const range = isCurrent ? readRange(call.headers.range, blob.size) : undefined
  const { start, end } = range ?? { start: 0, end: blob.size }
  const headers = {
    'accept-ranges': 'bytes',
    'content-length': String(end - start),
    ...(range && { 'content-range': `bytes ${start}-${end - 1}/${blob.size}` }),
  }
  const rest = storage.lend(blob, range, call.signal)
  const { value: first } = await rest.next()
  return {
    status: range ? 206 : 200,
    headers,
    ...(first instanceof Uint8Array && { body: { first, rest } }),
  }
}

/** Throws ApiProblem. */
function requireSound(view: OpenView): NamedBlob {
  if (!(view instanceof KeptView))
    throw new ApiProblem('conflict', `The view ${view.id} is still being made: wait until it is ready.`)
  if (view.sound) return view.sound
  throw new ApiProblem('not_found', `The view ${view.id} is of an object, and no difference.`)
}
