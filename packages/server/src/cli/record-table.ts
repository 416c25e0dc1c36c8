import { table } from './table.ts'
import { harmless, type Terminal } from './terminal.ts'

type Row = Readonly<Record<string, unknown>>

/** A table of the plain fields that the records have; `undefined` when there is none. */
export function recordTable(records: readonly Row[], terminal: Terminal): string | undefined {
  if (records.length === 0) return undefined
  const names = new Set(
    records.flatMap((record) => Object.keys(record).filter((name) => isPlain(record[name]))),
  )
  const columns = [...names].map((name) => ({
    title: name,
    value: (record: Row) => shown(record[name]),
    shrinkTo: 6,
  }))
  return table(records, columns, terminal)
}

/** One `name: value` a line, what is nested indented below its name. */
export function plainFields(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return `${indent}${harmless(String(value))}\n`
  return Object.entries(value)
    .map(([name, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null
        ? `${indent}${name}\n${plainFields(inner, `${indent}  `)}`
        : `${indent}${name}: ${harmless(String(inner))}\n`,
    )
    .join('')
}

const isPlain = (value: unknown): boolean => typeof value !== 'object'

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : ''
