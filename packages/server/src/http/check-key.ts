import type { Action } from '../protocol/auth/actions.ts'
import { decideAccess, type AccessResource, type Decision, type Rights } from '../protocol/auth/is-allowed.ts'
import type { KeyFault } from '../protocol/auth/signature-rules.ts'
import { parentOf } from '../protocol/auth/temporary-key.ts'
import type { AccessKey } from '../keys/store.ts'
import type { KeyLookup, KeyRing } from './key-ring.ts'

/** What a key is asked about. */
export interface KeyQuestion {
  readonly action: Action
  readonly bucket?: string | undefined
  readonly region?: string | undefined
  /** Of an object, or what a listing begins with. */
  readonly key?: string | undefined
}

export interface KeyCheck {
  /** `disabled`: the key, or the one that a temporary key was made from. */
  readonly decision: Decision | { readonly kind: KeyFault | 'disabled' }
  /** `undefined` when the key is not one that signs. */
  readonly rights: Rights | undefined
}

/** Decides as a request with this key would be decided. */
export function checkKey(
  ring: KeyRing,
  keys: readonly AccessKey[],
  { lookup, question }: { readonly lookup: KeyLookup; readonly question: KeyQuestion },
): KeyCheck {
  const found = ring.find(lookup)
  if (typeof found !== 'string') {
    const { rights } = found
    return { decision: decideAccess(rights, question.action, resourceOf(question)), rights }
  }
  const signer = found === 'token-wrong' ? parentOf(lookup.token ?? '') : lookup.accessKeyId
  const isDisabled = keys.some(({ secretId, state }) => secretId === signer && state === 'disabled')
  return { decision: { kind: isDisabled ? 'disabled' : found }, rights: undefined }
}

/** Jobs and batches have a place of their own in a bucket. */
const OF_JOBS = /^ci:\w+(?:MediaJob|InventoryTriggerJob)s?$/

/** As the operations of requests name it. */
function resourceOf({ action, bucket, region, key }: KeyQuestion): AccessResource {
  if (bucket === undefined) return {}
  return { bucket, region, key: OF_JOBS.test(action) ? 'job/' : key }
}
