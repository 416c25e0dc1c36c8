import type { Readable } from 'node:stream'
import { invalidArgument } from '../../protocol/xml/read-fields.ts'

/** Longer than any address of an object, encoded as it may be. */
const MAX_LINE_CHARS = 8_192

export interface Cell {
  /** Counted from 1. */
  readonly line: number
  readonly text: string
}

/** The first column of a CSV file that has no line break inside a cell; empty ones are passed over. */
export async function* readFirstColumn(file: Readable): AsyncGenerator<Cell> {
  let line = 0
  for await (const text of readLines(file)) {
    line += 1
    const cell = firstCell(line === 1 ? text.replace(/^\uFEFF/, '') : text)
    if (cell !== '') yield { line, text: cell }
  }
}

/** Throws InvalidArgument for a line without end, so that no file is ever held as a whole. */
async function* readLines(file: Readable): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of file.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE_CHARS)
      throw invalidArgument(`UrlList has a line of more than ${MAX_LINE_CHARS} characters.`)
    yield* lines
  }
  if (rest !== '') yield rest
}

function firstCell(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line)?.[1]
  return (quoted?.replaceAll('""', '"') ?? line.split(',', 1).join('')).trim()
}
