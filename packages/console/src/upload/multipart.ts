import { objectPath, send } from '../api/client.ts'
import { elementsOf, textOf } from '../api/xml-text.ts'
import type { StoredPart } from './part-plan.ts'

export interface ObjectPlace {
  readonly bucket: string
  readonly key: string
}

/** An upload in parts that was begun and not completed. */
export interface BegunUpload extends ObjectPlace {
  readonly uploadId: string
  readonly initiated: string
}

/** What is sent with a new object. */
export interface NewObject extends ObjectPlace {
  readonly type: string
  /** Whether an object of the same key may be replaced. */
  readonly replaces: boolean
}

/** Pages of what is listed that are read at the most. */
const MOST_PAGES = 20

export async function initiateUpload(object: NewObject, signal: AbortSignal): Promise<string> {
  const headers = headersOf(object)
  const answer = await send(`${objectPath(object.bucket, object.key)}?uploads`, {
    method: 'POST',
    headers,
    signal,
  })
  return textOf(await answer.text(), 'UploadId')
}

/** The uploads whose keys begin with a prefix. */
export async function listBegunUploads(
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  signal?: AbortSignal,
): Promise<readonly BegunUpload[]> {
  const found: BegunUpload[] = []
  let markers: Record<string, string> = {}
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ prefix, 'encoding-type': 'url', ...markers })
    const answer = await send(`${objectPath(bucket, '')}?uploads&${query}`, { ...(signal && { signal }) })
    const xml = await answer.text()
    for (const upload of elementsOf(xml, 'Upload'))
      found.push({
        bucket,
        key: decodeURIComponent(textOf(upload, 'Key')),
        uploadId: textOf(upload, 'UploadId'),
        initiated: textOf(upload, 'Initiated'),
      })
    if (textOf(xml, 'IsTruncated') !== 'true') break
    markers = {
      'key-marker': decodeURIComponent(textOf(xml, 'NextKeyMarker')),
      'upload-id-marker': textOf(xml, 'NextUploadIdMarker'),
    }
  }
  return found
}

export async function listStoredParts(
  upload: BegunUploadName,
  signal: AbortSignal,
): Promise<readonly StoredPart[]> {
  const found: StoredPart[] = []
  let marker = '0'
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await send(`${uploadPath(upload)}&part-number-marker=${marker}`, { signal })
    const xml = await answer.text()
    for (const part of elementsOf(xml, 'Part'))
      found.push({
        number: Number(textOf(part, 'PartNumber')),
        bytes: Number(textOf(part, 'Size')),
        etag: textOf(part, 'ETag').replace(/[^0-9a-f]/g, ''),
      })
    if (textOf(xml, 'IsTruncated') !== 'true') break
    marker = textOf(xml, 'NextPartNumberMarker')
  }
  return found
}

type BegunUploadName = Omit<BegunUpload, 'initiated'>

export async function completeUpload(
  upload: BegunUploadName & Pick<NewObject, 'replaces'>,
  etags: ReadonlyMap<number, string>,
  signal: AbortSignal,
): Promise<void> {
  const parts = [...etags]
    .sort(([one], [other]) => one - other)
    .map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`)
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`
  const headers = { 'content-type': 'application/xml', ...forbidding(upload) }
  await send(uploadPath(upload), { method: 'POST', headers, body, signal })
}

export async function abortUpload(upload: BegunUploadName): Promise<void> {
  await send(uploadPath(upload), { method: 'DELETE' })
}

export function uploadPath({ bucket, key, uploadId }: BegunUploadName): string {
  return `${objectPath(bucket, key)}?uploadId=${encodeURIComponent(uploadId)}`
}

export function headersOf({ type, replaces }: Pick<NewObject, 'type' | 'replaces'>): Record<string, string> {
  return { ...(type !== '' && { 'content-type': type }), ...forbidding({ replaces }) }
}

const forbidding = ({ replaces }: Pick<NewObject, 'replaces'>): Record<string, string> =>
  replaces ? {} : { 'x-cos-forbid-overwrite': 'true' }
