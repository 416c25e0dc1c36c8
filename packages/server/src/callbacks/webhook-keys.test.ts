import { verify, webhookKey } from '@lemnis/receiver'
import { expect, test } from 'vitest'
import { createIds } from '../base/ids.ts'
import { wake } from '../db/testing/test-database.ts'
import { attempts, db, queue, receiver, startSender, until, VirtualClock } from './testing/test-sender.ts'
import { storedKeys, listKeys, rotateKeys } from './webhook-keys.ts'

const FIRST = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const HOUR_MS = 3_600_000

test('a key that was rotated between two attempts is used beside the old one, until that retires', async () => {
  const clock = new VirtualClock()
  const ids = createIds(clock)
  let up = false
  const { url, got } = await receiver((response) => response.writeHead(up ? 204 : 500).end())
  using keys = await storedKeys(db, clock, FIRST)
  startSender({ clock, keys: keys.current })
  await queue(url, '<Response/>', { createdAt: clock.now() })
  await until(async () => (await attempts()).length === 1)
  const { secret, retires } = await rotateKeys(db, { ids, now: clock.now(), overlapMs: HOUR_MS })
  expect(retires.map(({ id }) => id)).toEqual([1])
  await until(() => keys.current().length === 2)
  up = true
  clock.advance(60_000)
  await wake(db, 'callbacks')
  await until(() => got.length === 2)
  const [before, after] = got
  const verifies = (sent: typeof before, key: string): boolean => {
    if (!sent) return false
    try {
      verify({ headers: sent.headers, body: sent.body, keys: [webhookKey(key)], at: new Date(clock.now()) })
      return true
    } catch {
      return false
    }
  }
  expect([verifies(before, FIRST), verifies(before, secret)]).toEqual([true, false])
  expect([verifies(after, FIRST), verifies(after, secret)]).toEqual([true, true])
  clock.advance(HOUR_MS)
  await queue(url, '<Response/>', { createdAt: clock.now() })
  await until(() => got.length === 3)
  expect([verifies(got[2], FIRST), verifies(got[2], secret)]).toEqual([false, true])
})

test('keys survive a restart, and the initial key is stored once', async () => {
  const clock = new VirtualClock()
  using first = await storedKeys(db, clock, FIRST)
  await rotateKeys(db, { ids: createIds(clock), now: clock.now(), overlapMs: HOUR_MS })
  using second = await storedKeys(db, clock, `whsec_${Buffer.alloc(32, 2).toString('base64')}`)
  await until(() => first.current().length === 2)
  expect(second.current()).toHaveLength(2)
  expect(await listKeys(db.reader)).toMatchObject([{ id: 2, retiresAt: undefined }, { id: 1 }])
})
