import { blobOf, findObject } from '../../../buckets/store.ts'
import { readUpload } from '../../../engine/objects/read-upload.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { copyPartResult } from '../../../protocol/objects/object-results.ts'
import { readPartNumber } from '../../../protocol/objects/read-object-requests.ts'
import type { ByteRange } from '../../../storage/storage.ts'
import type { Call, Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readRange } from '../../byte-range.ts'
import { assertCopyConditions, readCopySource } from '../objects/copy-source.ts'
import { storePart } from './store-part.ts'
import { readUploadName } from './read-upload-name.ts'
import { xmlReply } from '../xml-reply.ts'

/** PUT /{key}?partNumber=&uploadId= with x-cos-copy-source: a part from the bytes of an object. */
export async function uploadPartCopyRoute(context: RouteContext, call: Call): Promise<Reply> {
  const { engine, storage, copySources, settings } = context
  const upload = readUploadName(call)
  const number = readPartNumber(call.query.get('partNumber') ?? '')
  await readUpload(engine.db.reader, upload)
  const source = await readCopySource(context, call)
  const object = await findObject(engine.db.reader, source.bucket.id, source.key)
  if (!object) throw new ProtocolError('NoSuchKey', 'The object to copy from does not exist.')
  assertCopyConditions(call, object)
  const range = readSourceRange(call, object.size)
  const length = range ? range.end - range.start : object.size
  if (length > settings.maxObjectBytes) {
    throw new ProtocolError('EntityTooLarge', `A part can have ${settings.maxObjectBytes} bytes at most.`)
  }
  // A damaged range could not be detected any more once it is a part with a checksum of its own.
  if (range) await copySources.compare(blobOf(object), call.signal)
  // Read again even if it is a whole object: the ETag of a part must be the MD5 of its bytes.
  const bytes = storage.read(blobOf(object), range, call.signal)
  const blob = await storage.stage(bytes, { maxBytes: length }, call.signal)
  const part = await storePart(context, { upload, number, blob })
  return xmlReply(copyPartResult(part), { 'x-cos-hash-crc64ecma': part.crc64 })
}

/** `undefined`: all of it. An invalid range is rejected: a part with other bytes would corrupt the object. */
function readSourceRange({ headers }: Call, size: number): ByteRange | undefined {
  const header = headers['x-cos-copy-source-range']
  // The Python SDK sends it without a value for the whole source.
  if (header === undefined || header === '') return undefined
  const range = typeof header === 'string' ? readRange(header, size) : undefined
  if (range) return range
  throw new ProtocolError('InvalidArgument', 'x-cos-copy-source-range must be bytes=<first>-<last>.')
}
