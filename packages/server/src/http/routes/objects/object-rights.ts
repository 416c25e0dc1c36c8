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
 * Whoever lets the service read and write must be able to do both. Decided here, once: a job that was taken runs, also
 * when its signer's key is gone by then. Throws AccessDenied.
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
