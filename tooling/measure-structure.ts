/**
 * Measures how the project is built: how many files a main path leads through, folders, circles, words and sentences.
 * `npm run structure -- --help`.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { copyCommit } from './scratch-copy.ts'
import { listPlaces, PLACES } from './structure/list-places.ts'
import { measureTree } from './structure/measure-tree.ts'

const HELP = `npm run structure -- [options]

  --at COMMIT       measures the tree of a commit instead of the working tree
  --compare COMMIT  shows the figures of a commit beside it
  --list KIND       prints each place instead: ${PLACES.join(', ')}
  --help            this text
`

const ROOT = path.resolve(import.meta.dirname, '..')

const { values } = parseArgs({
  options: {
    at: { type: 'string' },
    compare: { type: 'string' },
    list: { type: 'string' },
    help: { type: 'boolean' },
  },
})
const list = PLACES.find((kind) => kind === values.list)
if (values.help === true || (values.list !== undefined && !list)) process.stdout.write(HELP)
else if (list) process.stdout.write(within(values.at, (root) => listPlaces(root, list)))
else printFigures()

function printFigures(): void {
  const commits = [...(values.compare === undefined ? [] : [values.compare]), values.at]
  const columns = commits.map((commit) => ({
    title: commit ?? 'working tree',
    figures: within(commit, measureTree),
  }))
  const names = [...new Set(columns.flatMap(({ figures }) => [...figures.keys()]))]
  const width = Math.max(...names.map((name) => name.length))
  const row = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(width)} ${cells.map((cell) => cell.padStart(14)).join('')}\n`
  process.stdout.write(
    row(
      '',
      columns.map(({ title }) => title),
    ),
  )
  for (const name of names)
    process.stdout.write(
      row(
        name,
        columns.map(({ figures }) => figures.get(name) ?? '–'),
      ),
    )
}

/** Calls `measure` with a folder that holds the tree of a commit, or with the working tree. */
function within<T>(commit: string | undefined, measure: (root: string) => T): T {
  if (commit === undefined) return measure(ROOT)
  using copy = copyCommit(ROOT, commit)
  return measure(copy.directory)
}
