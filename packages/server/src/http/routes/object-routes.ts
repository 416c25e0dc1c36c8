import type { Call, Route } from '../call.ts'
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
import { headBucketRoute } from './head-bucket.ts'
import { headObjectRoute } from './head-object.ts'
import { initiateUploadRoute } from './initiate-upload.ts'
import { listBucketsRoute } from './list-buckets.ts'
import { listObjectsRoute } from './list-objects.ts'
import { listPartsRoute } from './list-parts.ts'
import { listUploadsRoute } from './list-uploads.ts'
import { postObjectRoute } from './post-object.ts'
import { putObjectRoute } from './put-object.ts'
import { absentBucketFeature, absentObjectFeature } from './absent-features.ts'
import { uploadPartCopyRoute } from './upload-part-copy.ts'
import { uploadPartRoute } from './upload-part.ts'

/** The route of a call on the object-storage host, by method, key and sub-resource; `undefined`: there is none. */
export function objectRoute(call: Call): Route | undefined {
  if (call.method === 'OPTIONS') return answerPreflight
  // The door lets a form pass unsigned, because its policy is; nothing else may be reached that way.
  if (call.accessKeyId === undefined) return call.method === 'POST' ? postObjectRoute : undefined
  if (call.target.key !== '') return absentObjectFeature(call) ?? keyRoute(call)
  if (call.target.bucket === undefined) return call.method === 'GET' ? listBucketsRoute : undefined
  return absentBucketFeature(call) ?? bucketRoute(call)
}

function bucketRoute({ method, query }: Call): Route | undefined {
  switch (method) {
    case 'GET':
      if (query.has('uploads')) return listUploadsRoute
      if (query.has('location')) return getBucketLocationRoute
      return listObjectsRoute
    case 'HEAD':
      return headBucketRoute
    case 'PUT':
      return createBucketRoute
    case 'DELETE':
      return deleteBucketRoute
    case 'POST':
      return query.has('delete') ? deleteObjectsRoute : postObjectRoute
    default:
      return undefined
  }
}

function keyRoute({ method, query, headers }: Call): Route | undefined {
  const ofUpload = query.has('uploadId')
  const copies = headers['x-cos-copy-source'] !== undefined
  switch (method) {
    case 'GET':
      return ofUpload ? listPartsRoute : getObjectRoute
    case 'HEAD':
      return headObjectRoute
    case 'PUT':
      if (ofUpload || query.has('partNumber')) return copies ? uploadPartCopyRoute : uploadPartRoute
      return copies ? copyObjectRoute : putObjectRoute
    case 'DELETE':
      return ofUpload ? abortUploadRoute : deleteObjectRoute
    case 'POST':
      if (query.has('uploads')) return initiateUploadRoute
      return ofUpload ? completeUploadRoute : undefined
    default:
      return undefined
  }
}
