import type { Call } from '../call.ts'
import { knownNames, NONE_KNOWN, type Operation } from '../operation.ts'
import { abortUploadRoute } from './uploads/abort-upload.ts'
import { completeUploadRoute } from './uploads/complete-upload.ts'
import { copyObjectRoute } from './objects/copy-object.ts'
import { createBucketRoute } from './buckets/create-bucket.ts'
import { deleteBucketRoute } from './buckets/delete-bucket.ts'
import { deleteObjectRoute } from './objects/delete-object.ts'
import { deleteObjectsRoute } from './objects/delete-objects.ts'
import { getBucketLocationRoute } from './buckets/get-bucket-location.ts'
import { getObjectRoute } from './objects/get-object.ts'
import { hashObjectRoute } from './objects/hash-object.ts'
import { headBucketRoute } from './buckets/head-bucket.ts'
import { headObjectRoute } from './objects/head-object.ts'
import { initiateUploadRoute } from './uploads/initiate-upload.ts'
import { listBucketsRoute } from './buckets/list-buckets.ts'
import { listObjectsRoute } from './buckets/list-objects.ts'
import { listPartsRoute } from './uploads/list-parts.ts'
import { listUploadsRoute } from './uploads/list-uploads.ts'
import { postObjectRoute } from './forms/post-object.ts'
import { putObjectRoute } from './objects/put-object.ts'
import { getMediaInfoRoute } from './jobs/read-media-info.ts'
import { CONFIGURATIONS, readConfigurationRoute } from './buckets/read-configuration.ts'
import { getSnapshotRoute } from './jobs/take-snapshot.ts'
import { uploadPartCopyRoute } from './uploads/upload-part-copy.ts'
import { uploadPartRoute } from './uploads/upload-part.ts'

/** Headers that an upload stores beside the bytes. */
const DESCRIBING = 'x-cos-storage-class x-cos-acl'
const LIMITED = 'x-cos-traffic-limit'
const OF_PART = 'uploadId partNumber'
const COPYING = 'x-cos-copy-source x-cos-copy-source-if-*'

/** Every operation on the object-storage host, with its action. */
const OPERATIONS = {
  unsignedForm: { action: 'open', route: 'cos:PostObject', known: NONE_KNOWN, run: postObjectRoute },
  listBuckets: {
    action: 'cos:GetService',
    on: 'service',
    known: knownNames('region marker max-keys create-time range tagkey tagvalue'),
    run: listBucketsRoute,
  },
  createBucket: {
    action: 'cos:PutBucket',
    on: 'bucket',
    known: knownNames('', 'x-cos-acl'),
    run: createBucketRoute,
  },
  readConfiguration: {
    action: 'cos:HeadBucket',
    route: 'cos:GetBucketConfiguration',
    on: 'bucket',
    known: knownNames(CONFIGURATIONS.join(' ')),
    run: readConfigurationRoute,
  },
  headBucket: { action: 'cos:HeadBucket', on: 'bucket', known: NONE_KNOWN, run: headBucketRoute },
  deleteBucket: { action: 'cos:DeleteBucket', on: 'bucket', known: NONE_KNOWN, run: deleteBucketRoute },
  getBucketLocation: {
    action: 'cos:GetBucketLocation',
    on: 'bucket',
    known: knownNames('location'),
    run: getBucketLocationRoute,
  },
  listObjects: {
    action: 'cos:GetBucket',
    on: 'prefix',
    known: knownNames('prefix delimiter marker max-keys encoding-type'),
    run: listObjectsRoute,
  },
  listUploads: {
    action: 'cos:ListMultipartUploads',
    on: 'prefix',
    known: knownNames('uploads prefix delimiter key-marker upload-id-marker max-uploads encoding-type'),
    run: listUploadsRoute,
  },
  postObject: { action: 'cos:PostObject', on: 'content', known: NONE_KNOWN, run: postObjectRoute },
  deleteObjects: {
    action: 'cos:DeleteMultipleObjects',
    on: 'content',
    known: knownNames('delete'),
    run: deleteObjectsRoute,
  },
  getObject: {
    action: 'cos:GetObject',
    on: 'object',
    known: knownNames(`versionId ${LIMITED}`, LIMITED),
    run: getObjectRoute,
  },
  getMediaInfo: {
    action: 'cos:GetObject',
    route: 'mediainfo',
    on: 'object',
    known: knownNames('ci-process'),
    run: getMediaInfoRoute,
  },
  getSnapshot: {
    action: 'cos:GetObject',
    route: 'snapshot',
    on: 'object',
    known: knownNames('ci-process time width height format rotate mode'),
    run: getSnapshotRoute,
  },
  hashObject: {
    action: 'cos:GetObject',
    route: 'filehash',
    on: 'object',
    known: knownNames('ci-process type addtoheader'),
    run: hashObjectRoute,
  },
  headObject: {
    action: 'cos:HeadObject',
    on: 'object',
    known: knownNames('versionId'),
    run: headObjectRoute,
  },
  putObject: {
    action: 'cos:PutObject',
    on: 'object',
    known: knownNames(LIMITED, `${DESCRIBING} ${LIMITED} x-cos-forbid-overwrite`),
    run: putObjectRoute,
  },
  copyObject: {
    action: 'cos:PutObject',
    route: 'cos:PutObjectCopy',
    on: 'object',
    known: knownNames('', `${DESCRIBING} x-cos-forbid-overwrite ${COPYING} x-cos-metadata-directive`),
    run: copyObjectRoute,
  },
  deleteObject: {
    action: 'cos:DeleteObject',
    on: 'object',
    known: knownNames('versionId'),
    run: deleteObjectRoute,
  },
  initiateUpload: {
    action: 'cos:InitiateMultipartUpload',
    on: 'object',
    known: knownNames('uploads', `${DESCRIBING} x-cos-forbid-overwrite`),
    run: initiateUploadRoute,
  },
  uploadPart: {
    action: 'cos:UploadPart',
    on: 'object',
    known: knownNames(`${OF_PART} ${LIMITED}`, LIMITED),
    run: uploadPartRoute,
  },
  uploadPartCopy: {
    action: 'cos:PutObject',
    route: 'cos:UploadPartCopy',
    on: 'object',
    known: knownNames(OF_PART, `${COPYING} x-cos-copy-source-range`),
    run: uploadPartCopyRoute,
  },
  listParts: {
    action: 'cos:ListParts',
    on: 'object',
    known: knownNames('uploadId max-parts part-number-marker encoding-type'),
    run: listPartsRoute,
  },
  completeUpload: {
    action: 'cos:CompleteMultipartUpload',
    on: 'object',
    known: knownNames('uploadId', 'x-cos-forbid-overwrite'),
    run: completeUploadRoute,
  },
  abortUpload: {
    action: 'cos:AbortMultipartUpload',
    on: 'object',
    known: knownNames('uploadId'),
    run: abortUploadRoute,
  },
} as const satisfies Record<string, Operation>

/** The operations of `ci-process`, in place of the bytes of an object. */
const PROCESSES: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['videoinfo', OPERATIONS.getMediaInfo],
  ['snapshot', OPERATIONS.getSnapshot],
  ['filehash', OPERATIONS.hashObject],
])

/**
 * Returns the operation of a call on the object-storage host, by method, key and sub-resource; `undefined` if there
 * is none. The dispatcher rejects parameters and headers that the operation does not know.
 */
export function objectOperation(call: Call): Operation | undefined {
  // A form may be unsigned, because its policy is signed. Nothing else may be reached that way.
  if (call.rights === undefined) return call.method === 'POST' ? OPERATIONS.unsignedForm : undefined
  if (call.target.key !== '') {
    const process = call.method === 'GET' ? call.query.get('ci-process') : undefined
    const processing = process === undefined ? undefined : PROCESSES.get(process)
    if (processing) return processing
    return ofKey(call)
  }
  if (call.target.bucket === undefined) return call.method === 'GET' ? OPERATIONS.listBuckets : undefined
  return ofBucket(call)
}

function ofBucket({ method, query }: Call): Operation | undefined {
  switch (method) {
    case 'GET':
      if (query.has('uploads')) return OPERATIONS.listUploads
      if (query.has('location')) return OPERATIONS.getBucketLocation
      return CONFIGURATIONS.some((name) => query.has(name))
        ? OPERATIONS.readConfiguration
        : OPERATIONS.listObjects
    case 'HEAD':
      return OPERATIONS.headBucket
    case 'PUT':
      return OPERATIONS.createBucket
    case 'DELETE':
      return OPERATIONS.deleteBucket
    case 'POST':
      return query.has('delete') ? OPERATIONS.deleteObjects : OPERATIONS.postObject
    default:
      return undefined
  }
}

function ofKey({ method, query, headers }: Call): Operation | undefined {
  const ofUpload = query.has('uploadId')
  const copies = headers['x-cos-copy-source'] !== undefined
  switch (method) {
    case 'GET':
      return ofUpload ? OPERATIONS.listParts : OPERATIONS.getObject
    case 'HEAD':
      return OPERATIONS.headObject
    case 'PUT':
      if (ofUpload || query.has('partNumber')) {
        return copies ? OPERATIONS.uploadPartCopy : OPERATIONS.uploadPart
      }
      return copies ? OPERATIONS.copyObject : OPERATIONS.putObject
    case 'DELETE':
      return ofUpload ? OPERATIONS.abortUpload : OPERATIONS.deleteObject
    case 'POST':
      if (query.has('uploads')) return OPERATIONS.initiateUpload
      return ofUpload ? OPERATIONS.completeUpload : undefined
    default:
      return undefined
  }
}
