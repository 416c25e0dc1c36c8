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

/** The allowed size of the form's file, both ends included. */
export interface FormLimits {
  readonly minBytes: number
  readonly maxBytes: number
}

export interface FormUploadRequest {
  readonly fields: FormFields
  /** The key as it will be stored. */
  readonly key: string
}

/**
 * Returns the limits of an upload that the signed policy of its form allows. An upload in a signed request needs no
 * policy. Throws the error of a wrong signature, AccessDenied or InvalidPolicyDocument.
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
