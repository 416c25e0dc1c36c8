import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { BucketRecord } from '../buckets/store.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { Target } from '../protocol/hosts.ts'
import type { Rights } from '../protocol/auth/is-allowed.ts'
import type { Query } from '../protocol/query.ts'
import type { XmlElement } from '../protocol/xml/xml.ts'
import type { RouteContext } from './route-context.ts'

/** A request that was routed to a host and, unless the route is public, authenticated. */
export interface Call {
  readonly method: string
  readonly target: Target
  readonly query: Query
  readonly headers: IncomingHttpHeaders
  readonly requestId: string
  /** The bucket that the host names, when it exists here. */
  readonly bucket: BucketRecord | undefined
  /** Of the key that signed the call; `undefined` for an anonymous one. */
  readonly rights: Rights | undefined
  /** The body as it arrives. The first call sends `100 Continue` to a client that waits for it. */
  readonly openBody: () => Readable
  /** Aborts when the client goes away or the service stops. */
  readonly signal: AbortSignal
  /** The whole body as XML. Throws the host's error for a body that is invalid or does not match its Content-MD5. */
  readXmlBody(): Promise<XmlElement>
}

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | PrefetchedBytes
}

/**
 * Bytes whose first chunk has been read: an earlier failure becomes an error response, not a truncated body.
 * Each chunk is valid until the next one is requested. Call `rest.return()` to drop the rest.
 */
export interface PrefetchedBytes {
  readonly first: Uint8Array
  readonly rest: AsyncGenerator<Uint8Array, void>
}

export type RouteHandler = (context: RouteContext, call: Call) => Promise<Reply>

/** The bucket of the call, or NoSuchBucket. */
export function requireBucket(call: Call): BucketRecord {
  if (call.bucket) return call.bucket
  throw new ProtocolError(
    'NoSuchBucket',
    `The bucket ${call.target.bucket ?? 'of this host name'} does not exist here.`,
  )
}
