import { addressOf, endpointOf, type Scope } from '../../callbacks/scope.ts'
import { parseTdmqUrl } from '../../callbacks/transports/rabbitmq/address.ts'
import { ApiProblem } from './problem.ts'

/** What a body names to be closed or opened: an endpoint, or what a bucket sends there. */
export interface ScopeParameters {
  readonly endpoint: string
  readonly bucket?: string | null | undefined
  readonly address?: string | null | undefined
}

/** Throws ApiProblem for an address that callbacks can't go to, and for parameters that don't go together. */
export function readScope({ endpoint: given, bucket, address }: ScopeParameters): Scope {
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
