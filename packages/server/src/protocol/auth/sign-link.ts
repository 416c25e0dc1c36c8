import { hash } from 'node:crypto'
import { percentEncode } from '../percent-encoding.ts'
import { hmacSha1 } from './hmac-sha1.ts'

export interface LinkToSign {
  readonly secretId: string
  readonly secretKey: string
  readonly method: string
  readonly bucket: string
  readonly key: string
  /** With its port, as the client will send it. */
  readonly host: string
  /** Seconds since 1970. */
  readonly from: number
  readonly until: number
}

/**
 * Returns the path and the query of a presigned URL in path style. It covers the host, so that no other bucket's host
 * takes it for a key of its own.
 */
export function signLink(link: LinkToSign): string {
  const { secretId, secretKey, method, bucket, key, host, from, until } = link
  const time = `${from};${until}`
  const httpString = `${method.toLowerCase()}\n/${bucket}/${key}\n\nhost=${percentEncode(host)}\n`
  const signature = hmacSha1(hmacSha1(secretKey, time), `sha1\n${time}\n${hash('sha1', httpString)}\n`)
  const query = [
    'q-sign-algorithm=sha1',
    `q-ak=${percentEncode(secretId)}`,
    `q-sign-time=${percentEncode(time)}`,
    `q-key-time=${percentEncode(time)}`,
    'q-header-list=host',
    'q-url-param-list=',
    `q-signature=${signature}`,
  ]
  return `/${bucket}/${key.split('/').map(percentEncode).join('/')}?${query.join('&')}`
}
