import type { Database } from '../../packages/server/src/db/database.ts'
import { Lemnis } from '../callbacks/lemnis.ts'
import { startReceiver } from '../../test/callback-receiver.ts'
import { Meter, type Cost } from './calibrate.ts'

const CALLBACKS = 4_000
const AT_ONCE = 200
const DEADLINE_MS = 15_000

/** One of many callbacks that are due at once; the process's part has the receiver's in it, which is here too. */
export async function measureDelivery(db: Database, directory: string, serverPid: number): Promise<Cost> {
  await using receiver = await startReceiver()
  const lemnis = new Lemnis(directory, DEADLINE_MS, db)
  const stop = new AbortController()
  const sending = lemnis.send(stop.signal)
  const deliver = async (count: number): Promise<void> => {
    for (let from = 0; from < count; from += AT_ONCE) {
      await lemnis.insert(Array.from({ length: AT_ONCE }, (_, at) => `${receiver.url}/${from + at}`))
    }
    await lemnis.untilDelivered()
  }
  await deliver(2 * AT_ONCE)
  const cost = await new Meter(serverPid).measure(CALLBACKS, () => deliver(CALLBACKS))
  stop.abort()
  await sending
  return cost
}
