import { findBucket } from '../../buckets/store.ts'
import { addressOf, endpointOf, type Scope } from '../../callbacks/scope.ts'
import { parseTdmqUrl } from '../../callbacks/transports/rabbitmq/address.ts'
import type { Queryable } from '../../db/database.ts'
import { hasQueue } from '../../queues/store.ts'
import { ApiProblem } from './problem.ts'

/** What names something to act on, as a body gives it. */
export interface NamedScope {
  readonly endpoint: string
  readonly bucket?: string | null | undefined
  readonly address?: string | null | undefined
}

/** Throws ApiProblem for what callbacks can't go to, and for names that don't go together. */
export function readScope({ endpoint: given, bucket, address }: NamedScope): Scope {
  const endpoint = readEndpoint(given)
  if (address == null) return { endpoint, bucketName: bucket ?? undefined, address: undefined }
  if (bucket == null) throw new ApiProblem('invalid_argument', 'address goes with bucket.')
  if (readEndpoint(address) !== endpoint) {
    throw new ApiProblem('invalid_argument', `The address ${address} is none of ${endpoint}.`)
  }
  return { endpoint, bucketName: bucket, address: addressOf(address) }
}

/** The endpoint of any address below it. Throws ApiProblem. */
export function readEndpoint(given: string): string {
  const protocol = URL.parse(given)?.protocol
  if (protocol === 'http:' || protocol === 'https:' || parseTdmqUrl(given)) return endpointOf(given)
  throw new ApiProblem(
    'invalid_argument',
    `"${given}" is no endpoint: it is an address such as https://hooks.example.com:443.`,
  )
}

/** Throws ApiProblem. */
export async function requireBucket(db: Queryable, name: string): Promise<void> {
  if (!(await findBucket(db, name))) throw new ApiProblem('not_found', `There is no bucket ${name}.`)
}

/** Throws ApiProblem. */
export async function requireQueue(db: Queryable, queueId: string): Promise<void> {
  if (!(await hasQueue(db, queueId))) throw new ApiProblem('not_found', `There is no queue ${queueId}.`)
}
