import type { CheckResult } from '../base/check.ts'
import { RecentResult } from '../base/recent-result.ts'
import { LIVE_CHECKS, SET_UP_CHECKS } from './checks.ts'
import type { DoctorContext } from './doctor-context.ts'
import { runDoctor } from './run-doctor.ts'

/** However many look, and however often, ms. */
const LIVE_MS = 2_000
/** The directory is written to, and a set-up seldom changes, ms. */
const SET_UP_MS = 60_000

/** Returns a function for what can be found in passing. It is told again for a while: it may be asked all the time. */
export function createInspector(context: DoctorContext): () => Promise<readonly CheckResult[]> {
  const never = new AbortController().signal
  const inspect = (checks: typeof LIVE_CHECKS, keepMs: number): RecentResult<readonly CheckResult[]> =>
    new RecentResult({
      clock: context.clock,
      keepMs,
      make: async () => (await runDoctor(context, { checks }, never)).checks,
    })
  const [live, setUp] = [inspect(LIVE_CHECKS, LIVE_MS), inspect(SET_UP_CHECKS, SET_UP_MS)]
  return async () => (await Promise.all([live.get(), setUp.get()])).flat()
}
