import { lockBulkAction, saveBulkProgress, type BulkAction } from '../../bulk-actions/store.ts'
import type { Engine } from '../engine.ts'

/** Ends an action where it is; what it has done stays. `undefined`: there is none. */
export async function stopBulkAction(engine: Engine, id: number): Promise<BulkAction | undefined> {
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    const action = await lockBulkAction(tx, id)
    if (action?.state !== 'Running') return action
    const stopped = { ...action, state: 'Stopped', endedAt: now } as const
    await saveBulkProgress(tx, stopped)
    return stopped
  })
}
