import { percentEncode } from '../percent-encoding.ts'
import { objectTime } from '../times.ts'
import { optionalText, type XmlNode } from '../xml/xml.ts'

interface ListedObject {
  readonly key: string
  /** ms since 1970 */
  readonly modifiedAt: number
  /** Without quotes. */
  readonly etag: string
  /** Bytes. */
  readonly size: number
  readonly storageClass: string
}

export interface ObjectListingView {
  readonly bucket: string
  readonly prefix: string
  readonly marker: string
  readonly delimiter: string
  readonly maxKeys: number
  /** Names in the response are percent-encoded: `encoding-type=url`. */
  readonly encodesKeys: boolean
  readonly objects: readonly ListedObject[]
  readonly commonPrefixes: readonly string[]
  /** The start of the next page, if there is one. */
  readonly nextMarker: string | undefined
}

/** The response to GET / on a bucket. */
export function listBucketResult(view: ObjectListingView): XmlNode {
  const name = nameWriter(view.encodesKeys)
  const owner = ownerOf(view.bucket)
  return [
    'ListBucketResult',
    [
      ['Name', view.bucket],
      ...encodingNode('EncodingType', view.encodesKeys),
      ['Prefix', name(view.prefix)],
      ['Marker', name(view.marker)],
      ['MaxKeys', String(view.maxKeys)],
      ['Delimiter', name(view.delimiter)],
      ['IsTruncated', String(view.nextMarker !== undefined)],
      ...(view.nextMarker === undefined ? [] : [['NextMarker', name(view.nextMarker)] as const]),
      ...view.commonPrefixes.map((prefix) => commonPrefixNode(name(prefix))),
      ...view.objects.map((object): XmlNode => [
        'Contents',
        [
          ['Key', name(object.key)],
          ['LastModified', objectTime(object.modifiedAt)],
          ['ETag', `"${object.etag}"`],
          ['Size', String(object.size)],
          ['Owner', owner],
          ['StorageClass', object.storageClass],
        ],
      ]),
    ],
  ]
}

interface ListedPart {
  readonly number: number
  /** ms since 1970 */
  readonly modifiedAt: number
  /** Without quotes. */
  readonly etag: string
  /** Bytes. */
  readonly size: number
}

export interface PartListingView {
  readonly bucket: string
  readonly key: string
  readonly uploadId: string
  readonly storageClass: string
  readonly partNumberMarker: number
  readonly maxParts: number
  /** Names in the response are percent-encoded: `encoding-type=url`. */
  readonly encodesKeys: boolean
  readonly parts: readonly ListedPart[]
  readonly isTruncated: boolean
}

/** The response to GET /{key}?uploadId=. */
export function listPartsResult(view: PartListingView): XmlNode {
  const owner = ownerOf(view.bucket)
  const last = view.parts.at(-1)?.number ?? view.partNumberMarker
  return [
    'ListPartsResult',
    [
      ['Bucket', view.bucket],
      ...encodingNode('Encoding-type', view.encodesKeys),
      ['Key', nameWriter(view.encodesKeys)(view.key)],
      ['UploadId', view.uploadId],
      ['Initiator', owner],
      ['Owner', owner],
      ['PartNumberMarker', String(view.partNumberMarker)],
      ...view.parts.map((part): XmlNode => [
        'Part',
        [
          ['PartNumber', String(part.number)],
          ['LastModified', objectTime(part.modifiedAt)],
          ['ETag', `"${part.etag}"`],
          ['Size', String(part.size)],
        ],
      ]),
      ['StorageClass', view.storageClass],
      ['MaxParts', String(view.maxParts)],
      ['IsTruncated', String(view.isTruncated)],
      ...(view.isTruncated ? [['NextPartNumberMarker', String(last)] as const] : []),
    ],
  ]
}

interface ListedUpload {
  readonly key: string
  readonly uploadId: string
  readonly storageClass: string
  /** ms since 1970 */
  readonly initiatedAt: number
}

export interface UploadListingView {
  readonly bucket: string
  readonly prefix: string
  readonly delimiter: string
  readonly keyMarker: string
  readonly uploadIdMarker: string
  readonly maxUploads: number
  /** Names in the response are percent-encoded: `encoding-type=url`. */
  readonly encodesKeys: boolean
  readonly uploads: readonly ListedUpload[]
  readonly commonPrefixes: readonly string[]
  /** The start of the next page, if there is one. */
  readonly next: { readonly key: string; readonly uploadId: string } | undefined
}

/** The response to GET /?uploads. */
export function listMultipartUploadsResult(view: UploadListingView): XmlNode {
  const name = nameWriter(view.encodesKeys)
  const owner = ownerOf(view.bucket)
  return [
    'ListMultipartUploadsResult',
    [
      ['Bucket', view.bucket],
      ...encodingNode('Encoding-Type', view.encodesKeys),
      ['KeyMarker', name(view.keyMarker)],
      ['UploadIdMarker', view.uploadIdMarker],
      ...nextUploadNodes(view, name),
      ['MaxUploads', String(view.maxUploads)],
      ['IsTruncated', String(view.next !== undefined)],
      ['Prefix', name(view.prefix)],
      ['Delimiter', name(view.delimiter)],
      ...view.uploads.map((upload): XmlNode => [
        'Upload',
        [
          ['Key', name(upload.key)],
          ['UploadId', upload.uploadId],
          ['StorageClass', upload.storageClass],
          ['Initiator', owner],
          ['Owner', owner],
          ['Initiated', objectTime(upload.initiatedAt)],
        ],
      ]),
      ...view.commonPrefixes.map((prefix) => commonPrefixNode(name(prefix))),
    ],
  ]
}

function nextUploadNodes({ next }: UploadListingView, name: (text: string) => string): readonly XmlNode[] {
  if (!next) return []
  return [
    ['NextKeyMarker', name(next.key)],
    ['NextUploadIdMarker', next.uploadId],
  ]
}

export interface ListedBucket {
  readonly name: string
  readonly region: string
  /** ms since 1970 */
  readonly createdAt: number
}

export interface BucketListingView {
  /** Of the account. */
  readonly owner: string
  readonly buckets: readonly ListedBucket[]
  /** The list starts after this name. */
  readonly marker: string
  /** The next page starts after this name, if there is one. */
  readonly nextMarker: string | undefined
}

/** The response to GET / on a host that names no bucket. */
export function listAllMyBucketsResult({ owner, buckets, marker, nextMarker }: BucketListingView): XmlNode {
  return [
    'ListAllMyBucketsResult',
    [
      ['Owner', ownerNodes(owner)],
      ['Marker', marker],
      ...optionalText('NextMarker', nextMarker),
      ['IsTruncated', String(nextMarker !== undefined)],
      [
        'Buckets',
        buckets.map(({ name, region, createdAt }) => [
          'Bucket',
          [
            ['Name', name],
            ['Location', region],
            ['CreationDate', objectTime(createdAt)],
          ],
        ]),
      ],
    ],
  ]
}

function nameWriter(encodesKeys: boolean): (text: string) => string {
  return encodesKeys ? percentEncode : (text) => text
}

/** Each listing has a spelling of its own. */
function encodingNode(name: string, encodesKeys: boolean): readonly XmlNode[] {
  return encodesKeys ? [[name, 'url']] : []
}

function commonPrefixNode(prefix: string): XmlNode {
  return ['CommonPrefixes', [['Prefix', prefix]]]
}

/** The digits at the end of a bucket's name identify its account. */
function ownerOf(bucket: string): readonly XmlNode[] {
  return ownerNodes(bucket.slice(bucket.lastIndexOf('-') + 1))
}

function ownerNodes(id: string): readonly XmlNode[] {
  return [
    ['ID', id],
    ['DisplayName', id],
  ]
}
