import type { Fragment, Params } from './params.ts'

/** The input among the fragments. */
export type Part = Fragment | 'input'

/**
 * Returns the parts in their order: first those of Mode Start, then the others with the input at its Index, then those
 * of Mode End. Among the others FragmentIndex and the input's Index count alike. Those that have none come last, as they
 * were sent. Where none has one, Index is the input's position in the row. A job may have no input: then all are
 * fragments.
 */
export function orderFragments(
  { fragments, index = '0' }: Pick<Params, 'fragments' | 'index'>,
  hasInput: boolean,
): readonly Part[] {
  const inputAt = Number(index)
  const others = fragments.filter(({ mode }) => mode === undefined)
  const placed = others
    .filter(({ fragmentIndex }) => fragmentIndex !== undefined)
    .toSorted((one, other) => Number(one.fragmentIndex) - Number(other.fragmentIndex))
  const unplaced = others.filter(({ fragmentIndex }) => fragmentIndex === undefined)
  const row = [...placed, ...unplaced]
  const firstBehind = placed.findIndex(({ fragmentIndex }) => Number(fragmentIndex) >= inputAt)
  const at = placed.length === 0 ? inputAt : firstBehind < 0 ? placed.length : firstBehind
  return [
    ...fragments.filter(({ mode }) => mode === 'Start'),
    ...row.slice(0, at),
    ...(hasInput ? (['input'] as const) : []),
    ...row.slice(at),
    ...fragments.filter(({ mode }) => mode === 'End'),
  ]
}
