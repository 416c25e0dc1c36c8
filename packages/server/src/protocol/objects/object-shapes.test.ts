import { describe, expect, test } from 'vitest'
import {
  listAllMyBucketsResult,
  listBucketResult,
  listMultipartUploadsResult,
  listPartsResult,
  type ObjectListingView,
} from './object-listings.ts'
import { copyObjectResult, deleteResult, initiateMultipartUploadResult } from './object-results.ts'
import {
  readCompleteUpload,
  readCreateBucketConfiguration,
  readDeleteRequest,
} from './read-object-requests.ts'
import { readXml } from '../xml/read-xml.ts'
import { writeXml } from '../xml/write-xml.ts'

const BUCKET = 'media-1250000000'
const MOMENT = Date.UTC(2024, 4, 6, 2)
const OWNER = '<ID>1250000000</ID><DisplayName>1250000000</DisplayName>'
const ETAG = '0123456789abcdef0123456789abcdef'

const page: ObjectListingView = {
  bucket: BUCKET,
  prefix: 'in/',
  marker: '',
  delimiter: '/',
  maxKeys: 1000,
  encodesKeys: false,
  objects: [{ key: 'in/a b.mp3', modifiedAt: MOMENT, etag: ETAG, size: 12345, storageClass: 'STANDARD' }],
  commonPrefixes: ['in/sub/'],
  nextMarker: undefined,
}

describe('listings', () => {
  test('of objects', () => {
    expect(writeXml(listBucketResult(page))).toBe(
      `<ListBucketResult><Name>${BUCKET}</Name><Prefix>in/</Prefix><Marker/><MaxKeys>1000</MaxKeys>` +
        '<Delimiter>/</Delimiter><IsTruncated>false</IsTruncated>' +
        '<CommonPrefixes><Prefix>in/sub/</Prefix></CommonPrefixes>' +
        '<Contents><Key>in/a b.mp3</Key><LastModified>2024-05-06T02:00:00.000Z</LastModified>' +
        `<ETag>"${ETAG}"</ETag><Size>12345</Size><Owner>${OWNER}</Owner>` +
        '<StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>',
    )
  })

  test('of objects, encoded and cut off: every name is encoded, and the next marker is told', () => {
    const xml = writeXml(listBucketResult({ ...page, encodesKeys: true, nextMarker: "in/a b'.mp3" }))
    expect(xml).toContain('<EncodingType>url</EncodingType><Prefix>in%2F</Prefix>')
    expect(xml).toContain('<IsTruncated>true</IsTruncated><NextMarker>in%2Fa%20b%27.mp3</NextMarker>')
    expect(xml).toContain('<CommonPrefixes><Prefix>in%2Fsub%2F</Prefix></CommonPrefixes>')
    expect(xml).toContain('<Key>in%2Fa%20b.mp3</Key>')
  })

  test('of parts', () => {
    const parts = [{ number: 3, modifiedAt: MOMENT, etag: ETAG, size: 7 }]
    const xml = writeXml(
      listPartsResult({
        ...{ bucket: BUCKET, key: 'a', uploadId: 'u1', storageClass: 'STANDARD', encodesKeys: false },
        ...{ partNumberMarker: 2, maxParts: 1, parts, isTruncated: true },
      }),
    )
    expect(xml).toContain(
      `<Part><PartNumber>3</PartNumber><LastModified>2024-05-06T02:00:00.000Z</LastModified>`,
    )
    expect(xml).toContain('<IsTruncated>true</IsTruncated><NextPartNumberMarker>3</NextPartNumberMarker>')
  })

  test('of uploads', () => {
    const uploads = [{ key: 'a&b', uploadId: 'u1', storageClass: 'STANDARD', initiatedAt: MOMENT }]
    const xml = writeXml(
      listMultipartUploadsResult({
        ...{ bucket: BUCKET, prefix: '', delimiter: '', keyMarker: '', uploadIdMarker: '', maxUploads: 1 },
        ...{ encodesKeys: false, uploads, commonPrefixes: [], next: { key: 'a&b', uploadId: 'u1' } },
      }),
    )
    expect(xml).toContain('<NextKeyMarker>a&amp;b</NextKeyMarker><NextUploadIdMarker>u1</NextUploadIdMarker>')
    expect(xml).toContain(
      `<Upload><Key>a&amp;b</Key><UploadId>u1</UploadId><StorageClass>STANDARD</StorageClass>`,
    )
    expect(xml).toContain('<Initiated>2024-05-06T02:00:00.000Z</Initiated></Upload>')
  })

  test('of buckets', () => {
    const bucket = { name: BUCKET, region: 'ap-guangzhou', createdAt: MOMENT }
    const view = { owner: '1250000000', buckets: [bucket], marker: 'a', nextMarker: undefined }
    expect(writeXml(listAllMyBucketsResult(view))).toBe(
      `<ListAllMyBucketsResult><Owner>${OWNER}</Owner><Marker>a</Marker><IsTruncated>false</IsTruncated><Buckets><Bucket><Name>${BUCKET}</Name>` +
        '<Location>ap-guangzhou</Location><CreationDate>2024-05-06T02:00:00.000Z</CreationDate></Bucket></Buckets>' +
        '</ListAllMyBucketsResult>',
    )
  })
})

describe('results', () => {
  test('a quiet delete without failures is an empty element', () => {
    expect(writeXml(deleteResult({ deleted: ['a'], failed: [], quiet: true }))).toBe('<DeleteResult/>')
    const failed = [{ key: 'b', code: 'AccessDenied', message: 'No.' }] as const
    expect(writeXml(deleteResult({ deleted: ['a'], failed, quiet: false }))).toBe(
      '<DeleteResult><Deleted><Key>a</Key></Deleted>' +
        '<Error><Key>b</Key><Code>AccessDenied</Code><Message>No.</Message></Error></DeleteResult>',
    )
  })

  test('entity tags are quoted', () => {
    expect(writeXml(copyObjectResult({ etag: ETAG, crc64: '0', modifiedAt: MOMENT }))).toBe(
      `<CopyObjectResult><ETag>"${ETAG}"</ETag><CRC64>0</CRC64>` +
        '<LastModified>2024-05-06T02:00:00.000Z</LastModified></CopyObjectResult>',
    )
    expect(writeXml(initiateMultipartUploadResult({ bucket: BUCKET, key: 'k', uploadId: 'u' }))).toContain(
      '<Key>k</Key><UploadId>u</UploadId>',
    )
  })
})

describe('request bodies', () => {
  const xml = (text: string) => readXml(new TextEncoder().encode(text))

  test('a delete takes its keys as they are', () => {
    const body =
      '<Delete><Quiet>true</Quiet><Object><Key> a </Key></Object><Object><Key>b</Key><VersionId>1</VersionId></Object></Delete>'
    const objects = [{ key: ' a ' }, { key: 'b', versionId: '1' }]
    expect(readDeleteRequest(xml(body))).toEqual({ objects, quiet: true })
  })

  test('a delete of no key, an empty key or 1001 keys is malformed', () => {
    const object = '<Object><Key>a</Key></Object>'
    for (const inner of ['', '<Object/>', object.repeat(1001)]) {
      expect(() => readDeleteRequest(xml(`<Delete>${inner}</Delete>`))).toThrow(
        expect.objectContaining({ code: 'MalformedXML' }),
      )
    }
  })

  const part = (number: string, etag: string): string =>
    `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`
  const complete = (inner: string) =>
    readCompleteUpload(xml(`<CompleteMultipartUpload>${inner}</CompleteMultipartUpload>`))

  test('a completion may quote its entity tags or not', () => {
    expect(complete(part('1', '"a"') + part('7', 'b'))).toEqual([
      { number: 1, etag: 'a' },
      { number: 7, etag: 'b' },
    ])
  })

  test.each([
    ['InvalidPartOrder', part('2', 'a') + part('1', 'b')],
    ['InvalidPartOrder', part('1', 'a') + part('1', 'a')],
    ['InvalidArgument', part('0', 'a')],
    ['InvalidArgument', part('10001', 'a')],
    ['MalformedXML', part('1', '')],
    ['MalformedXML', ''],
  ])('a completion is refused with %s', (code, inner) => {
    expect(() => complete(inner)).toThrow(expect.objectContaining({ code }))
  })

  test('a bucket configuration may name a region', () => {
    const named =
      '<CreateBucketConfiguration><LocationConstraint>r</LocationConstraint></CreateBucketConfiguration>'
    expect(readCreateBucketConfiguration(xml(named))).toEqual({ region: 'r' })
    expect(readCreateBucketConfiguration(xml('<CreateBucketConfiguration/>'))).toEqual({})
  })
})
