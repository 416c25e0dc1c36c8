import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { outage, outageOf, OutageError } from './outage.ts'
import { Outages } from './outages.ts'

function openOutages(log = silentLog()): Outages {
  const outages = new Outages({ clock: systemClock, log })
  onTestFinished(() => outages[Symbol.asyncDispose]())
  return outages
}

/** Resolves when nothing is out any more. */
async function untilOver(outages: Outages): Promise<void> {
  while (outages.open.length > 0) {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    using _change = outages.onChange(() => resolve(undefined))
    await promise
  }
}

test('an outage goes on until a probe succeeds, and is one line of the log at its begin and one at its end', async () => {
  const lines: string[] = []
  const outages = openOutages(pino({}, { write: (line: string) => void lines.push(line) }))
  let probes = 0
  outages.watch('storage', () => {
    probes += 1
    return probes < 3 ? Promise.reject(new Error('away')) : Promise.resolve()
  })
  for (let times = 0; times < 5; times += 1) outages.report(outage('storage', new Error('the cause')))
  expect(outages.open).toMatchObject([{ resource: 'storage', message: 'The storage can’t be used now.' }])
  await untilOver(outages)
  expect(probes).toBe(3)
  expect(outages.counts.get('storage')).toBe(1)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain('the cause')
  expect(lines[1]).toContain('the outage is over')
})

test('what is not watched is never out', async () => {
  const outages = openOutages()
  outages.report(outage('memory'))
  expect(outages.open).toEqual([])
  expect(await outages.canUse('memory')).toBe(true)
})

test('an outage that comes back at once is looked at less often', async () => {
  const outages = openOutages()
  outages.watch('scratch', () => Promise.resolve())
  const lasted: number[] = []
  for (let times = 0; times < 3; times += 1) {
    const began = performance.now()
    outages.report(outage('scratch'))
    await untilOver(outages)
    lasted.push(performance.now() - began)
  }
  const [first = 0, , third = 0] = lasted
  // 100, 200 and 400 ms; a busy machine only adds to them.
  expect(first).toBeGreaterThan(90)
  expect(third).toBeGreaterThan(390)
})

test.each([
  [{ code: 'ENOSPC' }, 'scratch'],
  [{ code: 'EDQUOT' }, 'scratch'],
  [{ code: 'EMFILE', syscall: 'open' }, 'descriptors'],
  [{ code: 'ENFILE', syscall: 'open' }, 'descriptors'],
  [{ code: 'EAGAIN', syscall: 'spawn node' }, 'processes'],
  [{ code: 'ENOMEM', syscall: 'spawn node' }, 'processes'],
  [{ code: 'ENOMEM' }, 'memory'],
  [{ code: 'EAGAIN', syscall: 'read' }, undefined],
  [{ code: 'ENOENT' }, undefined],
  [{ code: 'EFBIG' }, undefined],
])('%o tells of an outage of %s', (fields, resource) => {
  expect(outageOf(Object.assign(new Error('failed'), fields))?.resource).toBe(resource)
})

test('an outage that was told as such stays what it is', () => {
  const told = new OutageError('database', 'The database does not answer.')
  expect(outageOf(told)).toBe(told)
})
