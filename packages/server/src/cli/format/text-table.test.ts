import { expect, test } from 'vitest'
import { formatTable } from './text-table.ts'
import { testTerminal } from '../testing/test-terminal.ts'

interface Row {
  readonly id: string
  readonly tries: number
  readonly url: string
}

const rows: readonly Row[] = [
  { id: 'msg_1', tries: 3, url: 'https://hooks.example.com/a/long/path' },
  { id: 'msg_22', tries: 12, url: 'http://localhost/' },
]
const columns = [
  { title: 'ID', value: ({ id }: Row) => id },
  { title: 'TRIES', value: ({ tries }: Row) => String(tries), align: 'right' as const },
  { title: 'URL', value: ({ url }: Row) => url, shrinkTo: 10 },
]

test('columns are aligned, and no line ends in spaces', () => {
  expect(formatTable(rows, columns, testTerminal())).toBe(
    'ID      TRIES  URL\n' +
      'msg_1       3  https://hooks.example.com/a/long/path\n' +
      'msg_22     12  http://localhost/\n',
  )
})

test('on a narrow terminal the column that may be cut is cut, and the others stay whole', () => {
  const text = formatTable(rows, columns, testTerminal(30))
  expect(text).toBe('ID      TRIES  URL\nmsg_1       3  https://hooks.…\nmsg_22     12  http://localho…\n')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(30)
})

test('a terminal too narrow for what may not be cut gets the least of the rest', () => {
  expect(formatTable(rows, columns, testTerminal(5)).split('\n')[1]).toBe('msg_1       3  https://h…')
})

test('what a receiver sent can neither move the cursor nor begin a line', () => {
  const hostile = [{ id: 'a\u001b[2Jb', tries: 1, url: 'x\ny\rz' }]
  expect(formatTable(hostile, columns, testTerminal()).split('\n')[1]).toBe('ab      1  x y\\x0dz')
})
