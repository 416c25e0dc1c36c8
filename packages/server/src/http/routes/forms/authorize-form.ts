import { authErrorFor } from '../../../protocol/auth/auth-errors.ts'
import {
  assertPolicyAllows,
  readPolicy,
  verifyFormSignature,
  type FormFields,
} from '../../../protocol/auth/form-policy.ts'
import { requireBucket, type Call } from '../../call.ts'
import { bucketResource, requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'

/** Bytes that the file of a form may have, both included. */
export interface FormLimits {
  readonly minBytes: number
  readonly maxBytes: number
}

export interface FormUploadRequest {
  readonly fields: FormFields
  /** As it will be stored. */
  readonly key: string
}

/**
 * Lets an upload pass that the signed policy of its form allows, or that comes in a signed request and then needs
 * no policy. Throws what a wrong signature is answered with, AccessDenied and InvalidPolicyDocument.
 */
export async function authorizeForm(
  context: RouteContext,
  call: Call,
  { fields, key }: FormUploadRequest,
): Promise<FormLimits> {
  const now = context.engine.clock.now()
  const ring = await context.keys.current()
  const token = fields.get('x-cos-security-token')
  const result = verifyFormSignature(fields, {
    now,
    findKey: (accessKeyId) => ring.find({ accessKeyId, token, now }),
  })
  if (result.kind === 'refused') throw authErrorFor(result.reason, 'cos')
  const signer = result.kind === 'ok' ? { ...call, rights: result.key.rights } : call
  requireRight(signer, 'cos:PostObject', { ...bucketResource(call), key })
  if (result.kind === 'anonymous') {
    return { minBytes: 0, maxBytes: Infinity }
  }
  const policy = readPolicy(fields.get('policy') ?? '')
  assertPolicyAllows(policy, { bucket: requireBucket(call).name, key, fields, now })
  const { min, max } = policy.lengthRange ?? { min: 0, max: Infinity }
  return { minBytes: min, maxBytes: max }
}
