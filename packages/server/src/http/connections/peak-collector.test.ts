import { expect, test } from 'vitest'
import { sleep } from '../../base/tasks/wait.ts'
import { PeakCollector } from './peak-collector.ts'

test('garbage is collected once after each peak, and not for a few connections', async () => {
  let collected = 0
  const collect = (): void => void (collected += 1)
  using after = new PeakCollector({ collect, settleMs: 1 })
  for (const connections of [1, 500, 2, 0]) after.observe(connections)
  await sleep(20)
  expect(collected).toBe(0)
  for (let crowd = 1; crowd <= 2; crowd += 1) {
    for (const connections of [1, 1_500, 900, 101]) after.observe(connections)
    await sleep(20)
    expect(collected).toBe(crowd - 1)
    for (const connections of [100, 99, 0]) after.observe(connections)
    while (collected < crowd) await sleep(1)
  }
  await sleep(20)
  expect(collected).toBe(2)
})

test('unreachable memory is released', async () => {
  const garbage = new WeakRef({ bytes: Buffer.alloc(1_000) })
  using after = new PeakCollector({ settleMs: 1 })
  while (garbage.deref() !== undefined) {
    after.observe(1_000)
    after.observe(0)
    await sleep(5)
  }
})
