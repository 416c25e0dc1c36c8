import { expect, test } from 'vitest'
import { OutageError } from '../../base/outages/outage.ts'
import { sleep } from '../../base/tasks/wait.ts'
import { DatabaseRetries } from './database-retries.ts'

const refused = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))

const PATIENCE_MS = 700

function patience(): { readonly patience: DatabaseRetries; readonly reports: OutageError[] } {
  const reports: OutageError[] = []
  return { patience: new DatabaseRetries((outage) => void reports.push(outage), PATIENCE_MS), reports }
}

test('work is done again until the database is back', async () => {
  const { patience: retries, reports } = patience()
  let times = 0
  const value = await retries.run(() => {
    times += 1
    return times < 3 ? refused() : Promise.resolve('done')
  })
  expect([value, times]).toEqual(['done', 3])
  expect(reports).toEqual([])
})

test('a database that stays away is reported, and who waited for it is told when patience is over', async () => {
  const { patience: retries, reports } = patience()
  await expect(retries.run(refused)).rejects.toThrow('ECONNREFUSED')
  expect(reports[0]).toMatchObject({ resource: 'database' })
})

test('once patience is over one caller at a time asks, and the others are told at once', async () => {
  const { patience: retries } = patience()
  await expect(retries.run(refused)).rejects.toThrow()
  const { promise, resolve } = Promise.withResolvers<string>()
  const asking = retries.run(() => promise)
  let asked = 0
  const other = retries.run(() => {
    asked += 1
    return Promise.resolve('never')
  })
  await expect(other).rejects.toThrow(OutageError)
  expect(asked).toBe(0)
  resolve('back')
  expect(await asking).toBe('back')
  expect(await retries.run(() => Promise.resolve('as ever'))).toBe('as ever')
})

test('patience begins anew with each outage', async () => {
  const { patience: retries } = patience()
  await expect(retries.run(refused)).rejects.toThrow()
  await retries.run(() => Promise.resolve())
  let times = 0
  await retries.run(() => {
    times += 1
    return times < 2 ? refused() : sleep(0)
  })
  expect(times).toBe(2)
})
