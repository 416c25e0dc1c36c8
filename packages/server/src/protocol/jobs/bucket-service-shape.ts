import { jobTime, type TimeZone } from '../times.ts'
import type { XmlNode } from '../xml/xml.ts'

/** The element of a bucket that a service is activated for; a list appends `List` to the name. */
const CONTAINERS = {
  media: 'MediaBucket',
  pic: 'PicBucket',
  asr: 'AsrBucket',
  doc: 'DocBucket',
  ai: 'AiBucket',
  file: 'FileBucket',
} as const

export interface ServiceBucketView {
  readonly bucketId: string
  readonly region: string
  /** When the service was activated, ms since 1970. */
  readonly createTime: number
  readonly timeZone: TimeZone
}

/** A bucket in the response to an activation, or as one entry of a list. */
export function serviceBucketNode(
  service: keyof typeof CONTAINERS,
  bucket: ServiceBucketView,
  place: 'alone' | 'listed',
): XmlNode {
  const name = CONTAINERS[service]
  return [
    place === 'listed' ? `${name}List` : name,
    [
      ['BucketId', bucket.bucketId],
      ['Name', bucket.bucketId],
      ['Region', bucket.region],
      ['CreateTime', jobTime(bucket.createTime, bucket.timeZone)],
    ],
  ]
}
