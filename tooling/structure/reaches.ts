import type ts from 'typescript'
import { CallGraph } from './call-graph.ts'
import { MAIN_PATHS } from './main-paths.ts'

/** So many calls deep a reader follows a main path. */
export const CALLS = [2, 3] as const

export interface Reach {
  readonly name: string
  /** The files that at most so many calls lead to; `undefined` when no function has a name of the table. */
  readonly within: (calls: number) => ReadonlySet<string> | undefined
}

export function reaches(root: string, program: ts.Program): readonly Reach[] {
  const graph = new CallGraph(root, program)
  return MAIN_PATHS.map(({ name, entries }) => {
    const entry = entries.map((one) => graph.find(one)).find((node) => node !== undefined)
    return { name, within: (calls) => entry && graph.filesWithin(entry, calls) }
  })
}
