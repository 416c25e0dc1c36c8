import type { Call } from '../call.ts'
import type { Operation } from '../operation.ts'
import { abortUploadRoute } from './abort-upload.ts'
import { answerPreflight } from './answer-preflight.ts'
import { completeUploadRoute } from './complete-upload.ts'
import { copyObjectRoute } from './copy-object.ts'
import { createBucketRoute } from './create-bucket.ts'
import { deleteBucketRoute } from './delete-bucket.ts'
import { deleteObjectRoute } from './delete-object.ts'
import { deleteObjectsRoute } from './delete-objects.ts'
import { getBucketLocationRoute } from './get-bucket-location.ts'
import { getObjectRoute } from './get-object.ts'
import { hashObjectRoute } from './hash-object.ts'
import { headBucketRoute } from './head-bucket.ts'
import { headObjectRoute } from './head-object.ts'
import { initiateUploadRoute } from './initiate-upload.ts'
import { listBucketsRoute } from './list-buckets.ts'
import { listObjectsRoute } from './list-objects.ts'
import { listPartsRoute } from './list-parts.ts'
import { listUploadsRoute } from './list-uploads.ts'
import { postObjectRoute } from './post-object.ts'
import { putObjectRoute } from './put-object.ts'
import { getMediaInfoRoute } from './read-media-info.ts'
import { refuseAbsentBucketFeature, refuseAbsentObjectFeature } from './absent-features.ts'
import { getSnapshotRoute } from './take-snapshot.ts'
import { uploadPartCopyRoute } from './upload-part-copy.ts'
import { uploadPartRoute } from './upload-part.ts'

/** Every operation on the object-storage host, under the name that policies have for it. */
const OPERATIONS = {
  preflight: { action: 'open', route: 'preflight', run: answerPreflight },
  unsignedForm: { action: 'open', route: 'cos:PostObject', run: postObjectRoute },
  listBuckets: { action: 'cos:GetService', on: 'service', run: listBucketsRoute },
  createBucket: { action: 'cos:PutBucket', on: 'bucket', run: createBucketRoute },
  headBucket: { action: 'cos:HeadBucket', on: 'bucket', run: headBucketRoute },
  deleteBucket: { action: 'cos:DeleteBucket', on: 'bucket', run: deleteBucketRoute },
  getBucketLocation: { action: 'cos:GetBucketLocation', on: 'bucket', run: getBucketLocationRoute },
  listObjects: { action: 'cos:GetBucket', on: 'prefix', run: listObjectsRoute },
  listUploads: { action: 'cos:ListMultipartUploads', on: 'prefix', run: listUploadsRoute },
  postObject: { action: 'cos:PostObject', on: 'content', run: postObjectRoute },
  deleteObjects: { action: 'cos:DeleteMultipleObjects', on: 'content', run: deleteObjectsRoute },
  getObject: { action: 'cos:GetObject', on: 'object', run: getObjectRoute },
  getMediaInfo: { action: 'cos:GetObject', route: 'mediainfo', on: 'object', run: getMediaInfoRoute },
  getSnapshot: { action: 'cos:GetObject', route: 'snapshot', on: 'object', run: getSnapshotRoute },
  hashObject: { action: 'cos:GetObject', route: 'filehash', on: 'object', run: hashObjectRoute },
  headObject: { action: 'cos:HeadObject', on: 'object', run: headObjectRoute },
  putObject: { action: 'cos:PutObject', on: 'object', run: putObjectRoute },
  copyObject: { action: 'cos:PutObject', route: 'cos:PutObjectCopy', on: 'object', run: copyObjectRoute },
  deleteObject: { action: 'cos:DeleteObject', on: 'object', run: deleteObjectRoute },
  initiateUpload: { action: 'cos:InitiateMultipartUpload', on: 'object', run: initiateUploadRoute },
  uploadPart: { action: 'cos:UploadPart', on: 'object', run: uploadPartRoute },
  uploadPartCopy: {
    action: 'cos:PutObject',
    route: 'cos:UploadPartCopy',
    on: 'object',
    run: uploadPartCopyRoute,
  },
  listParts: { action: 'cos:ListParts', on: 'object', run: listPartsRoute },
  completeUpload: { action: 'cos:CompleteMultipartUpload', on: 'object', run: completeUploadRoute },
  abortUpload: { action: 'cos:AbortMultipartUpload', on: 'object', run: abortUploadRoute },
} as const satisfies Record<string, Operation>

/** What `ci-process` asks for instead of the bytes of an object. */
const PROCESSES: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['videoinfo', OPERATIONS.getMediaInfo],
  ['snapshot', OPERATIONS.getSnapshot],
  ['filehash', OPERATIONS.hashObject],
])

/**
 * What a call on the object-storage host asks for, by method, key and sub-resource; `undefined`: nothing that there is.
 * Throws what a documented feature that is not offered is refused with.
 */
export function objectOperation(call: Call): Operation | undefined {
  if (call.method === 'OPTIONS') return OPERATIONS.preflight
  // The door lets a form pass unsigned, because its policy is; nothing else may be reached that way.
  if (call.rights === undefined) return call.method === 'POST' ? OPERATIONS.unsignedForm : undefined
  if (call.target.key !== '') {
    const process = call.method === 'GET' ? call.query.get('ci-process') : undefined
    const processing = process === undefined ? undefined : PROCESSES.get(process)
    if (processing) return processing
    refuseAbsentObjectFeature(call)
    return ofKey(call)
  }
  if (call.target.bucket === undefined) return call.method === 'GET' ? OPERATIONS.listBuckets : undefined
  refuseAbsentBucketFeature(call)
  return ofBucket(call)
}

function ofBucket({ method, query }: Call): Operation | undefined {
  switch (method) {
    case 'GET':
      if (query.has('uploads')) return OPERATIONS.listUploads
      if (query.has('location')) return OPERATIONS.getBucketLocation
      return OPERATIONS.listObjects
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
