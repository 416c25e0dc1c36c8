import { unreachable } from '../base/unreachable.ts'
import type { MediaResult } from '../media/pool/result.ts'
import type { TagOutcome } from './tag.ts'

/** What a job comes to whose media task was not done. */
export function undoneOutcome(result: Exclude<MediaResult, { readonly kind: 'done' }>): TagOutcome {
  switch (result.kind) {
    case 'refused':
      return { kind: 'failed', code: result.code, message: result.message }
    case 'broken':
      return { kind: 'broken', message: result.message }
    case 'unavailable':
    case 'aborted':
      return result
    default:
      return unreachable(result)
  }
}
