import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { SOURCE } from './fault.ts'
import { FAULTS, staleRows } from './list.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

test('each fault still finds its text once in its file, and its suites are there', () => {
  expect(staleRows(ROOT, FAULTS)).toEqual([])
  const missing = FAULTS.flatMap(({ suites }) => suites).filter(
    (suite) => !existsSync(path.join(ROOT, SOURCE, suite)),
  )
  expect(missing).toEqual([])
})

test('a row whose text or file is gone is told', () => {
  const [row] = FAULTS
  if (!row) throw new Error('there are no faults')
  const [gone, moved] = [
    { ...row, find: 'no such text' },
    { ...row, file: 'no/such/file.ts' },
  ]
  expect(staleRows(ROOT, [row, gone, moved])).toEqual([
    expect.stringContaining('has its text 0 times'),
    expect.stringContaining('there is no file no/such/file.ts'),
  ])
})
