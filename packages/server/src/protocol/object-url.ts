import { routeTarget } from './hosts.ts'
import { percentEncode } from './percent-encoding.ts'
import { invalidArgument } from './xml/read-fields.ts'

export interface ObjectAddress {
  readonly bucket: string
  readonly region: string
  readonly key: string
}

/** Returns the URL of an object. `keyOfUrl` finds the key in it again. */
export function objectUrl({ bucket, region, key }: ObjectAddress): string {
  const path = key.split('/').map(percentEncode).join('/')
  return `https://${bucket}.cos.${region}.myqcloud.com/${path}`
}

/**
 * Returns the key of the object in `bucket` that a URL in a request names. Fragments, watermark images and lists are
 * read from there, never from the network. `path` names the element in messages. Throws InvalidArgument.
 */
export function keyOfUrl(path: string, url: string, bucket: string): string {
  const wrong = invalidArgument(
    `${path} must be the address of an object in ${bucket}, such as https://${bucket}.cos.<region>.myqcloud.com/<key>.`,
  )
  if (!/^https?:\/\//i.test(url)) throw wrong
  let target
  try {
    target = routeTarget({ method: 'GET', target: url, hostHeader: undefined, settings: { publicNames: [] } })
  } catch {
    throw wrong
  }
  if (target.service === 'management' || target.bucket !== bucket || target.key === '') throw wrong
  return target.key
}
