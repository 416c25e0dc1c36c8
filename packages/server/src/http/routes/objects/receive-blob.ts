import type { Readable } from 'node:stream'
import { ProtocolError } from '../../../protocol/errors.ts'
import type { Pace } from '../../../storage/pace.ts'
import {
  BlobTooLargeError,
  StorageFullError,
  type StagedBlob,
  type Storage,
} from '../../../storage/storage.ts'
import type { Call } from '../../call.ts'
import { readContentMd5 } from '../../content-md5.ts'
import type { RouteContext } from '../../route-context.ts'
import { paced, readTrafficLimit } from './traffic-limit.ts'

/**
 * Stages the body of the call, up to the size limit of the settings. Nothing is stored when it ends early
 * (IncompleteBody), is too large (EntityTooLarge), or its Content-MD5 differs (BadDigest).
 */
export async function receiveBlob(context: RouteContext, call: Call): Promise<StagedBlob> {
  const { storage, settings } = context
  const { headers } = call
  const pace = readTrafficLimit(context, call)
  const md5 = readContentMd5(headers['content-md5'])
  const length = readLength(call)
  const maxBytes = settings.maxObjectBytes
  if (length !== undefined && length > maxBytes) throw tooLarge(maxBytes)
  const blob = await stageBody(storage, call, { bytes: call.openBody(), maxBytes, pace })
  const failure = checkReceived(blob, { length, md5 })
  if (!failure) return blob
  await storage.delete(blob.id)
  throw failure
}

export interface BodyPart {
  /** The body of the call, or a part of it. */
  readonly bytes: Readable
  readonly maxBytes: number
  /** The client's traffic limit. */
  readonly pace?: Pace | undefined
}

/** Stages bytes of the call's body. Throws IncompleteBody and EntityTooLarge, and then stores nothing. */
export async function stageBody(
  storage: Storage,
  call: Call,
  { bytes, maxBytes, pace }: BodyPart,
): Promise<StagedBlob> {
  try {
    const body = bytesOf(bytes)
    return await storage.stage(pace ? paced(body, pace, call.signal) : body, { maxBytes }, call.signal)
  } catch (error) {
    throw asProtocolError(error, call, maxBytes)
  }
}

/** Leaving the stream early must not close it: the connection would be closed before the client gets the response. */
async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body is made of bytes')
    yield chunk
  }
}

function checkReceived(
  blob: StagedBlob,
  expected: { length: number | undefined; md5: string | undefined },
): ProtocolError | undefined {
  if (expected.length !== undefined && expected.length !== blob.size) {
    return incomplete(`${blob.size} of the ${expected.length} bytes of Content-Length arrived.`)
  }
  if (expected.md5 !== undefined && expected.md5 !== blob.md5) {
    return new ProtocolError('BadDigest', 'The Content-MD5 header does not agree with the body.')
  }
  return undefined
}

/** `undefined` for a chunked body. */
function readLength({ headers }: Call): number | undefined {
  const text = headers['content-length']
  if (text !== undefined) return Number(text)
  if (headers['transfer-encoding'] !== undefined) return undefined
  throw new ProtocolError('MissingContentLength', 'The request needs a Content-Length or a chunked body.')
}

function asProtocolError(error: unknown, { openBody }: Call, maxBytes: number): unknown {
  if (error instanceof BlobTooLargeError) return tooLarge(maxBytes)
  if (error instanceof StorageFullError) return error
  const stream = openBody()
  if (stream.destroyed && !stream.readableEnded) {
    return incomplete('The connection ended before the whole body had arrived.', error)
  }
  return error
}

function tooLarge(maxBytes: number): ProtocolError {
  return new ProtocolError('EntityTooLarge', `The body is larger than ${maxBytes} bytes.`)
}

function incomplete(message: string, cause?: unknown): ProtocolError {
  return new ProtocolError('IncompleteBody', message, { cause })
}
