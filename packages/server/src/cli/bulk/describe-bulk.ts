import type { BulkActionJson } from '../../api-schemas/bulk-actions.ts'
import type { Answer } from '../answer.ts'
import { escapeControlCharacters } from '../terminal.ts'

const counted = (noun: string) => (count: number) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** What an action deals with, and what has become of it. */
export const WORDS = {
  replay: { count: counted('callback'), done: 'sent again' },
  cancel: { count: counted('job'), done: 'cancelled' },
  rerun: { count: counted('job'), done: 'submitted again' },
} as const

/** `120 of 300 callbacks sent again, 2 left out: why` */
export function describeProgress({
  action,
  done,
  matched,
  skipped,
  message,
}: Answer<BulkActionJson>): string {
  const words = Object.hasOwn(WORDS, action)
    ? Object.entries(WORDS).find(([name]) => name === action)?.[1]
    : undefined
  const what = words ? `${words.count(matched)} ${words.done}` : `${matched}`
  const left = skipped === 0 ? '' : `, ${skipped} left out`
  const why = message === null ? '' : `: ${escapeControlCharacters(message)}`
  return `${done} of ${what}${left}${why}`
}
