import type { ReadOrder } from '../../../engine/jobs/read-order.ts'
import { anyVariables, expandVariables, inputVariables } from '../../../protocol/jobs/output-variables.ts'
import type { Call } from '../../call.ts'
import { bucketResource, requireRight } from '../../operation.ts'

interface ObjectAccess {
  readonly tag: ReadOrder['tag']
  readonly inputKey: string | undefined
  readonly order: ReadOrder['order']
}

/**
 * Throws AccessDenied unless the client may read the job's inputs and write its outputs. This is decided here, once:
 * an accepted job runs even if its signer's key is revoked by then.
 */
export function requireObjectRights(
  call: Call,
  { tag, inputKey, order: { output, params } }: ObjectAccess,
): void {
  const { reads = [], writes = [] } = tag.touches?.(params, { inputKey, output }) ?? {}
  if (inputKey !== undefined) requireRight(call, 'cos:GetObject', { ...bucketResource(call), key: inputKey })
  for (const key of reads) requireRight(call, 'cos:GetObject', { ...bucketResource(call), key, keys: key })
  const known = inputKey === undefined ? {} : inputVariables(inputKey)
  const named = output ? [output.object, output.spriteObject] : []
  const destinations = named.flatMap((object) =>
    output && object !== undefined ? [{ ...output, object }] : [],
  )
  for (const { bucket, region, object } of [...destinations, ...writes]) {
    const key = expandVariables(object, known)
    requireRight(call, 'cos:PutObject', { bucket, region, key, keys: anyVariables(key) })
  }
}
