import { assertNewPolicy } from '../protocol/auth/check-denials.ts'
import { issueTemporaryKey, type TemporaryKey } from '../protocol/auth/temporary-key.ts'
import type { Credential } from './key-ring.ts'

export interface TemporaryKeyOptions {
  readonly durationS: number
  /** As JSON; `undefined`: everything that the parent may do. */
  readonly policy: string | undefined
}

/** Creates a temporary key from its parent. Throws InvalidPolicyDocument. */
export function issueKey(
  parent: Credential,
  { durationS, policy }: TemporaryKeyOptions,
  { now, nonce }: { readonly now: number; readonly nonce: string },
): TemporaryKey {
  if (policy !== undefined) assertNewPolicy(policy)
  const expiresAt = Math.floor(now / 1_000) + durationS
  return issueTemporaryKey({ parentId: parent.secretId, expiresAt, policy, nonce }, parent.secretKey)
}
