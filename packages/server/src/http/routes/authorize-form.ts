import { authErrorFor } from '../../protocol/auth-errors.ts'
import { checkPolicy, readPolicy, verifyFormSignature, type FormFields } from '../../protocol/form-policy.ts'
import { requireBucket, type Call } from '../call.ts'
import type { Service } from '../service.ts'

/** Bytes that the file of a form may have, both included. */
export interface FormLimits {
  readonly minBytes: number
  readonly maxBytes: number
}

export interface AskedUpload {
  readonly fields: FormFields
  /** As it will be stored. */
  readonly key: string
}

/**
 * Lets an upload pass that the signed policy of its form allows, or that comes in a signed request and then needs
 * no policy. Throws what a wrong signature is answered with, AccessDenied and InvalidPolicyDocument.
 */
export function authorizeForm(service: Service, call: Call, { fields, key }: AskedUpload): FormLimits {
  const now = service.engine.clock.now()
  const result = verifyFormSignature(fields, { now, lookUpKey: service.lookUpKey })
  if (result.kind === 'refused') throw authErrorFor(result.reason, 'cos')
  if (result.kind === 'anonymous') {
    if (call.accessKeyId === undefined) throw authErrorFor('missing', 'cos')
    return { minBytes: 0, maxBytes: Infinity }
  }
  const policy = readPolicy(fields.get('policy') ?? '')
  checkPolicy(policy, { bucket: requireBucket(call).name, key, fields, now })
  const { min, max } = policy.lengthRange ?? { min: 0, max: Infinity }
  return { minBytes: min, maxBytes: max }
}
