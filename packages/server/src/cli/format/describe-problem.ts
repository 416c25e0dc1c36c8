import { escapeControlCharacters, type Terminal } from '../terminal.ts'
import { stateStyle } from './state-style.ts'

interface DescribedProblem {
  readonly state: string
  readonly what: string
  readonly advice: string
  /** What found it. */
  readonly by?: string
}

/** A problem behind an empty line, and what to do about it below. */
export function describeProblem(
  { state, what, advice, by }: DescribedProblem,
  terminal: Pick<Terminal, 'paint'>,
): string {
  const whose = by === undefined ? '' : ` ${by}:`
  return (
    `\n${terminal.paint(state, stateStyle(state))}${whose} ${escapeControlCharacters(what)}\n` +
    `  ${escapeControlCharacters(advice)}\n`
  )
}
