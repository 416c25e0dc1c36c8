import { expect, test } from 'vitest'
import { ManualClock } from '../../base/manual-clock.ts'
import { plainFields, recordTable, writePage, type RecordColumns } from './record-table.ts'
import { testTerminal } from '../testing/test-terminal.ts'

const now = Date.parse('2026-01-31T18:00:00Z')
const id = (digit: string): string => `j${digit.repeat(32)}`
const rows = [
  {
    id: id('1'),
    tries: 1,
    state: 'Failed',
    createdAt: '2026-01-31T17:57:00.000Z',
    input: 'in/a-rather-long-name.mp4',
    message: 'The input is empty.',
    callbacks: [],
  },
  {
    id: id('2'),
    tries: 12,
    state: 'Success',
    createdAt: '2026-01-31T17:59:30.000Z',
    input: 'in/b.mp4',
    message: null,
    callbacks: [],
  },
]
const columns: RecordColumns = [
  { title: 'ID', field: 'id' },
  { title: 'STATE', field: 'state' },
  { title: 'MADE', field: 'createdAt' },
  { title: 'TRIES', field: 'tries' },
  { title: 'INPUT', field: 'input', shrinkTo: 10 },
  { title: 'MESSAGE', field: 'message', shrinkTo: 12 },
]
const on = (width?: number) => ({ terminal: testTerminal(width), clock: new ManualClock(now) })

test('on a terminal ids are whole, times are relative, and columns that do not fit are left out', () => {
  expect(recordTable(rows, columns, on(80))).toBe(
    `${'ID'.padEnd(33)}  STATE    MADE       TRIES  INPUT\n` +
      `${id('1')}  Failed   3 min ago      1  in/a-rather-long-…\n` +
      `${id('2')}  Success  30 s ago      12  in/b.mp4\n`,
  )
})

test('a wide terminal gets every column whole', () => {
  expect(recordTable(rows, columns, on(160)).split('\n')[1]).toBe(
    `${id('1')}  Failed   3 min ago      1  in/a-rather-long-name.mp4  The input is empty.`,
  )
})

test('a terminal narrower than an id gets ids', () => {
  expect(recordTable(rows, columns, on(20))).toBe(`ID\n${id('1')}\n${id('2')}\n`)
})

test('a pipe gets every plain field, headed as on a terminal', () => {
  const more = rows.map((row) => ({ ...row, finishedAt: null }))
  const [head, first] = recordTable(more, columns, on()).split('\n')
  expect(head?.split(/ {2,}/)).toEqual(['ID', 'TRIES', 'STATE', 'MADE', 'INPUT', 'MESSAGE', 'FINISHED AT'])
  expect(first).toContain('2026-01-31T17:57:00.000Z  in/a-rather-long-name.mp4  The input is empty.')
})

test('the columns of a pipe do not depend on the values', () => {
  const heads = rows.map((row) => recordTable([row], columns, on()).split('\n')[0]?.split(/ {2,}/))
  expect(heads[1]).toEqual(heads[0])
  expect(heads[1]).toContain('MESSAGE')
})

test('a terminal gets a hint how to continue, a pipe does not', () => {
  const person = on(80)
  const pipe = on()
  for (const context of [person, pipe]) writePage(context, { rows, columns, none: 'None.', next: 17 })
  expect(person.terminal.written()).toMatch(/\nOlder ones: --before 17\n$/)
  expect(pipe.terminal.written()).not.toContain('--before')
})

test('an empty page is a sentence', () => {
  const context = on(80)
  writePage(context, { rows: [], columns, none: 'There is no such job.', next: null })
  expect(context.terminal.written()).toBe('There is no such job.\n')
})

test('fields without a value are left out, at every depth', () => {
  const none = { code: null, text: '', list: [], nested: { inner: null, empty: {} } }
  expect(
    plainFields({ id: 'j1', tries: 0, done: false, ...none, params: { a: 'b', c: null }, names: ['x'] }),
  ).toBe('id: j1\ntries: 0\ndone: false\nparams\n  a: b\nnames\n  0: x\n')
  expect(plainFields(none)).toBe('')
})
