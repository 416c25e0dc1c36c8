import path from 'node:path'

export interface Folder {
  readonly name: string
  /** Files that stand directly in it, tests included. */
  readonly files: number
}

/** What a reader looks through; golden files and fixtures are data. */
const CODE = /\.([cm]?js|ts)$/

/** Numbered files that are only ever added, and read one at a time. */
const EXEMPT = '/migrations'

/** The folders with the most files of code, the largest first. */
export function largestFolders(files: readonly string[]): readonly Folder[] {
  const byFolder = Map.groupBy(
    files.filter((file) => CODE.test(file)),
    (file) => path.posix.dirname(file),
  )
  return [...byFolder]
    .map(([name, inside]) => ({ name, files: inside.length }))
    .filter(({ name }) => !name.endsWith(EXEMPT))
    .toSorted((one, other) => other.files - one.files)
}
