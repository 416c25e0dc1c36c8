import { ApiProblem } from './problem.ts'

interface Named {
  readonly id: string
  /** null: of every bucket. */
  readonly bucket: string | null
}

/** The one with that id, else the only one with that name. Throws ApiProblem. */
export function chooseNamed<T extends Named>(found: readonly T[], what: string, wanted: string): T {
  const [first, second] = found
  const exact = found.find(({ id }) => id === wanted)
  if (exact) return exact
  if (!first) throw new ApiProblem('not_found', `There is no ${what} ${wanted}.`)
  if (!second) return first
  const ids = found.map(({ id, bucket }) => `${id} of ${bucket ?? 'every bucket'}`).join(', ')
  throw new ApiProblem('conflict', `Several ${what}s are called ${wanted}. Give an id: ${ids}.`)
}
