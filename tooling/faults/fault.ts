/** A mistake that somebody could make in one line, and the tests that must notice it. */
export interface Fault {
  /** What goes wrong, in a plain sentence. */
  readonly name: string
  /** Below `packages/server/src`, as are the suites. */
  readonly file: string
  /** Must occur exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** Test files, or folders of them. */
  readonly suites: readonly string[]
  /** The vitest project that runs them; `sqlite` unless given. */
  readonly project?: 'sqlite' | 'postgres'
}

export const SOURCE = 'packages/server/src'

/** The text of the file with the fault in it. Throws an Error unless the row's text occurs exactly once. */
export function plantIn(text: string, { name, file, find, replace }: Fault): string {
  const count = text.split(find).length - 1
  if (count !== 1) throw new Error(`"${name}": ${file} has its text ${count} times, and must have it once`)
  return text.replace(find, () => replace)
}
