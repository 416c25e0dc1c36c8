/** An SDK as it is published. */
export interface Checkout {
  readonly directory: string
  /** Of its tests, those of these names; all when there are none. */
  readonly only: readonly string[]
}

/**
 * What became of one test or call of a client.
 * `refused`: the service said that it does not have this, by its name.
 * `other`: it can't pass here, for a reason that is not the service's (see not-ours.ts).
 */
export type Kind = 'passed' | 'refused' | 'other' | 'failed'

export interface Outcome {
  /** Which SDK and which of its tests, such as `python ut`. */
  readonly group: string
  readonly name: string
  readonly kind: Kind
  readonly detail?: string
}

const KINDS: readonly Kind[] = ['passed', 'refused', 'other', 'failed']

/** A table of groups, and each outcome that is no pass. */
export function report(outcomes: readonly Outcome[]): string {
  const count = (of: readonly Outcome[], kind: Kind): number =>
    of.filter((outcome) => outcome.kind === kind).length
  const groups = Map.groupBy(outcomes, ({ group }) => group)
  const rows = [...groups].map(([group, of]) => row([group, ...KINDS.map((kind) => String(count(of, kind)))]))
  const rest = outcomes
    .filter(({ kind }) => kind !== 'passed')
    .toSorted((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind))
    .map(({ group, name, kind, detail = '' }) => `${kind}: ${group} ${name}: ${detail}`)
  return [...rest, '', row(['client', ...KINDS]), ...rows].join('\n')
}

function row([first = '', ...cells]: readonly string[]): string {
  return first.padEnd(24) + cells.map((cell) => cell.padStart(9)).join('')
}
