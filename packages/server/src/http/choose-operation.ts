import { regionOfHost } from '../protocol/bucket-name.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { Call } from './call.ts'
import { assertKnownParameters } from './known-parameters.ts'
import { NONE_KNOWN, type Operation } from './operation.ts'
import { jobOperation } from './routes/job-routes.ts'
import { objectOperation } from './routes/object-routes.ts'
import { PREFLIGHT } from './routes/objects/answer-preflight.ts'

/** For these methods the vendor has calls on every resource: a call that is missing here is not the client's fault. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE'])

/** Returns the operation of a call. Throws NotImplemented, MethodNotAllowed or InvalidUrl when there is none. */
export function chooseOperation(call: Call): Operation {
  // On every host: without an answer to its preflight, a browser hides from the script why its request was rejected.
  if (call.method === 'OPTIONS') return PREFLIGHT
  if (call.target.account !== undefined) {
    throw new ProtocolError(
      'NotImplemented',
      'What the host of an account, <APPID>.ci.<region>, serves is not offered here.',
    )
  }
  if (call.target.service === 'ci') return jobOperation(call)
  if (call.target.service === 'pic') {
    throw new ProtocolError(
      'NotImplemented',
      'Image settings of a bucket (the pic host) are not implemented here.',
    )
  }
  return objectOperation(call) ?? rejectObjectCall(call)
}

function rejectObjectCall(call: Call): never {
  assertKnownParameters(call, NONE_KNOWN)
  const { method, target } = call
  throw METHODS.has(method)
    ? new ProtocolError('NotImplemented', `${method} /${target.key} is not implemented here.`)
    : new ProtocolError('MethodNotAllowed', `${method} is not allowed on this resource.`)
}

/** Throws NoSuchBucket when the host names another region than that of the bucket. */
export function assertRegion({ method, target, bucket }: Call): void {
  // The creator of a bucket learns that its name is taken, in whichever region.
  if (method === 'PUT' && target.key === '') return
  const own = bucket?.region
  const region = regionOfHost(target.region)
  if (own === undefined || region === undefined || region === own) return
  throw new ProtocolError('NoSuchBucket', `The bucket ${target.bucket ?? ''} is in ${own}, not in ${region}.`)
}
