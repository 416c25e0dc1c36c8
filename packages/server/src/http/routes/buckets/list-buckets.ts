import { listBuckets, type BucketRecord } from '../../../buckets/store.ts'
import { regionOfHost } from '../../../protocol/bucket-name.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { reaches } from '../../../protocol/auth/is-allowed.ts'
import { listAllMyBucketsResult } from '../../../protocol/objects/object-listings.ts'
import type { Query } from '../../../protocol/query.ts'
import type { Call, Reply } from '../../call.ts'
import { rightsOf } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { countParameter, optionalParameter } from '../read-parameters.ts'
import { xmlReply } from '../xml-reply.ts'

const NO_OWNER = '0'
const MAX_BUCKETS = 2_000

/** GET / on a host that names no bucket: all that the key has access to, in the region of the host or the query. */
export async function listBucketsRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  const { query } = call
  if (optionalParameter(query, 'tagkey') !== undefined)
    throw new ProtocolError('NotImplemented', 'tagkey is not implemented here: buckets have no tags.')
  const rights = rightsOf(call)
  const region = optionalParameter(query, 'region') ?? regionOfHost(call.target.region)
  const marker = optionalParameter(query, 'marker') ?? ''
  const isInTime = readTimes(query)
  const limit = countParameter(query, 'max-keys', { fallback: MAX_BUCKETS, max: MAX_BUCKETS })
  const all = (await listBuckets(engine.db.reader)).filter(({ name }) => reaches(rights, name))
  const matching = all.filter(
    (bucket) =>
      bucket.name > marker && (region === undefined || bucket.region === region) && isInTime(bucket),
  )
  // The digits at the end of a bucket's name identify its account.
  const owner = all.at(0)?.name.split('-').at(-1) ?? NO_OWNER
  const buckets = matching.slice(0, limit)
  const nextMarker = matching.length > limit ? buckets.at(-1)?.name : undefined
  return xmlReply(listAllMyBucketsResult({ owner, buckets, marker, nextMarker }))
}

const RANGES: Readonly<Record<string, (made: number, moment: number) => boolean>> = {
  lt: (made, moment) => made < moment,
  gt: (made, moment) => made > moment,
  lte: (made, moment) => made <= moment,
  gte: (made, moment) => made >= moment,
}

/**
 * `create-time`, in seconds since 1970, and how `range` compares with it. Throws InvalidArgument for one without the
 * other.
 */
function readTimes(query: Query): (bucket: BucketRecord) => boolean {
  const [time, range] = [optionalParameter(query, 'create-time'), optionalParameter(query, 'range')]
  if (time === undefined && range === undefined) return () => true
  const compare = range === undefined ? undefined : RANGES[range]
  if (compare && time !== undefined && /^\d{1,12}$/.test(time))
    return ({ createdAt }) => compare(Math.floor(createdAt / 1_000), Number(time))
  throw new ProtocolError(
    'InvalidArgument',
    `create-time must be in seconds since 1970, and range one of ${Object.keys(RANGES).join(', ')}.`,
  )
}
