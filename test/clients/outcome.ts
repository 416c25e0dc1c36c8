/** An SDK as it is published. */
export interface Checkout {
  readonly directory: string
  /** Of its tests, those of these names; all when there are none. */
  readonly only: readonly string[]
}

/** What became of one test or call of a client. */
export interface Outcome {
  /** Which SDK and which of its tests, such as `python ut`. */
  readonly group: string
  readonly name: string
  /** `refused`: the service said that it does not have this, by its name. */
  readonly kind: 'passed' | 'refused' | 'failed'
  readonly detail?: string
}

/** A table of groups, and each outcome that is no pass. */
export function report(outcomes: readonly Outcome[]): string {
  const groups = Map.groupBy(outcomes, ({ group }) => group)
  const count = (of: readonly Outcome[], kind: Outcome['kind']): number =>
    of.filter((outcome) => outcome.kind === kind).length
  const rows = [...groups].map(([group, of]) =>
    [group.padEnd(24), ...(['passed', 'refused', 'failed'] as const).map((kind) => count(of, kind))].join(
      '\t',
    ),
  )
  const rest = outcomes
    .filter(({ kind }) => kind !== 'passed')
    .map(({ group, name, kind, detail = '' }) => `${kind}: ${group} ${name}: ${detail}`)
  return [...rest, '', `${'client'.padEnd(24)}\tpassed\trefused\tfailed`, ...rows].join('\n')
}
