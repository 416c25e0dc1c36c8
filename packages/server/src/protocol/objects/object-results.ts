import type { ErrorCode } from '../errors.ts'
import { objectTime } from '../times.ts'
import type { XmlNode } from '../xml/xml.ts'

/** An object in the response to a copy. The ETag is without quotes; `modifiedAt` is ms since 1970. */
export interface CopiedView {
  readonly etag: string
  readonly modifiedAt: number
}

export function copyObjectResult({
  etag,
  crc64,
  modifiedAt,
}: CopiedView & { readonly crc64: string }): XmlNode {
  return [
    'CopyObjectResult',
    [
      ['ETag', `"${etag}"`],
      ['CRC64', crc64],
      ['LastModified', objectTime(modifiedAt)],
    ],
  ]
}

export function copyPartResult({ etag, modifiedAt }: CopiedView): XmlNode {
  return [
    'CopyPartResult',
    [
      ['ETag', `"${etag}"`],
      ['LastModified', objectTime(modifiedAt)],
    ],
  ]
}

export interface UploadName {
  readonly bucket: string
  readonly key: string
  readonly uploadId: string
}

export function initiateMultipartUploadResult({ bucket, key, uploadId }: UploadName): XmlNode {
  return [
    'InitiateMultipartUploadResult',
    [
      ['Bucket', bucket],
      ['Key', key],
      ['UploadId', uploadId],
    ],
  ]
}

export interface CompletedView {
  /** The URL of the new object. */
  readonly location: string
  readonly bucket: string
  readonly key: string
  /** Without quotes. */
  readonly etag: string
}

export function completeMultipartUploadResult({ location, bucket, key, etag }: CompletedView): XmlNode {
  return ['CompleteMultipartUploadResult', storedNodes({ location, bucket, key, etag })]
}

/** The response to a form upload with success_action_status 201. */
export function postResponse(view: CompletedView): XmlNode {
  return ['PostResponse', storedNodes(view)]
}

function storedNodes({ location, bucket, key, etag }: CompletedView): readonly XmlNode[] {
  return [
    ['Location', location],
    ['Bucket', bucket],
    ['Key', key],
    ['ETag', `"${etag}"`],
  ]
}

export interface DeletedView {
  readonly deleted: readonly string[]
  readonly failed: readonly { readonly key: string; readonly code: ErrorCode; readonly message: string }[]
  /** Only failures are listed. */
  readonly quiet: boolean
}

export function deleteResult({ deleted, failed, quiet }: DeletedView): XmlNode {
  const shown = quiet ? [] : deleted
  return [
    'DeleteResult',
    [
      ...shown.map((key): XmlNode => ['Deleted', [['Key', key]]]),
      ...failed.map(({ key, code, message }): XmlNode => [
        'Error',
        [
          ['Key', key],
          ['Code', code],
          ['Message', message],
        ],
      ]),
    ],
  ]
}

export function locationConstraint(region: string): XmlNode {
  return ['LocationConstraint', region]
}
